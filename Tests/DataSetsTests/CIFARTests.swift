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
    let set = try CIFARFormat.ten.read(paths: paths)
    #expect(set.labels == [3, 9, 0, 1] && set.classCount == 10)
    #expect(set.imageShape == ImageShape(channels: 3, rows: 32, columns: 32))
    let expected = (0..<4).flatMap { first in (0..<3072).map { Float(($0 + first) % 256) / 255 } }
    #expect(set.features == expected)
  }

  @Test func fineLabelsCount() throws {
    let scratch = try Scratch()
    let path = try scratch.write(record([3, 99], first: 0) + record([200, 0], first: 1), to: "a")
    let set = try CIFARFormat.hundred.read(paths: [path])
    #expect(set.labels == [99, 0] && set.classCount == 100)
    #expect(set.features[3072] == Float(1) / 255)
  }

  @Test func mistakesAreTold() throws {
    let scratch = try Scratch()
    let wrongLabel = try scratch.write(record([9], first: 0) + record([10], first: 0), to: "label")
    #expect(
      try mistake { _ = try CIFARFormat.ten.read(paths: [wrongLabel]) }
        == "\(wrongLabel): found the label 10 of record 1, expected 0 to 9")
    let long = try scratch.write(record([9], first: 0) + [1], to: "long")
    #expect(
      try mistake { _ = try CIFARFormat.ten.read(paths: [long]) }
        == "\(long): found 3074 bytes, expected a whole number of records of 3073 bytes")
    let empty = try scratch.write([], to: "empty")
    #expect(
      try mistake { _ = try CIFARFormat.ten.read(paths: [empty]) }
        == "\(empty): found 0 bytes, expected a whole number of records of 3073 bytes")
  }

  /// Files of any whole number of records, packed or not, are a set, whose size is told without reading it.
  @Test(arguments: [false, true]) func filesHaveAnyNumberOfRecords(isPacked: Bool) throws {
    let scratch = try Scratch()
    for (number, file) in ((1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]).enumerated()
    {
      let bytes = (0...number).flatMap { record([UInt8($0)], first: $0) }
      try scratch.write(isPacked ? gzip(bytes) : bytes, to: "cifar-10-batches-bin/\(file)")
    }
    let set = try DataSet.load(named: "cifar10", in: scratch.folders)
    #expect(set.training.labels == [0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4])
    #expect(set.test.labels == [0, 1, 2, 3, 4, 5])
    let contents = try KnownDataSet.named("cifar10").contents(in: scratch.folders)
    #expect(contents.trainingCount == 15 && contents.testCount == 6)
  }

  /// Where a record is cut short, that is told.
  @Test func shortFilesAreTold() throws {
    let scratch = try Scratch()
    for file in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      try scratch.write(Array(record([0], first: 0).dropLast()), to: "cifar-10-batches-bin/\(file)")
    }
    let found = try mistake { _ = try DataSet.load(named: "cifar10", in: scratch.folders) }
    #expect(found.contains("data_batch_1.bin: found 3072 bytes, expected a whole"), "\(found)")
    #expect(
      try mistake { _ = try KnownDataSet.named("cifar10").contents(in: scratch.folders) } == found)
  }
}
