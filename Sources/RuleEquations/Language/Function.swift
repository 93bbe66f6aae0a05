extension ParsedExpression {
  /// The functions of the language.
  enum Function: String, CaseIterable {
    case abs, sign, min, max, exp, log, sqrt, tanh, sigmoid, relu, choice = "if"

    /// How many expressions it takes.
    var argumentCount: Int {
      switch self {
      case .choice: 3
      case .min, .max: 2
      default: 1
      }
    }
  }
}

/// What the functions of the language mean.
///
/// A function that is no combination of operations that there are is a new ``Operator``: its kernel is in `equations.c`, its
/// derivative, text and roundings in files of ``ExpressionGraph`` named after them.
extension ExpressionGraph {
  /// A function of expressions.
  mutating func called(_ function: ParsedExpression.Function, _ x: [Index]) -> Index {
    switch function {
    case .abs: self(.magnitude, x[0])
    case .sign: self(.sign, x[0])
    case .min: self(.minimum, x[0], x[1])
    case .max: self(.maximum, x[0], x[1])
    case .exp: self(.exponential, x[0])
    case .log: self(.logarithm, x[0])
    case .sqrt: self(.squareRoot, x[0])
    case .tanh: self(.tanh, x[0])
    case .sigmoid: self(.sigmoid, x[0])
    case .relu: self(.maximum, x[0], number(0))
    case .choice: self(.select, x[0], x[1], x[2])
    }
  }
}
