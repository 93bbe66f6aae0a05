import DataSets
import TestSupport
import Testing

/// Spike trains and their files.
@Suite struct SpikeTrainsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func file(_ text: String, _ name: String) throws -> String {
    try scratch.write(Array(text.utf8), to: name)
  }

  /// The files of a part that is right.
  private func rightFiles() throws -> SpikeFiles.Part {
    try .init(
      spikes: file("example,neuron,time\n0,2,1.5\n", "right.csv"),
      labels: file("example,label\n0,1\n", "right-labels.csv"))
  }

  /// The spikes of each example of a part, by the places that are its features.
  private func trains(_ part: LabelledSet, of set: DataSet) throws -> [[SpikeTrains.Spike]] {
    let trains = try #require(set.spikes)
    #expect(part.featureCount == 1)
    return part.features.map { place in
      trains.spikes(of: Int(place)).map {
        .init(neuron: trains.neurons[$0], time: trains.times[$0])
      }
    }
  }

  @Test func filesAreRead() throws {
    let training = try SpikeFiles.Part(
      spikes: file(
        "time;channel;sample\n2.5;1;7\n0.5;3;7\n2.5;0;7\n\n1e-3;0;3\n0.5;3;7\n", "spikes.csv"),
      labels: file("label,example\nb,7\na,11\nb,3\n", "labels.csv"))
    let test = try SpikeFiles.Part(
      spikes: scratch.write(
        gzip(Array(",example,unit,time\n0,0,4,0\n".utf8)), to: "test-spikes.csv.gz"),
      labels: file("example\tlabel\n0\tc\n", "test-labels.csv"))
    let set = try DataSet.spikes(SpikeFiles(training: training, test: test))
    #expect(set.classNames == ["a", "b", "c"])
    // In the order of their numbers, 3, 7 and 11; within an example by time, then by neuron; the third one is silent.
    #expect(set.training.numbers == [3, 7, 11] && set.test.numbers == [0])
    #expect(set.training.labels == [1, 1, 0] && set.test.labels == [2])
    #expect(
      try trains(set.training, of: set) == [
        [.init(neuron: 0, time: 0.001)],
        [
          .init(neuron: 3, time: 0.5), .init(neuron: 3, time: 0.5), .init(neuron: 0, time: 2.5),
          .init(neuron: 1, time: 2.5),
        ], [],
      ])
    #expect(try trains(set.test, of: set) == [[.init(neuron: 4, time: 0)]])
    #expect(set.spikes?.neuronCount == 5 && set.spikes?.exampleCount == 4)
    #expect(set.training.classCount == 3 && set.test.classCount == 3)
  }

  /// A class that is a number is the same one however it is written.
  @Test func numbersAreOneClass() throws {
    let part = try SpikeFiles.Part(
      spikes: file("example,neuron,time,label\n0,0,1,1\n0,1,2,1.0\n1,0,1,0\n", "both.csv"),
      labels: nil)
    let set = try DataSet.spikes(SpikeFiles(training: part, test: part))
    #expect(set.training.labels == [1, 0] && set.training.classCount == 2)
  }

  /// One table with the classes beside the spikes, times in seconds.
  @Test func classesMayStandBesideSpikes() throws {
    let path = try file(
      "unit,time,digit,example\n"
        + (0..<20).map { "\($0 % 7),0.\($0),\($0 % 3),\($0)\n\($0 % 7),0.5,\($0 % 3),\($0)\n" }
        .joined(), "one.csv")
    let files = SpikeFiles(
      training: .init(spikes: path, labels: nil), testShare: 0.25, label: "digit", neurons: 9,
      timeScale: 1000)
    let set = try DataSet.spikes(files)
    #expect(set.training.exampleCount == 15 && set.test.exampleCount == 5)
    #expect(set.spikes?.neuronCount == 9 && set.classNames == nil)
    for part in [set.training, set.test] {
      for ((number, label), spikes) in zip(
        zip(part.numbers, part.labels), try trains(part, of: set))
      {
        #expect(label == number % 3)
        // 0.5 times 1000 is 500 exactly; the other time is that of the text, rounded twice.
        let times = [500, Double("0.\(number)")! * 1000].sorted()
        #expect(spikes == times.map { .init(neuron: number % 7, time: $0) })
      }
    }
    let numbers = (set.training.numbers + set.test.numbers).sorted()
    #expect(numbers == (0..<20).map { Int32($0) })
    // The parts that follow keep examples and spikes together.
    let held = try set.prefix(training: 10).holdingOut(3, seed: 1)
    let validation = try #require(held.validation)
    for (number, spikes) in zip(validation.numbers, try trains(validation, of: held)) {
      #expect(spikes.allSatisfy { $0.neuron == number % 7 } && spikes.count == 2)
    }
  }

  /// In any order of rows the same trains come out: random tables against what they were made of.
  @Test(arguments: 0..<30) func orderOfRowsDoesNotMatter(_ seed: Int) throws {
    var random = SeededRandom(seed: seed)
    func whole(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    let numbers = Set((0..<(2 + whole(20))).map { _ in whole(1000) }).sorted()
    let classes = numbers.map { _ in whole(4) }
    // Coarse times, so that some are alike.
    let examples = numbers.map { _ in
      (0..<whole(30)).map { _ in
        SpikeTrains.Spike(neuron: Int32(whole(12)), time: Double(whole(64)) / 7)
      }
    }
    func table(_ header: String, _ rows: [String]) -> String {
      var rows = rows
      for i in stride(from: rows.count - 1, to: 0, by: -1) { rows.swapAt(i, whole(i + 1)) }
      return header + rows.map { $0 + "\n" }.joined()
    }
    // A spike for each class keeps the parts and their classes from being empty.
    let right = try SpikeFiles.Part(
      spikes: file("example,neuron,time\n0,11,0\n", "t.csv"),
      labels: file("example,label\n0,0\n1,1\n2,2\n3,3\n", "tl.csv"))
    guard examples.contains(where: { !$0.isEmpty }) else { return }
    let expected = examples.map { $0.sorted { ($0.time, $0.neuron) < ($1.time, $1.neuron) } }
    for trial in 0..<3 {
      let spikes = zip(numbers, examples).flatMap { number, spikes in
        spikes.map { "\(number),\($0.neuron),\($0.time)" }
      }
      let part = try SpikeFiles.Part(
        spikes: file(table("example,neuron,time\n", spikes), "\(trial).csv"),
        labels: file(
          table("example,label\n", zip(numbers, classes).map { "\($0),\($1)" }), "l\(trial).csv"))
      let set = try DataSet.spikes(SpikeFiles(training: part, test: right))
      #expect(set.training.numbers == numbers.map { Int32($0) })
      #expect(set.training.labels == classes.map { Int32($0) })
      #expect(try trains(set.training, of: set) == expected, "seed \(seed), trial \(trial)")
      // The same with classes beside the spikes, but for examples without any.
      let beside = zip(zip(numbers, classes), examples).flatMap { example, spikes in
        spikes.map { "\($0.time);\(example.1);\(example.0);\($0.neuron)" }
      }
      let one = try SpikeFiles.Part(
        spikes: file(table("time;label;sample;unit\n", beside), "o\(trial).csv"), labels: nil)
      let other = try DataSet.spikes(SpikeFiles(training: one, test: right))
      let firing = numbers.indices.filter { !examples[$0].isEmpty }
      #expect(other.training.numbers == firing.map { Int32(numbers[$0]) })
      #expect(other.training.labels == firing.map { Int32(classes[$0]) })
      #expect(try trains(other.training, of: other) == firing.map { expected[$0] })
    }
  }

  @Test(arguments: [
    (
      "example,neuron\n",
      "1: found no column \"time\" among \"example\", \"neuron\", expected the columns example, neuron, time"
    ),
    (
      "example,nerve,time\n",
      "1: found no column \"neuron\" (or \"unit\", \"channel\") among \"example\", \"nerve\", \"time\", expected the columns"
    ),
    (
      "example,neuron,time,tim\n",
      "1: found the column \"tim\", expected the columns example, neuron, time: the classes are those of "
    ),
    (
      "example,neuron,time,label\n",
      "1: found the column \"label\", expected the columns example, neuron, time: the classes are those of "
    ),
    (
      "example,neuron,time,unit\n",
      "1: found the columns \"neuron\", \"unit\", which mean the same, expected one of them"
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
      "example,neuron,time\n0,0,1e306\n",
      "2: column time: found 1e+306, which is more than a number can be when it is multiplied by 1000"
    ),
    (
      "example,unit,time\n0,1.5,1\n",
      "2: column unit: found 1.5, expected a whole number from 0 to 4 (drive.data.spikes.neurons)"
    ),
    ("example,neuron,time\n0,-1,1\n", "2: column neuron: found -1, expected a whole number"),
    ("example,neuron,time\n0,5,1\n", "2: column neuron: found 5, expected a whole number from 0"),
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
    let part = SpikeFiles.Part(spikes: path, labels: right.labels)
    for (training, test) in [(part, right), (right, part)] {
      let files = SpikeFiles(training: training, test: test, neurons: 5, timeScale: 1000)
      let found = try mistake { _ = try DataSet.spikes(files) }
      #expect(found.hasPrefix("\(path):\(message)"), "\(found)")
    }
  }

  /// Where nothing says how many neurons there are.
  @Test func neuronsHaveALargestNumber() throws {
    let path = try file("example,neuron,time\n0,16777216,1\n", "wrong.csv")
    let part = try SpikeFiles.Part(spikes: path, labels: rightFiles().labels)
    let found = try mistake { _ = try DataSet.spikes(SpikeFiles(training: part)) }
    #expect(
      found
        == "\(path):2: column neuron: found 16777216, expected a whole number from 0 to 16777215")
  }

  @Test(arguments: [
    ("example,label\n", "2: there is no example below the header"),
    (
      "example,lable\n",
      "1: found no column \"label\" among \"example\", \"lable\", expected the columns example, label"
    ),
    ("example,label,split\n", "1: found the column \"split\""),
    ("example,label\n0,1\n1,0\n0,1\n", "4: found the example 0 again, expected one label for each"),
    ("example,label\n0,1\n1,\n", "3: column label: found nothing, expected a class"),
    (
      "example,label\n0,1\n1,1.5\n",
      "3: found the class 1.5 (drive.data.label), expected whole numbers up to 2^53 or names"
    ),
    ("example,label\n0,1\n1,nan\n", "3: found nan in the column of the classes"),
    ("example,label\na,1\n", "2: column example: found \"a\", expected a finite number"),
    ("example,label\n-1,1\n", "2: column example: found -1, expected a whole number"),
  ])
  func wrongLabelsAreTold(_ text: String, _ message: String) throws {
    let right = try rightFiles()
    let path = try file(text, "wrong-labels.csv")
    let part = SpikeFiles.Part(spikes: right.spikes, labels: path)
    let found = try mistake {
      _ = try DataSet.spikes(SpikeFiles(training: part, test: right))
    }
    #expect(found.hasPrefix("\(path):\(message)"), "\(found)")
  }

  @Test(arguments: [
    (
      "example,unit,time\n0,1,1\n",
      "1: found no column \"label\" among \"example\", \"unit\", \"time\", expected the columns example, neuron, time, label:"
        + " a table of labels may have the classes instead (drive.data.training_file"
    ),
    (
      "example,unit,time,lable\n0,1,1,2\n", "1: found no column \"label\" among"
    ),
    (
      "example,unit,time,label\n0,1,1,a\n1,1,1,b\n0,1,2,b\n",
      "4: found the class b of the example 0, which is a in a row above, expected one class for each example"
    ),
    ("example,unit,time,label\n0,1,1,\n", "2: column label: found nothing, expected a class"),
    ("example,unit,time,label\n", "2: there is no spike below the header"),
    ("example,unit,time,label,x\n0,1,1,a,3\n", "1: found the column \"x\", expected the columns"),
  ])
  func wrongClassesBesideSpikesAreTold(_ text: String, _ message: String) throws {
    let path = try file(text, "wrong.csv")
    let files = SpikeFiles(training: .init(spikes: path, labels: nil))
    let found = try mistake { _ = try DataSet.spikes(files) }
    #expect(found.hasPrefix("\(path):\(message)"), "\(found)")
  }

  @Test func aColumnHasOneMeaning() throws {
    let path = try file("example,unit,time\n0,1,1\n", "wrong.csv")
    let files = SpikeFiles(training: .init(spikes: path, labels: nil), label: "unit")
    let found = try mistake { _ = try DataSet.spikes(files) }
    #expect(
      found
        == "\(path):1: found \"unit\" as the column of the classes (drive.data.label), expected another than those of the spikes"
    )
  }
}
