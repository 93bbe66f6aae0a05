import DataFiles

/// A word of the language of expressions.
struct Token: Equatable {
  enum Kind: Equatable {
    case number(Double)
    case name(String)
    /// One of `+ - * / ^ ( ) , < <= > >=`.
    case symbol(String)
    case end
  }

  var kind: Kind
  /// The character at which it begins, from 1.
  var column: Int

  var isNumber: Bool { if case .number = kind { true } else { false } }

  /// How messages quote it.
  var quoted: String {
    switch kind {
    case .number(let value): "\(value)"
    case .name(let name): "\"\(name.excerpt)\""
    case .symbol(let symbol): "\"\(symbol)\""
    case .end: "the end"
    }
  }
}

extension Token {
  /// The tokens of a text, the end last.
  ///
  /// - Throws: ``ExpressionError`` at a character that the language does not have.
  /// - Complexity: O(n) for n characters.
  static func all(of text: String) throws -> [Token] {
    let characters = Array(text)
    var tokens: [Token] = []
    var place = 0
    while place < characters.count {
      let (character, column) = (characters[place], place + 1)
      if character.isWhitespace {
        place += 1
      } else if isDigit(character) || character == "." {
        let end = numberEnd(characters, from: place)
        let text = String(characters[place..<end])
        guard let value = Double(text), value.isFinite else {
          throw ExpressionError(column, "found \"\(text.excerpt)\", expected a number")
        }
        tokens.append(Token(kind: .number(value), column: column))
        place = end
      } else if isNameStart(character) {
        var end = place + 1
        while end < characters.count, isNameStart(characters[end]) || isDigit(characters[end]) {
          end += 1
        }
        tokens.append(Token(kind: .name(String(characters[place..<end])), column: column))
        place = end
      } else {
        let pair = String(characters[place..<min(place + 2, characters.count)])
        let symbol = ["<=", ">="].contains(pair) ? pair : String(character)
        guard symbols.contains(symbol) else {
          throw ExpressionError(column, "found \"\(symbol.excerpt)\"\(advice(symbol, pair))")
        }
        tokens.append(Token(kind: .symbol(symbol), column: column))
        place += symbol.count
      }
    }
    tokens.append(Token(kind: .end, column: characters.count + 1))
    return tokens
  }

  /// What stands for "and" and "or".
  static let adviceOnJoining =
    "conditions are joined by if(a, b, 0) for both and max(a, b) for either"

  private static let symbols: Set = ["+", "-", "*", "/", "^", "(", ")", ",", "<", "<=", ">", ">="]

  /// What may be meant by a character that the language does not have.
  private static func advice(_ symbol: String, _ pair: String) -> String {
    switch symbol {
    case "−", "–": ", expected -"
    case "×", "·", "∙": ", expected *"
    case "÷": ", expected /"
    case "=" where pair == "==", "!": "; numbers are compared by <, <=, > and >="
    case "=": "; an equation has its right-hand side only, since its key is the left-hand one"
    case "≤": ", expected <="
    case "≥": ", expected >="
    case "[", "{": ", expected ("
    case "]", "}": ", expected )"
    case "?", ":": "; a choice is written if(condition, a, b)"
    case "&", "|": "; \(adviceOnJoining)"
    case _ where symbol.first!.isLetter: "; names have the letters a to z or A to Z, digits and _"
    default: ", expected a number, a name, or one of + - * / ^ ( ) , < <= > >="
    }
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private static func isNameStart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character == "_")
  }

  /// Where a number ends: digits with a point and a power of ten.
  private static func numberEnd(_ characters: [Character], from start: Int) -> Int {
    func end(ofDigitsFrom start: Int) -> Int {
      characters[start...].firstIndex { !isDigit($0) } ?? characters.count
    }
    var place = end(ofDigitsFrom: start)
    if place < characters.count, characters[place] == "." { place = end(ofDigitsFrom: place + 1) }
    guard place < characters.count, characters[place] == "e" || characters[place] == "E" else {
      return place
    }
    var power = place + 1
    if power < characters.count, characters[power] == "+" || characters[power] == "-" { power += 1 }
    guard power < characters.count, isDigit(characters[power]) else { return place }
    return end(ofDigitsFrom: power)
  }
}
