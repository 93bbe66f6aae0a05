import Foundation
import Testing

/// What figures of traces say is true of the run, whatever was recorded of it.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not here")) struct TraceFigureTests {
  private static let noise = """
    duration: 1000
    synapses: 3
    synapse: {tau_rho: 100, gradient_gain: 2, epsilon: 1e-3}
    drive: {kind: heldNoise, window: 10, sd: 0.5}

    """

  private func script(_ options: String..., in scratch: Scratch) throws -> String {
    let result = try Program.run(
      "synapse", ["plot"] + options + ["--output", "f.svg"], in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return try scratch.read("f.gp")
  }

  /// Gnuplot's own value of an expression that stands in a script.
  private func value(_ expression: Substring) throws -> Double {
    let result = try Program.run(
      "/usr/bin/env", ["gnuplot", "-e", "set print '-'; print sprintf('%.17g', \(expression))"])
    return try #require(
      Double(result.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(expression)")
  }

  /// Every window of the noise is seen in one run's rows; the other has five rows of it. Of both ρ* is production over what the
  /// average of all windows consumes, to the rounding of the sums.
  @Test func equilibriaAreOfTheWholeRun() throws {
    let scratch = try Scratch()
    try scratch.write(Self.noise, to: "s.yaml")
    let all = try trace(of: "s.yaml", settings: ["record.every=5"], in: scratch, to: "all")
    _ = try trace(of: "s.yaml", settings: ["record.every=250"], in: scratch, to: "few")
    #expect(try scratch.read("all/synapses.csv") == scratch.read("few/synapses.csv"))
    let table = try NumberTable(scratch.url("few/synapses.csv")).rows
    for folder in ["all", "few"] {
      let script = try script("\(folder)/trace.csv", in: scratch)
      #expect(script.contains("equilibrium 1/(⟨|Kg|⟩+ε) (dotted)"))
      let levels = script.matches(
        of: #/\(column\('time'\)\):\(([-0-9.e]+)\) with lines lw 1.5 dt 3/#)
      try #require(levels.count == 3, "\(script)")
      for synapse in 0..<3 {
        // Rows 5, 15, 25, … are the middles of the windows.
        let g = try all.values("g", synapse: synapse)
        let windows = stride(from: 1, to: g.count, by: 2).map { g[$0].magnitude }
        #expect(windows.count == 100)
        let average = windows.reduce(0, +) / 100
        #expect((table[synapse][1] - average).magnitude < 1e-14 * average)
        // τ_ρ' = production/(K consumption ⟨|g|⟩ + decay): 1/(K⟨|g|⟩ + ε).
        let expected = 1 / (2 * average + 1e-3)
        #expect((try value(levels[synapse].1) - expected).magnitude < 1e-12 * expected)
        #expect(script.contains("\(synapse): ⟨|Kg|⟩ = \(String(format: "%.3g", 2 * average))"))
      }
    }
    // What an older version left does not say it, and rows of noise are no average.
    try FileManager.default.removeItem(at: scratch.url("few/synapses.csv"))
    let older = try script("few/trace.csv", in: scratch)
    #expect(older.contains("set title 'ρ'") && !older.contains("dt 3") && !older.contains("⟨"))
  }

  /// Of a trace of many rows the figure is small, and each extreme of a single row is in it.
  @Test func extremesOfLongTracesAreKept() throws {
    let scratch = try Scratch()
    var rows = "time,synapse,g,w_f,w_b\n"
    for time in 0..<100_000 {
      for synapse in 0...1 {
        let spike = time == 12_345 ? 7.5 : time == 54_321 ? -6.25 : 0
        let w = synapse == 1 ? spike : Double(time % 7)
        rows += "\(time),\(synapse),1,\(w),0\n"
      }
    }
    try scratch.write(rows, to: "trace.csv")
    for form in ["svg", "png", "pdf"] {
      let result = try synapse(
        "plot", "trace.csv", "--output", "f.\(form)", "--columns", "w_f", in: scratch.folder)
      #expect(result.status == 0, "\(result.error)")
      #expect(try Data(contentsOf: scratch.url("f.\(form)")).count < 500_000)
    }
    let script = try scratch.read("f.gp")
    #expect(script.contains("\n12345.0,7.5\n") && script.contains("\n54321.0,-6.25\n"))
    // Two curves of each of two synapses.
    #expect(script.split(separator: "\n").count < 4 * 2 * 1001 + 100)
    // Other rows are where they were: at each time w_f of synapse 0 is its remainder by 7.
    let first = script.components(separatedBy: "time,value\n")[1].components(separatedBy: "EOD")[0]
    let points = first.split(separator: "\n").map { $0.split(separator: ",").map { Double($0)! } }
    #expect(points.count > 1900)
    #expect(points.allSatisfy { $0[1] == $0[0].truncatingRemainder(dividingBy: 7) })
    #expect(zip(points, points.dropFirst()).allSatisfy { $0[0] < $1[0] })
  }

  /// Numbers stand at every logarithmic axis, wherever its data lie.
  @Test func logarithmicAxesHaveNumbers() throws {
    let scratch = try Scratch()
    for (low, high) in [(0.021, 0.08), (1.1, 1.3), (1e-7, 0.3), (4e-5, 6e-5)] {
      let rows = (0...20).map { k in
        "\(k),0,1,\(1 + low * pow(high / low, Double(k) / 20)),1\n"
      }
      try scratch.write("time,synapse,g,w_f,w_b\n" + rows.joined(), to: "trace.csv")
      let script = try script("trace.csv", in: scratch)
      try expectNumbers(script)
      let svg = try scratch.read("f.svg")
      #expect(svg.contains("class=\"gridline\""))
    }
    // Times that grow by ratios, over less than a decade.
    let rows = (0...20).map { "\(3 * pow(2.5, Double($0) / 4)),0,1,1,1\n" }
    try scratch.write("time,synapse,g,w_f,w_b\n" + rows.joined(), to: "trace.csv")
    try expectNumbers(try script("trace.csv", in: scratch))
  }

  /// Behind a curve that is the same the first one is seen, since it is wider.
  @Test func tracesThatAreTheSameAreBothSeen() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    for folder in ["a", "b", "c"] { _ = try trace(of: "s.yaml", in: scratch, to: folder) }
    let script = try script(
      "a/trace.csv", "b/trace.csv", "c/trace.csv", "--columns", "w_f", in: scratch)
    let widths = script.matches(of: #/trace([123]) .* with lines lw ([0-9.]+) lc/#)
      .map { (String($0.1), Double($0.2)!) }
    #expect(widths.map(\.0) == ["1", "1", "2", "2", "3", "3"], "\(script)")
    #expect(widths.map(\.1) == [6, 6, 4, 4, 2, 2])
  }
}

/// Sees to it that every logarithmic axis of a script has a list of numbers, two at least.
func expectNumbers(_ script: String) throws {
  let lines = script.split(separator: "\n")
  var count = 0
  for (place, line) in lines.enumerated() {
    guard let axis = line.firstMatch(of: #/^set logscale ([xy]);/#)?.1 else { continue }
    count += 1
    let list = try #require(
      lines[place...].prefix(3).first { $0.hasPrefix("set \(axis)tics (") }, "\(line)\n\(script)")
    #expect(list.matches(of: #/'[^']+' [0-9.e+-]+[,)]/#).count >= 2, "\(list)")
  }
  #expect(count > 0, "\(script)")
}
