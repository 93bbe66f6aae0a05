import CKernels

/// How errors go back through the steps of neurons.
public enum StepGradient: Sendable, Equatable {
  /// Backpropagation through time: exact for soft neurons; 1 − tanh² v stands for dy/dv of others.
  case backpropagation
  /// The same with 0.2/(v² + 0.2), of neurons that are not soft.
  case surrogate
  /// What becomes of the loss if a spike is made or unmade, divided by how far u is from the threshold: Y. Yang, W. Zhang & P. Li,
  /// ICML 2021. Of leaky integrate-and-fire neurons with a filter and hard resets.
  ///
  /// Two steps of the published code are odd, and may be left out: errors go through the filter, although what they are multiplied
  /// with went through it (`filtersErrors`); and the errors of a layer are multiplied by what makes their mean size nearer to that of
  /// the outputs' (`rescalesErrors`), which depends on how the loss is summed.
  case neighbourhoodAggregation(filtersErrors: Bool = true, rescalesErrors: Bool = true)

  /// What stands for dy/dv, where neurons go back in time.
  func slope(of output: SteppedNeuron.Output) -> step_slope {
    if output == .soft { return SLOPE_LOGISTIC }
    return self == .surrogate ? SLOPE_RATIONAL : SLOPE_TANH
  }

  /// Whether errors are aggregated over the neighbourhoods of spikes.
  var isAggregated: Bool { if case .neighbourhoodAggregation = self { true } else { false } }

  /// Whether neurons can be learned by it.
  public func applies(to neuron: SteppedNeuron) -> Bool {
    switch self {
    case .backpropagation: true
    case .surrogate: neuron.output != .soft
    case .neighbourhoodAggregation:
      neuron.output == .fires && neuron.activation == .linear && neuron.reset == .hard
        && neuron.filter != nil
    }
  }
}
