import DataFiles

extension DataSet {
  /// Finds a data set by its name and reads it.
  ///
  /// - Parameters:
  ///   - name: `digits`, which is built in, `yinYang`, which is generated, `mnist`, `fashion`, `emnist-balanced` and so on, `cifar10` or
  ///     `cifar100`.
  ///   - folders: where to look.
  /// - Throws: ``DataSetError`` if there is no such set, or it is not there; `DataFileError` if a file is
  ///   missing or wrong.
  /// - Complexity: O(pixels); about 0.3 s for MNIST.
  public static func load(named name: String, in folders: DataFolders = DataFolders()) throws
    -> DataSet
  {
    let known = try KnownDataSet.named(name)
    switch known.format {
    case .digits: return try digits()
    case .yinYang: return try yinYang()
    case .idx(let names, let conventions):
      let files = try SetFiles(known, in: folders)
      func part(_ images: String, _ labels: String) throws -> LabelledSet {
        try LabelledSet(
          images: IDXFile(path: files.path(images), dimensions: 3),
          labels: IDXFile(path: files.path(labels), dimensions: 1), conventions: conventions)
      }
      func size(_ set: LabelledSet) -> String {
        set.imageShape.map { "\($0.rows)×\($0.columns)" } ?? ""
      }
      let training = try part(names.trainingImages, names.trainingLabels)
      let test = try part(names.testImages, names.testLabels)
      guard training.imageShape == test.imageShape else {
        throw DataFileError(
          file: try files.path(names.testImages), line: nil,
          "found images of \(size(test)) pixels, expected \(size(training)) as in training")
      }
      return DataSet(name: name, training: training, test: test)
    case .cifar(let format):
      let files = try SetFiles(known, in: folders)
      return DataSet(
        name: name,
        training: try format.read(paths: format.training.map(files.path)),
        test: try format.read(paths: format.test.map(files.path)))
    }
  }
}

extension KnownDataSet {
  /// How many examples a set has, and where.
  public struct Contents: Sendable, Equatable {
    /// The folder, or "built in", or "generated".
    public let place: String
    /// How many examples there are to learn from.
    public let trainingCount: Int
    /// How many there are to test with.
    public let testCount: Int
  }

  /// Finds the set and reads how many examples it has, without reading them.
  ///
  /// - Throws: as ``DataSet/load(named:in:)``, for mistakes at the beginnings of files.
  public func contents(in folders: DataFolders = DataFolders()) throws -> Contents {
    switch format {
    case .digits:
      let digits = try DataSet.digits()
      return Contents(
        place: "built in", trainingCount: digits.training.exampleCount,
        testCount: digits.test.exampleCount)
    case .yinYang:
      return Contents(
        place: "generated", trainingCount: YinYang.trainingCount, testCount: YinYang.testCount)
    case .idx(let names, _):
      let files = try SetFiles(self, in: folders)
      func count(_ images: String, _ labels: String) throws -> Int {
        let count = try IDXFile.sizes(path: files.path(images), dimensions: 3)[0]
        _ = try IDXFile.sizes(path: files.path(labels), dimensions: 1)
        return count
      }
      return Contents(
        place: files.folder, trainingCount: try count(names.trainingImages, names.trainingLabels),
        testCount: try count(names.testImages, names.testLabels))
    case .cifar(let format):
      let files = try SetFiles(self, in: folders)
      return Contents(
        place: files.folder,
        trainingCount: try format.recordCount(paths: format.training.map(files.path)),
        testCount: try format.recordCount(paths: format.test.map(files.path)))
    }
  }
}

/// The files of a set that was found.
private struct SetFiles {
  let folder: String

  init(_ known: KnownDataSet, in folders: DataFolders) throws {
    folder = try folders.folder(of: known)
  }

  /// Where a file is, which must be there if one of the others is.
  func path(_ name: String) throws -> String {
    guard let path = DataFolders.path(of: name, in: folder) else {
      throw DataFileError(
        file: "\(folder)/\(name)", line: nil, "is missing, expected it beside the other files")
    }
    return path
  }
}
