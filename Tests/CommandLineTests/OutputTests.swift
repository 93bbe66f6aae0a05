import Foundation
import Testing

/// What `run` leaves behind.
@Suite struct OutputTests {
  @Test func filesAreExactlyFour() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "a/b/out", in: scratch.folder)
    #expect(result.status == 0)
    // Without a terminal there is no progress.
    #expect(result.error.isEmpty, "\(result.error)")
    #expect(result.output.contains("finished at t = 10"))
    #expect(
      try contents(scratch.url("a/b/out")) == [
        "study.yaml", "summary.json", "synapses.csv", "trace.csv",
      ])
  }

  @Test func quietIsQuiet() throws {
    let scratch = try Scratch()
    let result = try synapse("run", "equilibrium", "--output", "o", "--quiet", in: scratch.folder)
    #expect(result.status == 0 && result.output.isEmpty && result.error.isEmpty)
  }

  @Test(arguments: [
    ("bioAdam", "time,synapse,g,m_plus,m_minus,rho,w_f,w_b,m"),
    ("gradientFlow", "time,synapse,g,w_f,w_b"), ("momentum", "time,synapse,g,m,w_f,w_b"),
    ("nesterov", "time,synapse,g,m,w_f,w_b"), ("rmsProp", "time,synapse,g,v,w_f,w_b"),
    ("adaGrad", "time,synapse,g,v,w_f,w_b"),
    ("adam", "time,synapse,g,m,v,w_f,w_b"),
  ])
  func columnsAreTheRulesSubstances(_ rule: String, _ header: String) throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let trace = try trace(
      of: "s.yaml", settings: ["rule=\(rule)", "integrator.method=rk4"], in: scratch)
    #expect(trace.header == header)
    #expect(trace.fields.allSatisfy { $0.count == trace.columns.count })
  }

  @Test(arguments: [
    ("every: 4", [0, 4, 8, 10]), ("every: 5", [0, 5, 10]), ("every: 100", [0, 10]),
    ("times: [0.5, 3]", [0.5, 3]), ("times: [10]", [10]), ("times: [0, 10]", [0, 10]),
    ("log: [0.1, 10, 3]", [0.1, 1, 10]), ("times: {log: [2, 8, 3]}", [2, 4, 8]),
  ])
  func timesAreTheGrids(_ grid: String, _ expected: [Double]) throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let trace = try trace(
      of: "s.yaml", settings: ["record={\(grid), synapses: [1]}"], in: scratch)
    let times = try trace.values("time", synapse: 1)
    #expect(times.count == expected.count)
    // Inner times of a logarithmic grid go through log and exp: a few units in the last place.
    for (time, wanted) in zip(times, expected) {
      #expect((time - wanted).magnitude <= 4 * wanted.ulp, "\(time), not \(wanted)")
    }
  }

  @Test(arguments: [
    ("all", [0, 1, 2, 3, 4, 5, 6]), ("3", [0, 3, 6]), ("1", [0]), ("50", [0, 1, 2, 3, 4, 5, 6]),
    ("[2, 5]", [2, 5]),
  ])
  func synapsesAreTheSelections(_ selection: String, _ expected: [Int]) throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 4\nsynapses: 7\ndrive: {kind: heldNoise, sd: 1}\nintegrator: {method: exact}",
      to: "s.yaml")
    let trace = try trace(
      of: "s.yaml", settings: ["record={every: 2, synapses: \(selection)}"], in: scratch)
    #expect(trace.rows.map { Int($0[1]) } == expected + expected + expected)
    #expect(trace.rows.map { $0[0] } == [0.0, 2, 4].flatMap { time in expected.map { _ in time } })
  }

  /// Every number is the shortest that reads back to the same value.
  @Test func decimalsAreShortest() throws {
    let scratch = try Scratch()
    let trace = try trace(of: "smooth-drive", in: scratch)
    for row in trace.fields {
      for (column, field) in row.enumerated() where column != 1 {
        #expect(field == Double(field)?.description)
      }
    }
  }

  /// At an edge stands the gradient that begins there; at the end the last one.
  @Test func gradientsBeginAtTheirEdge() throws {
    let scratch = try Scratch()
    try scratch.write("time,g0\n0,1\n2,-2\n5,3\n6,4\n", to: "g.csv")
    try scratch.write(
      "duration: 6\ndrive: {kind: csv, file: g.csv}\nrecord: {every: 1}", to: "s.yaml")
    for method in ["exact", "euler", "rk4", "cvodeAdams", "cvodeBDF"] {
      let trace = try trace(
        of: "s.yaml",
        settings: [
          "integrator={method: \(method)\(["euler", "rk4"].contains(method) ? ", dt: 0.3" : "")}"
        ], in: scratch, to: method
      )
      #expect(try trace.values("g", synapse: 0) == [1, 1, -2, -2, -2, 3, 3], "\(method)")
    }
  }

  @Test func summarySaysWhatRan() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let settings = ["integrator={method: cvodeBDF, rtol: 1e-7}", "synapse.tau_m=12"]
    _ = try trace(of: "s.yaml", settings: settings + ["seed=5"], in: scratch)
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["study"] as? String == "small")
    #expect(summary["status"] as? String == "finished")
    #expect(summary["seed"] as? Int == 5 && summary["synapses"] as? Int == 2)
    #expect(summary["time_reached"] as? Double == 10)
    #expect(summary["method"] as? String == "cvodeBDF")
    let parameters = try #require(summary["parameters"] as? [String: Any])
    #expect(parameters["synapse.tau_m"] as? Double == 12)
    #expect(parameters["integrator.rtol"] as? Double == 1e-7)
    #expect(parameters["integrator.positivity"] as? Bool == false)
    #expect(parameters["integrator.method"] as? String == "cvodeBDF")
    #expect(parameters["drive.gradient"] as? [Double] == [0.1, -0.2])
    #expect(parameters["synapse.initial.w_f.uniform"] as? [Double] == [-0.1, 0.1])
    let versions = try #require(summary["versions"] as? [String: String])
    #expect(versions["synapse"] != nil)
    let statistics = try #require(summary["statistics"] as? [String: Int])
    for key in [
      "steps", "right_hand_side_evaluations", "error_test_failures",
      "nonlinear_convergence_failures", "restarts",
    ] { #expect(statistics[key] != nil, "\(key)") }
    #expect(statistics["steps"]! > 0 && statistics["right_hand_side_evaluations"]! > 0)
    #expect((summary["wall_seconds"] as? Double ?? -1) >= 0)
    #expect(summary["final_alignment"] is [String: Any] && summary["equilibrium"] is [String: Any])
  }

  /// A study may be called by a number, and its name is a text all the same.
  @Test(arguments: ["12", "1e3", "true", "007", "[1, 2]"]) func namesAreTexts(_ name: String) throws
  {
    let scratch = try Scratch()
    try scratch.write(
      smallStudy.replacing("study: small", with: "study: \"\(name)\""), to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let all = try summary(scratch.url("out/summary.json"))
    #expect(all["study"] as? String == name)
    let parameters = try #require(all["parameters"] as? [String: Any])
    #expect(parameters["study"] as? String == name)
    #expect(parameters["seed"] as? Int == 1)
  }

  /// The average |g| in the summary has nothing to do with what is recorded.
  @Test func averagesDoNotDependOnTheRecord() throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 50\ndrive: {kind: sines, amplitude: 1, frequency: 0.13}\nintegrator: {method: rk4}",
      to: "s.yaml")
    let ratios = try ["{every: 1}", "{times: [50]}", "{times: [3, 4]}"].enumerated().map {
      let output = "out\($0)"
      _ = try trace(of: "s.yaml", settings: ["record=\($1)"], in: scratch, to: output)
      let text = try String(contentsOf: scratch.url("\(output)/summary.json"), encoding: .utf8)
      let start = try #require(text.range(of: "\"rho_relaxation_time\""))
      return text[start.lowerBound...].prefix { $0 != "}" }
    }
    #expect(ratios[0] == ratios[1] && ratios[0] == ratios[2])
    // ⟨|sin|⟩ over 6.5 periods is 2/π = 0.637, so that τ_ρ/⟨|g|⟩ is 1571.
    #expect(ratios[0].contains(": 157"))
  }

  /// In sequential order the contraction clock goes by the m and ρ that move the weights: while m keeps its sign and
  /// weights are nothing beside the temperature, it is the distance that they moved. f is G/2 there.
  @Test func sequentialClocksGoWithTheWeights() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 20
      synapse:
        {learning_rate: 0.1, update_order: sequential, temperature: 1e100, predisposition_gain: 2,
          initial: {w_f: 0, w_b: 0}}
      drive: {kind: constant, gradient: 0.7}
      integrator: {method: euler, dt: 1}
      record: {every: 1, contraction_clock: true}
      """, to: "s.yaml")
    let trace = try trace(of: "s.yaml", in: scratch)
    for row in trace.rows {
      // Both add up the same products, but for their order: some roundings of twenty sums.
      let (clock, weight) = (row[row.count - 4], row[row.count - 3])
      #expect((clock + weight).magnitude <= 1e-14 * clock)
    }
    #expect(trace.rows[1][trace.rows[1].count - 4] > 0)
  }
}
