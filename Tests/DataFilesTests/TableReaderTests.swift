import DataFiles
import TestSupport
import Testing

@Suite struct TableReaderTests {
  private func reader(_ text: String, isForGnuplot: Bool = false) throws -> TableReader {
    let scratch = try Scratch()
    return try TableReader(path: scratch.write(text, to: "f"), isForGnuplot: isForGnuplot)
  }

  private func numbers(_ text: String) throws -> [[Double]] {
    let reader = try reader(text)
    var (rows, values): ([[Double]], [Double]) = ([], reader.names.map { _ in 0 })
    while try reader.readNumbers(into: &values) { rows.append(values) }
    return rows
  }

  private func fields(_ text: String) throws -> [[String]] {
    let reader = try reader(text)
    var rows: [[String]] = []
    while let row = try reader.readFields() { rows.append(row) }
    return rows
  }

  private func mistake(_ body: () throws -> Void) throws -> DataFileError {
    try #require(throws: DataFileError.self) { try body() }
  }

  /// A zero byte ends a number for C's parser; in a file it is a mistake wherever it stands.
  @Test(arguments: ["1\u{0}5", "1\u{0}", "\u{0}"])
  func zeroBytesAreTold(_ field: String) throws {
    for line in ["0,\(field)", "0,1"] {
      let error = try mistake {
        _ = try numbers("time,g0\n\(line)\n1,\(line == "0,1" ? field : "2")\n")
      }
      #expect(error.line == (line == "0,1" ? 3 : 2) && error.message.hasPrefix("column g0: found"))
    }
    let error = try mistake { _ = try numbers("time,g0\n\(field),1\n") }
    #expect(error.line == 2 && error.message.hasPrefix("column time: found"))
  }

  /// Of a header it does not matter what editors and other programs put around its names.
  @Test(arguments: ["a,b\n1,2\n", "\u{FEFF}a, b\r\n1, 2\r\n", "\"a\",\"b\"\n\n1,2"])
  func headersAreRead(_ text: String) throws {
    #expect(try reader(text).names == ["a", "b"])
    #expect(try numbers(text) == [[1, 2]])
  }

  @Test func marksAreRefusedForGnuplot() throws {
    let error = try mistake { _ = try reader("\u{FEFF}a,b\n", isForGnuplot: true) }
    #expect(error.line == 1 && error.message.hasPrefix("begins with a byte-order mark"))
  }

  /// What the writer puts in quotes is read as it was.
  @Test func textsComeBack() throws {
    let row = ["plain", "with, comma", "a \"quote\"", "", "é"]
    var table = TableWriter(["a", "b", "c", "d", "e"])
    for field in row { table.add(field) }
    table.endRow()
    #expect(try fields(table.text) == [row])
    #expect(table.text.hasSuffix("plain,\"with, comma\",\"a \"\"quote\"\"\",,é\n"))
  }

  /// A quote that no field begins with is a letter as others.
  @Test func quotesWithinFieldsAreLetters() throws {
    #expect(try fields("a,b\nx\"y,5\"\n\"\",\"\"\"\"\n") == [["x\"y", "5\""], ["", "\""]])
    #expect(try reader("time, \"g0\" ,g1\n").names == ["time", "g0", "g1"])
  }

  /// Sources: the shortest decimals of 0.1, 1e-8 and 1/3 are known; a count has no point.
  @Test func numbersAreShort() throws {
    var table = TableWriter(["a", "b", "c", "d", "e"])
    table.add(0.1)
    table.add(1e-8)
    table.add(short: 3)
    table.add(7)
    table.add(nil as Double?)
    table.endRow()
    #expect(table.text == "a,b,c,d,e\n0.1,1e-08,3,7,\n")
  }

  @Test func wrongLinesAreTold() throws {
    let count = try mistake { _ = try fields("a,b\n1,2\n\n") }
    #expect(count.line == 3 && count.message == "found 1 field, expected 2 as in the header")
    let empty = try mistake { _ = try reader("") }
    #expect(empty.line == 1 && empty.message == "the file is empty, expected a header")
  }

  @Test func bytesThatAreNoTextAreTold() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Array("a,b\n1,".utf8) + [0xFF, 10], to: "f")
    let reader = try TableReader(path: path)
    let error = try mistake { _ = try reader.readFields() }
    #expect(error.line == 2 && error.message.hasPrefix("this is not UTF-8"))
  }

  /// Other programs' headers: what separates them goes by the row below, too; nobody's names are lost.
  @Test(arguments: [
    ("time,a;b\n0,1\n", ["time", "a;b"]), ("time,a\tb\n0,1\n", ["time", "a\tb"]),
    ("time,a;b;c\n0,1\n", ["time", "a;b;c"]), ("time;a,b\n0;1\n", ["time", "a,b"]),
    ("a;b\n", ["a", "b"]), ("a\tb\n1\t2", ["a", "b"]), ("a\n1\n", ["a"]),
    (",Unnamed: 0,a\n0,0,1\n", ["Unnamed: 0.1", "Unnamed: 0", "a"]),
    (",a,\n0,0,1\n", ["Unnamed: 0", "a", "Unnamed: 2"]),
    ("\u{FEFF}\"a;b\";c\r\n0;1\r\n", ["a;b", "c"]),
  ])
  func foreignHeadersAreRead(_ text: String, _ names: [String]) throws {
    let scratch = try Scratch()
    #expect(try TableReader(foreign: scratch.write(text, to: "f")).names == names)
  }

  /// Fields that are left out may have quotes, separators within them, and quotes amid letters.
  @Test func fieldsAreLeftOut() throws {
    let scratch = try Scratch()
    let text = "a,n,b\n1,5\"x,2\n3,\"x, \"\"y\"\"\",4\n5, \"z\" ,6\n7,,8\n9,\"open,10\n"
    let reader = try TableReader(foreign: scratch.write(text, to: "f"))
    var (numbers, text2) = ([0.0, 0, 0], "")
    for row in [[1.0, 2], [3, 4], [5, 6], [7, 8]] {
      #expect(try reader.readRow([.number, .nothing, .number], numbers: &numbers, text: &text2))
      #expect([numbers[0], numbers[2]] == row)
    }
    let error = try mistake {
      _ = try reader.readRow([.number, .nothing, .number], numbers: &numbers, text: &text2)
    }
    #expect(error.line == 6 && error.message.contains("does not end in this line"))
  }
}
