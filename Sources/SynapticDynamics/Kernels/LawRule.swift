import CKernels

/// A rule that is a law of the kernels in C.
package protocol LawRule: KernelRule, ScalableRule {
  /// What the kernels need to know at a time.
  func laws(at time: Double) -> Laws
  /// Whether these hang on the time.
  var goesWithTime: Bool { get }
}

extension LawRule {
  /// No.
  package var goesWithTime: Bool { false }

  package func kernel(_ weights: WeightLaw, _ constants: HeldConstants) -> any RuleKernel {
    LawKernel(self, weights, constants)
  }

  package func laneKernel(_ weights: WeightLaw, _ constants: HeldConstants) -> any LaneKernel {
    LawKernel(self, weights, constants)
  }

  /// The derivatives of all components.
  ///
  /// - Complexity: O(n), without allocation.
  public func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>
  ) {
    LawKernel(self, WeightLaw(), .theRules).writeAllRates(
      at: time, signalsPerSynapse: signalsPerSynapse, gradient: gradient, state: state,
      rates: &rates)
  }
}

/// One law for the kernels, or two for partners with substances of their own.
package struct Laws {
  private let first: law
  private let second: law?

  init(_ first: law, _ second: law? = nil) {
    self.first = first
    self.second = second
  }

  /// Whether there is but one.
  package var isOne: Bool { second == nil }

  /// These laws, changed.
  func map(_ body: (law) -> law) -> Laws { Laws(body(first), second.map(body)) }

  /// Calls `body` for each.
  @inline(__always)
  package func forEach(_ body: (law) -> Void) {
    body(first)
    if let second { body(second) }
  }
}

extension law {
  /// A law of the pair's two weights.
  ///
  /// - Parameters:
  ///   - kind: which rule.
  ///   - substances: how many components stand before the weights.
  init(
    _ kind: law_kind, substances: Int, gradientGain: Double, learningRate: Double,
    predisposition: Predisposition?
  ) {
    self.init()
    self.kind = kind
    weight = substances
    weight_count = 2
    gradient_gain = gradientGain
    learning_rate = learningRate
    inverse_temperature = predisposition.map { 1 / $0.temperature } ?? 0
    predisposition_gain = predisposition?.gain ?? 1
  }
}
