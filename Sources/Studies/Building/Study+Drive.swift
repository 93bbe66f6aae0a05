import SynapticDynamics

extension Study {
  /// The drive, with the backward partner's signal if it has one of its own.
  ///
  /// - Throws: ``DataFileError`` if a file is wrong.
  func makeDrive() throws -> any GradientDrive {
    let forward = try makeForwardDrive()
    guard rule == .bioAdam, let partner = synapse.backward else { return forward }
    let noise = partner.noiseDeviation > 0 ? partner : nil
    return PartnerDrive(
      forward: forward, gain: partner.gain, delay: partner.delay,
      noise: noise.map {
        TabulatedDrive(
          HeldNoiseTable(
            signalCount: synapseCount, window: $0.noiseWindow,
            standardDeviation: [$0.noiseDeviation], field: field(.backwardNoise)))
      })
  }

  private func makeForwardDrive() throws -> any GradientDrive {
    let n = synapseCount
    switch drive {
    case .constant(let gradient):
      return TabulatedDrive(
        ListedTable(constant: gradient.values(count: n, field: field(.gradient))))
    case .steps(let times, let gradients):
      let rows = gradients.enumerated().map { row, gradient in
        gradient.values(count: n, field: field(.gradient), index: row)
      }
      return TabulatedDrive(ListedTable(times: times, rows: rows))
    case .sines(let amplitude, let frequency, let phase, let harmonics):
      return SinesDrive(
        amplitude: amplitude.values(count: n, field: field(.amplitude)),
        frequency: frequency.values(count: n, field: field(.frequency)),
        phase: phase.values(count: n, field: field(.phase)), harmonics: harmonics)
    case .heldNoise(let window, let deviation):
      return TabulatedDrive(
        HeldNoiseTable(
          signalCount: n, window: window,
          standardDeviation: deviation.values(count: n, field: field(.amplitude)),
          field: field(.gradient)))
    case .ornsteinUhlenbeck(let window, let mean, let deviation, let tau, let interpolation):
      return TabulatedDrive(
        OrnsteinUhlenbeckTable(
          signalCount: n, window: window, mean: mean, standardDeviation: deviation,
          correlationTime: tau, field: field(.gradient)),
        interpolation: interpolation)
    case .csv(let path, let interpolation):
      return TabulatedDrive(
        try CSVTable(path: path), interpolation: interpolation)
    }
  }

  func field(_ purpose: RandomField.Purpose) -> RandomField {
    RandomField(seed: seed, purpose: purpose)
  }
}
