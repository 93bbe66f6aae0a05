import Configuration
import SpikingNetworks

extension Section {
  /// What a section `drive` says of neurons in discrete time.
  ///
  /// - Parameter ofSpikes: whether the examples are spikes.
  package func stepped(ofSpikes: Bool) -> SteppedDescription {
    var stepped = SteppedDescription()
    stepped.step = number("step", default: stepped.step, .positive)
    let trial = trial("trial", step: stepped.step)
    stepped.trial = trial ?? 20 * stepped.step
    let testTrial = self.trial("test_trial", step: stepped.step)
    stepped.input = stepInput(
      ofSpikes: ofSpikes, longestTrial: max(stepped.trial, testTrial ?? 0))
    if trial == nil { stepped.trial = max(stepped.trial, stepped.shortestTrial) }
    if stepped.trial / stepped.step > Self.mostSteps {
      diagnostics.report(
        "drive.step: found \(stepped.step), which makes more than \(Int(Self.mostSteps)) steps until all inputs have"
          + " fired; expected longer ones", at: (node("step") ?? node("encoding"))?.origin ?? origin
      )
      (stepped.step, stepped.trial) = (1, 20)
      stepped.input = .repeated
    }
    stepped.testTrial = testTrial ?? stepped.trial
    readNeuron(&stepped)
    stepped.architecture = neuronLayers(default: stepped.architecture)
    let (readout, inner) = kind(of: "readout", default: stepped.readout)
    stepped.readout = readout
    inner.finish()
    stepped.gradient = stepGradient(of: stepped)
    checkInput(stepped)
    checkRows(&stepped)
    for key in ["spike_counts", "most_spikes"] {
      refuse(key, because: "only simulation: events has it")
    }
    return stepped
  }

  private static let mostSteps = 1_000_000.0

  /// A time of whole steps; nil if it is not said, or wrong.
  private func trial(_ key: String, step: Double) -> Double? {
    guard let time = numberIfPresent(key, .positive) else { return nil }
    let steps = time / step
    guard steps < Self.mostSteps + 0.5, steps > 0.5,
      (steps - steps.rounded()).magnitude <= 1e-9 * steps
    else {
      diagnostics.report(
        "\(qualified(key)): found \(time), expected from 1 to \(Int(Self.mostSteps)) whole steps of drive.step,"
          + " which is \(step)", at: node(key)!.origin)
      return nil
    }
    return time
  }

  // MARK: Neurons

  private func readNeuron(_ stepped: inout SteppedDescription) {
    let inner = section("neuron")
    defer { inner.finish() }
    stepped.kind = inner.choice("kind", default: stepped.kind)
    let isUnit = stepped.kind != .leakyIntegrateAndFire
    for key in isUnit ? ["tau_m", "tau_s"] : ["decay", "activation"] {
      inner.refuse(key, because: "\(stepped.kind.rawValue) has no such constant")
    }
    for key in ["refractory", "delay"] {
      inner.refuse(key, because: "only simulation: events has it")
    }
    stepped.tauM = inner.timeConstant("tau_m", default: stepped.tauM, step: stepped.step)
    stepped.tauS = inner.timeConstant("tau_s", default: stepped.tauS, step: stepped.step)
    stepped.decay = inner.share("decay", default: stepped.decay)
    stepped.activation = inner.choice("activation", default: stepped.activation)
    stepped.threshold = inner.number("threshold", default: stepped.threshold, .positive)
    stepped.learnsThresholds = inner.flag("learn_thresholds", default: stepped.learnsThresholds)
    stepped.reset = inner.choice("reset", default: stepped.reset)
  }

  private func timeConstant(_ key: String, default standard: Double, step: Double) -> Double {
    let value = number(key, default: max(standard, step), .positive)
    guard value >= step else {
      diagnostics.report(
        "\(qualified(key)): found \(value), expected at least a step: drive.step is \(step)",
        at: node(key)!.origin)
      return max(standard, step)
    }
    guard value / step <= Self.mostSteps else {
      diagnostics.report(
        "\(qualified(key)): found \(value), expected at most a million steps: drive.step is \(step)",
        at: (node(key) ?? self.node("kind"))?.origin ?? origin)
      return step
    }
    return value
  }

  /// The hidden layers; none if there is something for which neurons in discrete time have no use.
  private func neuronLayers(default standard: Architecture) -> Architecture {
    let architecture = architecture("layers", default: standard)
    let origin = node("layers")?.origin ?? origin
    if architecture.layers.contains(where: {
      switch $0 {
      case .residual: true
      case .weighted(let plan):
        plan.normalisation != .none || plan.hasBiases != nil || plan.activation != nil
      case .pooling: false
      }
    }) {
      diagnostics.report(
        "drive.layers: found a residual block, a normalisation, a bias or an activation, expected dense layers, convolutions"
          + " and pooling: what follows each layer with weights are its neurons (drive.neuron)",
        at: origin)
      return Architecture([])
    }
    return architecture
  }

  /// Rows that are read one after the other have no places beside each other.
  private func checkRows(_ stepped: inout SteppedDescription) {
    guard stepped.input == .rows, let layer = stepped.architecture.firstReadingWindows else {
      return
    }
    diagnostics.report(
      "drive.layers[\(layer)]: found a convolution or pooling, but with encoding: rows a network reads one row of an image in each"
        + " step; expected dense layers, which may be recurrent, or another encoding",
      at: node("layers")?.origin ?? origin)
    stepped.architecture = Architecture([])
  }

  // MARK: Gradients

  private func stepGradient(of stepped: SteppedDescription) -> StepGradient {
    let standard: StepGradientKind =
      stepped.kind == .leakyIntegrateAndFire ? .surrogate : .backpropagation
    let (kind, inner) = self.kind(of: "gradient", default: standard)
    defer { inner.finish() }
    let gradient: StepGradient
    switch kind {
    case .backpropagation: gradient = .backpropagation
    case .surrogate: gradient = .surrogate
    case .neighbourhoodAggregation:
      gradient = .neighbourhoodAggregation(
        filtersErrors: inner.flag("filters_errors", default: true),
        rescalesErrors: inner.flag("rescales_errors", default: true))
    }
    if kind != .neighbourhoodAggregation {
      for key in ["filters_errors", "rescales_errors"] {
        inner.refuse(key, because: "only neighbourhoodAggregation does")
      }
    }
    if stepped.readout == .integratedVoltage, kind == .neighbourhoodAggregation {
      diagnostics.report(
        "drive.gradient: found neighbourhoodAggregation, which has no error of outputs that do not fire; expected"
          + " backpropagation or surrogate, or another drive.readout than integratedVoltage",
        at: inner.node("kind")?.origin ?? inner.origin)
      return .surrogate
    }
    if stepped.architecture.isRecurrent, kind == .neighbourhoodAggregation {
      diagnostics.report(
        "drive.gradient: found neighbourhoodAggregation, which is for layers that do not read themselves; expected"
          + " backpropagation or surrogate, or no recurrent layer",
        at: inner.node("kind")?.origin ?? inner.origin)
      return .surrogate
    }
    if !gradient.applies(to: stepped.neuron) {
      diagnostics.report(
        "drive.gradient: found \(kind.rawValue), which is for "
          + (kind == .surrogate
            ? "neurons that fire, and softSpikingNeuralUnit has a derivative of its own; expected backpropagation"
            : "leakyIntegrateAndFire with reset: hard; expected backpropagation or surrogate"),
        at: inner.node("kind")?.origin ?? inner.origin)
      return .backpropagation
    }
    return gradient
  }

  // MARK: Inputs

  private func checkInput(_ stepped: SteppedDescription) {
    if stepped.input == .rows, let node = node("test_trial"), stepped.testSteps != stepped.steps {
      diagnostics.report(
        "drive.test_trial: found \(stepped.testTrial), expected that of drive.trial: rows are shown once",
        at: node.origin)
    }
    if stepped.duration < stepped.shortestTrial {
      let key = stepped.testSteps < stepped.steps ? "test_trial" : "trial"
      diagnostics.report(
        "drive.\(key): found \(stepped.duration), which ends before all inputs have fired; expected at least"
          + " \(stepped.shortestTrial), or a shorter drive.encoding.duration or an earlier bias",
        at: (node(key) ?? node("encoding"))?.origin ?? origin)
    }
    let longest = max(stepped.trial, stepped.testTrial)
    if case .spikes(let encoding) = stepped.input, encoding.kind == .rate,
      encoding.duration > longest
    {
      diagnostics.report(
        "drive.encoding.duration: found \(encoding.duration), expected at most the longer trial, \(longest)",
        at: node("encoding")!.origin)
    }
    if case .spikes(let encoding) = stepped.input, encoding.kind == .rate,
      encoding.highestRate * stepped.step > 1
    {
      diagnostics.report(
        "drive.encoding.highest_rate: found \(encoding.highestRate), expected at most \(1 / stepped.step): an input fires"
          + " once in a step at most, with the probability of its number times the highest rate times drive.step",
        at: node("encoding")!.origin)
    }
  }
}
