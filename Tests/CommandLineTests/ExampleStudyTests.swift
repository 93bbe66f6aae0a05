import Foundation
import Testing

/// The studies of `examples/studies` run, and do what their first lines say.
@Suite struct ExampleStudyTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("examples/studies")

  private static func path(_ name: String) -> String {
    folder.appendingPathComponent("\(name).yaml").path
  }

  @Test func allFilesRun() throws {
    let files = try contents(Self.folder).filter { $0.hasSuffix(".yaml") }
    #expect(files.count >= 7)
    for file in files {
      let scratch = try Scratch()
      let path = Self.folder.appendingPathComponent(file).path
      // What is learned matters little here: MNIST and CIFAR-10 are noise in their formats.
      try scratch.writeSmallMNIST(to: "data")
      try scratch.writeSmallCIFAR(to: "data")
      var options = ["--set", "seeds=1", "--data-dir", "data"]
      let text = try String(contentsOfFile: path, encoding: .utf8)
      if text.contains(#/training: \d+, validation/#) {
        for part in ["training=80", "validation=48", "test=16"] {
          options += ["--set", "drive.data.\(part)"]
        }
      }
      let validation = try Program.run("synapse", ["validate", path] + options, in: scratch.folder)
      #expect(validation.status == 0, "\(file)")
      let trace = try trace(of: path, options: options, in: scratch)
      // To its end, with as many rows at every time.
      let reached = try timeReached(scratch.url("out/summary.json"))
      let times = Dictionary(grouping: trace.fields) { $0[0] }
      #expect(trace.rows.last?[0] == reached && times.count > 1, "\(file)")
      #expect(Set(times.values.map(\.count)).count == 1, "\(file)")
    }
  }

  /// ρ(t) = ρ* + (ρ(0) − ρ*) exp(−(|g|+ε) t/τ_ρ), m(t) = g (1 − exp(−t/τ_m)). At rtol 1e-8 some 2500
  /// steps may add up to a hundredfold.
  @Test func equilibriumFollowsTheClosedForm() throws {
    let scratch = try Scratch()
    let trace = try trace(of: Self.path("equilibrium"), in: scratch)
    for row in trace.rows {
      let (t, g) = (row[0], row[2])
      let k = g.magnitude + 1e-8
      let rho = 1 / k + (1 - 1 / k) * exp(-k * t / 1000)
      #expect((row[5] - rho).magnitude <= 1e-6 * rho, "t = \(t), g = \(g)")
      #expect((row[4] - row[3] - g * -expm1(-t / 10)).magnitude <= 1e-6)
    }
    // Which arrive within 5 %: |g| = 1, 0.5 and 0.25, for |g| t/τ_ρ ≥ 5; 0.1 lacks 12 %.
    let equilibrium = try #require(
      try summary(scratch.url("out/summary.json"))["equilibrium"] as? [String: Any])
    #expect(equilibrium["share_within_five_percent"] as? Double == 0.5)
  }

  /// With τ_ρ = 10 and dt = 1 a step multiplies ρ − ρ* by 1 − |g|/10: −1.01, −0.9, −0.2, 0.5.
  @Test func eulerLimitIsCrossed() throws {
    let scratch = try Scratch()
    let euler = try trace(of: Self.path("euler-limit"), in: scratch, to: "euler")
    let exact = try trace(
      of: Self.path("euler-limit"), settings: ["integrator.method=exact"], in: scratch, to: "exact")
    for (synapse, g) in [20.1, 19, 12, 5].enumerated() {
      let equilibrium = 1 / (g + 1e-8)
      let distances = try euler.values("rho", synapse: synapse).map { $0 - equilibrium }
      for (before, after) in zip(distances, distances.dropFirst()) where before.magnitude > 1e-9 {
        // Rounding of ρ* ≈ 0.1 against distances above 1e-9.
        #expect((after / before - (1 - (g + 1e-8) / 10)).magnitude < 1e-6, "synapse \(synapse)")
      }
      #expect((distances.last!.magnitude > distances[0].magnitude) == (synapse == 0))
      // The model itself falls from 1 to ρ*, but for the last bits.
      let model = try exact.values("rho", synapse: synapse)
      #expect(zip(model, model.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-15) }, "\(synapse)")
      #expect((model.last! - equilibrium).magnitude < 1e-12)
    }
  }

  /// d(w_f − w_b) = −½ [tanh(w_f/2T) − tanh(w_b/2T)] ds, and the slope of tanh lies between
  /// 1 − tanh²(W/2T) and 1 for |w| ≤ W: so |w_f − w_b| lies between e^(−s/4T) and
  /// e^(−(1 − tanh²(W/2T)) s/4T) times its start. W is a tenth above the largest recorded weight.
  @Test func predispositionContractsByItsClock() throws {
    let scratch = try Scratch()
    var ends: [[Double]] = []
    for temperature in [5.0, 10] {
      let name = "predisposition-\(Int(temperature))"
      let trace = try trace(of: Self.path(name), in: scratch, to: name)
      var ratios: [Double] = []
      for synapse in Set(trace.fields.map { Int($0[1])! }).sorted() {
        let forward = try trace.values("w_f", synapse: synapse)
        let backward = try trace.values("w_b", synapse: synapse)
        let clock = try trace.values("contraction_clock", synapse: synapse)
        let differences = zip(forward, backward).map { ($0 - $1).magnitude }
        let largest = 1.1 * (forward + backward).map(\.magnitude).max()!
        let slope = 1 - pow(tanh(largest / (2 * temperature)), 2)
        for (difference, s) in zip(differences, clock) {
          let ratio = difference / differences[0]
          let rounding = 1e-12
          #expect(ratio >= exp(-s / (4 * temperature)) * (1 - rounding), "\(name), \(synapse)")
          #expect(ratio <= exp(-slope * s / (4 * temperature)) + rounding, "\(name), \(synapse)")
        }
        #expect(zip(differences, differences.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(zip(clock, clock.dropFirst()).allSatisfy(<))
        ratios.append(differences.last! / differences[0])
      }
      ends.append(ratios)
    }
    // T = 5 is faster, synapse by synapse.
    #expect(ends[0].count == 8 && zip(ends[0], ends[1]).allSatisfy(<), "\(ends)")
  }

  @Test func recordedGradientsReachTheEquilibriumInPart() throws {
    let scratch = try Scratch()
    let trace = try trace(of: Self.path("recorded-gradients"), in: scratch)
    #expect(trace.rows.count == 201 * 32)
    let equilibrium = try #require(
      try summary(scratch.url("out/summary.json"))["equilibrium"] as? [String: Any])
    let ratio = try #require(equilibrium["rho_over_equilibrium"] as? [String: Double])
    let time = try #require(equilibrium["rho_relaxation_time"] as? [String: Double])
    // The duration, 400, lies between the time constants.
    #expect(time["min"]! < 400 && time["max"]! > 400)
    #expect(ratio["min"]! < 0.5 && ratio["max"]! > 0.8)
  }

  #if SUNDIALS
    /// An adaptive method passes the kinks without being told of them: RK4 with a hundredth of a step
    /// agrees. Its steps hit the kinks with an error of order dt² each.
    @Test func smoothDriveNeedsNoEdges() throws {
      let scratch = try Scratch()
      let path = Self.path("smooth-drive")
      let adaptive = try trace(of: path, in: scratch, to: "adaptive")
      let fixed = try trace(
        of: path, settings: ["integrator={method: rk4, dt: 0.01}"], in: scratch, to: "fixed")
      for column in 3..<8 {
        let scale = fixed.rows.map { $0[column].magnitude }.max()!
        for (one, other) in zip(adaptive.rows, fixed.rows) {
          #expect((one[column] - other[column]).magnitude <= 1e-5 * scale, "t = \(one[0])")
        }
      }
    }

    /// The fastest time constant is 1, the run lasts 1e5: a fixed step would need some 1e5 of them.
    @Test func stiffPopulationTakesFewSteps() throws {
      let scratch = try Scratch()
      let trace = try trace(of: Self.path("stiff-population"), in: scratch)
      for row in trace.rows {
        let k = row[2].magnitude + 1e-8
        let rho = 1 / k + (1 - 1 / k) * exp(-k * row[0] / 1000)
        // rtol 1e-7 is kept for each component relative to the worst synapse; atol 1e-9 besides.
        #expect((row[5] - rho).magnitude <= 1e-5 * rho + 1e-7, "t = \(row[0]), g = \(row[2])")
      }
      let summary = try summary(scratch.url("out/summary.json"))
      let statistics = try #require(summary["statistics"] as? [String: Int])
      #expect(statistics["steps"]! < 5000)
    }
  #endif
}
