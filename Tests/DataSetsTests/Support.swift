import DataFiles
import DataSets
import Foundation
import TestSupport
import Testing

typealias Scratch = TestSupport.Scratch

extension Scratch {
  /// The folders in which nothing but this one is searched.
  var folders: DataFolders { DataFolders(folder.path, environment: [:]) }
}

/// An IDX file of bytes.
func idx(_ sizes: [Int], _ values: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(sizes.count)]
    + sizes.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } }
    + values
}

/// A gzip file after RFC 1952 with one block that is not compressed.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  precondition(bytes.count < 65536)
  func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
  var crc: UInt32 = .max
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(bytes.count, 2)
    + little(~bytes.count, 2) + bytes + little(Int(~crc), 4) + little(bytes.count, 4)
}

/// The four files of a small set: images of 2×3 pixels that count 0, 1, 2, …, labels 0, 1, 2, ….
struct SmallSet {
  var trainingImages = idx([3, 2, 3], Array(0..<18))
  var trainingLabels = idx([3], [0, 1, 2])
  var testImages = idx([2, 2, 3], Array(100..<112))
  var testLabels = idx([2], [9, 3])

  /// Writes the files under the names of MNIST, or those of a part of EMNIST.
  func write(to scratch: Scratch, in folder: String, emnist: String? = nil) throws {
    let names = emnist.map { ("emnist-\($0)-train", "emnist-\($0)-test") } ?? ("train", "t10k")
    try scratch.write(trainingImages, to: "\(folder)/\(names.0)-images-idx3-ubyte")
    try scratch.write(trainingLabels, to: "\(folder)/\(names.0)-labels-idx1-ubyte.gz")
    try scratch.write(testImages, to: "\(folder)/\(names.1)-images-idx3-ubyte.gz")
    try scratch.write(testLabels, to: "\(folder)/\(names.1)-labels-idx1-ubyte")
  }
}

/// The mistake in a data file that a body reports.
func mistake(_ body: () throws -> Void) throws -> String {
  "\(try #require(throws: DataFileError.self) { try body() })"
}

/// What Fixtures/make_data_references.py computed.
struct References: Decodable {
  struct Digits: Decodable {
    var counts: [Int]
    var sums: [[Int]]
  }
  struct Order: Decodable {
    var seed: UInt64
    var epoch, count: Int
    var order: [Int32]
  }
  struct Permutation: Decodable {
    var seed: UInt64
    var count, task: Int
    var drawn: [Int]
  }
  struct HeldOut: Decodable {
    var seed: UInt64
    var count: Int
    var held, kept: [Int32]
  }
  struct Augmented: Decodable {
    var seed: UInt64
    var epoch, example: Int
    var shape: [Int]
    var crop: Int
    var flip: Bool
    var cutout: Int
    var image: [Float]
  }
  struct Points: Decodable {
    var seed: UInt64
    var count: Int
    var features: [Float]
    var labels: [Int32]
    var counts: [Int]
  }
  struct Split: Decodable { var test, training: [[Int]] }
  struct Fold: Decodable {
    var test, training: [Int32]
  }
  var digits: Digits
  var orders: [Order]
  var permutations: [Permutation]
  var heldOut: [HeldOut]
  var augmented: [Augmented]
  var yinYang: [Points]
  var folds: [Fold]
  var split: Split
  var digests: [String: String]

  static func read() throws -> References {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/data-references.json")
    return try JSONDecoder().decode(References.self, from: Data(contentsOf: url))
  }
}
