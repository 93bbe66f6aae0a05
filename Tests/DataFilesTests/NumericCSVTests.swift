import DataFiles
import TestSupport
import Testing

@Suite struct NumericCSVTests {
  /// A zero byte ends a number for C's parser; in a file it is a mistake wherever it stands.
  @Test(arguments: ["1\u{0}5", "1\u{0}", "\u{0}"])
  func zeroBytesAreTold(_ field: String) throws {
    for line in ["0,\(field)", "0,1"] {
      let scratch = try Scratch()
      let path = try scratch.write("time,g0\n\(line)\n1,\(line == "0,1" ? field : "2")\n", to: "f")
      let error = try #require(throws: DataFileError.self) {
        try NumericCSV.read(path: path, header: { _ in }, row: { _, _, _ in })
      }
      #expect(error.line == (line == "0,1" ? 3 : 2) && error.message.hasPrefix("column g0: found"))
    }
    let scratch = try Scratch()
    let path = try scratch.write("time,g0\n\(field),1\n", to: "f")
    let error = try #require(throws: DataFileError.self) {
      try NumericCSV.read(path: path, header: { _ in }, row: { _, _, _ in })
    }
    #expect(error.line == 2 && error.message.hasPrefix("column time: found"))
  }
}
