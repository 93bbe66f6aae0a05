import Foundation
import Testing

/// Gradient files with mistakes and with harmless peculiarities.
@Suite struct DataFileTests {
  private func validate(_ csv: String) throws -> Program.Result {
    let scratch = try Scratch()
    try Data(csv.utf8).write(to: scratch.url("g.csv"))
    try scratch.write(
      "duration: 10\ndrive: {kind: csv, file: g.csv}\nintegrator: {method: exact}", to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    if result.status != 0 { #expect(try contents(scratch.folder) == ["g.csv", "s.yaml"]) }
    return result
  }

  @Test(arguments: [
    ("", 1, "the file is empty, expected a header"),
    (
      "\n\n", 1,
      "found no column \"time\" among \"Unnamed: 0\": set drive.time to the one of them that has the times"
    ),
    ("time,g0\n", 2, "there is no row of gradients below the header"),
    ("0,1\n1,2\n", 1, "found no column \"time\" among \"0\", \"1\": set drive.time"),
    ("t,g0\n0,1\n", 1, "found no column \"time\" among \"t\", \"g0\": set drive.time"),
    ("time\n0\n", 1, "found no column of signals among \"time\""),
    ("time,g0,g0\n0,1,2\n", 1, "two columns have the same name, \"g0\""),
    ("time;g0\n0;1,5\n", 2, "column g0: found \"1,5\", expected a finite number: write it with"),
    ("time\ta\tb\n0\t\t1\n", 2, "column a: found \"\""),
    ("time\ta\tb\n0\t\t1\t2\n", 2, "column a: found \"\""),
    ("time,g0\n0,\u{B}1\n", 2, "column g0: found"),
    ("time,g0\r0,1\r", 1, "lines end with carriage returns alone"),
    ("Time,TIME,g0\n0,1,2\n", 1, "found several columns that may have the times"),
    ("time\tg0\n0\t1\t2\n", 2, "found 3 fields, expected 2 as in the header"),
    ("time,g0,g1\n0,1\n", 2, "found 2 fields, expected 3 as in the header"),
    ("time,g0\n0,1\n1,2,3\n", 3, "found 3 fields, expected 2"),
    ("time,g0\n0,one\n", 2, "column g0: found \"one\", expected a finite number"),
    ("time,g0\n0,1,\n", 2, "found 3 fields, expected 2"),
    ("time,g0\n0,\n", 2, "column g0: found \"\""), ("time,g0\n0, \n", 2, "column g0: found \" \""),
    ("time,g0,g1\n0,,1\n", 2, "column g0: found \"\""),
    ("time,g0,g1\n0, ,1\n", 2, "column g0: found \" \""),
    ("time,g0\n0,nan\n", 2, "column g0: found \"nan\""),
    ("time,g0\n0,1\n1,-inf\n", 3, "column g0: found \"-inf\""),
    ("time,g0\n0,1e999\n", 2, "column g0: found \"1e999\""),
    ("time,g0\n0,0x10\n", 2, "column g0: found \"0x10\""),
    ("time,g0\n0,1_0\n", 2, "column g0: found \"1_0\""),
    ("time,g0\n0,\"1\n", 2, "column g0: found \"\"1\""),
    ("time,g0\n0,\"1\"2\n", 2, "column g0: found \"\"1\"2\""),
    ("time,g0\n0,1\n1 2,3\n", 3, "column time: found \"1 2\""),
    ("time,g0\n0,1\n2,1\n1,1\n", 4, "time 1.0 follows 2.0, expected ascending times"),
    ("time,g0\n0,1\n\n0,2\n", 4, "time 0.0 follows 0.0, expected ascending times"),
  ])
  func mistakesAreToldWithTheirLine(_ csv: String, _ line: Int, _ message: String) throws {
    let result = try validate(csv)
    #expect(result.status == 65)
    #expect(result.error.hasPrefix("error: g.csv:\(line): \(message)"), "\(result.error)")
  }

  @Test(arguments: [
    "time,g0\r\n0,1\r\n4,2\r\n\r\n\r\n", "\u{FEFF}time,g0\n0,1\n4,2\n", "time,g0\n0,1\n4,2",
    "time,g0\n\n0,1\n\n4,2\n\n\n", "time, g0\n 0 , 1 \n4\t,\t+2\n",
    "time,g0\n0.,1e0\n4.0,.2E1\n",
  ])
  func peculiaritiesAreTaken(_ csv: String) throws {
    let scratch = try Scratch()
    try Data(csv.utf8).write(to: scratch.url("g.csv"))
    try scratch.write(
      "duration: 10\ndrive: {kind: csv, file: g.csv}\nintegrator: {method: exact}\n"
        + "record: {every: 2}\n", to: "s.yaml")
    let trace = try trace(of: "s.yaml", in: scratch)
    #expect(try trace.values("g", synapse: 0) == [1, 1, 2, 2, 2, 2])
  }

  @Test(arguments: ["\r\n", "\n"], ["\u{FEFF}", ""])
  func studiesMayHaveThemToo(_ lineBreak: String, _ mark: String) throws {
    let scratch = try Scratch()
    let text = mark + smallStudy.replacingOccurrences(of: "\n", with: lineBreak)
    try Data(text.utf8).write(to: scratch.url("s.yaml"))
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.hasPrefix("study: small\n"))
  }

  /// Lines of 90 kB are longer than what is read at once (64 kB).
  @Test func linesMayBeLongerThanTheBuffer() throws {
    let scratch = try Scratch()
    let (columns, rows) = (9000, 4)
    func value(_ row: Int, _ column: Int) -> Double { Double(row * columns + column) / 65536 }
    var text = "time," + (0..<columns).map { "g\($0)" }.joined(separator: ",") + "\n"
    for row in 0..<rows {
      let line = (0..<columns).map { "\(value(row, $0))" }.joined(separator: ",")
      #expect(line.utf8.count > 1 << 16)
      text += "\(row),\(line)\n"
    }
    try scratch.write(text, to: "g.csv")
    try scratch.write(
      "duration: \(rows)\nsynapse: {m0: 10}\ndrive: {kind: csv, file: g.csv}\n"
        + "integrator: {method: exact}\nrecord: {every: 1, synapses: [0, 4321, 8999]}\n",
      to: "s.yaml")
    let trace = try trace(of: "s.yaml", in: scratch)
    for synapse in [0, 4321, 8999] {
      let expected = (0...rows).map { value(min($0, rows - 1), synapse) }
      #expect(try trace.values("g", synapse: synapse) == expected)
    }
  }
}
