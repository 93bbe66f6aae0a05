import Foundation
import Testing

/// Networks shared out over the ranks of mpirun: the same bytes for every number.
@Suite(
  .serialized, .enabled(if: Ranked.isHere, "mpirun, or the program of `make mpi`, is not here"))
struct MPINetworkTests {
  private static let constants =
    "synapse: {gradient_gain: 1000, m0: 100, learning_rate: 0.01, temperature: 1}"

  /// Batches of several parts, of which the last is not full, and the last batch of an epoch is smaller.
  private static let studies: [String: String] = [
    "dense": """
    duration: 6
    \(constants)
    drive:
      kind: network
      data: {set: digits, training: 300, test: 120}
      layers: [20]
      batch: 210
      dropout: 0.2
      error_modulation: grapes
      hardware: {update_noise: 1.0e-4, weight_step: 1.0e-3, rounding: stochastic}
    integrator: {method: exact}
    """,
    "mirror": """
    duration: 6
    \(constants)
    drive:
      kind: network
      data: {set: digits, training: 300, test: 120}
      layers: [20, 12]
      batch: 210
      feedback: weightMirror
      frozen: [2]
      precision: single
    integrator: {method: euler, precision: single}
    """,
    "collocation": """
    duration: 4
    \(constants)
    drive: {kind: network, data: {set: digits, training: 300, test: 120}, layers: [12], batch: 210}
    integrator: {method: collocation}
    """,
    "convolutional": """
    duration: 4
    \(constants)
    drive:
      kind: network
      data: {set: digits, training: 150, test: 60}
      layers:
        - {convolution: {channels: 4, kernel: 3}, normalisation: batch, activation: relu}
        - residual:
            - {convolution: {channels: 4, kernel: 3}, normalisation: batch, activation: relu}
            - {convolution: {channels: 4, kernel: 3}, normalisation: running, activation: none}
          activation: relu
        - {pooling: {average: all}}
      batch: 110
    integrator: {method: exact}
    """,
    "following": """
    duration: 3
    \(constants)
    drive:
      kind: network
      data: {set: digits, training: 300, test: 120}
      layers: [12]
      activation: relu
      presentation: following
      batch: 210
    integrator: {method: windowMap}
    """,
    "cvode": """
    duration: 2
    \(constants)
    drive:
      kind: network
      data: {set: digits, training: 300, test: 120}
      layers: [12]
      presentation: following
      batch: 210
    integrator: {method: cvodeAdams}
    """,
    "events": """
    duration: 4
    synapse: {learning_rate: 3.0e-3}
    drive:
      kind: spikingNetwork
      data: {set: digits, training: 60, test: 40}
      encoding: latency
      layers: [20]
      spike_counts: {target: 3, strength: 0.1}
      batch: 30
    """,
    "steps": """
    duration: 4
    synapse: {learning_rate: 3.0e-3}
    drive:
      kind: spikingNetwork
      data: {set: digits, training: 150, test: 60}
      simulation: steps
      encoding: rows
      layers: [{dense: 16, recurrent: true}]
      neuron: {kind: spikingNeuralUnit, decay: 0.8, reset: soft, learn_thresholds: true}
      gradient: surrogate
      readout: meanSquare
      trial: 8
      dropout: 0.2
      batch: 70
    """,
    "augmentation": """
    duration: 6
    \(constants)
    drive:
      kind: network
      data: {set: digits, training: 150, test: 60, augmentation: {crop: 2, flip: true, cutout: 2}}
      layers:
        - {convolution: {channels: 4, kernel: 3}, normalisation: running, activation: relu}
        - {pooling: {average: all}}
      precision: single
      batch: 110
    integrator: {method: exact, precision: single}
    """,
    "stepped convolution": """
    duration: 4
    synapse: {learning_rate: 3.0e-3, m0: 100}
    drive:
      kind: spikingNetwork
      data: {set: digits, training: 150, test: 60}
      simulation: steps
      encoding: repeated
      layers: [{convolution: {channels: 3, kernel: 3, padding: 0}}, {pooling: {average: 2}}, 12]
      initialisation: [{normal: [0.5, 0.5]}, {normal: [0.3, 0.5]}, {normal: [0.1, 0.3]}]
      gradient: neighbourhoodAggregation
      trial: 5
      precision: single
      batch: 110
    integrator: {method: euler, precision: single}
    """,
  ]
  private static let names = studies.keys.sorted()

  private static let record =
    "\nrecord: {every: 2, synapses: 5, population: true, final: true}\n"

  private static let files = [
    "trace.csv", "learning.csv", "layers.csv", "population.csv", "final/w_f.npy", "final/w_b.npy",
  ]

  private func results(in folder: URL) throws -> [Data] {
    try Self.files.map { try Data(contentsOf: folder.appendingPathComponent($0)) }
  }

  @Test(arguments: names) func filesHaveTheSameBytes(_ name: String) throws {
    let scratch = try Scratch()
    try scratch.write(Self.studies[name]! + Self.record, to: "s.yaml")
    var first: [Data] = []
    for count in 1...4 {
      let result = try Ranked.run(count, "s.yaml", to: "out\(count)", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      let own = try results(in: scratch.url("out\(count)"))
      if count == 1 { first = own }
      for (file, (a, b)) in zip(Self.files, zip(first, own)) {
        #expect(a == b && !a.isEmpty, "\(name), \(count) ranks: \(file)")
      }
      var (summary, alone) = try (
        summary(scratch.url("out\(count)/summary.json")), summary(scratch.url("out1/summary.json"))
      )
      for key in ["ranks", "wall_seconds"] { (summary[key], alone[key]) = (nil, nil) }
      #expect(NSDictionary(dictionary: summary) == NSDictionary(dictionary: alone))
    }
    // The program without MPI.
    let plain = try synapse("run", "s.yaml", "--output", "plain", "--quiet", in: scratch.folder)
    try #require(plain.status == 0, "\(plain.error)")
    let own = try results(in: scratch.url("plain"))
    for (file, (a, b)) in zip(Self.files, zip(first, own)) { #expect(a == b, "\(file)") }
  }

  /// A neuron that fires too often is one rank's; the message is that of one process.
  @Test func aFailureOfOneRankEndsAll() throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.studies["events"]!.replacing("batch: 30", with: "batch: 30\n  most_spikes: 2")
        + Self.record, to: "s.yaml")
    var errors: [String] = []
    for count in 1...3 {
      let result = try Ranked.run(count, "s.yaml", to: "out\(count)", in: scratch.folder)
      #expect(result.status == 70, "\(result.error)")
      errors.append(
        result.error.split(separator: "\n").first { $0.hasPrefix("error: ") }.map(String.init) ?? ""
      )
    }
    #expect(errors[0].contains("fired more than 2 times"), "\(errors[0])")
    #expect(errors.allSatisfy { $0 == errors[0] }, "\(errors)")
  }
}
