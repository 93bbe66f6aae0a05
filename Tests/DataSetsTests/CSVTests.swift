import DataSets
import Testing

@Suite struct CSVTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func file(_ text: String, _ name: String = "set.csv") throws -> String {
    try scratch.write(Array(text.utf8), to: name)
  }

  @Test func twoFilesAreRead() throws {
    let set = try DataSet.csv(
      name: "points", training: file("label,p0,p1\n0,0.5,-1e3\r\n2,1,0.1\n", "a.csv"),
      test: file("label,p0,p1\n3,7,8", "b.csv"))
    #expect(set.name == "points")
    #expect(set.training.features == [0.5, -1000, 1, 0.1] && set.training.labels == [0, 2])
    #expect(set.test.features == [7, 8] && set.test.labels == [3])
    #expect(set.training.classCount == 4 && set.test.classCount == 4)
    #expect(set.training.imageShape == nil)
  }

  /// Every row is in one part, once.
  @Test func oneFileIsSplit() throws {
    let rows = (0..<10).map { "\($0 % 3),\($0)\n" }.joined()
    let set = try DataSet.csv(name: "rows", path: file("label,p0\n" + rows), testShare: 0.3)
    #expect(set.test.exampleCount == 3)
    #expect((set.training.features + set.test.features).sorted() == (0..<10).map(Float.init))
    for part in [set.training, set.test] {
      #expect(part.labels == part.features.map { Int32($0) % 3 })
    }
  }

  @Test(arguments: [
    ("", "1: the file is empty"), ("label\n0\n", "1: found the end of the header, expected p0"),
    ("p0,label\n", "1: found the column \"p0\", expected label"),
    ("label,p0,p2\n", "1: found the column \"p2\", expected p1"),
    ("label,p0\n", "2: there is no example"),
    ("label,p0\n0,1\n1.5,1\n", "3: found the label 1.5, expected a whole number from 0 to 65535"),
    ("label,p0\n-1,1\n", "2: found the label -1.0"),
    ("label,p0\n65536,1\n", "2: found the label 65536.0"),
    ("label,p0\n1,x\n", "2: column p0: found \"x\", expected a finite number"),
    ("label,p0\n1,nan\n", "2: column p0: found \"nan\""),
    ("label,p0\n1,1e39\n", "2: column p0: found 1e+39, expected a number of single precision"),
    ("label,p0\n1,2,3\n", "2: found 3 fields, expected 2"),
    ("label,p0\n1\n", "2: found 1 field, expected 2"),
  ])
  func mistakesAreTold(_ text: String, _ message: String) throws {
    let path = try file(text)
    let found = try mistake { _ = try DataSet.csv(name: "wrong", path: path, testShare: 0.5) }
    #expect(found.hasPrefix("\(path):\(message)"), "\(found)")
  }

  @Test func differentWidthsAreTold() throws {
    let training = try file("label,p0,p1\n0,1,2\n", "a.csv")
    let test = try file("label,p0\n0,1\n", "b.csv")
    #expect(
      try mistake { _ = try DataSet.csv(name: "wrong", training: training, test: test) }
        == "\(test):1: found 1 features, expected 2 as in \(training)")
  }
}
