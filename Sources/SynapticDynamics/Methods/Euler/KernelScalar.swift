import CKernels
import GradientDrives
import ODESolvers

/// The numbers that kernels step a state in.
protocol KernelScalar: BinaryFloatingPoint, WeightScalar {
  /// One step in place; returns whether all new values are finite.
  static func eulerStep(
    _ law: law, count: Int, stride: Int, size: Double, isSequential: Bool,
    gradient: UnsafePointer<Self>, state: UnsafeMutablePointer<Self>
  ) -> Bool
  /// The values as a state.
  static func vector(_ values: [Self]) -> StateVector
  /// Shows the values as numbers of 64 bits, without a copy if they are.
  static func withDoubles(_ values: [Self], _ body: (Span<Double>) throws -> Void) rethrows
}

extension Double: KernelScalar {
  static func eulerStep(
    _ law: law, count: Int, stride: Int, size: Double, isSequential: Bool,
    gradient: UnsafePointer<Double>, state: UnsafeMutablePointer<Double>
  ) -> Bool {
    var law = law
    return law_euler_step(&law, count, stride, size, isSequential ? 1 : 0, gradient, state) == 1
  }

  static func vector(_ values: [Double]) -> StateVector { .double(values) }

  static func withDoubles(_ values: [Double], _ body: (Span<Double>) throws -> Void) rethrows {
    try body(values.span)
  }
}

extension Float: KernelScalar {
  static func eulerStep(
    _ law: law, count: Int, stride: Int, size: Double, isSequential: Bool,
    gradient: UnsafePointer<Float>, state: UnsafeMutablePointer<Float>
  ) -> Bool {
    var law = law
    return law_euler_step_float(&law, count, stride, size, isSequential ? 1 : 0, gradient, state)
      == 1
  }

  static func vector(_ values: [Float]) -> StateVector { .single(values) }

  static func withDoubles(_ values: [Float], _ body: (Span<Double>) throws -> Void) rethrows {
    let doubles = values.map(Double.init)
    try body(doubles.span)
  }
}
