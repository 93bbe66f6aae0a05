import Foundation
import Testing

/// Help, version, wrong usage, and the closed forms of `equilibrium`.
@Suite struct UsageTests {
  @Test(arguments: [
    [], ["run"], ["resume"], ["compare"], ["equilibrium"], ["plot"], ["validate"], ["bench"],
    ["data"],
    ["sweep"], ["evaluate"], ["status"],
  ])
  func helpHasExamples(_ command: [String]) throws {
    let result = try Program.run("synapse", command + ["--help"])
    #expect(result.status == 0)
    #expect(result.output.contains("EXAMPLES:"))
    #expect(result.output.contains("  synapse \(command.first ?? "run") "))
    #expect(result.output.contains("USAGE: synapse"))
  }

  @Test func versionNamesTheProgramFirst() throws {
    let result = try synapse("--version")
    #expect(result.status == 0)
    #expect(result.output.contains(#/^synapse \d+\.\d+\.\d+/#))
    #if SUNDIALS
      #expect(result.output.contains(#/sundials [67]\.\d+/#))
    #endif
  }

  @Test(arguments: [
    (["run"], "Missing expected argument '<study>'"), (["rnu", "equilibrium"], "rnu"),
    (["run", "equilibrium"], "Missing expected argument '--output"),
    (["run", "equilibrium", "--output", "x", "--seed", "-1"], "--seed"),
    (["plot", "t.csv"], "Give --output FILE, --terminal, or both."), (["plot"], "csv"),
    (["evaluate"], "Missing expected argument '<folder>'"), (["status"], "<folder>"),
    (["equilibrium", "--tau-m", "0"], "--tau-m must be above 0"),
    (["equilibrium", "--temperature", "0"], "--temperature must be above 0"),
    (["equilibrium", "--gradient", "much"], "found \"much\", expected numbers"),
    (["equilibrium", "--gradient", "nan"], "found \"nan\""),
    (["equilibrium", "--gradient", ""], "found no number"),
    (["equilibrium", "--gradientt", "1"], "--gradientt"),
    // Numbers are written as in studies.
    (["equilibrium", "--gradient", "0x10"], "found \"0x10\", expected numbers"),
    (["equilibrium", "--tau-m", "0x10"], "found \"0x10\", expected a number"),
    (["equilibrium", "--gradient-gain", "inf"], "found \"inf\", expected a number"),
    (["resume", "x", "--duration", "0x20"], "found \"0x20\", expected a number"),
    (["resume", "x", "--epochs", "0x2"], "found \"0x2\", expected a number"),
    (["run", "equilibrium", "--output", "x", "--checkpoint-every", "0x1"], "found \"0x1\""),
    (["run", "equilibrium", "--output", "x", "--seed", "0x1"], "--seed"),
    (["run", "equilibrium", "--output", "x", "--threads", "0x1"], "--threads"),
    (["help", "keys", ""], "found \"\", expected a key such as synapse.tau_m"),
    (["help", "keys", "."], "found \".\", expected a key"),
    (["help", "keys", "synapse.tau"], "did you mean \"synapse.tau_m\"?"),
  ])
  func wrongUsageIsTold(_ arguments: [String], _ message: String) throws {
    let result = try Program.run("synapse", arguments)
    #expect(result.status == 64)
    #expect(result.error.contains(message), "\(result.error)")
  }

  /// m* = Kg, m± = m₀ ∓ Kg/2, ρ* = 1/(K|g|+ε), dw/dt = −½ηmρ at w = 0 with predisposition,
  /// τ_ρ/(K|g|+ε), Euler's limits min(τ_m, …) and twice that, RK4's 2.785 times; four digits shown.
  @Test(arguments: [0.02, -0.5, 0, 40], [nil, 5.0] as [Double?])
  func equilibriaAreTheClosedForms(_ g: Double, _ temperature: Double?) throws {
    let (tauM, tauRho, epsilon, eta, m0, gain) = (7.0, 300.0, 1e-3, 2e-3, 1.5, 2.0)
    let result = try Program.run(
      "synapse",
      [
        "equilibrium", "--gradient", "\(g)", "--tau-m", "\(tauM)", "--tau-rho", "\(tauRho)",
        "--epsilon", "\(epsilon)", "--learning-rate", "\(eta)", "--m0", "\(m0)",
        "--gradient-gain", "\(gain)",
      ] + (temperature.map { ["--temperature", "\($0)"] } ?? []))
    #expect(result.status == 0, "\(result.error)")
    let k = gain * g
    let rate = (k.magnitude + epsilon) / tauRho
    let (slowest, factor) = (min(tauM, 1 / rate), temperature == nil ? 1 : 0.5)
    let expected = [
      ("m*", [k]), ("m⁺*, m⁻*", [m0 - k / 2, m0 + k / 2]), ("ρ*", [1 / (k.magnitude + epsilon)]),
      ("dw/dt at w = 0", [-factor * eta * k / (k.magnitude + epsilon)]),
      ("time constant of m", [tauM]), ("time constant of ρ", [1 / rate]),
      ("Euler monotone to dt", [slowest]), ("Euler stable below dt", [2 * slowest]),
      ("RK4 stable below dt", [2.785293563405282 * slowest]),
    ]
    let lines = result.output.split(separator: "\n")
    for (name, values) in expected {
      let line = try #require(lines.first { $0.hasPrefix(name + " ") }, "\(name)")
      let numbers = line.dropFirst(name.count).split { " ,".contains($0) }.compactMap { Double($0) }
      #expect(numbers.count == values.count, "\(line)")
      for (number, value) in zip(numbers, values) {
        // Half a unit of the fourth digit.
        #expect((number - value).magnitude <= 0.51e-3 * value.magnitude, "\(line), not \(value)")
      }
    }
    #expect(result.output.contains("limited by             \(tauM < 1 / rate ? "m" : "ρ")"))
    #expect(result.output.contains("makes a concentration negative") == (k.magnitude > 2 * m0))
  }

  @Test func severalGradientsAreSeveralTables() throws {
    let result = try synapse("equilibrium", "--gradient", "-0.1, 2,3e-2")
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").filter { $0.hasPrefix("ρ*") }.count == 3)
  }
}
