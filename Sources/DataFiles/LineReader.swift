import SystemPackage

/// Reads a file line by line through one buffer, and can go back to where a line began.
///
/// A line is handed out as bytes followed by a zero byte, so that C's number parser stops there.
package final class LineReader {
  /// The number of the line read last, from 1.
  package private(set) var lineNumber = 0
  /// Where the line read last begins in the file.
  package private(set) var lineOffset: Int64 = 0
  /// Where the line after it begins, or the file ends.
  package private(set) var nextOffset: Int64 = 0
  /// Whether the file ended within the line read last, or just behind it, without a line break.
  package private(set) var lineEndsFile = false

  /// The longest line, in bytes: the buffer holds one.
  static let longestLine = 1 << 28

  /// Where bytes come from: the file, or what it unpacks to.
  private enum Source {
    case plain(FileDescriptor)
    case packed(GzipStream)
  }

  private let source: Source
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// The unread part of the buffer.
  private var unread = 0..<0
  private var atEnd = false

  /// - Parameters:
  ///   - path: the file.
  ///   - unpacking: whether a file of gzip's is read as what it unpacks to. Offsets are then among the unpacked bytes, and going back
  ///     takes as long as reading that far.
  /// - Throws: ``DataFileError`` if it cannot be opened.
  package init(path: String, unpacking: Bool = false) throws {
    let descriptor = try InputFile.open(path)
    self.path = path
    do {
      source =
        try unpacking && Self.isPacked(descriptor)
        ? .packed(GzipStream(descriptor)) : .plain(descriptor)
    } catch {
      try? descriptor.close()
      throw DataFileError(file: path, line: nil, "cannot be read: \(error)")
    }
  }

  /// Whether the file is packed, and read as what it unpacks to.
  package var isPacked: Bool { if case .packed = source { true } else { false } }

  private static func isPacked(_ descriptor: FileDescriptor) throws -> Bool {
    var bytes: [UInt8] = [0, 0]
    let count = try bytes.withUnsafeMutableBytes {
      try descriptor.read(fromAbsoluteOffset: 0, into: $0)
    }
    return GzipStream.isPacked(bytes.prefix(count))
  }

  private let path: String

  deinit {
    if case .plain(let descriptor) = source { try? descriptor.close() }
  }

  /// Goes to a line that begins at a known offset.
  package func seek(toLine line: Int, at offset: Int64) throws {
    guard nextOffset != offset else { return }
    lineNumber = line - 1
    // What was read already is not read again, which of a packed file would mean from its beginning.
    if offset > nextOffset, offset - nextOffset <= unread.count {
      unread = (unread.lowerBound + Int(offset - nextOffset))..<unread.upperBound
      nextOffset = offset
      return
    }
    try reporting {
      switch source {
      case .plain(let descriptor): try descriptor.seek(offset: offset, from: .start)
      case .packed(let stream): try stream.seek(offset)
      }
    }
    unread = 0..<0
    nextOffset = offset
    atEnd = false
  }

  /// Hands the next line, without its line break, to `body`; false at the end of the file.
  package func next(_ body: (_ line: UnsafeBufferPointer<UInt8>) throws -> Void) throws -> Bool {
    var searched = unread.lowerBound
    while true {
      if let end = buffer[searched..<unread.upperBound].firstIndex(of: UInt8(ascii: "\n")) {
        return try hand(unread.lowerBound..<end, consumed: end + 1, to: body)
      }
      searched = unread.upperBound
      if atEnd {
        guard !unread.isEmpty else { return false }
        return try hand(unread, consumed: unread.upperBound, to: body)
      }
      let moved = searched - unread.lowerBound
      try fill()
      searched = unread.lowerBound + moved
    }
  }

  private func hand(
    _ line: Range<Int>, consumed: Int, to body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws -> Bool {
    lineNumber += 1
    lineOffset = nextOffset
    nextOffset += Int64(consumed - unread.lowerBound)
    unread = consumed..<unread.upperBound
    lineEndsFile = consumed == line.upperBound
    var end = line.upperBound
    if end > line.lowerBound, buffer[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    // The byte at `end` is a line break, or beyond what was read.
    let replaced = buffer[end]
    buffer[end] = 0
    defer { buffer[end] = replaced }
    try buffer.withUnsafeBufferPointer { bytes in
      try body(UnsafeBufferPointer(rebasing: bytes[line.lowerBound..<end]))
    }
    return true
  }

  /// Reads more behind the unread part; one byte is kept free for the closing zero.
  private func fill() throws {
    if unread.lowerBound > 0 {
      buffer.replaceSubrange(0..<unread.count, with: buffer[unread])
      unread = 0..<unread.count
    }
    guard unread.count < Self.longestLine else {
      throw DataFileError(
        file: path, line: lineNumber + 1,
        "found a line of more than \(Self.longestLine >> 20) MB, expected rows of numbers")
    }
    if unread.count + 1 >= buffer.count {
      buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
    let start = unread.upperBound
    var count = 0
    try reporting {
      count = try buffer.withUnsafeMutableBytes { bytes in
        let free = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(bytes.count - 1)])
        return switch source {
        case .plain(let descriptor): try descriptor.read(into: free)
        case .packed(let stream): try stream.read(into: free)
        }
      }
    }
    unread = unread.lowerBound..<(start + count)
    atEnd = count == 0
  }

  private func reporting(_ body: () throws -> Void) throws {
    do { try body() } catch {
      throw DataFileError(file: path, line: nil, "cannot be read: \(error)")
    }
  }
}
