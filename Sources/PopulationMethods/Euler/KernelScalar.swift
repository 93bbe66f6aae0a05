import GradientDrives
import ODESolvers
import SynapticDynamics

/// The numbers that kernels step a state in.
protocol KernelScalar: BinaryFloatingPoint, WeightScalar {
  /// Steps in place; returns the first that leaves a value that is not finite.
  static func eulerSteps(
    _ kernel: any RuleKernel, _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool,
    synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Self>, signalStride: Int,
    state: UnsafeMutablePointer<Self>
  ) -> Int?
  /// The values as a state.
  static func vector(_ values: [Self]) -> StateVector
  /// Shows the values as numbers of 64 bits, without a copy if they are.
  static func withDoubles(_ values: [Self], _ body: (Span<Double>) throws -> Void) rethrows
}

extension Double: KernelScalar {
  static func eulerSteps(
    _ kernel: any RuleKernel, _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool,
    synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Double>, signalStride: Int,
    state: UnsafeMutablePointer<Double>
  ) -> Int? {
    kernel.eulerSteps(
      steps, isSequential: isSequential, synapses: synapses, of: n, gradient: gradient,
      signalStride: signalStride, state: state)
  }

  static func vector(_ values: [Double]) -> StateVector { .double(values) }

  static func withDoubles(_ values: [Double], _ body: (Span<Double>) throws -> Void) rethrows {
    try body(values.span)
  }
}

extension Float: KernelScalar {
  static func eulerSteps(
    _ kernel: any RuleKernel, _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool,
    synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Float>, signalStride: Int,
    state: UnsafeMutablePointer<Float>
  ) -> Int? {
    kernel.eulerSteps(
      steps, isSequential: isSequential, synapses: synapses, of: n, gradient: gradient,
      signalStride: signalStride, state: state)
  }

  static func vector(_ values: [Float]) -> StateVector { .single(values) }

  static func withDoubles(_ values: [Float], _ body: (Span<Double>) throws -> Void) rethrows {
    let doubles = values.map(Double.init)
    try body(doubles.span)
  }
}
