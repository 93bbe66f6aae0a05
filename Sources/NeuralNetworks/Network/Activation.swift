import CKernels

/// What a unit makes of its input a.
public enum Activation: String, Sendable, CaseIterable {
  /// a.
  case linear
  /// tanh a.
  case tanh
  /// max(a, 0).
  case relu
  /// 1/(1 + e^−a).
  case sigmoid

  var kind: unit_kind {
    switch self {
    case .linear: UNIT_LINEAR
    case .tanh: UNIT_TANH
    case .relu: UNIT_RELU
    case .sigmoid: UNIT_SIGMOID
    }
  }
}
