import DataFiles
import TestSupport
import Testing

/// Files of numpy's (NPY format, `numpy/lib/format.py`), made here byte by byte.
@Suite struct NPYFileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func file(
    _ header: String, _ numbers: [UInt8], version: UInt8 = 1, magic: String = "NUMPY"
  ) throws -> String {
    let length = header.utf8.count + 1
    let size = (0..<(version == 1 ? 2 : 4)).map { UInt8(length >> (8 * $0) & 0xFF) }
    return try scratch.write(
      [0x93] + Array(magic.utf8) + [version, 0] + size + Array("\(header)\n".utf8) + numbers,
      to: "a.npy")
  }

  private func bytes(_ values: [Double]) -> [UInt8] {
    values.flatMap { value in (0..<8).map { UInt8(value.bitPattern >> (8 * $0) & 0xFF) } }
  }

  private func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 0xFF) } }
  }

  private func head(_ type: String, _ shape: String, order: String = "False") -> String {
    "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
  }

  @Test(arguments: [1, 2, 3] as [UInt8])
  func rowsAreReadFromAnywhere(_ version: UInt8) throws {
    let values = (0..<12).map { Double($0) / 7 - 1 }
    for isDouble in [true, false] {
      let path = try file(
        head(isDouble ? "<f8" : "<f4", "(4, 3)"),
        isDouble ? bytes(values) : bytes(values.map(Float.init)), version: version)
      let array = try NPYFile(path: path)
      #expect(array.shape == [4, 3] && array.rowCount == 4 && array.rowLength == 3)
      let reader = try array.makeReader()
      for rows in [2..<4, 0..<1, 0..<4, 3..<4] {
        var read = [Double](repeating: 0, count: 3 * rows.count)
        try reader.read(rows: rows, into: &read)
        let expected = values[(3 * rows.lowerBound)..<(3 * rows.upperBound)]
        #expect(read == (isDouble ? Array(expected) : expected.map { Double(Float($0)) }))
      }
    }
  }

  @Test(arguments: [
    ("<f8", "(2, 2)", "False", "found 24 bytes of numbers, expected 32 for shape (2, 2)"),
    ("<f8", "(2,)", "False", "found 24 bytes of numbers, expected 16"),
    (">f8", "(3,)", "False", "found numbers of the type >f8, expected <f8 or <f4"),
    ("<i8", "(3,)", "False", "save array.astype(\"<f8\")"),
    ("<f8", "(1, 3)", "True", "Fortran order"),
    ("<f8", "()", "False", "found an array of shape ()"),
    ("<f8", "(0, 3)", "False", "expected one with numbers"),
    ("<f8", "(3000000000, 3000000000)", "False", "which no file has"),
    ("<f8", "3", "False", "expected descr, fortran_order and shape"),
  ])
  func mistakesAreTold(_ type: String, _ shape: String, _ order: String, _ message: String) throws {
    let path = try file(head(type, shape, order: order), bytes([1.0, 2, 3] as [Double]))
    let error = try #require(throws: DataFileError.self) { try NPYFile(path: path) }
    #expect("\(error)".hasPrefix(path) && "\(error)".contains(message), "\(error)")
  }

  @Test func otherFilesAreTold() throws {
    for path in [
      try file(head("<f8", "(1,)"), bytes([1.0] as [Double]), magic: "NUMPI"),
      try scratch.write("", to: "b"),
      try file(head("<f8", "(1,)"), bytes([1.0] as [Double]), version: 4),
      try scratch.write([0x93] + Array("NUMPY".utf8) + [1, 0, 0xFF, 0xFF, 1, 2], to: "c"),
    ] {
      #expect(throws: DataFileError.self) { try NPYFile(path: path) }
    }
  }

  @Test func numbersThatAreNotFiniteAreTold() throws {
    let path = try file(head("<f8", "(2, 2)"), bytes([1, 2, Double.nan, 4]))
    let reader = try NPYFile(path: path).makeReader()
    var values = [0.0, 0, 0, 0]
    let error = try #require(throws: DataFileError.self) {
      try reader.read(rows: 0..<2, into: &values)
    }
    #expect(error.message.contains("row 1, column 0: found nan"))
  }
}
