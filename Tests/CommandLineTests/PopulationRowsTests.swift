import Foundation
import Testing

/// How many rows `population.csv` has: by counts of synapses and steps alone, so that surveys take a small share of a run.
@Suite struct PopulationRowsTests {
  private func times(_ study: String, in scratch: Scratch) throws -> [Double] {
    try scratch.write(study, to: "s.yaml")
    let result = try synapse(
      "run", "s.yaml", "--output", "out", "--quiet", "--force", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return try NumberTable(scratch.url("out/population.csv")).column("time")
  }

  /// 10⁶ synapses in all are surveyed whatever a run takes, any population at both ends and two or three times between, where
  /// there are so many times; and ten million where nobody knows the steps before.
  @Test func rowsGoBySynapsesAndSteps() throws {
    let scratch = try Scratch()
    func study(_ synapses: Int, _ duration: Int, _ method: String, _ drive: String) -> String {
      """
      duration: \(duration)
      synapses: \(synapses)
      drive: \(drive)
      integrator: {method: \(method)}
      record: {every: 1}

      """
    }
    let held = "{kind: heldNoise, sd: 1, window: 1}"
    // Each 16th of 40 times, since 40/8 are more than four.
    for method in ["exact", "euler, dt: 0.5"] {
      #expect(
        try times(study(400_000, 40, method, held), in: scratch) == [0, 16, 32, 40], "\(method)")
    }
    // 10⁶/40 000 = 25: each second of 40.
    #expect(
      try times(study(40_000, 40, "exact", held), in: scratch) == (0...20).map { 2 * Double($0) })
    // One window, or few steps: as few as any.
    for method in ["exact", "euler, dt: 0.5"] {
      #expect(
        try times(study(400_000, 40, method, "{kind: constant, gradient: 0.5}"), in: scratch)
          == [0, 16, 32, 40], "\(method)")
    }
    // Of adaptive methods nobody knows the steps before: ten million synapses in all.
    #expect(
      try times(study(400_000, 8, "collocation", held), in: scratch) == (0...8).map(Double.init))
  }
}
