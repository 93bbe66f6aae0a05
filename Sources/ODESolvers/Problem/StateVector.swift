/// The values of a state, in numbers of 64 bits or of 32: a large population that is stepped in 32 bits is there in
/// 32 bits from the beginning to the end of a run.
public enum StateVector: Sendable {
  /// In 64 bits.
  case double([Double])
  /// In 32 bits.
  case single([Float])

  /// How many there are.
  public var count: Int {
    switch self {
    case .double(let values): values.count
    case .single(let values): values.count
    }
  }

  /// One of them.
  public subscript(index: Int) -> Double {
    switch self {
    case .double(let values): values[index]
    case .single(let values): Double(values[index])
    }
  }

  /// All in 64 bits; a copy if they are in 32.
  public var doubles: [Double] {
    switch self {
    case .double(let values): values
    case .single(let values): values.map(Double.init)
    }
  }
}
