import DataSets
import Testing

/// Spike trains and their files.
@Suite struct SpikeTrainsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func file(_ text: String, _ name: String) throws -> String {
    try scratch.write(Array(text.utf8), to: name)
  }

  /// The files of a part that is right.
  private func rightFiles() throws -> SpikeDataSet.Files {
    try .init(
      spikes: file("example,neuron,time\n0,2,1.5\n", "right.csv"),
      labels: file("example,label\n0,1\n", "right-labels.csv"))
  }

  @Test func filesAreRead() throws {
    let training = try SpikeDataSet.Files(
      spikes: file(
        "time;neuron;example\n2.5;1;7\n0.5;3;7\n2.5;0;7\n\n1e-3;0;3\n0.5;3;7\n", "spikes.csv"),
      labels: file("label,example\nb,7\na,11\nb,3\n", "labels.csv"))
    let test = try SpikeDataSet.Files(
      spikes: scratch.write(
        gzip(Array(",example,neuron,time\n0,0,4,0\n".utf8)), to: "test-spikes.csv.gz"),
      labels: file("example\tlabel\n0\tc\n", "test-labels.csv"))
    let set = try SpikeDataSet.csv(training: training, test: test)
    #expect(set.classNames == ["a", "b", "c"])
    #expect(set.training.labels == [1, 0, 1] && set.test.labels == [2])
    // In the order of the labels; within an example by time, then by neuron; the second one is silent.
    #expect((0..<3).map(set.training.spikes(of:)) == [0..<4, 4..<4, 4..<5])
    #expect(set.training.times == [0.5, 0.5, 2.5, 2.5, 0.001])
    #expect(set.training.neurons == [3, 3, 0, 1, 0])
    #expect(set.test.times == [0] && set.test.neurons == [4])
    for part in [set.training, set.test] {
      #expect(part.neuronCount == 5 && part.classCount == 3)
    }
    #expect(set.training.exampleCount == 3 && set.test.exampleCount == 1)
  }

  /// In any order of rows the same trains come out.
  @Test func orderOfSpikesDoesNotMatter() throws {
    let header = "example,neuron,time\n"
    var rows = (0..<60).map { "\($0 * 7 % 5),\($0 * 11 % 13),\(Double($0 * 17 % 23) / 8)\n" }
    let labels = try file(
      "example,label\n" + (0..<5).map { "\($0),\($0 % 2)\n" }.joined(), "labels.csv")
    let right = try rightFiles()
    func trains() throws -> SpikeTrains {
      let files = try SpikeDataSet.Files(
        spikes: file(header + rows.joined(), "spikes.csv"), labels: labels)
      return try SpikeDataSet.csv(training: files, test: right).training
    }
    let first = try trains()
    #expect(first.times.count == 60)
    for example in 0..<5 {
      let times = first.times[first.spikes(of: example)]
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    }
    rows.reverse()
    #expect(try trains() == first)
    rows.sort()
    #expect(try trains() == first)
  }

  @Test(arguments: [
    (
      "example,neuron\n",
      "1: found no column \"time\" among \"example\", \"neuron\", expected the columns example, neuron, time"
    ),
    (
      "example,neuron,time,tim\n",
      "1: found the column \"tim\", expected the columns example, neuron, time; did you mean \"time\"?"
    ),
    ("example,neuron,time,time\n", "1: two columns have the same name, \"time\""),
    ("", "1: the file is empty"),
    ("example,neuron,time\n", "2: there is no spike below the header"),
    (
      "example,neuron,time\n0,0,1\n0,0,-0.5\n",
      "3: column time: found -0.5, expected a time of at least 0"
    ),
    ("example,neuron,time\n0,0,nan\n", "2: column time: found \"nan\", expected a finite number"),
    ("example,neuron,time\n0,0,inf\n", "2: column time: found \"inf\", expected a finite number"),
    (
      "example,neuron,time\n0,1.5,1\n",
      "2: column neuron: found 1.5, expected a whole number from 0 to 2147483646"
    ),
    ("example,neuron,time\n0,-1,1\n", "2: column neuron: found -1, expected a whole number"),
    (
      "example,neuron,time\n0,2147483647,1\n",
      "2: column neuron: found 2147483647, expected a whole number"
    ),
    ("example,neuron,time\n0.5,1,1\n", "2: column example: found 0.5, expected a whole number"),
    (
      "example,neuron,time\n\n0,1,1\n1,1,1\n",
      "4: found a spike of the example 1, expected one that "
    ),
    ("example,neuron,time\n0,1\n", "2: found 2 fields, expected 3"),
  ])
  func wrongSpikesAreTold(_ text: String, _ message: String) throws {
    let right = try rightFiles()
    let path = try file(text, "wrong.csv")
    let files = SpikeDataSet.Files(spikes: path, labels: right.labels)
    for (training, test) in [(files, right), (right, files)] {
      let found = try mistake { _ = try SpikeDataSet.csv(training: training, test: test) }
      #expect(found.hasPrefix("\(path):\(message)"), "\(found)")
    }
  }

  @Test(arguments: [
    ("example,label\n", "2: there is no example below the header"),
    ("example,lable\n", "1: found no column \"label\" among \"example\", \"lable\""),
    ("example,label,split\n", "1: found the column \"split\""),
    ("example,label\n0,1\n1,0\n0,1\n", "4: found the example 0 again, expected one label for each"),
    ("example,label\n0,1\n1,\n", "3: column label: found nothing, expected a class"),
    (
      "example,label\n0,1\n1,1.5\n",
      "3: found the class 1.5, expected whole numbers up to 2^53 or names"
    ),
    ("example,label\n0,1\n1,nan\n", "3: found nan in the column of the classes, expected a class"),
    ("example,label\na,1\n", "2: column example: found \"a\", expected a finite number"),
    ("example,label\n-1,1\n", "2: column example: found -1, expected a whole number"),
  ])
  func wrongLabelsAreTold(_ text: String, _ message: String) throws {
    let right = try rightFiles()
    let path = try file(text, "wrong-labels.csv")
    let files = SpikeDataSet.Files(spikes: right.spikes, labels: path)
    let found = try mistake { _ = try SpikeDataSet.csv(training: files, test: right) }
    #expect(found.hasPrefix("\(path):\(message)"), "\(found)")
  }
}
