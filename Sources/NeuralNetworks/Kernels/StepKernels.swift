import CKernels

/// The loops over neurons in discrete time, in C: see `steps.h`.
public struct StepKernels<Scalar>: Sendable {
  package typealias Numbers = UnsafePointer<Scalar>
  package typealias Results = UnsafeMutablePointer<Scalar>
  package typealias Neuron = UnsafePointer<stepped_neuron>
  package typealias Layout = UnsafePointer<step_layout>

  package let forward:
    @Sendable (
      Neuron, Layout, Numbers, Numbers?, Results, Results, Results, Results,
      UnsafeMutablePointer<UInt8>?
    ) -> Void
  package let backward:
    @Sendable (
      Neuron, step_slope, Layout, Numbers, Numbers?, Numbers?, Int, Numbers, Results, Results,
      Results, Results
    ) -> Void
  package let aggregate:
    @Sendable (
      Neuron, Layout, Numbers, Numbers?, Int32, Numbers, Results, UnsafeMutablePointer<Double>
    ) -> Void
  package let rescale: @Sendable (Layout, Scalar, Numbers?, Int, Results) -> Void
  package let filter: @Sendable (Layout, Scalar, Results, Results) -> Void
  package let `repeat`, gather: @Sendable (Layout, Numbers, Numbers, Results) -> Void
}

extension Double {
  /// The loops of this kind of numbers.
  public static let steps = StepKernels<Double>(
    forward: steps_forward, backward: steps_backward, aggregate: steps_aggregate,
    rescale: steps_rescale, filter: steps_filter, repeat: steps_repeat, gather: steps_gather)
}

extension Float {
  /// The loops of this kind of numbers.
  public static let steps = StepKernels<Float>(
    forward: steps_float_forward, backward: steps_float_backward, aggregate: steps_float_aggregate,
    rescale: steps_float_rescale, filter: steps_float_filter, repeat: steps_float_repeat,
    gather: steps_float_gather)
}
