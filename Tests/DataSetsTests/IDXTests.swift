import DataFiles
import DataSets
import Testing

/// Files as MNIST and EMNIST have them.
@Suite struct IDXTests {
  /// Pixels become x/255, correctly rounded; plain and packed files are told apart by their content.
  @Test(arguments: [false, true])
  func smallSetsAreRead(isPacked: Bool) throws {
    let scratch = try Scratch()
    var files = SmallSet()
    if isPacked {
      files.trainingImages = gzip(files.trainingImages)
      files.testLabels = gzip(files.testLabels)
    }
    try files.write(to: scratch, in: "mnist")
    let set = try DataSet.load(named: "mnist", in: scratch.folders)
    #expect(set.name == "mnist")
    #expect(set.training.imageShape == ImageShape(channels: 1, rows: 2, columns: 3))
    #expect(set.training.classCount == 10 && set.training.featureCount == 6)
    #expect(set.training.features == (0..<18).map { Float($0) / 255 })
    #expect(set.test.features == (100..<112).map { Float($0) / 255 })
    #expect(set.training.labels == [0, 1, 2] && set.test.labels == [9, 3])
  }

  /// EMNIST has images column by column: a file of 2×3 pixels a b c / d e f shows a d / b e / c f.
  /// Its letters count from 1.
  @Test func emnistIsTurned() throws {
    let scratch = try Scratch()
    var files = SmallSet()
    files.trainingLabels = idx([3], [1, 2, 26])
    files.testLabels = idx([2], [5, 6])
    try files.write(to: scratch, in: "emnist", emnist: "letters")
    let set = try DataSet.load(named: "emnist-letters", in: scratch.folders)
    #expect(set.training.imageShape == ImageShape(channels: 1, rows: 3, columns: 2))
    let image = [0, 3, 1, 4, 2, 5]
    let expected = (0..<3).flatMap { example in image.map { Float(6 * example + $0) / 255 } }
    #expect(set.training.features == expected)
    #expect(set.training.classCount == 26 && set.training.labels == [0, 1, 25])
  }

  @Test func mistakesAreTold() throws {
    let cases: [(String, (inout SmallSet) -> Void)] = [
      (
        "train-images-idx3-ubyte: begins with the bytes 00 00 08 01, expected 00 00 08 03",
        { $0.trainingImages = $0.trainingLabels }
      ),
      ("train-images-idx3-ubyte: begins with nothing", { $0.trainingImages = [] }),
      ("begins with the bytes 00 00 0d 03", { $0.trainingImages[2] = 13 }),
      ("ends within its header after 9 bytes, expected 16", { $0.testImages.removeLast(19) }),
      (
        "found 33 bytes, expected 34: 16 and 3 × 2 × 3 values", { $0.trainingImages.removeLast() }
      ),
      ("found 35 bytes, expected 34", { $0.trainingImages.append(0) }),
      ("found 12 bytes, expected 11: 8 and 3 values", { $0.trainingLabels.append(0) }),
      (
        "found 0 × 2 × 3 values, expected at least one", { $0.trainingImages = idx([0, 2, 3], []) }
      ),
      (
        "expected more than there can be: 16 and 4294967295 × 4294967295 × 4294967295 values",
        { $0.trainingImages = idx([-1, -1, -1], [1]) }
      ),
      (
        "train-labels-idx1-ubyte.gz: found 4 labels, expected 3 as",
        { $0.trainingLabels = idx([4], [0, 1, 2, 3]) }
      ),
      (
        "t10k-labels-idx1-ubyte: found the label 10 of example 1, expected 0 to 9",
        { $0.testLabels = idx([2], [0, 10]) }
      ),
      (
        "found images of 3×2 pixels, expected 2×3 as in training",
        { $0.testImages = idx([2, 3, 2], Array(0..<12)) }
      ),
    ]
    for (message, change) in cases {
      let scratch = try Scratch()
      var files = SmallSet()
      change(&files)
      try files.write(to: scratch, in: "mnist")
      let found = try mistake { _ = try DataSet.load(named: "mnist", in: scratch.folders) }
      #expect(found.contains(message) && found.hasPrefix(scratch.folder.path), "\(found)")
    }
    let scratch = try Scratch()
    try SmallSet().write(to: scratch, in: "x", emnist: "letters")
    let found = try mistake {
      _ = try DataSet.load(
        named: "emnist-letters", in: DataFolders("\(scratch.folder.path)/x", environment: [:]))
    }
    #expect(found.contains("found the label 0 of example 0, expected 1 to 26"), "\(found)")
  }

  /// A packed file is unpacked as far as its header promises and a byte more, and a header that promises more than
  /// there is memory is not believed.
  @Test func promisesOfHeadersAreBounds() throws {
    func load(_ images: [UInt8]) throws -> String {
      let scratch = try Scratch()
      var files = SmallSet()
      files.trainingImages = images
      try files.write(to: scratch, in: "mnist")
      return try mistake { _ = try DataSet.load(named: "mnist", in: scratch.folders) }
    }
    // Sixty members of a thousand zeros each behind three images of six pixels; and more than ever packs those.
    func load(members count: Int) throws -> String {
      let zeros = gzip([UInt8](repeating: 0, count: 1000))
      return try load(
        gzip(SmallSet().trainingImages) + [[UInt8]](repeating: zeros, count: count).joined())
    }
    #expect(
      try load(members: 60).hasSuffix(
        "found more than 34 bytes, expected 34: 16 and 3 × 2 × 3 values"))
    #expect(try load(members: 100).hasSuffix("expected at most 65574"))
    let huge = gzip(idx([1 << 31, 1 << 15, 1 << 12], [1]))
    #expect(try load(huge).contains("needs about 1441 PB of memory"))
    #expect(
      try load(idx([1 << 31, 1 << 15, 1 << 12], [1])).hasSuffix(
        "found 17 bytes, expected 288230376151711760: 16 and 2147483648 × 32768 × 4096 values"))
  }

  @Test func unreadableFilesAreTold() throws {
    let scratch = try Scratch()
    try scratch.write([], to: "other/train-images-idx3-ubyte/file")
    let found = try mistake {
      _ = try DataSet.load(
        named: "mnist", in: DataFolders("\(scratch.folder.path)/other", environment: [:]))
    }
    #expect(
      found.contains("other/train-images-idx3-ubyte: is a folder, expected a file"), "\(found)")
  }
}

/// Damage to packed files is always noticed.
@Suite struct GzipTests {
  let images = gzip(SmallSet().trainingImages)

  private func load(_ bytes: [UInt8]) throws -> DataSet {
    let scratch = try Scratch()
    var files = SmallSet()
    files.trainingImages = bytes
    try files.write(to: scratch, in: "mnist")
    return try DataSet.load(named: "mnist", in: scratch.folders)
  }

  @Test func everyTruncationIsTold() throws {
    for count in 0..<images.count {
      let found = try mistake { _ = try load(Array(images.prefix(count))) }
      #expect(
        count < 2 || found.contains("gzip data are cut short after \(count) bytes"), "\(found)")
    }
  }

  /// Each bit turned over is told, or was in a part of the header that has nothing to do with the
  /// data: flag "text", time, extra flags, system, and the bits that fill up the byte before the
  /// length of an uncompressed block.
  @Test func everyWrongBitIsTold() throws {
    let whole = try load(images)
    for bit in 0..<(8 * images.count) {
      var bytes = images
      bytes[bit / 8] ^= 1 << (bit % 8)
      let isIdle = bit == 24 || (32..<80).contains(bit) || (83..<88).contains(bit)
      if isIdle {
        #expect(try load(bytes) == whole, "bit \(bit)")
      } else {
        #expect(throws: DataFileError.self, "bit \(bit)") { try load(bytes) }
      }
    }
  }

  @Test func reasonsAreTold() throws {
    var wrongSum = images
    wrongSum[wrongSum.count - 8] ^= 1
    #expect(
      try mistake { _ = try load(wrongSum) }.contains("zlib says \"incorrect data check\""))
    #expect(
      try mistake { _ = try load(images + [0, 7]) }
        .contains("expected this to be the end of the file, found 2 bytes more"))
  }

  /// Members of a gzip file follow each other, RFC 1952, 2.2.
  @Test func membersAreJoined() throws {
    let plain = SmallSet().trainingImages
    #expect(try load(gzip(Array(plain[..<5])) + gzip(Array(plain[5...]))) == load(images))
  }
}
