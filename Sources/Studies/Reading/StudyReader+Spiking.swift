import Architectures
import Configuration
import DataFiles
import DataSets
import NeuralNetworks

extension StudyReader {
  /// The section `drive` of the kind `spikingNetwork`.
  ///
  /// - Returns: the network, and whether its data can be opened.
  func spikingNetwork(_ section: Section, temperature: Double?) -> (
    NetworkDescription, hasData: Bool
  ) {
    let (data, augmentation) = data(section, fires: true)
    let hasSpikes = hasSpikes(section)
    var network = NetworkDescription(data: data ?? ChosenExamples(source: .named("")))
    network.augmentation = augmentation
    switch section.choice("simulation", default: SpikingSimulationKind.events) {
    case .events:
      network.spiking = section.spiking(ofSpikes: hasSpikes)
      for (key, reason) in [
        ("precision", "spikes are found in 64 bits"),
        ("dropout", "what is left out are spikes of the input, by drive.encoding.dropout"),
        ("step", "events have no steps"), ("test_trial", "events have no steps"),
      ] { section.refuse(key, because: reason) }
    case .steps:
      network.stepped = section.stepped(ofSpikes: hasSpikes)
      network.precision = section.choice("precision", default: network.precision)
      network.dropout = section.share("dropout", default: network.dropout)
    }
    network.initialisation = initialisation(section)
    network.backwardWeights = section.choice("backward_weights", default: network.backwardWeights)
    network.feedback = feedback(section, temperature: temperature)
    checkSpiking(network.feedback, section)
    network.errorModulation = section.errorModulation(
      feedback: network.feedback, dropout: network.dropout)
    let isRecurrent =
      network.spiking?.layers.contains(where: \.isRecurrent)
      ?? network.stepped!.architecture.isRecurrent
    if isRecurrent, network.dropout > 0, network.errorModulation != nil {
      diagnostics.report(
        "drive.error_modulation: found dropout and layers that read themselves, whose importances would need both ends' masks;"
          + " expected no drive.dropout", at: section.node("error_modulation")!.origin)
    }
    if isRecurrent,
      network.errorModulation?.importance == .outgoing
    {
      diagnostics.report(
        "drive.error_modulation.importance: found outgoing, which recurrent layers do not tell apart from their own"
          + " connections; expected incoming", at: section.node("error_modulation")!.origin)
    }
    network.hardware = section.hardware()
    network.frozen = layerNumbers(section, "frozen") ?? []
    checkPresentation(section)
    network.window = section.number("window", default: network.window, .positive)
    if hasSpikes {
      section.refuse("tasks", because: "spikes have no features that could change places")
    }
    network.tasks = tasks(section)
    network.batch = section.integerIfPresent("batch", atLeast: 1) ?? network.batch
    for (key, reason) in [
      ("activation", "neurons fire"), ("loss", "the readout says what the loss is"),
    ] { section.refuse(key, because: reason) }
    return (network, data != nil)
  }

  // MARK: What does not go with spikes

  private func checkSpiking(_ feedback: FeedbackPathway, _ section: Section) {
    let reason: String
    switch feedback {
    case .indirect: reason = "a spike passes no error on to the layers above"
    case .weightMirror: reason = "spiking layers have no response to noise that could be mirrored"
    default: return
    }
    diagnostics.report(
      "drive.feedback: found \(feedback.name.rawValue), but \(reason); expected another pathway",
      at: section.node("feedback")!.origin)
  }

  private func checkPresentation(_ section: Section) {
    let presentation = section.choice("presentation", default: NetworkDrive.Presentation.held)
    guard presentation != .held else { return }
    diagnostics.report(
      "drive.presentation: found \(presentation.rawValue), expected held: the gradient of a spiking network jumps in"
        + " its weights wherever a spike appears or vanishes",
      at: section.node("presentation")!.origin)
  }
}
