import Foundation
import TestSupport
import Testing

/// Every rule learns from spikes.
@Suite struct SpikingRuleTests {
  private static let momentum = """
    rule:
      name: momentumAsText
      substances: {p: {initial: 0}}
      constants: {tau: 5, eta: 0.01}
      equations: {p: (g - p)/tau, w: -eta*p}

    """

  /// The gradients that a spiking network gave make, from a file, the same weights: signals are signals, whatever they are of.
  @Test(arguments: [
    "rule: gradientFlow\n", "rule: momentum\n", "rule: nesterov\n", "rule: rmsProp\n",
    "rule: adaGrad\n", "rule: adam\n", "rule: bioAdam\n", momentum,
  ])
  func replayedGradientsMakeTheSameWeights(_ rule: String) throws {
    let scratch = try Scratch()
    let isWritten = rule.contains("equations")
    let synapse =
      (isWritten ? "" : "synapse: {learning_rate: 0.01}\n") + "integrator: {method: euler, dt: 1}\n"
    let record = "record: {every: 1, synapses: all}\n"
    try scratch.write(
      rule + synapse + record + """
        epochs: 1
        drive:
          kind: spikingNetwork
          data: {set: yinYang, training: 200, test: 50}
          encoding: {kind: times, duration: 30, bias: 0}
          layers: [12]
          readout: {kind: firstSpike, silent_label: ignored}
          initialisation: [{normal: [1.5, 0.78]}, {normal: [1.5, 0.5]}]
          batch: 20

        """, to: "spiking.yaml")
    try run("spiking", in: scratch)
    let table = try NumberTable(scratch.url("spiking/trace.csv"))
    let count = 5 * 12 + 12 * 3
    let (g, w) = (table.column("g"), table.column("w_f"))
    try #require(g.count == 11 * count)
    #expect(g.contains { $0 != 0 })
    let names = (0..<count).map { "g\($0)" }.joined(separator: ",")
    let rows = (0...10).map { row in
      "\(row)," + g[(row * count)..<((row + 1) * count)].map { "\($0)" }.joined(separator: ",")
    }
    try scratch.write("time,\(names)\n" + rows.joined(separator: "\n") + "\n", to: "g.csv")
    try scratch.write(
      rule + synapse + record
        + "duration: 10\nsynapses: \(count)\ndrive: {kind: csv, file: g.csv, interpolation: held}\n",
      to: "replay.yaml")
    try run("replay", in: scratch)
    let replayed = try NumberTable(scratch.url("replay/trace.csv")).column("w_f")
    try #require(replayed.count == w.count)
    var largest = 0.0
    for k in w.indices {
      let change = w[k] - w[k % count]
      let expected = replayed[k] - replayed[k % count]
      largest = max(largest, abs(change))
      // Ten roundings of weights of some one to three.
      #expect(abs(change - expected) < 1e-14, "row \(k / count), synapse \(k % count)")
    }
    #expect(largest > 1e-5)
  }

  private func run(_ name: String, in scratch: Scratch) throws {
    let result = try synapse("run", "\(name).yaml", "--output", name, "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }
}
