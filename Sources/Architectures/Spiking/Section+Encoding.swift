import Configuration
import SpikingNetworks

extension Section {
  /// The section `encoding` of spikes in continuous time, or the word.
  func encoding(ofSpikes: Bool) -> SpikeEncoding {
    let (kind, inner) = encodingKind(
      default: (ofSpikes ? SpikeEncoding.Kind.given : .latency), ofSpikes: ofSpikes)
    defer { inner.finish() }
    return inner.spikeEncoding(
      SpikeEncoding(kind), ofSpikes: ofSpikes, trial: origin(of: "trial"))
  }

  /// The section `encoding` of neurons in discrete time, or the word.
  ///
  /// - Parameter longestTrial: for so long rates last, if they do not say.
  func stepInput(ofSpikes: Bool, longestTrial: Double) -> StepInput {
    let standard = ofSpikes ? StepEncodingKind.given : .repeated
    let (kind, inner) = encodingKind(default: standard, ofSpikes: ofSpikes)
    defer { inner.finish() }
    switch kind {
    case .repeated, .rows:
      for key in ["duration", "bias", "highest_rate", "dropout"] {
        inner.refuse(key, because: "with \(kind.rawValue) nothing of the input is a spike")
      }
      return kind == .rows ? .rows : .repeated
    case .latency, .times, .rate, .given:
      var standard = SpikeEncoding(SpikeEncoding.Kind(rawValue: kind.rawValue)!)
      if kind == .rate { standard.duration = longestTrial }
      return .spikes(
        inner.spikeEncoding(standard, ofSpikes: ofSpikes, trial: origin(of: "trial")))
    }
  }

  /// The kind of an encoding, and the section that has more of it.
  private func encodingKind<Kind: RawRepresentable & CaseIterable & Equatable>(
    default standard: Kind, ofSpikes: Bool
  ) -> (Kind, Section) where Kind.RawValue == String {
    let (kind, inner) = self.kind(of: "encoding", default: standard)
    let place =
      inner.node("kind").map { ("drive.encoding.kind", $0.origin) }
      ?? ("drive.encoding", inner.origin)
    // Numbers must be encoded, and spikes are not.
    let given = SpikeEncoding.Kind.given.rawValue
    if (kind.rawValue == given) != ofSpikes {
      let others = Kind.allCases.map(\.rawValue).filter { $0 != given }
      diagnostics.report(
        "\(place.0): found \(kind.rawValue), but "
          + (ofSpikes
            ? "drive.data.spikes are spikes already; expected given"
            : "the examples are no spikes (drive.data.spikes); expected one of \(others.joined(separator: ", "))"),
        at: place.1)
    }
    return (kind, inner)
  }

  /// This section as an encoding of a kind that is known.
  ///
  /// - Parameters:
  ///   - standard: what holds where nothing is said.
  ///   - trial: where a trial's length is said, if it is.
  private func spikeEncoding(
    _ standard: SpikeEncoding, ofSpikes: Bool, trial: ConfigurationNode.Origin?
  ) -> SpikeEncoding {
    let kind = standard.kind
    if kind != .rate { refuse("highest_rate", because: "only kind: rate has rates") }
    // A trial that an option gives takes its place for a while.
    if ofSpikes, let trial, !trial.isOption {
      refuse("duration", because: "drive.trial says how long given spikes are shown")
    }
    return SpikeEncoding(
      kind, duration: number("duration", default: standard.duration, .positive),
      bias: numberIfPresent("bias", .notNegative),
      highestRate: number("highest_rate", default: standard.highestRate, .positive),
      dropout: share("dropout", default: 0))
  }
}

/// What study files call what the first layer of neurons in discrete time reads.
enum StepEncodingKind: String, CaseIterable {
  case repeated, rows, latency, times, rate, given
}
