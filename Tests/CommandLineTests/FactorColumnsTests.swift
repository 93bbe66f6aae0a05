import DataFiles
import Foundation
import TestSupport
import Testing

/// What `layers.csv` says of the factors that errors are multiplied by, against the definition and the weights that the run leaves:
/// i_n = Σ|W_nj|, or over outgoing weights, and m_n = clip(2 i_n / max i).
@Suite struct FactorColumnsTests {
  private static func study(_ modulation: String, layers: String = "[12, 9]") -> String {
    """
    seed: SEED
    epochs: 2
    rule: gradientFlow
    synapse: {learning_rate: 0.1}
    drive:
      kind: network
      data: {set: digits, training: 200, test: 100}
      layers: \(layers)
      error_modulation: \(modulation)
      batch: 50
    integrator: {method: euler, dt: 1}
    record: {final: true}
    """
  }

  private func run(_ study: String, in scratch: Scratch) throws -> [[String: String]] {
    try scratch.write(study, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet", "--force"], in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let lines = try String(contentsOf: scratch.url("out/layers.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    return lines.dropFirst().map { line in
      Dictionary(uniqueKeysWithValues: zip(lines[0], line).map { (String($0), String($1)) })
    }
  }

  private func weights(_ layer: Int, in scratch: Scratch) throws -> [[Double]] {
    let file = try NPYFile(path: scratch.path("out/final/layer-0\(layer)/w_f.npy"))
    var values = [Double](repeating: 0, count: file.rowCount * file.rowLength)
    try file.makeReader().read(rows: 0..<file.rowCount, into: &values)
    // A map's weights stand together.
    let length = values.count / file.shape[0]
    return (0..<file.shape[0]).map { Array(values[($0 * length)..<(($0 + 1) * length)]) }
  }

  private func expect(
    _ row: [String: String], importances: [Double], clip: ClosedRange<Double>, _ what: String
  ) throws {
    let largest = importances.max()!
    let factors = importances.map {
      min(max(2 * $0 / largest, clip.lowerBound), clip.upperBound)
    }
    let mean = factors.reduce(0, +) / Double(factors.count)
    let deviation =
      (factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(factors.count)).squareRoot()
    for (name, expected) in [
      ("factor_mean", mean), ("factor_sd", deviation), ("factor_min", factors.min()!),
      ("factor_max", factors.max()!),
    ] {
      let found = try #require(Double(row[name] ?? ""), "\(what), \(name)")
      // Sums of some hundred terms, in another order.
      #expect((found - expected).magnitude < 1e-12, "\(what), \(name): \(found), \(expected)")
    }
  }

  @Test(arguments: ["grapes", "{scope: local, clip: none}", "{clip: [1.2, 1.7]}"])
  func incomingWeightsMakeFactors(_ modulation: String) throws {
    for seed in 1...3 {
      let scratch = try Scratch()
      let rows = try run(
        Self.study(modulation).replacingOccurrences(of: "SEED", with: "\(seed)"), in: scratch)
      let clip = modulation == "grapes" ? 1...2.0 : modulation.contains("none") ? 0...2 : 1.2...1.7
      for layer in 1...2 {
        try expect(
          rows[rows.count - 4 + layer],
          importances: weights(layer, in: scratch).map { $0.reduce(0) { $0 + $1.magnitude } },
          clip: clip, "seed \(seed), layer \(layer)")
      }
      // Outputs are not modulated.
      #expect(rows.last?["layer"] == "3" && rows.last?["factor_mean"] == "")
    }
  }

  @Test func outgoingWeightsMakeFactors() throws {
    let scratch = try Scratch()
    let rows = try run(
      Self.study("{importance: outgoing}").replacingOccurrences(of: "SEED", with: "5"),
      in: scratch)
    for layer in 1...2 {
      let above = try weights(layer + 1, in: scratch)
      let importances = above[0].indices.map { unit in
        above.reduce(0) { $0 + $1[unit].magnitude }
      }
      try expect(
        rows[rows.count - 4 + layer], importances: importances, clip: 1...2, "layer \(layer)")
    }
  }

  /// A map is as important as its weights are large.
  @Test func mapsHaveFactors() throws {
    let scratch = try Scratch()
    let rows = try run(
      Self.study(
        "grapes", layers: "[{convolution: {channels: 5, kernel: 3}}, {pooling: {maximum: 2}}]"
      ).replacingOccurrences(of: "SEED", with: "2"), in: scratch)
    try expect(
      rows[rows.count - 2],
      importances: weights(1, in: scratch).map { $0.reduce(0) { $0 + $1.magnitude } }, clip: 1...2,
      "maps")
  }

  /// The distribution of the weights, before learning as drawn and after as the files of the run have it.
  @Test func weightsHaveMoments() throws {
    for seed in 1...5 {
      let scratch = try Scratch()
      let rows = try run(
        Self.study(
          "none", layers: "[200]\n  initialisation: [{normal: [0.5, 0.2]}, {uniform: [-1, 1]}]"
        )
        .replacingOccurrences(of: "SEED", with: "\(seed)"),
        in: scratch)
      // 12 800 normal weights, 2000 uniform ones (1.8, and a standard error of √(2.1/n)): five standard errors.
      for (row, deviation, kurtosis, error) in [
        (rows[0], 0.2, 3, 0.22), (rows[1], 1 / 3.0.squareRoot(), 1.8, 0.17),
      ] as [([String: String], Double, Double, Double)] {
        #expect(
          (Double(row["weight_sd"]!)! / deviation - 1).magnitude < 0.06, "seed \(seed): \(row)")
        #expect((Double(row["weight_kurtosis"]!)! - kurtosis).magnitude < error, "seed \(seed)")
      }
      for layer in 1...2 {
        let row = rows[rows.count - 3 + layer]
        let weights = try weights(layer, in: scratch).flatMap(\.self)
        let count = Double(weights.count)
        let mean = weights.reduce(0, +) / count
        let squares = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // Sums of some thousand rounded numbers.
        #expect((Double(row["weight_sd"]!)! / squares.squareRoot() - 1).magnitude < 1e-11)
        #expect((Double(row["weight_norm"]!)! / norm - 1).magnitude < 1e-11)
      }
    }
  }

  /// Deviations over units and weights are not taken for those over seeds.
  @Test(.enabled(if: hasGnuplot)) func figuresOfOneRunHaveNoBands() throws {
    let scratch = try Scratch()
    _ = try run(Self.study("grapes").replacingOccurrences(of: "SEED", with: "1"), in: scratch)
    let seeds = try Program.run(
      "synapse", ["run", "s.yaml", "--set", "seeds=2", "--output", "seeds", "--quiet"],
      in: scratch.folder)
    try #require(seeds.status == 0, "\(seeds.error)")
    for (file, hasBands) in [("out/layers.csv", false), ("seeds/layers-seeds.csv", true)] {
      let plot = try Program.run(
        "synapse", ["plot", file, "--panels", "factor_sd,weight_sd", "--output", "f.svg"],
        in: scratch.folder)
      #expect(plot.status == 0, "\(plot.error)")
      #expect(try scratch.read("f.gp").contains("over seeds") == hasBands, "\(file)")
    }
  }

  @Test func otherNetworksHaveNoSuchColumns() throws {
    let scratch = try Scratch()
    let rows = try run(
      Self.study("none").replacingOccurrences(of: "SEED", with: "1"), in: scratch)
    #expect(rows.allSatisfy { $0["factor_mean"] == nil && $0["adam_ratio"] != nil })
  }
}
