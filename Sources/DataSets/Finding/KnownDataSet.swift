import DataFiles

/// A data set that goes by a name.
public struct KnownDataSet: Sendable {
  /// The name.
  public let name: String
  /// What is in it, in a few words.
  public let summary: String
  /// Folders that may hold its files, inside one of ``DataFolders``: its own name, then the name under
  /// which it is published.
  let folderNames: [String]
  /// What its files look like.
  let format: Format
  /// Where the published files are, for people.
  let home: String

  enum Format: Sendable {
    /// Embedded in the program.
    case digits
    /// Generated.
    case yinYang
    /// Files such as `train-images-idx3-ubyte`.
    case idx(names: IDXNames, conventions: LabelledSet.IDXConventions)
    /// The binary version of CIFAR.
    case cifar(CIFARFormat)
  }

  /// All that are known.
  public static let all: [KnownDataSet] =
    [
      KnownDataSet(
        name: "digits", summary: "handwritten digits of UCI, 8×8", folderNames: [],
        format: .digits, home: "https://doi.org/10.24432/C50P49"),
      KnownDataSet(
        name: "mnist", summary: "handwritten digits, 28×28", folderNames: ["mnist"],
        format: .idx(names: .mnist, conventions: .init(classCount: 10)),
        home: PublishedSet.mnist.address),
      KnownDataSet(
        name: "fashion", summary: "Fashion-MNIST: clothes, 28×28",
        folderNames: ["fashion", "fashion-mnist"],
        format: .idx(names: .mnist, conventions: .init(classCount: 10)),
        home: "https://github.com/zalandoresearch/fashion-mnist"),
    ]
    + [
      ("balanced", 47, "letters and digits, as many of each class"),
      ("byclass", 62, "letters and digits"),
      ("bymerge", 47, "letters and digits, look-alikes merged"),
      ("digits", 10, "digits, as many of each class"),
      ("letters", 26, "letters, upper and lower case merged"),
      ("mnist", 10, "digits, in the manner of MNIST"),
    ].map { part, classCount, summary in
      KnownDataSet(
        name: "emnist-\(part)", summary: "EMNIST: \(summary), 28×28",
        folderNames: ["emnist-\(part)", "emnist"],
        format: .idx(
          names: .emnist(part),
          // EMNIST has its images column by column, and counts letters from 1.
          conventions: .init(
            classCount: classCount, firstLabel: part == "letters" ? 1 : 0, isTransposed: true)),
        home: "https://www.nist.gov/itl/products-and-services/emnist-dataset")
    }
    + [
      KnownDataSet(
        name: "cifar10", summary: "CIFAR-10: photographs, 32×32, colours",
        folderNames: ["cifar10", "cifar-10-batches-bin"], format: .cifar(.ten),
        home: "https://www.cs.toronto.edu/~kriz/cifar.html"),
      KnownDataSet(
        name: "cifar100", summary: "CIFAR-100: photographs, 32×32, colours, fine labels",
        folderNames: ["cifar100", "cifar-100-binary"], format: .cifar(.hundred),
        home: "https://www.cs.toronto.edu/~kriz/cifar.html"),
      KnownDataSet(
        name: YinYang.name, summary: "points of a disc in three classes, as many as are asked for",
        folderNames: [], format: .yinYang, home: "https://arxiv.org/abs/2102.08211"),
    ]

  /// The set of a name.
  ///
  /// - Throws: ``DataSetError`` with the nearest name if there is none.
  public static func named(_ name: String) throws -> KnownDataSet {
    if let known = all.first(where: { $0.name == name }) { return known }
    let names = all.map(\.name)
    // A set is known by the name of its folder, too.
    let written = nearest(to: name, among: names + all.flatMap(\.folderNames))
    let meant = all.first { $0.name == written || $0.folderNames.contains(written ?? "") }
    throw DataSetError(
      "found no data set called \"\(name.excerpt)\""
        + (meant.map { ", did you mean \($0.name)?" } ?? ".")
        + " Known are \(names.joined(separator: ", "))")
  }

  /// The names of its files.
  var fileNames: [String] {
    switch format {
    case .digits, .yinYang: []
    case .idx(let names, _): names.all
    case .cifar(let format): format.training + format.test
    }
  }
}

/// The names of the four files of a set in the manner of MNIST.
struct IDXNames: Sendable {
  let trainingImages, trainingLabels, testImages, testLabels: String

  static let mnist = IDXNames(training: "train", test: "t10k")

  static func emnist(_ part: String) -> IDXNames {
    IDXNames(training: "emnist-\(part)-train", test: "emnist-\(part)-test")
  }

  private init(training: String, test: String) {
    trainingImages = "\(training)-images-idx3-ubyte"
    trainingLabels = "\(training)-labels-idx1-ubyte"
    testImages = "\(test)-images-idx3-ubyte"
    testLabels = "\(test)-labels-idx1-ubyte"
  }

  var all: [String] { [trainingImages, trainingLabels, testImages, testLabels] }
}
