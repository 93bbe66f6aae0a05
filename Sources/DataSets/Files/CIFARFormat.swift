import DataFiles

/// The binary version of CIFAR-10 or CIFAR-100: records of one or two labels and 32×32 pixels of red,
/// of green, of blue, without any header.
///
/// Reference: A. Krizhevsky, Learning multiple layers of features from tiny images (2009), and
/// https://www.cs.toronto.edu/~kriz/cifar.html.
package struct CIFARFormat: Sendable {
  /// How many labels a record begins with; the last of them counts.
  var labelCount: Int
  /// How many classes there are.
  var classCount: Int
  /// The files to learn from.
  var training: [String]
  /// The files to test with.
  var test: [String]
  /// How many records the largest published file has.
  var mostRecords: Int

  package static let ten = CIFARFormat(
    labelCount: 1, classCount: 10,
    training: (1...5).map { "data_batch_\($0).bin" }, test: ["test_batch.bin"], mostRecords: 10_000)

  /// With the fine labels of CIFAR-100; the coarse ones are not read.
  package static let hundred = CIFARFormat(
    labelCount: 2, classCount: 100, training: ["train.bin"], test: ["test.bin"], mostRecords: 50_000
  )

  static let imageShape = ImageShape(channels: 3, rows: 32, columns: 32)

  /// The bytes of a record.
  var recordSize: Int { labelCount + Self.imageShape.featureCount }

  /// How many records some files have together.
  ///
  /// - Throws: `DataFileError` if a file has no whole number of records.
  func recordCount(paths: [String]) throws -> Int {
    try paths.map { try FileBytes.recordCount($0, size: recordSize, most: mostRecords) }
      .reduce(0, +)
  }

  /// Reads the files of one part, wherever they are, each with as many records as it has.
  ///
  /// - Throws: `DataFileError` if a file has no whole number of records, or a label is not a class.
  /// - Complexity: O(pixels).
  package func read(paths: [String]) throws -> LabelledSet {
    let featureCount = Self.imageShape.featureCount
    var features: [Float] = []
    var labels: [Int32] = []
    for path in paths {
      let bytes = try FileBytes.records(path, size: recordSize, most: mostRecords)
      let recordCount = bytes.count / recordSize
      if labels.isEmpty {
        // The other files are mostly as large.
        features.reserveCapacity(paths.count * recordCount * featureCount)
        labels.reserveCapacity(paths.count * recordCount)
      }
      features.append(contentsOf: repeatElement(0, count: recordCount * featureCount))
      for record in 0..<recordCount {
        let start = record * recordSize
        let label = bytes[start + labelCount - 1]
        guard label < classCount else {
          throw DataFileError(
            file: path, line: nil,
            "found the label \(label) of record \(record), expected 0 to \(classCount - 1)")
        }
        let pixels = bytes.span.extracting((start + labelCount)..<(start + recordSize))
        var values = features.mutableSpan
        scale(pixels, largest: 255, into: &values, from: labels.count * featureCount)
        labels.append(Int32(label))
      }
    }
    return LabelledSet(
      features: features, labels: labels, featureCount: featureCount, classCount: classCount,
      imageShape: Self.imageShape)
  }
}
