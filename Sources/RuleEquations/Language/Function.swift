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
