import Architectures
import Configuration
import DataFiles
import DataSets
import Foundation
import HostSystem
import NeuralNetworks
import RandomNumbers
import RuleEquations
import SynapticDynamics

extension StudyReader {
  /// The section `drive` of the kind `network`.
  ///
  /// - Returns: the network, and whether its data can be opened: nothing is wrong with what they are called.
  func network(_ section: Section, temperature: Double?) -> (NetworkDescription, hasData: Bool) {
    let (data, augmentation) = data(section)
    var network = NetworkDescription(data: data ?? ChosenExamples(source: .named("")))
    network.augmentation = augmentation
    network.architecture = section.normalisedArchitecture(default: network.architecture)
    refuseKeysOfOtherLayers(section, network.architecture)
    if network.architecture.isRecurrent {
      diagnostics.report(
        "drive.layers: found a recurrent layer, which only drive.kind: spikingNetwork has, since its neurons live in time;"
          + " expected none", at: section.node("layers")?.origin ?? section.origin)
    }
    network.normalisationTime = section.number(
      "tau_s", default: network.normalisationTime, .positive)
    network.activation = section.choice("activation", default: network.activation)
    network.loss = section.choice("loss", default: network.loss)
    network.outputActivation = outputActivation(section, loss: network.loss)
    network.initialisation = initialisation(section)
    network.backwardWeights = section.choice("backward_weights", default: network.backwardWeights)
    network.dropout = section.share("dropout", default: network.dropout)
    network.feedback = feedback(section, temperature: temperature)
    network.errorModulation = section.errorModulation(
      feedback: network.feedback, dropout: network.dropout)
    network.hardware = section.hardware()
    network.frozen = layerNumbers(section, "frozen") ?? []
    network.presentation = section.choice("presentation", default: network.presentation)
    network.window = section.number("window", default: network.window, .positive)
    network.precision = section.choice("precision", default: network.precision)
    network.tasks = tasks(section)
    network.batch = section.integerIfPresent("batch", atLeast: 1) ?? network.batch
    if network.presentation == .fullBatch, let node = section.node("batch") {
      diagnostics.report(
        "drive.batch: with fullBatch all examples are presented together, expected no batch",
        at: node.origin)
    }
    return (network, data != nil)
  }

  /// Refuses what none of the layers in question leaves to the network.
  private func refuseKeysOfOtherLayers(_ section: Section, _ architecture: Architecture) {
    let reasons: [(key: String, has: (Architecture) -> Bool, reason: String)] = [
      (
        "normalisation", { $0.normalisation != nil },
        "only the layers of resnet20, resnet18 and residual9 leave it to the network"
      ),
      ("tau_s", \.hasRunningNormalisation, "no layer has normalisation: running"),
      ("activation", \.leavesActivation, "no layer leaves its activation to the network"),
    ]
    for (key, has, reason) in reasons {
      let architectures = choices.architectures(of: architecture, at: section.origin(of: key))
      if !architectures.contains(where: has) { section.refuse(key, because: reason) }
    }
    // Read, though the study's own layers may have no use for it.
    _ = section.node("normalisation")
  }

  /// Makes the layers none if they do not fit the examples, or if not even their weights fit into memory, and says so.
  func checkLayers(of network: inout NetworkDescription, _ section: Section) {
    let node = section.node("layers")
    let origin = node?.origin ?? section.origin
    do {
      let built = try network.network()
      checkRows(of: network, section)
      if built.arrangement == .lanes, network.errorModulation != nil, network.dropout > 0 {
        diagnostics.report(
          "drive.error_modulation: found dropout, with which importances are those of each example's"
            + " units, and maps have none; expected no drive.dropout",
          at: section.node("error_modulation")!.origin)
      }
      let synapses = Double(built.synapseCount)
      // Whatever the method, the state is five numbers for each synapse of bioAdam, and two at least.
      guard let refusal = MemoryLimit.current.refusal(of: 16 * synapses) else { return }
      diagnostics.report(
        "drive.layers: the network has \(shortDescription(synapses)) synapses and"
          + " \(refusal), expected smaller layers", at: origin)
    } catch {
      diagnostics.report(
        "\(error.name(inside: "drive.layers")): \(error.message)",
        at: node?.originOfLayer(error.place) ?? origin)
    }
    network.architecture = Architecture([])
    network.stepped?.architecture = Architecture([])
  }

  /// Images that are shown row by row have as many rows as there are steps.
  private func checkRows(of network: NetworkDescription, _ section: Section) {
    guard let stepped = network.stepped, stepped.input == .rows else { return }
    let shape = network.examples.input
    if shape.channels > 1 || shape.rows == 1 {
      diagnostics.report(
        "drive.encoding: found rows, and the examples are \(shape.rows == 1 ? "no images" : "images of several channels"),"
          + " expected images of one channel: set drive.data.shape",
        at: section.node("encoding")!.origin)
    } else if stepped.steps != shape.rows {
      diagnostics.report(
        "drive.trial: found \(section.node("trial") == nil ? "none, which is " : "")\(stepped.steps) steps, for images of \(shape.rows) rows, expected a step for each row: set"
          + " drive.trial to \((Double(shape.rows) * stepped.step).shortText)",
        at: (section.node("trial") ?? section.node("encoding")!).origin)
    }
  }

  /// How weights are drawn: by a rule's name, or a list with a distribution for each layer with weights; nil if nothing is said.
  func initialisation(_ section: Section) -> Initialisation? {
    guard let node = section.node("initialisation") else { return nil }
    guard case .list(let items) = node.content else {
      return .fans(section.choice("initialisation", default: FanRule.standard))
    }
    let sources = items.compactMap { item -> ValueSource? in
      if case .list = item.content {
        diagnostics.report(
          "drive.initialisation: found \(item.summary), expected for each layer a number, {uniform: [a, b]} or {normal:"
            + " [mean, sd]}", at: item.origin)
        return nil
      }
      return section.values(item, key: "initialisation")
    }
    return sources.count == items.count ? .layers(sources) : nil
  }

  /// A list of distributions has one for each layer with weights.
  private func checkInitialisation(of network: NetworkDescription, _ section: Section) {
    guard case .layers(let sources) = network.initialisation, diagnostics.count == 0,
      let layers = try? network.network().weightedNodes.count, sources.count != layers
    else { return }
    diagnostics.report(
      "drive.initialisation: found \(sources.count) distributions, expected \(layers), one for each layer with weights",
      at: section.node("initialisation")!.origin)
  }

  private func outputActivation(_ section: Section, loss: Loss) -> Activation {
    let activation = section.choice("output_activation", default: Activation.linear)
    if loss == .softmaxCrossEntropy, activation != .linear,
      let node = section.node("output_activation")
    {
      diagnostics.report(
        "drive.output_activation: found \(activation.rawValue), expected linear: the softmax is part of"
          + " the loss", at: node.origin)
      return .linear
    }
    return activation
  }

  // MARK: Feedback

  func feedback(_ section: Section, temperature: Double?) -> FeedbackPathway {
    let standard: FeedbackPathway.Name = temperature == nil ? .transport : .predisposition
    let (pathway, inner) = section.kind(of: "feedback", calledIn: "pathway", default: standard)
    defer { inner.finish() }
    switch pathway {
    case .transport: return .transport
    case .predisposition: return .predisposition
    case .gradientTransport: return .gradientTransport
    case .feedbackAlignment: return .feedbackAlignment
    case .direct: return .direct
    case .indirect: return .indirect
    case .signSymmetry:
      let signs = inner.choice("signs", default: FeedbackPathway.Signs.uniform)
      let scale = signs == .uniform ? inner.numberIfPresent("scale", .positive) : nil
      return .signSymmetry(signs, scale: scale)
    case .kolenPollack:
      return .kolenPollack(decay: inner.number("decay", default: 1e-4, .notNegative))
    case .weightMirror:
      return .weightMirror(
        rate: inner.number("rate", default: 0.1, .notNegative),
        decay: inner.number("decay", default: 0.1, .notNegative),
        batch: mirrorBatch(inner))
    }
  }

  /// All draws of a phase are held in memory at once.
  private static let largestMirrorBatch = 100_000

  private func mirrorBatch(_ section: Section) -> Int {
    let batch = section.integerIfPresent("batch", atLeast: 1) ?? 64
    guard batch <= Self.largestMirrorBatch else {
      diagnostics.report(
        "drive.feedback.batch: found \(batch), expected at most \(Self.largestMirrorBatch)",
        at: section.node("batch")!.origin)
      return 1
    }
    return batch
  }
}

// MARK: What fits together

extension StudyReader {
  /// What must fit a network: the weights, the pathway, the method's precision.
  func check(
    _ network: NetworkDescription, _ section: Section, synapse: SynapseDescription,
    _ synapseSection: Section, integrator: IntegratorDescription, equations: WrittenRule?,
    _ root: Section
  ) {
    let initial = synapseSection.section("initial")
    for key in ["w_f", "w_b"] {
      if let node = initial.node(key) {
        diagnostics.report(
          "synapse.initial.\(key): a network draws its weights by drive.initialisation and"
            + " drive.backward_weights", at: node.origin)
      }
    }
    if synapse.initialRho == .equilibrium {
      diagnostics.report(
        "synapse.initial.rho: found equilibrium, expected another: no gradient of a network is known"
          + " before it starts", at: initial.node("rho")!.origin)
    }
    if equations?.signalsPerSynapse == 2 {
      diagnostics.report(
        "rule.equations: found g_b, and a network gives both partners the same signal; expected g",
        at: root.node("rule")?.origin ?? root.origin)
    } else if synapse.backward != nil {
      diagnostics.report(
        "synapse.backward: a network gives both partners the same signal; expected no such section",
        at: synapseSection.node("backward")!.origin)
    }
    checkLayers(of: network, section, initial, equations: equations)
    checkInitialisation(of: network, section)
    checkPathway(network.feedback, section, temperature: synapse.temperature)
    if network.spiking != nil {
      guard integrator.precision == .single else { return }
      diagnostics.report(
        "integrator.precision: found single, expected double: spikes are found in 64 bits",
        at: section.origin)
    } else if integrator.precision == .single, network.precision == .double {
      diagnostics.report(
        "drive.precision: found double where integrator.precision is single, expected single",
        at: section.node("precision")?.origin ?? section.origin)
    }
  }

  private func checkPathway(
    _ feedback: FeedbackPathway, _ section: Section, temperature: Double?
  ) {
    let origin = section.node("feedback")?.origin ?? section.origin
    switch feedback {
    case .predisposition where temperature == nil:
      diagnostics.report(
        "drive.feedback: predisposition needs synapse.temperature; without it the pathway is called"
          + " gradientTransport", at: origin)
    case .gradientTransport where temperature != nil, .kolenPollack where temperature != nil:
      diagnostics.report(
        "drive.feedback: \(feedback.name.rawValue) goes without predisposition, expected no"
          + " synapse.temperature", at: origin)
    default: break
    }
  }
}
