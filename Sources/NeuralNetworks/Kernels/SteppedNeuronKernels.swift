import CKernels

/// The loops over neurons in discrete time, in C: see `stepped_neurons.h`.
public struct SteppedNeuronKernels<Scalar>: Sendable {
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
  public static let steppedNeurons = SteppedNeuronKernels<Double>(
    forward: stepped_forward, backward: stepped_backward, aggregate: stepped_aggregate,
    rescale: stepped_rescale, filter: stepped_filter, repeat: stepped_repeat, gather: stepped_gather
  )
}

extension Float {
  /// The loops of this kind of numbers.
  public static let steppedNeurons = SteppedNeuronKernels<Float>(
    forward: stepped_float_forward, backward: stepped_float_backward,
    aggregate: stepped_float_aggregate,
    rescale: stepped_float_rescale, filter: stepped_float_filter, repeat: stepped_float_repeat,
    gather: stepped_float_gather)
}
