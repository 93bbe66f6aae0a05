import DataFiles
import Foundation
import Testing

/// `population.csv`: how all synapses of a run are distributed.
@Suite struct PopulationTests {
  private static let study = """
    duration: 40
    seed: 3
    synapses: 3000
    synapse:
      temperature: 0.2
      tau_rho: 50
      learning_rate: 0.5
      initial: {w_f: {normal: [0, 0.5]}, w_b: {normal: [0, 0.5]}}
    drive: {kind: heldNoise, sd: {uniform: [0.1, 1]}, window: 2}

    """

  private func run(_ text: String, _ options: String..., in scratch: Scratch) throws {
    try scratch.write(text, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet", "--force"] + options,
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  private func table(_ scratch: Scratch) throws -> [[String: Double?]] {
    let text = try String(contentsOf: scratch.url("out/population.csv"), encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { row in
      Dictionary(uniqueKeysWithValues: zip(lines[0], row.map { Double($0) }))
    }
  }

  /// Each row against the trace of the same run with all synapses recorded: sorted, averaged and compared here.
  @Test(arguments: ["exact", "euler", "rk4", "collocation"])
  func rowsAreThoseOfTheTrace(_ method: String) throws {
    let scratch = try Scratch()
    try run(
      Self.study + "integrator: {method: \(method)}\n"
        + "record: {times: [0, 3, 20, 40], synapses: all, population: true}\n", in: scratch)
    let rows = try table(scratch)
    let trace = try NumberTable(scratch.url("out/trace.csv"))
    #expect(rows.map { $0["time"]! } == [0, 3, 20, 40])
    for row in rows {
      let time = row["time"]!!
      let part = trace.rows.filter { $0[0] == time }
      func values(_ name: String) -> [Double] {
        let column = trace.columns.firstIndex(of: name)!
        return part.map { $0[column] }
      }
      var quantities = Dictionary(
        uniqueKeysWithValues: ["m_plus", "m_minus", "m", "rho", "w_f", "w_b"].map {
          ($0, values($0))
        })
      let (f, b) = (values("w_f"), values("w_b"))
      quantities["difference"] = zip(f, b).map { ($0 - $1).magnitude }
      for (name, values) in quantities {
        let sorted = values.sorted()
        let n = Double(values.count)
        for (ending, share) in [("q05", 0.05), ("q25", 0.25), ("q50", 0.5), ("q95", 0.95)] {
          let place = share * (n - 1)
          let (low, high) = (sorted[Int(place)], sorted[Int(place.rounded(.up))])
          let quantile = try #require(row["\(name)_\(ending)"]!)
          #expect(quantile >= low && quantile <= high, "\(name) \(ending) at \(time)")
        }
        let mean = values.reduce(0, +) / n
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        // Sums of 3000 numbers here, one after the other.
        #expect((row["\(name)_mean"]!! - mean).magnitude < 1e-13, "\(name) at \(time)")
        #expect((row["\(name)_sd"]!! - square.squareRoot()).magnitude < 1e-13, "\(name) at \(time)")
      }
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      let cosine = dot(f, b) / (dot(f, f) * dot(b, b)).squareRoot()
      #expect((row["cosine"]!! - cosine).magnitude < 1e-12)
      #expect((cos(row["angle"]!! * .pi / 180) - cosine).magnitude < 1e-12)
      #expect((row["norm_ratio"]!! - (dot(b, b) / dot(f, f)).squareRoot()).magnitude < 1e-12)
    }
  }

  /// ρ/ρ* at the end is that of the summary; before any time has passed there is none.
  @Test func ratiosAreThoseOfTheSummary() throws {
    let scratch = try Scratch()
    try run(Self.study + "integrator: {method: exact}\n", in: scratch)
    let rows = try table(scratch)
    #expect(rows.count == 51 && rows[0]["rho_ratio_q50"]! == nil)
    let all = try summary(scratch.url("out/summary.json"))
    let equilibrium = try #require(all["equilibrium"] as? [String: Any])
    let spread = try #require(equilibrium["rho_over_equilibrium"] as? [String: Double])
    let median = try #require(rows.last!["rho_ratio_q50"]!)
    // JSONSerialization rounds.
    #expect((median / spread["median"]! - 1).magnitude < 1e-15)
    let population = try #require(all["population"] as? [String: Any])
    #expect(population["synapses"] as? Int == 3000 && population["surveys"] as? Int == 51)
  }

  /// ρ/ρ* of all synapses against ρ and |g| of a trace of all: windows of 2 are met at their starts, and 7 lies within one.
  @Test(arguments: ["exact", "euler", "rk4", "collocation"])
  func ratiosAreOfAllSynapses(_ method: String) throws {
    let scratch = try Scratch()
    try run(
      Self.study
        + "integrator: {method: \(method)}\nrecord: {every: 1, synapses: all, population: true}\n",
      in: scratch)
    let rows = try table(scratch)
    let trace = try NumberTable(scratch.url("out/trace.csv"))
    let count = 3000
    let (g, rho) = (trace.column("g"), trace.column("rho"))
    for (k, row) in rows.enumerated() where k > 0 {
      #expect(row["time"]! == Double(k))
      let ratios = (0..<count).map { i -> Double in
        // Each second has the g that the trace tells at its start; the last row belongs to what lies before it.
        let sum = (0..<k).reduce(0.0) { $0 + g[$1 * count + i].magnitude }
        return rho[k * count + i] * (sum / Double(k) + 1e-8)
      }.sorted()
      for (name, share) in [
        ("q05", 0.05), ("q25", 0.25), ("q50", 0.5), ("q75", 0.75), ("q95", 0.95),
      ] {
        let place = share * Double(count - 1)
        let part = place - place.rounded(.down)
        let expected =
          (1 - part) * ratios[Int(place)] + part * ratios[min(Int(place) + 1, count - 1)]
        let found = try #require(row["rho_ratio_\(name)"]!)
        // Sums of up to forty numbers.
        #expect((found / expected - 1).magnitude < 1e-12, "\(name) at \(k)")
      }
      let mean = ratios.reduce(0, +) / Double(count)
      let square = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      #expect((row["rho_ratio_mean"]!! / mean - 1).magnitude < 1e-12)
      #expect((row["rho_ratio_sd"]!! / square.squareRoot() - 1).magnitude < 1e-10)
    }
  }

  /// The summary says over how many synapses it tells of the equilibrium: all where signals are held and the population is surveyed, else the
  /// ten thousand that are watched, and those recorded. Where both are all, both say the same.
  @Test func summariesSayHowMany() throws {
    let scratch = try Scratch()
    func equilibrium(_ drive: String, _ synapses: Int, _ rest: String = "") throws -> [String: Any]
    {
      try run(
        "duration: 12\nsynapses: \(synapses)\nsynapse: {tau_rho: 5}\ndrive: \(drive)\n\(rest)",
        in: scratch)
      return try #require(
        summary(scratch.url("out/summary.json"))["equilibrium"] as? [String: Any])
    }
    let (held, moving) = (
      "{kind: heldNoise, sd: {uniform: [0.1, 1]}, window: 1.5}",
      "{kind: sines, amplitude: 1, frequency: 0.1}"
    )
    func count(_ drive: String, _ rest: String = "") throws -> Int {
      try #require(equilibrium(drive, 30_000, rest)["synapses"] as? Int)
    }
    #expect(try count(held) == 30_000)
    #expect(try count(held, "record: {population: false}\n") <= 10_010)
    #expect(try count(moving) <= 10_010)
    for method in ["exact", "euler", "rk4"] {
      let rest = "integrator: {method: \(method)}\nrecord: {every: 2, synapses: 7, population: "
      let texts = try ["true", "false"].map {
        String(
          decoding: try JSONSerialization.data(
            withJSONObject: try equilibrium(held, 5000, rest + $0 + "}\n"), options: .sortedKeys),
          as: UTF8.self)
      }
      #expect(texts[0] == texts[1] && texts[0].contains("5000"), "\(method)")
    }
  }

  /// Both weights under the same gradient: differences go down as tanh has it, and the time to half of it lies between the
  /// rows that say so.
  @Test func timesAreBetweenTheRows() throws {
    let scratch = try Scratch()
    try run(Self.study + "integrator: {method: exact}\n", in: scratch)
    let rows = try table(scratch)
    let all = try summary(scratch.url("out/summary.json"))
    let population = try #require(all["population"] as? [String: Any])
    for (key, column, bound) in [
      ("half_difference_time", "difference_mean", rows[0]["difference_mean"]!! / 2),
      ("angle45_time", "angle", 45), ("angle30_time", "angle", 30), ("angle10_time", "angle", 10),
    ] {
      let first = rows.firstIndex { $0[column]!! <= bound }
      guard let first else {
        #expect(population[key] == nil, "\(key)")
        continue
      }
      let time = try #require(population[key] as? Double, "\(key)")
      #expect(time <= rows[first]["time"]!! && time >= rows[first - 1]["time"]!!, "\(key)")
    }
    #expect(population["angle45_time"] != nil, "the test must be able to fail")
  }

  /// Where reading takes a method long, the average of |g| waits: collocation with many synapses, which are carried to each
  /// survey bit by bit, has the ratios of rk4, which has no such way; to the error of both.
  @Test func ratiosAreOfTheTimesThatTheyStandAt() throws {
    let scratch = try Scratch()
    var ratios: [[Double?]] = []
    for method in ["collocation", "rk4"] {
      try run(
        """
        duration: 60
        synapses: 120000
        synapse: {tau_rho: 20}
        drive: {kind: sines, amplitude: {uniform: [0.5, 1]}, frequency: 0.02}
        record: {times: [5, 12, 30, 60], synapses: 3}
        integrator: {method: \(method)}

        """, in: scratch)
      ratios.append(try table(scratch).map { $0["rho_ratio_mean"]! })
    }
    #expect(ratios[0].count == 4)
    for (one, other) in zip(ratios[0], ratios[1]) {
      let (one, other) = (try #require(one), try #require(other))
      // rk4 with dt = 1 on time constants of 10 and 20.
      #expect((one / other - 1).magnitude < 1e-3, "\(one), \(other)")
    }
  }

  /// Who records all sees all; who wants neither has none; and of a forced run without nothing old stays.
  @Test func whoWritesIt() throws {
    let scratch = try Scratch()
    func has() -> Bool {
      FileManager.default.fileExists(atPath: scratch.url("out/population.csv").path)
    }
    try run(Self.study, in: scratch)
    #expect(has())
    try run(Self.study, "--set", "record.population=false", in: scratch)
    #expect(!has())
    try run(Self.study, "--set", "synapses=5", in: scratch)
    #expect(!has())
    try run(Self.study, "--set", "synapses=5", "--set", "record.population=true", in: scratch)
    #expect(has())
  }

  /// Networks have one too, with the angle between the weights through which errors come back.
  @Test func networksAreSurveyed() throws {
    let scratch = try Scratch()
    try run(
      """
      epochs: 2
      rule: bioAdam
      synapse: {temperature: 10, temperature_scale: initialStandardDeviation}
      drive: {kind: network, data: digits, layers: [10], batch: 100, feedback: predisposition}

      """, in: scratch)
    let rows = try table(scratch)
    let layers = try String(contentsOf: scratch.url("out/summary.json"), encoding: .utf8)
    #expect(rows.count == 3, "\(layers)")
    #expect(rows.last!["rho_ratio_q50"] == nil, "layers.csv tells it layer by layer")
    let all = try summary(scratch.url("out/summary.json"))
    let final = try #require(all["final_alignment"] as? [String: Any])
    #expect(rows.last!["angle"]! == final["angle_degrees"] as? Double)
  }
}
