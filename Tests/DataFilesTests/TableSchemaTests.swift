import DataFiles
import Testing

@Suite struct TableSchemaTests {
  private let sweep = TableSchema(
    "a sweep", file: "sweep.csv",
    [
      .one(Column("index", .count(from: 0), isKey: true)), .several(what: "a key", .text),
      .one(Column("status", .word(["good", "bad", "none"]))), .several(what: nil),
      .optional(Column("message", .text)),
    ])
  private let curve = TableSchema(
    "a curve", file: "curve.csv", isOpen: true,
    [
      .one(Column("epoch", .finite, isKey: true)), .one(Column("loss")),
      .optional(Column("share", .share)),
    ])

  private func mistake(_ schema: TableSchema, _ names: String) throws -> String {
    let error = try #require(throws: DataFileError.self) {
      try schema.header(names.split(separator: ",").map(String.init), in: "f")
    }
    return "\(error)"
  }

  /// What a schema writes it recognises, and knows where everything stands.
  @Test func headersAreRecognised() throws {
    let names = sweep.header(["a", "b"], ["x"], withOptional: true)
    #expect(names == ["index", "a", "b", "status", "x", "message"])
    let header = try sweep.header(names, in: "f")
    #expect(header.groups == [1..<3, 4..<5])
    #expect(header.columns[1].kind == .text && header.columns[4].kind == .number)
    #expect(header.position(of: "status") == 3)
    #expect(try sweep.header(sweep.header(["a"], []), in: "f").groups == [1..<2, 3..<3])
    #expect(sweep.text == "index,…,status,…")
  }

  @Test func wrongHeadersAreTold() throws {
    let columns = "the columns of a sweep are index,…,status,…"
    #expect(
      try mistake(sweep, "id,a,status")
        == "f:1: found the column \"id\", expected index: \(columns)")
    #expect(
      try mistake(sweep, "index,a,b")
        == "f:1: found the end of the header, expected status: \(columns)")
    #expect(try mistake(sweep, "index,status").contains("\"status\", expected a key: "))
    #expect(
      try mistake(sweep, "index,a,status,x,x") == "f:1: two columns have the same name, \"x\"")
  }

  /// A file of other versions, or with columns of somebody's own.
  @Test func openTablesHaveColumnsOfTheirOwn() throws {
    let header = try curve.header(["epoch", "mine", "share"], in: "f")
    #expect(header.columns.map(\.kind) == [.finite, .number, .share])
    let error = try #require(throws: DataFileError.self) { try header.find("mime") }
    #expect(
      "\(error)" == "f:1: there is no column \"mime\" among epoch, mine, share; did you mean"
        + " \"mine\"?")
    #expect(try mistake(curve, "time,loss").contains("\"time\", expected epoch: "))
  }

  @Test func meansHaveDeviations() throws {
    let means = curve.overSeeds
    #expect(means.file == "curve-seeds.csv")
    #expect(means.header() == ["epoch", "loss", "loss_sd"])
    #expect(
      means.header(withOptional: true) == ["epoch", "loss", "loss_sd", "share", "share_sd"])
  }

  @Test func cellsAreChecked() throws {
    let header = try sweep.header(["index", "a", "status", "x"], in: "f")
    #expect(try header.number(["0", "", "good", ""], at: 3, line: 2) == nil)
    #expect(try header.number(["0", "", "good", "-inf"], at: 3, line: 2) == -.infinity)
    let error = try #require(throws: DataFileError.self) {
      try header.number(["0", "", "good", "0x1"], at: 3, line: 2)
    }
    #expect("\(error)" == "f:2: column x: found \"0x1\", expected a number")
    #expect(sweep["status"].expectation == "good, bad or none")
    for (cell, number) in [("0", 0.0), ("1", 1), ("1.5", nil), ("nan", nil), ("-0.1", nil)] {
      #expect(curve["share"].number(cell) == number)
    }
    let counts = [
      ("2", 2.0), ("-1", nil), ("1.0", nil), ("9007199254740992", 0x1p53),
      ("9007199254740993", nil), ("9223372036854775807", nil),
    ]
    for (cell, number) in counts {
      #expect(sweep["index"].number(cell) == number)
    }
  }
}
