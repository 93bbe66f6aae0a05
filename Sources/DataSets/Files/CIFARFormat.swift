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
  /// The files to learn from, and how many records each of them has.
  var training: (files: [String], recordCount: Int)
  /// The files to test with.
  var test: (files: [String], recordCount: Int)

  package static let ten = CIFARFormat(
    labelCount: 1, classCount: 10,
    training: ((1...5).map { "data_batch_\($0).bin" }, 10_000), test: (["test_batch.bin"], 10_000))

  /// With the fine labels of CIFAR-100; the coarse ones are not read.
  package static let hundred = CIFARFormat(
    labelCount: 2, classCount: 100, training: (["train.bin"], 50_000), test: (["test.bin"], 10_000))

  static let imageShape = ImageShape(channels: 3, rows: 32, columns: 32)

  /// The bytes of a record.
  var recordSize: Int { labelCount + Self.imageShape.featureCount }

  /// Reads the files of one part, wherever they are.
  ///
  /// - Throws: `DataFileError` if a file has another size, or a label is not a class.
  /// - Complexity: O(pixels).
  package func read(recordCount: Int, paths: [String]) throws -> LabelledSet {
    let featureCount = Self.imageShape.featureCount
    let count = paths.count * recordCount
    var features: [Float] = []
    features.reserveCapacity(count * featureCount)
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    for path in paths {
      let bytes = try FileBytes.whole(
        path, size: recordCount * recordSize, of: "\(recordCount) records of \(recordSize)")
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
