import Foundation
import Testing

/// What is told of a whole population is of every rank's share: against numbers that are known, not only against one rank's.
@Suite(
  .serialized, .enabled(if: Ranked.isHere, "mpirun, or the program of `make mpi`, is not here"))
struct MPIShareTests {
  /// Twelve pairs at rest, whose weights are 1 to 12 and −2 to −24: every rank's are needed for each number.
  private static let study = """
    duration: 40
    synapses: 12
    synapse:
      learning_rate: 1e-30
      tau_rho: 4
      initial: {rho: equilibrium, w_f: \(Array(1...12)), w_b: \((1...12).map { -2 * $0 })}
    drive: {kind: constant, gradient: \((1...12).map { Double($0) / 16 })}
    record: {every: 20, synapses: 1, population: true}

    """

  @Test(arguments: ["exact", "euler", "rk4"], 1...4)
  func everyShareCounts(_ method: String, _ count: Int) throws {
    let scratch = try Scratch()
    try scratch.write(Self.study + "integrator: {method: \(method)}\n", to: "s.yaml")
    let result = try Ranked.run(count, "s.yaml", to: "out", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let table = try NumberTable(scratch.url("out/population.csv"))
    func last(_ column: String) -> Double { table.column(column).last! }
    // 1 … 12: the mean and the deviation of so many whole numbers, and quantiles on the lines between them.
    let deviation = (Double(12 * 12 - 1) / 12).squareRoot()
    let quantiles = [1.55, 3.75, 6.5, 9.25, 11.45]
    let names = ["q05", "q25", "q50", "q75", "q95"]
    for (name, factor) in [("w_f", 1.0), ("difference", 3.0)] {
      #expect((last("\(name)_mean") / (6.5 * factor) - 1).magnitude < 1e-15, "\(name)")
      #expect((last("\(name)_sd") / (deviation * factor) - 1).magnitude < 1e-14, "\(name)")
      for (ending, quantile) in zip(names, quantiles) {
        #expect((last("\(name)_\(ending)") / (quantile * factor) - 1).magnitude < 1e-15)
      }
    }
    #expect((last("w_b_mean") / -13 - 1).magnitude < 1e-15)
    #expect(last("angle") == 180 && last("norm_ratio") == 2 && last("cosine") == -1)
    #expect((last("rho_ratio_mean") - 1).magnitude < 1e-12 && last("rho_ratio_sd") < 1e-12)
    // ρ rests: all twelve are within five per cent, and what relaxes slowest and fastest is one rank's.
    let all = try summary(scratch.url("out/summary.json"))
    let equilibrium = try #require(all["equilibrium"] as? [String: Any])
    #expect(equilibrium["synapses"] as? Int == 12)
    #expect(equilibrium["share_within_five_percent"] as? Double == 1)
    let relaxation = try #require(equilibrium["rho_relaxation_time"] as? [String: Double])
    for (key, gradient) in [("min", 12.0), ("max", 1.0)] {
      #expect((relaxation[key]! / (64 / gradient) - 1).magnitude < 1e-6, "\(key)")
    }
    // Between the sixth and the seventh.
    let median = (64 / 6.0 + 64 / 7) / 2
    #expect((relaxation["median"]! / median - 1).magnitude < 1e-6)
    if method != "exact" {
      let limits = try #require(all["step_limits"] as? [String: Any])
      // τ_ρ over the largest gradient, the last rank's; the next one would allow 64/11.
      let monotone = try #require(limits["euler_monotone"] as? Double)
      #expect((monotone / (64 / 12.0) - 1).magnitude < 1e-6)
    }
  }

  /// Of moving signals ρ/ρ* is gathered from what each rank watches.
  @Test(arguments: ["euler", "rk4", "collocation"])
  func movingSignalsHaveTheSameBytes(_ method: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 40
      synapses: 13
      synapse: {tau_rho: 5}
      drive: {kind: sines, amplitude: {uniform: [0.5, 2]}, frequency: {uniform: [0.01, 0.1]}}
      record: {every: 10, synapses: 2, population: true}
      integrator: {method: \(method)}

      """, to: "s.yaml")
    var (tables, equilibria): ([Data], [NSDictionary]) = ([], [])
    for count in 1...3 {
      let result = try Ranked.run(count, "s.yaml", to: "out\(count)", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      tables.append(try Data(contentsOf: scratch.url("out\(count)/population.csv")))
      let all = try summary(scratch.url("out\(count)/summary.json"))
      equilibria.append(
        NSDictionary(dictionary: try #require(all["equilibrium"] as? [String: Any])))
    }
    #expect(equilibria[0]["synapses"] as? Int == 13)
    #expect(tables.allSatisfy { $0 == tables[0] && !$0.isEmpty })
    #expect(equilibria.allSatisfy { $0 == equilibria[0] })
  }
}
