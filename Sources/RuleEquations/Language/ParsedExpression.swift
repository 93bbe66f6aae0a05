/// An expression as it was written, in postfix order: what is combined stands before what combines it. Names are not looked
/// up yet.
struct ParsedExpression: Equatable {
  /// A part, and the character at which it stands, from 1.
  struct Item: Equatable {
    var kind: Kind
    var column: Int
  }

  enum Kind: Equatable {
    case number(Double)
    case name(String)
    /// Takes one value.
    case negative
    /// Takes two.
    case binary(Binary)
    /// Takes as many as the function has arguments.
    case call(Function)
  }

  enum Binary: String {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  var items: [Item] = []

  /// The names in it, each at its first place.
  var names: [(name: String, column: Int)] {
    var seen: Set<String> = []
    return items.compactMap {
      guard case .name(let name) = $0.kind, seen.insert(name).inserted else { return nil }
      return (name, $0.column)
    }
  }
}
