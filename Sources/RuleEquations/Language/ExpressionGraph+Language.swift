/// What the operators and functions of the language mean.
///
/// A function that is no combination of operations that there are is a new ``Operator``: its kernel is in `equations.c`, its
/// derivative, text and roundings in files of ``ExpressionGraph`` named after them.
extension ExpressionGraph {
  /// What an operator of the language means.
  mutating func combined(_ binary: ParsedExpression.Binary, _ left: Index, _ right: Index) -> Index
  {
    switch binary {
    case .add: self(.add, left, right)
    case .subtract: self(.subtract, left, right)
    case .multiply: self(.multiply, left, right)
    case .divide: self(.divide, left, right)
    case .power: power(left, right)
    case .less: self(.less, left, right)
    case .lessOrEqual: self(.lessOrEqual, left, right)
    case .greater: self(.less, right, left)
    case .greaterOrEqual: self(.lessOrEqual, right, left)
    }
  }

  /// What a function of the language means.
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
