import DataFiles

/// Reads expressions: numbers, names, `+ - * / ^`, comparisons, parentheses, and functions.
///
/// Powers bind first and to the right, then signs, then products, then sums, then one comparison: `-x^2` is −(x²), and
/// `2^-x` is 2^(−x).
struct Parser {
  private typealias Binary = ParsedExpression.Binary

  private let tokens: [Token]
  private var place = 0
  private var depth = 0
  private var expression = ParsedExpression()

  /// Parentheses, functions, signs and powers in each other at most.
  static let deepest = 100
  /// Characters of an expression at most.
  static let longest = 4096

  /// The expression that a text is.
  ///
  /// - Throws: ``ExpressionError`` with the first place at which it is none.
  /// - Complexity: O(n) for n characters.
  static func parse(_ text: String) throws -> ParsedExpression {
    guard text.count <= longest else {
      throw ExpressionError(
        longest + 1,
        "found \(text.count) characters, expected at most \(longest): name parts under let")
    }
    var parser = Parser(tokens: try Token.all(of: text))
    try parser.comparison()
    guard parser.token.kind == .end else {
      throw parser.unexpected("an operator such as + or *, or the end")
    }
    return parser.expression
  }

  private init(tokens: [Token]) { self.tokens = tokens }

  private var token: Token { tokens[place] }

  private mutating func skip(_ symbol: String) -> Bool {
    guard token.kind == .symbol(symbol) else { return false }
    place += 1
    return true
  }

  private func unexpected(_ expected: String) -> ExpressionError {
    let advice =
      switch token.kind {
      case .name("and"), .name("or"): "; \(Token.adviceOnJoining)"
      case .name where place > 0 && tokens[place - 1].isNumber:
        "; a product needs *, and units are not known"
      default: ""
      }
    return ExpressionError(token.column, "found \(token.quoted), expected \(expected)\(advice)")
  }

  private mutating func append(_ kind: ParsedExpression.Kind, at column: Int) {
    expression.items.append(.init(kind: kind, column: column))
  }

  /// One of some operators, if the next token is one.
  private mutating func operation(among operators: [Binary]) -> (Binary, column: Int)? {
    guard case .symbol(let symbol) = token.kind, let binary = Binary(rawValue: symbol),
      operators.contains(binary)
    else { return nil }
    defer { place += 1 }
    return (binary, token.column)
  }

  // MARK: Levels

  private mutating func comparison() throws {
    let comparisons: [Binary] = [.less, .lessOrEqual, .greater, .greaterOrEqual]
    try sum()
    guard let (binary, column) = operation(among: comparisons) else { return }
    try sum()
    append(.binary(binary), at: column)
    if let (second, column) = operation(among: comparisons) {
      throw ExpressionError(
        column,
        "found a second comparison \"\(second.rawValue)\", expected one: a < b < c is if(a < b, b < c, 0)"
      )
    }
  }

  private mutating func sum() throws {
    try product()
    while let (binary, column) = operation(among: [.add, .subtract]) {
      try product()
      append(.binary(binary), at: column)
    }
  }

  private mutating func product() throws {
    try signed()
    while let (binary, column) = operation(among: [.multiply, .divide]) {
      try signed()
      append(.binary(binary), at: column)
    }
  }

  private mutating func signed() throws {
    guard depth < Self.deepest else {
      throw ExpressionError(
        token.column,
        "found more than \(Self.deepest) levels in each other, expected less: name parts under let")
    }
    depth += 1
    defer { depth -= 1 }
    let column = token.column
    if skip("-") {
      try signed()
      append(.negative, at: column)
    } else if skip("+") {
      try signed()
    } else {
      try power()
    }
  }

  private mutating func power() throws {
    try primary()
    let column = token.column
    guard skip("^") else { return }
    try signed()
    append(.binary(.power), at: column)
  }

  private mutating func primary() throws {
    let token = token
    switch token.kind {
    case .number(let value):
      place += 1
      append(.number(value), at: token.column)
    case .name(let name):
      place += 1
      if self.token.kind == .symbol("(") {
        try call(name, column: token.column)
      } else {
        append(.name(name), at: token.column)
      }
    case .symbol("("):
      place += 1
      try comparison()
      guard skip(")") else { throw unexpected("the \")\" of the \"(\" at column \(token.column)") }
    case .symbol("*") where place > 0 && tokens[place - 1].kind == .symbol("*"):
      throw ExpressionError(tokens[place - 1].column, "found \"**\", expected ^ for a power")
    default:
      throw unexpected("a number, a name, a function or \"(\"")
    }
  }

  private mutating func call(_ name: String, column: Int) throws {
    guard let function = ParsedExpression.Function(rawValue: name) else {
      let names = ParsedExpression.Function.allCases.map(\.rawValue)
      let near = suggestion(for: name, among: names)
      throw ExpressionError(
        column,
        "unknown function \"\(name.excerpt)\""
          + (near.isEmpty ? ", expected one of \(names.joined(separator: ", "))" : near))
    }
    let start = token.column
    _ = skip("(")
    var count = 1
    try comparison()
    while skip(",") {
      try comparison()
      count += 1
    }
    guard skip(")") else { throw unexpected("\",\", or the \")\" of the \"(\" at column \(start)") }
    guard count == function.argumentCount else {
      throw ExpressionError(
        column,
        "\(name): found \(count) argument\(count == 1 ? "" : "s"), expected \(function.argumentCount)"
      )
    }
    append(.call(function), at: column)
  }
}
