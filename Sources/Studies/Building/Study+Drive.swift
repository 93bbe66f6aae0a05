import GradientDrives
import RandomNumbers

extension Study {
  /// The drive of some synapses, with the backward partner's signal if it has one of its own.
  ///
  /// - Throws: `DataFileError` if a file is wrong; ``StudyError`` if a delay leaves nothing of the distance of rows.
  func makeDrive(of synapses: Range<Int>, inputs: StudyInputs) throws -> any GradientDrive {
    let forward = try makeForwardDrive(of: synapses, inputs: inputs)
    guard let partner = synapse.backward else { return forward }
    let noise = partner.noiseDeviation > 0 ? partner : nil
    let drive = PartnerDrive(
      forward: forward, gain: partner.gain, delay: partner.delay,
      noise: noise.map {
        TabulatedDrive(
          HeldNoiseTable(
            signalCount: synapses.count, window: $0.noiseWindow,
            standardDeviation: [$0.noiseDeviation],
            field: field(.backwardNoise, from: synapses.lowerBound)))
      })
    if partner.delay > 0, let (first, second) = drive.collision(in: 0..<duration) {
      let least = 5 * (second + partner.delay).ulp
      throw StudyError(
        "synapse.backward.delay: with \(partner.delay) the rows of the drive at \(first) and \(second) arrive at one"
          + " time, since numbers have no more digits there: expected at least \(least) between them"
      )
    }
    return drive
  }

  private func makeForwardDrive(of synapses: Range<Int>, inputs: StudyInputs) throws
    -> any GradientDrive
  {
    let n = synapses.count
    switch drive {
    case .constant(let gradient):
      return TabulatedDrive(
        ListedTable(constant: gradient.values(of: synapses, field: field(.gradient))))
    case .steps(let times, let gradients):
      let rows = gradients.enumerated().map { row, gradient in
        gradient.values(of: synapses, field: field(.gradient), index: row)
      }
      return TabulatedDrive(ListedTable(times: times, rows: rows))
    case .sines(let amplitude, let frequency, let phase, let harmonics):
      return SinesDrive(
        amplitude: amplitude.values(of: synapses, field: field(.amplitude)),
        frequency: frequency.values(of: synapses, field: field(.frequency)),
        phase: phase.values(of: synapses, field: field(.phase)), harmonics: harmonics)
    case .heldNoise(let window, let deviation):
      return TabulatedDrive(
        HeldNoiseTable(
          signalCount: n, window: window,
          standardDeviation: deviation.valuesOrOne(of: synapses, field: field(.amplitude)),
          field: field(.gradient, from: synapses.lowerBound)))
    case .ornsteinUhlenbeck(let window, let mean, let deviation, let tau, let interpolation):
      return TabulatedDrive(
        OrnsteinUhlenbeckTable(
          signalCount: n, window: window, mean: mean, standardDeviation: deviation,
          correlationTime: tau, field: field(.gradient, from: synapses.lowerBound)),
        interpolation: interpolation)
    case .file(let file, let interpolation):
      let table = try inputs.table(of: file)
      guard table.signalCount == synapseCount else {
        throw StudyError(
          "drive.file: found \(table.signalCount) columns of gradients in \(file.path), expected the \(synapseCount) that"
            + " it had when the study was read")
      }
      func drive(_ table: some GradientTable) -> any GradientDrive {
        let whole = TabulatedDrive(table, interpolation: interpolation)
        return n == synapseCount ? whole : SubsetDrive(whole, signals: Array(synapses))
      }
      return drive(table)
    case .network: preconditionFailure("a network is made with its model")
    }
  }

  /// The random numbers for a purpose, of synapses counted from one of the population's.
  package func field(_ purpose: RandomField.Purpose, from firstSynapse: Int = 0) -> RandomField {
    RandomField(seed: seed, purpose: purpose, firstSynapse: firstSynapse)
  }
}
