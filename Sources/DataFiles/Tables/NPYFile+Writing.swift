extension NPYFile {
  /// The bytes before the numbers of a file with doubles, version 1: as many as the format asks for, so that the numbers begin at a
  /// multiple of 64.
  ///
  /// - Precondition: the shape has a dimension.
  package static func head(shape: [Int]) -> [UInt8] {
    precondition(!shape.isEmpty, "an array has a dimension")
    let sizes = shape.map { "\($0)," }.joined(separator: " ")
    let tuple = shape.count == 1 ? sizes : String(sizes.dropLast())
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(tuple)), }"
    let length = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - length % 64) % 64) + "\n"
    let count = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)]
      + Array(header.utf8)
  }
}
