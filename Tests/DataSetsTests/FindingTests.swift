import DataSets
import Foundation
import Testing

/// Where data sets are looked for.
@Suite struct FindingTests {
  @Test func foldersAreSearchedInOrder() {
    let environment = ["SYNAPSE_DATA": "/named", "HOME": "/home/me"]
    let home = "/home/me/.local/share/synapse/data"
    #expect(DataFolders("given", environment: environment).paths == ["given", "/named", home])
    #expect(DataFolders(environment: ["HOME": "/home/me", "SYNAPSE_DATA": ""]).paths == [home])
    #expect(DataFolders(environment: [:]).paths == [])
  }

  /// The first folder that has the set wins, and in it the folder of the set's name.
  @Test func firstFolderWins() throws {
    let scratch = try Scratch()
    func training(_ label: UInt8) -> SmallSet {
      var files = SmallSet()
      files.trainingLabels = idx([3], [label, label, label])
      return files
    }
    let folders = DataFolders(
      "\(scratch.folder.path)/a", environment: ["SYNAPSE_DATA": "\(scratch.folder.path)/b"])
    func found() throws -> Int32 {
      try DataSet.load(named: "fashion", in: folders).training.labels[0]
    }
    #expect(throws: DataSetError.self) { try found() }
    try training(1).write(to: scratch, in: "b")
    #expect(try found() == 1)
    try training(2).write(to: scratch, in: "b/fashion-mnist")
    #expect(try found() == 2)
    try training(3).write(to: scratch, in: "b/fashion")
    #expect(try found() == 3)
    try training(4).write(to: scratch, in: "a")
    #expect(try found() == 4)
  }

  /// MNIST's and Fashion-MNIST's files have the same names.
  @Test func anothersFolderIsNotTaken() throws {
    let scratch = try Scratch()
    try SmallSet().write(to: scratch, in: "fashion")
    let folders = DataFolders("\(scratch.folder.path)/fashion", environment: [:])
    #expect(try DataSet.load(named: "fashion", in: folders).name == "fashion")
    #expect(throws: DataSetError.self) { try DataSet.load(named: "mnist", in: folders) }
    for path in ["fashion/.", "fashion/", "fashion/x/..", "./fashion"] {
      let folders = DataFolders("\(scratch.folder.path)/\(path)", environment: [:])
      #expect(throws: DataSetError.self, "\(path)") {
        try DataSet.load(named: "mnist", in: folders)
      }
    }
  }

  @Test func whatIsNotHereIsTold() throws {
    let folders = DataFolders("/nowhere", environment: ["SYNAPSE_DATA": "/else"])
    let mnist = try #require(throws: DataSetError.self) {
      try DataSet.load(named: "mnist", in: folders)
    }
    #expect(
      "\(mnist)" == "mnist was not found in /nowhere/mnist, /nowhere, /else/mnist, /else;"
        + " get it with: synapse data fetch mnist --to /nowhere")
    let letters = try #require(throws: DataSetError.self) {
      try DataSet.load(named: "emnist-letters", in: folders)
    }
    #expect("\(letters)".contains("www.nist.gov"))
    #expect("\(letters)".contains("/else/emnist-letters"))
  }

  @Test(arguments: [
    ("minst", "mnist"), ("fashion-mnist", "fashion"), ("cifar-10", "cifar10"),
    ("EMNIST-letters", "emnist-letters"), ("digit", "digits"),
  ])
  func nearestNameIsTold(_ name: String, _ nearest: String) throws {
    let error = try #require(throws: DataSetError.self) { try DataSet.load(named: name) }
    #expect(
      "\(error)".contains("found no data set called \"\(name)\", did you mean \(nearest)?"),
      "\(error)")
  }

  @Test func farNamesAreNotGuessedAt() throws {
    let error = try #require(throws: DataSetError.self) { try DataSet.load(named: "q") }
    #expect("\(error)".hasPrefix("found no data set called \"q\". Known are digits, mnist"))
  }

  /// A set of which a file is missing is here, but broken.
  @Test func missingFilesAreTold() throws {
    let scratch = try Scratch()
    try SmallSet().write(to: scratch, in: "mnist")
    let path = "\(scratch.folder.path)/mnist/t10k-labels-idx1-ubyte"
    try FileManager.default.removeItem(atPath: path)
    let expected = "\(path): is missing, expected it beside the other files"
    #expect(try mistake { _ = try DataSet.load(named: "mnist", in: scratch.folders) } == expected)
    let known = try KnownDataSet.named("mnist")
    #expect(try mistake { _ = try known.contents(in: scratch.folders) } == expected)
  }

  /// Counting reads no more than the beginnings, and counts the same.
  @Test func contentsAreCounted() throws {
    let scratch = try Scratch()
    var files = SmallSet()
    files.trainingImages = gzip(files.trainingImages)
    try files.write(to: scratch, in: "mnist")
    for name in ["mnist", "digits"] {
      let contents = try KnownDataSet.named(name).contents(in: scratch.folders)
      let set = try DataSet.load(named: name, in: scratch.folders)
      #expect(contents.trainingCount == set.training.exampleCount)
      #expect(contents.testCount == set.test.exampleCount)
    }
  }
}
