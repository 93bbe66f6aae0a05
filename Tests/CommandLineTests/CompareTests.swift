import Foundation
import Testing

/// `compare`: the table, the orders in it, and the figure.
@Suite struct CompareTests {
  /// compare.csv as it was written.
  struct Table {
    let header: String
    let rows: [[String]]

    init(_ url: URL) throws {
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      header = String(lines[0])
      rows = lines.dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }

    func rows(of method: String) -> [[String]] { rows.filter { $0[0] == method } }
    func errors(of method: String) -> [Double] { rows(of: method).compactMap { Double($0[3]) } }
  }

  private static let header =
    "method,dt,rtol,error_max,error_rms,seconds,steps,rhs_evaluations,status"

  private func compare(_ study: String, in scratch: Scratch) throws -> (Table, Program.Result) {
    try scratch.write(study, to: "s.yaml")
    let result = try synapse("compare", "s.yaml", "--output", "out", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return (try Table(scratch.url("out/compare.csv")), result)
  }

  /// A backward partner with τ_m = 1e-3 under steps of 0.2: Euler's m is off by 199^25, 1e57, RK4's by more, and the
  /// squares of errors are beyond all numbers; their root is not.
  @Test func farOffIsNotInfinite() throws {
    let scratch = try Scratch()
    let (table, _) = try compare(
      """
      duration: 5
      drive: {kind: constant, gradient: 0.5}
      synapse: {epsilon: 100, initial: {rho: zero}, backward: {tau_m: 1e-3}}
      compare: {dt: [0.2], rtol: [1e-3]}
      """, in: scratch)
    let far = try #require(table.rows(of: "rk4").first)
    let (largest, mean) = (Double(far[3])!, Double(far[4])!)
    #expect(largest > 1e155 && far[8] == "ok", "\(far)")
    #expect(mean > 1e-3 * largest && mean < largest, "\(far)")
  }

  /// Steps longer than windows of 3 end with these, so that all of them are one run: told once, with the smallest step, and
  /// drawn once. Steps of 2 are another.
  @Test func trialsThatAreOneRunAreToldOnce() throws {
    let scratch = try Scratch()
    let (table, result) = try compare(
      """
      duration: 60
      synapses: 2
      drive: {kind: heldNoise, window: 3, sd: 0.5}
      compare: {dt: [20, 10, 5, 2, 1], rtol: [1e-3]}
      """, in: scratch)
    for method in ["euler", "rk4"] {
      #expect(table.rows(of: method).compactMap { Double($0[1]) } == [5, 2, 1])
      #expect(
        result.output.contains(
          "\(method): dt = 20, 10, 5 are one run, since steps end where what is held ends"),
        "\(result.output)")
    }
    let equal = try #require(
      summary(scratch.url("out/summary.json"))["equal_runs"] as? [[String: Any]])
    #expect(equal.map { $0["method"] as? String } == ["euler", "rk4"])
    #expect(
      equal.allSatisfy { $0["also_dt"] as? [Double] == [20, 10] && $0["dt"] as? Double == 5 })
    if hasGnuplot { try expectNumbers(try scratch.read("out/work-precision.gp")) }
    // In whatever order they are tried.
    let mixed = try Scratch()
    let (others, _) = try compare(
      """
      duration: 60
      synapses: 2
      drive: {kind: heldNoise, window: 3, sd: 0.5}
      compare: {dt: [5, 1, 20, 10, 2], rtol: [1e-3]}
      """, in: mixed)
    #expect(others.rows(of: "euler").compactMap { Double($0[1]) } == [5, 1, 2])
    let told = try #require(
      summary(mixed.url("out/summary.json"))["equal_runs"] as? [[String: Any]])
    #expect(
      told.allSatisfy { $0["also_dt"] as? [Double] == [20, 10] && $0["dt"] as? Double == 5 })
    // The longest of the steps alone is the same run as the one that is told.
    let row = try #require(table.rows(of: "euler").first)
    let (other, _) = try compare(
      """
      duration: 60
      synapses: 2
      drive: {kind: heldNoise, window: 3, sd: 0.5}
      compare: {dt: [20], rtol: [1e-3]}
      """, in: Scratch())
    #expect(other.rows(of: "euler").first.map { $0[3...4] } == row[3...4])
  }

  /// What a study says of its trace has no effect here: in the file that is told, by an option it is a mistake.
  @Test func keysOfTracesAreTold() throws {
    let scratch = try Scratch()
    let study = "\(smallStudy)compare: {dt: [1], rtol: [1e-3]}\n"
    let (_, plain) = try compare(study, in: scratch)
    #expect(plain.error.isEmpty, "\(plain.error)")
    for (given, key) in [
      ("columns: [w_f]", "record.columns"), ("format: npy", "record.format"),
      ("final: true", "record.final"),
    ] {
      try scratch.write(
        study.replacing("synapses: all", with: "synapses: all, \(given)"), to: "s.yaml")
      let result = try synapse(
        "compare", "s.yaml", "--output", "out", "--force", "--quiet", in: scratch.folder)
      #expect(
        result.status == 0 && result.error.hasPrefix("warning: \(key): without effect"),
        "\(result.error)")
    }
    for setting in [
      "record.columns=[w_f]", "record.format=npy", "record.final=true", "record.population=true",
    ] {
      let result = try synapse(
        "compare", "s.yaml", "--output", "new", "--set", setting, in: scratch.folder)
      #expect(
        result.status == 65 && result.error.contains("has no effect, since synapse compare writes"),
        "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: scratch.url("new").path))
    }
  }

  /// The reference cuts windows in two; constants that are scheduled and weights that decay go by whole windows all the same.
  @Test func scheduledConstantsGoByWholeWindows() throws {
    let scratch = try Scratch()
    let (table, _) = try compare(
      """
      epochs: 2
      synapse:
        temperature: [1, 0.5]
        learning_rate: 0.1
        weight_decay: {decoupled: 0.5}
        schedule: {learning_rate: {exponential: 0.3}, temperature: {exponential: 0.5}}
      drive: {kind: network, data: {set: digits, training: 60}, layers: [5], batch: 16}
      record: {synapses: 20}
      compare: {dt: [0.5], rtol: [1e-6]}
      """, in: scratch)
    // Eight windows cut in two: each costs some roundings, which the loss may enlarge.
    let exact = try #require(table.errors(of: "exact").first)
    #expect(exact < 1e-12)
    #expect(table.errors(of: "rk4").allSatisfy { $0 < 1e-3 })
  }

  /// A group of which nothing is said has the documented tolerance, and is scaled with rtol as the others are.
  @Test func groupsThatAreLeftOutAreScaled() throws {
    let tables = try ["{rho: 1e-12, w: 1e-12, m: 1e-9}", "{rho: 1e-12, w: 1e-12}"].map {
      let (table, _) = try compare(
        """
        duration: 200
        drive: {kind: sines, amplitude: [1e-6, 1e-7], frequency: 0.02}
        synapse: {m0: 0, initial: {rho: equilibrium}}
        integrator: {atol: \($0)}
        compare: {dt: [1], rtol: [1e-4, 1e-8]}
        """, in: Scratch())
      return table.rows.map { $0[..<5] + $0[6...] }
    }
    #expect(tables[0] == tables[1])
  }

  /// A constant gradient: everything is smooth, so halving the step divides the error by 2 (Euler)
  /// and 16 (RK4); ±0.3 in the exponent leaves room for the next order at dt = τ_m/2.5.
  @Test func ordersAreTheMethods() throws {
    let scratch = try Scratch()
    let (table, result) = try compare(
      """
      duration: 16
      drive: {kind: constant, gradient: [0.3, -0.5]}
      record: {every: 4, synapses: all}
      compare: {dt: [4, 2, 1, 0.5], rtol: [1e-4, 1e-8]}
      """, in: scratch)
    #expect(table.header == Self.header)
    for (method, order) in [("euler", 1.0), ("rk4", 4.0)] {
      let errors = table.errors(of: method)
      try #require(errors.count == 4)
      #expect(table.rows(of: method).map { Double($0[1]) } == [4, 2, 1, 0.5])
      for (coarse, fine) in zip(errors, errors.dropFirst()) {
        #expect((log2(coarse / fine) - order).magnitude < 0.3, "\(method): \(errors)")
      }
      // steps and right-hand sides
      #expect(table.rows(of: method).map { $0[6] } == ["4", "8", "16", "32"])
    }
    // The exact propagator's error is the reference's rounding.
    let exact = table.errors(of: "exact")
    #expect(exact.count == 1 && exact[0] < 1e-12)
    #expect(table.rows.allSatisfy { $0.count == 9 && $0[8] == "ok" })
    #expect(table.rows.allSatisfy { Double($0[4])! <= Double($0[3])! })
    #if SUNDIALS
      for method in ["cvodeAdams", "cvodeBDF"] {
        let errors = table.errors(of: method)
        #expect(table.rows(of: method).map { Double($0[2]) } == [1e-4, 1e-8])
        #expect(errors.count == 2 && errors[1] < errors[0] / 100 && errors[1] < 1e-6)
      }
    #endif
    #expect(result.output.hasPrefix("reference: exact propagator"))
    #expect(result.output.contains("(the paper's algorithm)"))
    let summary = try summary(scratch.url("out/summary.json"))
    #expect((summary["reference_error_estimate"] as? Double ?? 1) < 1e-12)
    // A method that does not share the formulas of the reference.
    let estimatedBy = try #require(summary["reference_error_estimated_by"] as? String)
    #expect(estimatedBy == "collocation rtol = 1e-12")
  }

  /// Below Euler's limit (dt = 0.2) fine, above it growth by 99 a step: the row stays, without error.
  @Test func unstableTrialsStayInTheTable() throws {
    let scratch = try Scratch()
    let (table, result) = try compare(
      """
      duration: 2000
      synapse: {tau_rho: 10, m0: 100}
      drive: {kind: constant, gradient: [100, 1]}
      record: {every: 100, synapses: all}
      compare: {dt: [10, 0.05], rtol: [1e-6]}
      """, in: scratch)
    for method in ["euler", "rk4"] {
      let rows = table.rows(of: method)
      #expect(rows.map { $0[8] } == ["notFinite", "ok"])
      #expect(rows[0][3].isEmpty && rows[0][4].isEmpty && Int(rows[0][6])! > 0)
    }
    #expect(result.output.contains("notFinite"))
    if hasGnuplot { #expect(try isXML(scratch.url("out/work-precision.svg"))) }
  }

  #if SUNDIALS
    @Test func smoothDrivesAreMeasuredAgainstCollocation() throws {
      let scratch = try Scratch()
      let (table, result) = try compare(
        """
        duration: 40
        drive: {kind: sines, amplitude: [0.5, 1], frequency: 0.02, phase: 1}
        record: {every: 5, synapses: all}
        compare: {dt: [1, 0.5], rtol: [1e-4, 1e-7]}
        """, in: scratch)
      #expect(result.output.hasPrefix("reference: collocation rtol = 1e-12, error about"))
      #expect(result.output.contains("by cvodeAdams rtol = 1e-12"))
      #expect(table.rows.map { $0[0] }.contains("exact") == false)
      for method in ["euler", "rk4", "cvodeAdams", "cvodeBDF"] {
        let errors = table.errors(of: method)
        #expect(errors.count == 2 && errors[1] < 0.7 * errors[0], "\(method): \(errors)")
      }
      // Errors of its own are a few tolerances; an rtol above 1e-6 is taken as 1e-6.
      let own = table.errors(of: "collocation")
      #expect(own.count == 2 && own[0] < 1e-5 && own[1] < 1e-6, "\(own)")
      let summary = try summary(scratch.url("out/summary.json"))
      // The second solution's tolerance is 1e-12 per step, at kinks of second order.
      #expect((summary["reference_error_estimate"] as? Double ?? 1) < 1e-7)
    }
  #endif

  /// Where nothing moves nothing errs, and there is nothing to draw: the table is good all the same.
  @Test func nothingToDrawIsNoFailure() throws {
    let scratch = try Scratch()
    let (table, result) = try compare(
      """
      duration: 10
      rule: gradientFlow
      synapse: {initial: {w_f: 0, w_b: 0}}
      drive: {kind: constant, gradient: [0]}

      """, in: scratch)
    #expect(table.rows.allSatisfy { Double($0[3]) == 0 })
    #expect(result.error.contains("warning: out/compare.csv:2: found no trial"), "\(result.error)")
    #expect(result.output.hasSuffix("files  out/compare.csv, compare-errors.csv, summary.json\n"))
  }

  @Test(.enabled(if: hasGnuplot))
  func figuresComeWithTheirScript() throws {
    let scratch = try Scratch()
    _ = try compare(smallStudy + "compare: {dt: [1, 0.5], rtol: [1e-5]}\n", in: scratch)
    #expect(
      try contents(scratch.url("out")) == [
        "compare-errors.csv", "compare.csv", "error-over-time.gp", "error-over-time.svg",
        "study.yaml", "summary.json", "work-precision.gp", "work-precision.svg",
      ])
    let figure = scratch.url("out/work-precision.svg")
    #expect(try isXML(figure))
    let drawn = try Data(contentsOf: figure)
    try FileManager.default.removeItem(at: figure)
    let again = try Program.run(
      "/usr/bin/env", ["gnuplot", "work-precision.gp"], in: scratch.url("out"))
    #expect(again.status == 0, "\(again.error)")
    #expect(try Data(contentsOf: figure) == drawn)
    for form in [["--output", "f.png"], ["--terminal"]] {
      let plot = try Program.run("synapse", ["plot", "out/compare.csv"] + form, in: scratch.folder)
      #expect(plot.status == 0, "\(plot.error)")
    }
  }
}
