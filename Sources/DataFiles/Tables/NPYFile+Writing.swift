extension NPYFile {
  /// The bytes before the numbers of a file, version 1: as many as the format asks for, so that the numbers begin at a
  /// multiple of 64.
  ///
  /// - Parameters:
  ///   - shape: the sizes of the array's dimensions.
  ///   - type: of the numbers, as numpy writes it.
  ///   - length: how many bytes there are at least.
  /// - Precondition: the shape has a dimension; the length is a multiple of 64.
  package static func head(shape: [Int], type: String = "<f8", length least: Int = 64) -> [UInt8] {
    precondition(!shape.isEmpty, "an array has a dimension")
    let sizes = shape.map { "\($0)," }.joined(separator: " ")
    let tuple = shape.count == 1 ? sizes : String(sizes.dropLast())
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(tuple)), }"
    let length = 10 + header.utf8.count + 1
    let padding = (64 - length % 64) % 64
    header += String(repeating: " ", count: max(padding, least - length)) + "\n"
    let count = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)]
      + Array(header.utf8)
  }
}
