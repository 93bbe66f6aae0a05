import CKernels

/// The numbers that kernels step a state in.
protocol KernelScalar: BinaryFloatingPoint, WeightScalar {
  /// One step in place; returns whether all new values are finite.
  static func eulerStep(
    _ law: law, count: Int, stride: Int, size: Double, isSequential: Bool,
    gradient: UnsafePointer<Self>, state: UnsafeMutablePointer<Self>
  ) -> Bool
  /// The values as numbers of 64 bits.
  static func doubles(_ values: [Self]) -> [Double]
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

  static func doubles(_ values: [Double]) -> [Double] { values }

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

  static func doubles(_ values: [Float]) -> [Double] { values.map(Double.init) }

  static func withDoubles(_ values: [Float], _ body: (Span<Double>) throws -> Void) rethrows {
    try body(doubles(values).span)
  }
}
