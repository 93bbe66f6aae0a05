import DataFiles

extension DataSet {
  /// The built-in set: 1797 handwritten digits of 8×8 pixels with 17 grey values.
  ///
  /// Source: E. Alpaydin & C. Kaynak, Optical recognition of handwritten digits, UCI machine learning
  /// repository (1998), doi:10.24432/C50P49, CC BY 4.0; its test part, as scikit-learn has it.
  ///
  /// - Parameter testShare: how much of it is for testing: the same examples for the same share.
  /// - Throws: ``DataSetError`` if one of the parts would have no example.
  public static func digits(testShare: Double = 0.2) throws -> DataSet {
    func file(_ name: String, _ packed: [UInt8], dimensions: Int) throws -> IDXFile {
      try IDXFile(
        path: "built-in \(name)", bytes: GzipStream.unpacked(packed, atMost: 1 << 20),
        dimensions: dimensions)
    }
    let examples = try LabelledSet(
      images: file(
        "digits-images", PackageResources.digits_images_idx3_ubyte_gz, dimensions: 3),
      labels: file("digits-labels", PackageResources.digits_labels_idx1_ubyte_gz, dimensions: 1),
      conventions: .init(classCount: 10, largestPixel: 16))
    return try DataSet(name: "digits", splitting: examples, testShare: testShare)
  }
}
