import CKernels

/// A neuron in discrete time. In every step, with the current I of the weights:
///
///     u = I + d r       s = g(u)       v = s − θ       y = 1 for v > 0 and 0 otherwise, or 1/(1 + e^(−v))
///     r = s (1 − y) for the next step; with a soft reset s − θ y
///     z = z + (y − z)/τ_s, or z = y without a filter
///
/// z is the neuron's output.
///
/// With d = 1 − Δt/τ_m and a filter it is the leaky integrate-and-fire neuron of Y. Yang, W. Zhang & P. Li, Backpropagated
/// neighborhood aggregation for accurate training of spiking neural networks, ICML 2021; with d alone the spiking neural unit, and
/// with a smooth output the soft one, of S. Woźniak, A. Pantazi, T. Bohnstingl & E. Eleftheriou, Deep learning incorporating
/// biologically inspired neural dynamics and in-memory computing, Nature Machine Intelligence 2:325, 2020.
public struct SteppedNeuron: Sendable, Equatable {
  /// What becomes of u.
  public enum Activation: String, Sendable, CaseIterable {
    /// Nothing.
    case linear
    /// Below 0 a tenth.
    case leakyReLU
  }

  /// What y is.
  public enum Output: String, Sendable, CaseIterable {
    /// 1 above the threshold, 0 otherwise.
    case fires
    /// 1/(1 + e^(−v)).
    case soft
    /// s, without a threshold and a reset: of outputs that say by their state what they are for.
    case integrates
  }

  /// What becomes of a neuron that fires.
  public enum Reset: String, Sendable, CaseIterable {
    /// Nothing is left of s; of a soft unit 1 − y of it.
    case hard
    /// The threshold is taken off.
    case soft
  }

  /// d: what is left of the state after a step, from 0 to below 1.
  public var decay: Double
  /// θ, above 0.
  public var threshold: Double
  /// g.
  public var activation: Activation
  /// What becomes of a neuron that fires.
  public var reset: Reset
  /// What y is.
  public var output: Output
  /// τ_s in steps, at least 1; nil: z is y.
  public var filter: Double?

  /// A neuron.
  ///
  /// - Precondition: the constants are in their domains.
  public init(
    decay: Double, threshold: Double = 1, activation: Activation = .linear, reset: Reset = .hard,
    output: Output = .fires, filter: Double? = nil
  ) {
    precondition((0..<1).contains(decay), "what is left is a share")
    precondition(threshold > 0, "the threshold is above 0")
    precondition(filter.map { $0 >= 1 } ?? true, "a filter lasts a step at least")
    self.decay = decay
    self.threshold = threshold
    self.activation = activation
    self.reset = reset
    self.output = output
    self.filter = filter
  }

  /// The leaky integrate-and-fire neuron with time constants in steps, both at least 1.
  public static func leakyIntegrateAndFire(
    tauM: Double, tauS: Double, threshold: Double = 1, reset: Reset = .hard
  ) -> SteppedNeuron {
    precondition(tauM >= 1, "a time constant lasts a step at least")
    return SteppedNeuron(
      decay: 1 - 1 / tauM, threshold: threshold, reset: reset, filter: tauS)
  }

  /// What integrates without firing, as outputs may: y = s, which nothing resets.
  public static func integrator(decay: Double) -> SteppedNeuron {
    SteppedNeuron(decay: decay, output: .integrates)
  }

  /// z after each of some steps in which y is 1, from the start.
  func answersToOnes(steps: Int) -> [Double] {
    guard let filter else { return Array(repeating: 1, count: steps) }
    var z = 0.0
    return (0..<steps).map { _ in
      z += (1 - z) / filter
      return z
    }
  }

  private var outputKind: stepped_output {
    switch output {
    case .fires: OUTPUT_FIRES
    case .soft: OUTPUT_SOFT
    case .integrates: OUTPUT_INTEGRATES
    }
  }

  /// As the loops take it.
  var kernel: stepped_neuron {
    stepped_neuron(
      decay: decay, leak: activation == .linear ? 1 : 0.1, filter: filter.map { 1 / $0 } ?? 1,
      output: Int32(outputKind.rawValue), resets_softly: reset == .soft ? 1 : 0)
  }
}
