import DataFiles

/// A file in the IDX format: bytes in a table of one or more dimensions.
///
/// Two bytes 0, the type of the values (8: unsigned bytes), the number of dimensions, the sizes as
/// 32-bit numbers with the highest byte first, the values.
///
/// Reference: Y. LeCun, C. Cortes & C. J. C. Burges, The MNIST database of handwritten digits,
/// section "File formats".
struct IDXFile {
  let path: String
  /// The size of each dimension, none of them 0.
  let sizes: [Int]
  /// The whole file.
  let bytes: [UInt8]
  /// Where the values are in it.
  var values: Range<Int> { (bytes.count - sizes.reduce(1, *))..<bytes.count }

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` if it is not such a file of so many dimensions, or has more or fewer
  ///   values than it says.
  init(path: String, dimensions: Int) throws {
    let sizes = try Self.sizes(path: path, dimensions: dimensions)
    let promise = try Self.promise(of: sizes, path: path)
    self.init(
      path: path, sizes: sizes,
      bytes: try FileBytes.whole(path, size: promise.size, of: promise.parts))
  }

  /// The same for a file in memory.
  init(path: String, bytes: [UInt8], dimensions: Int) throws {
    let sizes = try Self.sizes(path: path, header: bytes, dimensions: dimensions)
    let promise = try Self.promise(of: sizes, path: path)
    guard bytes.count == promise.size else {
      throw DataFileError(
        file: path, line: nil,
        "found \(bytes.count) bytes, expected \(promise.size): \(promise.parts)")
    }
    self.init(path: path, sizes: sizes, bytes: bytes)
  }

  private init(path: String, sizes: [Int], bytes: [UInt8]) {
    self.path = path
    self.sizes = sizes
    self.bytes = bytes
  }

  /// How many bytes a file must have by what its header says, and what they are.
  private static func promise(of sizes: [Int], path: String) throws -> (size: Int, parts: String) {
    let headerSize = headerSize(dimensions: sizes.count)
    let product = sizes.map(String.init).joined(separator: " × ")
    let parts = "\(headerSize) and \(product) values"
    var size = (partialValue: 1, overflow: false)
    for factor in sizes where !size.overflow {
      size = size.partialValue.multipliedReportingOverflow(by: factor)
    }
    if !size.overflow { size = size.partialValue.addingReportingOverflow(headerSize) }
    guard !size.overflow else {
      throw DataFileError(
        file: path, line: nil,
        "found \(InputFile.size(path) ?? 0) bytes, expected more than there can be: \(parts)")
    }
    return (size.partialValue, parts)
  }

  /// The sizes alone, from the first bytes of a file.
  static func sizes(path: String, dimensions: Int) throws -> [Int] {
    let header = try FileBytes.beginning(path, count: headerSize(dimensions: dimensions))
    return try sizes(path: path, header: header, dimensions: dimensions)
  }

  private static func headerSize(dimensions: Int) -> Int { 4 + 4 * dimensions }

  private static func sizes(path: String, header: [UInt8], dimensions: Int) throws -> [Int] {
    func mistake(_ message: String) -> DataFileError {
      DataFileError(file: path, line: nil, message)
    }
    func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
    let magic: [UInt8] = [0, 0, 8, UInt8(dimensions)]
    guard header.starts(with: magic) else {
      let found = header.isEmpty ? "nothing" : "the bytes \(hexadecimal(header.prefix(4)))"
      throw mistake(
        "begins with \(found), expected \(hexadecimal(magic)) as in an IDX file of bytes with"
          + " \(dimensions) size\(dimensions == 1 ? "" : "s")")
    }
    let headerSize = headerSize(dimensions: dimensions)
    guard header.count >= headerSize else {
      throw mistake("ends within its header after \(header.count) bytes, expected \(headerSize)")
    }
    let sizes = (1...dimensions).map { dimension in
      header[(4 * dimension)..<(4 * dimension + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    guard !sizes.contains(0) else {
      let found = sizes.map(String.init).joined(separator: " × ")
      throw mistake("found \(found) values, expected at least one")
    }
    return sizes
  }
}
