import DataFiles

extension LabelledSet {
  /// How a set in IDX files is to be read.
  struct IDXConventions {
    /// How many classes there are.
    var classCount: Int
    /// The number that stands for class 0.
    var firstLabel = 0
    /// The pixel value that becomes 1.
    var largestPixel: UInt8 = 255
    /// Whether the files have images column by column.
    var isTransposed = false
  }

  /// Images of bytes and their labels.
  ///
  /// - Throws: `DataFileError` if the numbers of images and labels differ, a label is not a class, or a
  ///   pixel is larger than it may be.
  /// - Complexity: O(pixels).
  init(images: IDXFile, labels: IDXFile, conventions: IDXConventions) throws {
    guard images.sizes[0] == labels.sizes[0] else {
      throw DataFileError(
        file: labels.path, line: nil,
        "found \(labels.sizes[0]) labels, expected \(images.sizes[0]) as \(images.path) has images")
    }
    let classes = conventions.firstLabel...(conventions.firstLabel + conventions.classCount - 1)
    let numbers = try labels.bytes[labels.values].enumerated().map { example, label in
      guard classes.contains(Int(label)) else {
        throw DataFileError(
          file: labels.path, line: nil,
          "found the label \(label) of example \(example), expected \(classes.lowerBound) to"
            + " \(classes.upperBound)")
      }
      return Int32(label) - Int32(conventions.firstLabel)
    }
    let (height, width) = (images.sizes[1], images.sizes[2])
    let shape =
      conventions.isTransposed
      ? ImageShape(channels: 1, rows: width, columns: height)
      : ImageShape(channels: 1, rows: height, columns: width)
    self.init(
      features: try Self.features(of: images, conventions), labels: numbers,
      featureCount: shape.featureCount, classCount: conventions.classCount, imageShape: shape)
  }

  private static func features(of images: IDXFile, _ conventions: IDXConventions) throws -> [Float]
  {
    let largest = conventions.largestPixel
    let pixels = images.bytes.span.extracting(images.values)
    if largest < 255 {
      for place in pixels.indices where pixels[place] > largest {
        let size = images.sizes[1] * images.sizes[2]
        throw DataFileError(
          file: images.path, line: nil,
          "found the pixel value \(pixels[place]) in example \(place / size), expected 0 to \(largest)"
        )
      }
    }
    var features = [Float](repeating: 0, count: pixels.count)
    var values = features.mutableSpan
    guard conventions.isTransposed else {
      scale(pixels, largest: largest, into: &values)
      return features
    }
    let (height, width) = (images.sizes[1], images.sizes[2])
    for start in stride(from: 0, to: pixels.count, by: height * width) {
      for row in 0..<width {
        for column in 0..<height {
          values[start + row * height + column] =
            Float(pixels[start + column * width + row]) / Float(largest)
        }
      }
    }
    return features
  }
}

/// values[start + i] = pixels[i]/largest.
func scale(
  _ pixels: Span<UInt8>, largest: UInt8, into values: inout MutableSpan<Float>, from start: Int = 0
) {
  precondition(values.count - start >= pixels.count, "there is no room for the pixels")
  let largest = Float(largest)
  for place in pixels.indices { values[start + place] = Float(pixels[place]) / largest }
}
