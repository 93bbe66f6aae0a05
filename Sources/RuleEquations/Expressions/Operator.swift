import CKernels

/// What is computed of one, two or three numbers.
enum Operator: Hashable, Sendable {
  case add, subtract, multiply, divide, negate
  case magnitude, sign, minimum, maximum
  case exponential, logarithm, squareRoot, tanh, sigmoid, power
  /// 1 where the first is less than the second, or not above it; else 0.
  case less, lessOrEqual
  /// The second where the first is not 0, else the third.
  case select

  var isCommutative: Bool { self == .add || self == .multiply }

  /// The kernels' name for it.
  var code: equation_code {
    switch self {
    case .add: EQUATION_ADD
    case .subtract: EQUATION_SUBTRACT
    case .multiply: EQUATION_MULTIPLY
    case .divide: EQUATION_DIVIDE
    case .negate: EQUATION_NEGATE
    case .magnitude: EQUATION_MAGNITUDE
    case .sign: EQUATION_SIGN
    case .minimum: EQUATION_MINIMUM
    case .maximum: EQUATION_MAXIMUM
    case .exponential: EQUATION_EXPONENTIAL
    case .logarithm: EQUATION_LOGARITHM
    case .squareRoot: EQUATION_SQUARE_ROOT
    case .tanh: EQUATION_TANH
    case .sigmoid: EQUATION_SIGMOID
    case .power: EQUATION_POWER
    case .less: EQUATION_LESS
    case .lessOrEqual: EQUATION_LESS_OR_EQUAL
    case .select: EQUATION_SELECT
    }
  }
}

/// What expressions are functions of.
enum Input: Hashable, Sendable {
  /// t, in learning steps.
  case time
  /// h of Euler's step, or γ of Newton's systems.
  case step
  /// A constant of the rule, by its number.
  case constant(Int)
  /// A signal: 0 is g, 1 is g_b.
  case signal(Int)
  /// A component of a pair's state.
  case component(Int)
  /// The right-hand side of Newton's systems, by its component.
  case vector(Int)
  /// The sign, 1 or −1, of a switching function, by its number.
  case side(Int)
}
