import DataFiles
import Foundation
import ODESolvers
import Results
import Studies
import SystemPackage

/// An open `checkpoint`, found whole.
struct CheckpointReader {
  let checkpoint: Checkpoint
  private let path: String
  private let descriptor: Descriptor

  /// Opens and checks a file.
  ///
  /// - Parameters:
  ///   - folder: that of a run.
  ///   - name: which of its files.
  ///   - isChecked: whether its checksum is compared: of several ranks one does.
  /// - Returns: nil if there is none.
  /// - Throws: `StudyError` if it is damaged, or of another version.
  init?(
    in folder: String, named name: String = OutputDirectory.checkpoint, isChecked: Bool = true
  ) throws {
    path = "\(folder)/\(name)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      descriptor = try Descriptor(InputFile.open(path))
      if isChecked { try Self.check(descriptor.value, path: path) }
      let titleLength = Checkpoint.title.utf8.count
      try descriptor.value.seek(offset: Int64(titleLength), from: .start)
      let promised = UInt64(littleEndian: try descriptor.value.number(UInt64.self))
      let rest = InputFile.size(path).map { $0 - titleLength - 8 - 4 } ?? 0
      guard let length = Int(exactly: promised), length <= rest else {
        throw StudyError(
          "\(path): found a header of \(promised) bytes, expected at most the \(rest) that follow: run the study"
            + " again, with --force")
      }
      descriptor.left = rest - length
      descriptor.start = Int64(titleLength + 8 + length)
      var header = [UInt8](repeating: 0, count: length)
      var bytes = header.mutableSpan
      var raw = bytes.mutableBytes
      try descriptor.value.fill(&raw)
      checkpoint = try ExactJSON.decode(Checkpoint.self, from: header)
    } catch let error as StudyError {
      throw error
    } catch let error as DataFileError {
      throw error
    } catch {
      throw StudyError("\(path): cannot be read: \(error)")
    }
    guard CheckpointSchedule.intervals.contains(checkpoint.schedule.interval ?? 0) else {
      throw StudyError(
        "\(path): found \(checkpoint.schedule.interval!) seconds between checkpoints, expected 0 to 1e9: run the"
          + " study again, with --force")
    }
    guard checkpoint.versions == Versions.ofResults else {
      throw StudyError(
        "\(path): was written by \(Self.text(checkpoint.versions)), expected"
          + " \(Self.text(Versions.ofResults)): go on with that version, or run the study again")
    }
  }

  /// What a file says of its run, as it stands there: whether state and checksum are right is not looked at.
  ///
  /// - Returns: nil if it cannot be read.
  static func header(in folder: String) -> Checkpoint? {
    let title = Array(Checkpoint.title.utf8)
    let path = "\(folder)/\(OutputDirectory.checkpoint)"
    guard let start = try? InputFile.beginning(path, count: title.count + 8),
      start.count == title.count + 8, start.starts(with: title)
    else { return nil }
    let promised = start[title.count...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let length = Int(exactly: promised), let size = InputFile.size(path),
      length <= size - start.count,
      let bytes = try? InputFile.beginning(path, count: start.count + length),
      bytes.count == start.count + length
    else { return nil }
    return try? ExactJSON.decode(Checkpoint.self, from: Array(bytes[start.count...]))
  }

  private static func text(_ versions: [String: String]) -> String {
    versions.sorted { $0.key > $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  /// Compares title and checksum.
  private static func check(_ descriptor: FileDescriptor, path: String) throws {
    let size = Int(try descriptor.seek(offset: 0, from: .end))
    let title = Array(Checkpoint.title.utf8)
    var block = [UInt8](repeating: 0, count: 1 << 20)
    let start = try block.withUnsafeMutableBytes {
      try descriptor.read(
        fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<title.count]))
    }
    let damaged = StudyError(
      "\(path): is damaged: its checksum is not that of its content; run the study again, with --force"
    )
    guard start == title.count || !title.starts(with: block[..<start]) else { throw damaged }
    guard Array(block[..<start]) == title else {
      let line = String(decoding: block[..<start].prefix { $0 != 10 }, as: UTF8.self)
      let isOther = line.hasPrefix("synapse checkpoint ")
      throw StudyError(
        "\(path):1: found \(isOther ? "\"\(line)\"" : "something else"), expected"
          + " \"\(Checkpoint.title.dropLast())\"; run the study again, with --force")
    }
    var left = size - 4
    guard left >= title.count + 8 else { throw damaged }
    var checksum = Checksum()
    try descriptor.seek(offset: 0, from: .start)
    while left > 0 {
      let count = min(left, block.count)
      var elements = block.mutableSpan
      var bytes = elements.mutableBytes
      var part = bytes._mutatingExtracting(first: count)
      try descriptor.fill(&part)
      checksum.add(block.span.bytes.extracting(first: count))
      left -= count
    }
    guard checksum.value == UInt32(littleEndian: try descriptor.number(UInt32.self)) else {
      throw damaged
    }
  }

  /// How many bytes of the state and the method's memory were not read yet.
  var bytesLeft: Int { descriptor.left }

  /// The next bytes as they stand there.
  ///
  /// - Throws: `StudyError` if there are fewer.
  func fill(_ bytes: inout MutableRawSpan) throws {
    try take(bytes.byteCount) { try descriptor.value.fill(&bytes) }
  }

  /// Fills the part of some synapses with the next bytes: first those of the state, then those of the method's memory.
  ///
  /// - Parameters:
  ///   - bytes: receives it.
  ///   - part: whose it is.
  ///   - synapses: which of the population.
  ///   - count: how many the population has.
  /// - Throws: `StudyError` if there are fewer bytes.
  func fill(
    _ bytes: inout MutableRawSpan, _ part: MemoryPart, of synapses: Range<Int>, among count: Int
  ) throws {
    switch part {
    case .alike: try fill(&bytes)
    case .rows(let each):
      let row = each * synapses.count
      for first in stride(from: 0, to: bytes.byteCount, by: row) {
        try take(each * count) {
          let place = descriptor.start + Int64(each * synapses.lowerBound)
          try descriptor.value.seek(offset: place, from: .start)
          var own = bytes._mutatingExtracting(first..<(first + row))
          try descriptor.value.fill(&own)
        }
      }
    case .counts:
      var counts = [Int](repeating: 0, count: bytes.byteCount / MemoryLayout<Int>.size)
      var elements = counts.mutableSpan
      var all = elements.mutableBytes
      try fill(&all)
      // Each its share, so that together they are as many.
      for (place, all) in counts.enumerated() {
        let own =
          all.share(of: synapses.upperBound, count) - all.share(of: synapses.lowerBound, count)
        bytes.storeBytes(of: own, toByteOffset: place * MemoryLayout<Int>.size, as: Int.self)
      }
    }
  }

  /// Reads from what comes next, which is then behind.
  private func take(_ count: Int, _ read: () throws -> Void) throws {
    guard count <= descriptor.left else {
      throw StudyError(
        "\(path): found \(descriptor.left) bytes of the state, expected at least \(count): run the study"
          + " again, with --force")
    }
    do {
      try read()
      descriptor.left -= count
      descriptor.start += Int64(count)
      try descriptor.value.seek(offset: descriptor.start, from: .start)
    } catch {
      throw StudyError("\(path): cannot be read: \(error)")
    }
  }
}

extension Int {
  /// ⌊self · part / whole⌋.
  fileprivate func share(of part: Int, _ whole: Int) -> Int {
    let (high, low) = multipliedFullWidth(by: part)
    return whole.dividingFullWidth((high, low)).quotient
  }
}

/// Closes a file with the last who has it.
private final class Descriptor {
  let value: FileDescriptor
  /// Where those bytes begin that were not read yet, and how many of them lie before the checksum.
  var start: Int64 = 0
  var left = 0

  init(_ value: FileDescriptor) { self.value = value }

  deinit { try? value.close() }
}

extension FileDescriptor {
  /// Fills all bytes from the file.
  fileprivate func fill(_ bytes: inout MutableRawSpan) throws {
    try bytes.withUnsafeMutableBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[done...]))
        guard count > 0 else { throw Errno.ioError }
        done += count
      }
    }
  }

  fileprivate func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws
    -> Number
  {
    var number: [Number] = [0]
    var elements = number.mutableSpan
    var bytes = elements.mutableBytes
    try fill(&bytes)
    return number[0]
  }
}
