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
    ("", "1: the file is empty"), ("label\n0\n", "1: found no column of features beside"),
    ("p0,lable\n", "1: found no column \"label\" among \"p0\", \"lable\": set drive.data.label"),
    ("label,p0\n", "2: there is no example"),
    ("label,p0\n0,1\n1.5,1\n", "3: found the class 1.5 (drive.data.label), expected whole numbers"),
    ("label,p0\n0,1\nNaN,1\n", "3: found NaN in the column of the classes"),
    ("label,p0\n0,1\n9007199254740993,1\n", "3: found the class 9007199254740993"),
    ("p0,label\n1,\"a\n2,b\"\n", "2: column label: found a quoted text that does not end"),
    ("p0,label,p0\n1,a,2\n", "1: two columns have the same name, \"p0\""),
    ("f1\tf2\tlabel\n\t1\ta\n", "2: column f1: found \"\""),
    ("label,p0\n0,1\n,1\n", "3: column label: found nothing, expected a class"),
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

  /// Classes that are no numbers from 0 on are numbered in their order, the same in both files.
  @Test(arguments: [
    (["b", "a", "b"], ["c", "a", "a"], ["a", "b", "c"]),
    (["10", "9", "1"], ["1.0", "9", "10"], ["1", "9", "10"]),
    (["-1", "1", "1"], ["1", "-1", "1"], ["-1", "1"]),
    (["0", "x", "1"], ["0", "0", "0"], ["0", "1", "x"]),
    (["\"a, b\"", "é", "a, b"], ["é", "é", "é"], ["a, b", "é"]),
  ])
  func namedClassesAreNumbered(_ training: [String], _ test: [String], _ names: [String]) throws {
    func text(_ classes: [String]) -> String {
      "x;class;index\n"
        + classes.enumerated().map { index, name in "\(index);\(name);\(index)\n" }.joined()
    }
    let set = try DataSet.csv(
      name: "named", training: file(text(training), "a.csv"), test: file(text(test), "b.csv"),
      label: "class")
    #expect(set.classNames == names && set.training.classCount == names.count)
    func number(_ name: String) -> Int32 {
      let plain = name.replacing("\"", with: "")
      return Int32(
        names.firstIndex { $0 == plain || Double($0) == Double(plain) && Double(plain) != nil }!)
    }
    #expect(set.training.labels == training.map(number) && set.test.labels == test.map(number))
    #expect(set.training.features == [0, 1, 2] && set.training.featureCount == 1)
    #expect(set.standardised(.perFeature).classNames == names)
  }

  @Test func otherFeaturesAreTold() throws {
    let training = try file("label,a,b\n0,1,2\n", "a.csv")
    let test = try file("label,b,a\n0,1,2\n", "b.csv")
    let found = try mistake { _ = try DataSet.csv(name: "wrong", training: training, test: test) }
    #expect(
      found.hasPrefix("\(test):1: found the feature \"b\" where \(training) has \"a\""), "\(found)")
  }

  @Test func differentWidthsAreTold() throws {
    let training = try file("label,p0,p1\n0,1,2\n", "a.csv")
    let test = try file("label,p0\n0,1\n", "b.csv")
    #expect(
      try mistake { _ = try DataSet.csv(name: "wrong", training: training, test: test) }
        == "\(test):1: found 1 features, expected 2 as in \(training)")
  }
}
