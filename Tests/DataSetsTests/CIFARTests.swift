import DataSets
import Testing

/// The binary version of CIFAR-10 and CIFAR-100, in files of a few records.
@Suite struct CIFARTests {
  private func record(_ labels: [UInt8], first: Int) -> [UInt8] {
    labels + (0..<3072).map { UInt8(($0 + first) % 256) }
  }

  @Test func recordsOfTenClassesAreRead() throws {
    let scratch = try Scratch()
    let paths = [
      try scratch.write(record([3], first: 0) + record([9], first: 1), to: "a"),
      try scratch.write(record([0], first: 2) + record([1], first: 3), to: "b"),
    ]
    let set = try CIFARFormat.ten.read(recordCount: 2, paths: paths)
    #expect(set.labels == [3, 9, 0, 1] && set.classCount == 10)
    #expect(set.imageShape == ImageShape(channels: 3, rows: 32, columns: 32))
    let expected = (0..<4).flatMap { first in (0..<3072).map { Float(($0 + first) % 256) / 255 } }
    #expect(set.features == expected)
  }

  @Test func fineLabelsCount() throws {
    let scratch = try Scratch()
    let path = try scratch.write(record([3, 99], first: 0) + record([200, 0], first: 1), to: "a")
    let set = try CIFARFormat.hundred.read(recordCount: 2, paths: [path])
    #expect(set.labels == [99, 0] && set.classCount == 100)
    #expect(set.features[3072] == Float(1) / 255)
  }

  @Test func mistakesAreTold() throws {
    let scratch = try Scratch()
    let wrongLabel = try scratch.write(record([9], first: 0) + record([10], first: 0), to: "label")
    #expect(
      try mistake { _ = try CIFARFormat.ten.read(recordCount: 2, paths: [wrongLabel]) }
        == "\(wrongLabel): found the label 10 of record 1, expected 0 to 9")
    let long = try scratch.write(record([9], first: 0) + [1], to: "long")
    #expect(
      try mistake { _ = try CIFARFormat.ten.read(recordCount: 1, paths: [long]) }
        == "\(long): found 3074 bytes, expected 3073: 1 records of 3073")
  }

  /// The published files have 10 000 records each, which nothing in them says: one record less is told.
  @Test func shortFilesAreTold() throws {
    let scratch = try Scratch()
    for file in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      try scratch.write(record([0], first: 0), to: "cifar-10-batches-bin/\(file)")
    }
    let found = try mistake { _ = try DataSet.load(named: "cifar10", in: scratch.folders) }
    #expect(found.contains("data_batch_1.bin: found 3073 bytes, expected 30730000"), "\(found)")
  }
}
