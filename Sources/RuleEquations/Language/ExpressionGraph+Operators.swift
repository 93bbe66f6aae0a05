/// What the operators of the language mean.
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
}
