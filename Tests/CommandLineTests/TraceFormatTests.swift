import DataFiles
import Foundation
import Testing

/// Traces in text and as arrays, whole and in part.
@Suite struct TraceFormatTests {
  private static let study = """
    duration: 30
    seed: 3
    synapses: 7
    synapse: {temperature: 0.5, initial: {w_f: {normal: [0, 1]}}}
    drive: {kind: heldNoise, sd: 0.5, window: 2}
    integrator: {method: exact}
    record: {every: 1.5, synapses: [1, 2, 6]}

    """

  private func run(_ options: String..., to folder: String = "out", in scratch: Scratch) throws {
    try scratch.write(Self.study, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", folder, "--quiet", "--force"] + options,
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  private func array(_ path: String, _ scratch: Scratch) throws -> (shape: [Int], values: [Double])
  {
    let file = try NPYFile(path: scratch.url(path).path)
    var values = [Double](repeating: 0, count: file.rowCount * file.rowLength)
    try file.makeReader().read(rows: 0..<file.rowCount, into: &values)
    return (file.shape, values)
  }

  private func trace(_ scratch: Scratch, _ folder: String = "out") throws -> Data {
    try Data(contentsOf: scratch.url("\(folder)/trace.csv"))
  }

  /// Every number of the table, bit for bit.
  @Test func arraysAreTheTable() throws {
    let scratch = try Scratch()
    try run(in: scratch)
    let table = try NumberTable(scratch.url("out/trace.csv"))
    try run("--set", "record.format=npy", to: "arrays", in: scratch)
    #expect(
      try contents(scratch.url("arrays/trace")) == [
        "columns.json", "g.npy", "m.npy", "m_minus.npy", "m_plus.npy", "rho.npy", "synapse.npy",
        "time.npy", "w_b.npy", "w_f.npy",
      ])
    #expect(!FileManager.default.fileExists(atPath: scratch.url("arrays/trace.csv").path))
    for name in table.columns.dropFirst(2) {
      let (shape, values) = try array("arrays/trace/\(name).npy", scratch)
      #expect(shape == [21, 3] && values == table.column(name), "\(name)")
    }
    let (_, times) = try array("arrays/trace/time.npy", scratch)
    #expect(times == stride(from: 0, to: 63, by: 3).map { table.column("time")[$0] })
  }

  /// There and back again: the same bytes, whichever was recorded.
  @Test func conversionsLoseNothing() throws {
    let scratch = try Scratch()
    try run(in: scratch)
    let text = try trace(scratch)
    try run("--set", "record.format=npy", to: "arrays", in: scratch)
    for (format, folder) in [("npy", "out"), ("csv", "out"), ("csv", "arrays")] {
      let result = try synapse("convert", folder, "--to", format, in: scratch.folder)
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.contains(": 21 times"))
    }
    #expect(try trace(scratch) == text && trace(scratch, "arrays") == text)
    for name in try contents(scratch.url("arrays/trace")) {
      let (one, other) = (
        try Data(contentsOf: scratch.url("arrays/trace/\(name)")),
        try Data(contentsOf: scratch.url("out/trace/\(name)"))
      )
      #expect(one == other, "\(name)")
    }
  }

  /// A part of the columns is that part of all, in the trace's order; figures are drawn of what is there.
  @Test func columnsAreChosen() throws {
    let scratch = try Scratch()
    try run(in: scratch)
    let all = try NumberTable(scratch.url("out/trace.csv"))
    for columns in [["w_f", "rho"], ["g"], ["m_plus"]] {
      let list = columns.joined(separator: ", ")
      try run("--set", "record.columns=[\(list)]", to: "part", in: scratch)
      let part = try NumberTable(scratch.url("part/trace.csv"))
      #expect(part.columns == ["time", "synapse"] + all.columns.filter { columns.contains($0) })
      for name in part.columns { #expect(part.column(name) == all.column(name), "\(name)") }
      let plot = try synapse(
        "plot", "part/trace.csv", "--output", "p.svg", "--columns", columns[0], in: scratch.folder)
      #expect(plot.status == 0, "\(plot.error)")
    }
    try run("--set", "record.columns=[w_f, rho]", to: "part", in: scratch)
    let plot = try synapse("plot", "part/trace.csv", "--output", "p.svg", in: scratch.folder)
    #expect(plot.status == 0, "\(plot.error)")
    let script = try String(contentsOf: scratch.url("p.gp"), encoding: .utf8)
    #expect(!script.contains("column('g')") && !script.contains("column('w_b')"))
    try run("--set", "record.columns=[m_plus]", to: "part", in: scratch)
    let none = try synapse("plot", "part/trace.csv", "--output", "q.svg", in: scratch.folder)
    #expect(none.status == 65 && none.error.contains("found m_plus, of which no panel"))
    // All of them are written as all.
    let every = all.columns.dropFirst(2).reversed().joined(separator: ", ")
    try run("--set", "record.columns=[\(every)]", to: "part", in: scratch)
    #expect(try trace(scratch, "part") == trace(scratch))
    let study = try String(contentsOf: scratch.url("part/study.yaml"), encoding: .utf8)
    #expect(study.contains("  columns: all\n"))
  }

  @Test(arguments: [
    (
      "record.columns=[w_f, roh]", "record.columns: found \"roh\", expected some of g, m_plus",
      "\"rho\""
    ),
    ("record.columns=w_f", "expected a list of names", ""),
    (
      "record.format=np", "record.format: found \"np\", expected one of csv, npy",
      "did you mean \"npy\""
    ),
    ("record.population=2", "record.population: found \"2\", expected true or false", ""),
  ])
  func mistakesAreTold(_ setting: String, _ message: String, _ suggestion: String) throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    let result = try synapse("validate", "s.yaml", "--set", setting, in: scratch.folder)
    #expect(result.status == 65)
    #expect(
      result.error.contains(message)
        && (suggestion.isEmpty || result.error.contains(suggestion)), "\(result.error)")
  }

  /// A run that fails has the rows until then, and says how many.
  @Test func failedRunsHaveTheirRows() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 400
      drive: {kind: constant, gradient: 1}
      rule: gradientFlow
      synapse: {learning_rate: 1e306}
      integrator: {method: euler, dt: 1}
      record: {every: 10, format: npy}

      """, to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    #expect(result.status == 70, "\(result.error)")
    let (shape, values) = try array("out/trace/w_f.npy", scratch)
    let (_, times) = try array("out/trace/time.npy", scratch)
    #expect(shape == [times.count, 1] && times.count < 41 && times.count > 2)
    #expect(values.allSatisfy { $0.isFinite })
  }

  @Test func whatIsNotThereIsTold() throws {
    let scratch = try Scratch()
    try run(in: scratch)
    let none = try synapse("convert", "out", "--to", "csv", in: scratch.folder)
    #expect(
      none.status == 65
        && none.error.contains("out: found no trace/columns.json, and the trace is there"),
      "\(none.error)")
    try run("--set", "record.format=npy", in: scratch)
    let text = try synapse("convert", "out", "--to", "npy", in: scratch.folder)
    #expect(text.status == 65 && text.error.contains("out: found no trace.csv"), "\(text.error)")
    // Of two arrays that do not fit nothing is written.
    try FileManager.default.removeItem(at: scratch.url("out/trace/rho.npy"))
    try FileManager.default.copyItem(
      at: scratch.url("out/trace/time.npy"), to: scratch.url("out/trace/rho.npy"))
    let wrong = try synapse("convert", "out", "--to", "csv", in: scratch.folder)
    #expect(
      wrong.status == 65
        && wrong.error.contains("rho.npy: found an array of shape [21], expected [21, 3]"),
      "\(wrong.error)")
    #expect(!FileManager.default.fileExists(atPath: scratch.url("out/trace.csv").path))
  }

  /// What is going to be recorded is told before.
  @Test func sizesAreTold() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(
      result.output.contains("# trace.csv: 21 times × 3 synapses, a row each of 9 columns, about"))
    let arrays = try synapse(
      "validate", "s.yaml", "--set", "record.format=npy", "--set", "record.columns=[rho]",
      in: scratch.folder)
    #expect(arrays.output.contains("# trace/: 1 arrays of 21 times × 3 synapses, about 0.5 kB"))
  }
}
