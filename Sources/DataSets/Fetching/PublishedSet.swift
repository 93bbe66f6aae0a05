/// A data set whose files can be fetched, with what is known of them.
public struct PublishedSet: Sendable {
  /// The set's name.
  public let name: String
  /// Where the files are: their names are appended to it.
  let address: String
  /// The files, or one archive that has them.
  let content: Content

  package enum Content: Sendable {
    /// Files to be kept as they come.
    case files([PublishedFile])
    /// An archive in the format of tar, packed by gzip, of which members of one size are kept.
    case archive(PublishedFile, folder: String, members: [String], memberSize: Int)
  }

  package init(name: String, address: String, content: Content) {
    self.name = name
    self.address = address
    self.content = content
  }

  /// MNIST, as torchvision fetches it.
  static let mnist = PublishedSet(
    name: "mnist", address: "https://ossci-datasets.s3.amazonaws.com/mnist/",
    content: .files([
      .init("train-images-idx3-ubyte.gz", 9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
      .init("train-labels-idx1-ubyte.gz", 28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
      .init("t10k-images-idx3-ubyte.gz", 1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
      .init("t10k-labels-idx1-ubyte.gz", 4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
    ]))

  /// All that can be fetched. Digests are those that torchvision compares.
  public static let all = [
    mnist,
    PublishedSet(
      name: "fashion", address: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      content: .files([
        .init("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        .init("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
        .init("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
        .init("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
      ])),
    PublishedSet(
      name: "cifar10", address: "https://www.cs.toronto.edu/~kriz/",
      content: .archive(
        .init("cifar-10-binary.tar.gz", 170_052_171, "c32a1d4ab5d03f1284b67883e8d87530"),
        folder: "cifar-10-batches-bin",
        members: CIFARFormat.ten.training + CIFARFormat.ten.test,
        memberSize: CIFARFormat.ten.mostRecords * CIFARFormat.ten.recordSize)),
  ]
}

/// A file that can be fetched.
package struct PublishedFile: Sendable {
  let name: String
  /// In bytes.
  let size: Int
  /// The MD5 digest, in hexadecimal digits.
  let digest: String

  package init(_ name: String, _ size: Int, _ digest: String) {
    self.name = name
    self.size = size
    self.digest = digest
  }
}
