import Foundation
import Testing

/// Runs that are killed at any moment and resumed leave the files of a run that was left alone.
@Suite struct ResumeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Made to last some tenths of a second.
    var study: String
    var options: [String] = []

    init(_ name: String, _ study: String, _ options: [String] = []) {
      (testDescription, self.study, self.options) = (name, study, options)
    }
  }

  static let noise = "drive: {kind: heldNoise, window: 3, sd: {uniform: [0.1, 1]}}"
  static let linear =
    "drive: {kind: ornsteinUhlenbeck, sd: 0.3, tau: 4, interpolation: linear}"

  /// Killed twice at each of three moments, drawn by a seed and spread over the run; the third part runs with
  /// another number of threads. The first time there is a checkpoint at every edge, then every 10 ms: each waits
  /// for the disk. Where no kill fell between a run's first checkpoint and its end, since the machine was busier or less so when
  /// its length was measured, there are more, at earlier moments or at later ones.
  @Test(arguments: cases)
  func killedRunsGoOn(_ given: Case) throws {
    let scratch = try Scratch()
    try scratch.write("seed: 3\n" + given.study, to: "s.yaml")
    let expected = try whole(given.options, in: scratch)
    var moments = Moments(seed: UInt64(given.testDescription.utf8.count))
    var killedOnTheWay = 0
    var seconds = expected.seconds
    var trial = 0
    while trial < 3 || killedOnTheWay == 0 && trial < 30 {
      defer { trial += 1 }
      try? FileManager.default.removeItem(at: scratch.url("out"))
      let share = (Double(trial % 3) + moments.next()) / 3
      try kill(
        ["run", "s.yaml", "--output", "out", "--checkpoint-every", trial == 0 ? "0" : "0.01"]
          + given.options,
        after: share * seconds, in: scratch)
      let hasFinished = ["trace.csv", "trace/time.npy"].contains {
        FileManager.default.fileExists(atPath: scratch.url("out/\($0)").path)
      }
      let hadProgress = (try? hasProgress(scratch.url("out/checkpoint"))) == true
      if hadProgress { killedOnTheWay += 1 }
      if hasFinished { seconds /= 2 } else if !hadProgress { seconds *= 1.5 }
      try kill(["resume", "out"], after: 0.5 * moments.next() * seconds, in: scratch)
      let result = try synapse(
        "resume", "out", "--threads", "\(trial % 3 + 1)", in: scratch.folder)
      #expect(result.status == 0, "\(result.error)")
      expectEqual(try filesOfRun(scratch.url("out")), expected.files, "trial \(trial)")
    }
    #expect(killedOnTheWay > 0, "every run had ended before it was killed: make the study longer")
  }

  /// Recorded gradients, read from a file, killed at ten moments at least.
  @Test func filesAreReadOn() throws {
    let scratch = try Scratch()
    let study = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../examples/studies/recorded-gradients.yaml").standardized.path
    let clock = ContinuousClock()
    let start = clock.now
    var result = try synapse(
      "run", study, "--output", "whole", "--quiet", "--verify", in: scratch.folder)
    let seconds = (clock.now - start) / .seconds(1)
    try #require(result.status == 0, "\(result.error)")
    let expected = try filesOfRun(scratch.url("whole"))
    var moments = Moments(seed: 2)
    var killedOnTheWay = 0
    // Ten, and more where a run is over before the first checkpoint.
    for trial in 0..<100 where trial < 10 || killedOnTheWay == 0 {
      try? FileManager.default.removeItem(at: scratch.url("out"))
      try kill(
        ["run", study, "--output", "out", "--checkpoint-every", "0.001", "--verify"],
        after: (Double(trial % 10) + moments.next()) / 10 * seconds, in: scratch)
      if (try? hasProgress(scratch.url("out/checkpoint"))) == true { killedOnTheWay += 1 }
      result = try synapse("resume", "out", "--quiet", in: scratch.folder)
      #expect(result.status == 0 && result.output.isEmpty, "\(result.error)")
      expectEqual(try filesOfRun(scratch.url("out")), expected, "trial \(trial)")
    }
    #expect(killedOnTheWay > 0, "every run had ended before it was killed")
  }

  /// Ctrl-C leaves a checkpoint at the next edge, although the first one would be due after half a minute.
  @Test(arguments: [SIGINT, SIGTERM])
  func interruptedRunsGoOn(_ signal: Int32) throws {
    let scratch = try Scratch()
    try scratch.write(Self.cases[0].study, to: "s.yaml")
    let expected = try whole([], in: scratch)
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out"], in: scratch.folder, signal: signal
    ) {
      // At once: on a busy machine a moment later the run may be over.
      FileManager.default.fileExists(atPath: scratch.url("out/.trace.csv.partial").path)
    }
    #expect(result.status == 130)
    #expect(result.output.contains("synapse resume out"))
    #expect(
      try contents(scratch.url("out")) == [
        "checkpoint", "population.csv", "study.yaml", "summary.json", "synapses.csv", "trace.csv",
      ])
    #expect(try summary(scratch.url("out/summary.json"))["status"] as? String == "interrupted")
    #expect(try hasProgress(scratch.url("out/checkpoint")))
    let resumed = try synapse("resume", "out", in: scratch.folder)
    #expect(resumed.status == 0, "\(resumed.error)")
    #expect(resumed.output.contains("finished at t = 3000"))
    expectEqual(try filesOfRun(scratch.url("out")), expected.files, "resumed")
  }

  // MARK: Parts

  /// Runs the study alone, into a folder of its own.
  private func whole(_ options: [String], in scratch: Scratch) throws
    -> (files: [String: Data], seconds: Double)
  {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "whole", "--quiet"] + options, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return (try filesOfRun(scratch.url("whole")), (clock.now - start) / .seconds(1))
  }

  /// Kills a program some time after its folder is there.
  private func kill(_ arguments: [String], after seconds: Double, in scratch: Scratch) throws {
    _ = try Program.run("synapse", arguments, in: scratch.folder, signal: SIGKILL) {
      guard FileManager.default.fileExists(atPath: scratch.url("out/study.yaml").path) else {
        return false
      }
      usleep(UInt32(1e6 * seconds))
      return true
    }
  }
}

/// Checkpoints that cannot be gone on with, and folders without a run.
@Suite struct ResumeRefusalTests {
  /// A run that was interrupted somewhere.
  private func interrupted() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 1e6\nsynapses: 100\ndrive: {kind: heldNoise, sd: 1}\nintegrator: {method: exact}\nrecord: {every: 1000, synapses: 2}",
      to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out"], in: scratch.folder
    ) { FileManager.default.fileExists(atPath: scratch.url("out/.trace.csv.partial").path) }
    try #require(result.status == 130, "\(result.error)")
    try #require(try hasProgress(scratch.url("out/checkpoint")))
    return scratch
  }

  private func refuse(_ scratch: Scratch, _ message: String) throws {
    let before = try filesOfRun(scratch.url("out"))
    let result = try synapse("resume", "out", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.contains(message), "\(result.error)")
    #expect(try filesOfRun(scratch.url("out")) == before)
  }

  @Test func damagedCheckpoints() throws {
    let scratch = try interrupted()
    let checkpoint = scratch.url("out/checkpoint")
    let whole = try Data(contentsOf: checkpoint)
    for place in [21, 30, whole.count / 2, whole.count - 1] {
      var damaged = whole
      damaged[place] ^= 1
      try damaged.write(to: checkpoint)
      try refuse(scratch, "out/checkpoint: is damaged")
    }
    for length in [0, 10, 20, 21, 25, 40, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: checkpoint)
      try refuse(scratch, "out/checkpoint: is damaged")
    }
    try Data("somebody's own".utf8).write(to: checkpoint)
    try refuse(
      scratch, "out/checkpoint:1: found something else, expected \"synapse checkpoint 7\"")
    var other = whole
    other[19] = UInt8(ascii: "1")
    try other.write(to: checkpoint)
    try refuse(scratch, "found \"synapse checkpoint 1\", expected \"synapse checkpoint 7\"")
  }

  @Test func otherStudiesAndTraces() throws {
    let scratch = try interrupted()
    let study = try String(contentsOf: scratch.url("out/study.yaml"), encoding: .utf8)
    try scratch.write(
      study.replacingOccurrences(of: "seed: 1\n", with: "seed: 2\n"), to: "out/study.yaml")
    try refuse(scratch, "out/study.yaml: found another study than that of the checkpoint")
    try scratch.write(study, to: "out/study.yaml")
    let trace = try String(contentsOf: scratch.url("out/trace.csv"), encoding: .utf8)
    try scratch.write(trace.replacing("w_f,w_b", with: "w_b,w_f"), to: "out/trace.csv")
    try refuse(scratch, "out/trace.csv:1: found the columns time,synapse,g,")
    try FileManager.default.removeItem(at: scratch.url("out/trace.csv"))
    try scratch.write("time\n", to: "out/trace.csv")
    try refuse(scratch, "out/trace.csv: found 5 bytes, expected at least the")
  }

  /// Written as another version of the program would have.
  @Test func otherPrograms() throws {
    let (text, replacement) = ("\"synapse\":\"0", "\"synapse\":\"9")
    let scratch = try interrupted()
    let checkpoint = scratch.url("out/checkpoint")
    var data = try Data(contentsOf: checkpoint)
    data.replaceSubrange(try #require(data.range(of: Data(text.utf8))), with: replacement.utf8)
    let body = data.dropLast(4)
    data = body + withUnsafeBytes(of: crc32(body).littleEndian) { Data($0) }
    try data.write(to: checkpoint)
    try refuse(scratch, "was written by synapse 9")
  }

  @Test func severalRanks() throws {
    let scratch = try interrupted()
    let result = try Program.run(
      "synapse", ["resume", "out"], in: scratch.folder, environment: ["OMPI_COMM_WORLD_SIZE": "2"])
    #expect(result.status == 64)
    #expect(result.error.contains("built without MPI"))
  }

  @Test func foldersWithoutARun() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.url("out"), withIntermediateDirectories: true)
    for folder in ["out", "nowhere"] {
      let result = try synapse("resume", folder, in: scratch.folder)
      #expect(result.status == 65)
      #expect(
        result.error.contains(
          "\(folder): found neither a checkpoint nor a run that has finished, expected the folder"),
        "\(result.error)")
    }
    #expect(try contents(scratch.folder) == ["out"])
  }

  @Test func finishedRunsStay() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch)
    let before = try filesOfRun(scratch.url("out"))
    let result = try synapse("resume", "out", in: scratch.folder)
    #expect(result.status == 0 && result.output.contains("the run has finished"))
    #expect(try filesOfRun(scratch.url("out")) == before)
  }

  /// A new run in a folder is the one to be gone on with; two programs cannot work on one folder.
  @Test func forcedRunsReplaceCheckpoints() throws {
    let scratch = try interrupted()
    let result = try synapse(
      "run", "s.yaml", "--output", "out", "--force", "--set", "duration=10", in: scratch.folder)
    #expect(result.status == 0)
    #expect(
      try contents(scratch.url("out")) == [
        "population.csv", "study.yaml", "summary.json", "synapses.csv", "trace.csv",
      ])
    try? FileManager.default.removeItem(at: scratch.url("out"))
    let long = try Program.run("synapse", ["run", "s.yaml", "--output", "out"], in: scratch.folder)
    {
      guard FileManager.default.fileExists(atPath: scratch.url("out/.trace.csv.partial").path)
      else { return false }
      let second = try? synapse("resume", "out", in: scratch.folder)
      #expect(second?.status == 73)
      #expect(second?.error.contains("is being written by another program") == true)
      return true
    }
    #expect(long.status == 130)
  }

  @Test(arguments: ["-1", "nan", "often"])
  func wrongIntervalsAreTold(_ interval: String) throws {
    let result = try synapse(
      "run", "equilibrium", "--output", "x", "--checkpoint-every=\(interval)")
    #expect(result.status == 64)
    #expect(result.error.contains("--checkpoint-every"), "\(result.error)")
  }
}

/// All files of a run, but for how many seconds it took.
private func filesOfRun(_ folder: URL) throws -> [String: Data] {
  var files: [String: Data] = [:]
  for name in try contents(folder) {
    let place = folder.appendingPathComponent(name)
    if (try? place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true {
      for (inner, data) in try filesOfRun(place) { files["\(name)/\(inner)"] = data }
      continue
    }
    var data = try Data(contentsOf: folder.appendingPathComponent(name))
    if name == "summary.json" {
      let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
      data = Data(lines.filter { !$0.contains("\"wall_seconds\"") }.joined(separator: "\n").utf8)
    }
    files[name] = data
  }
  return files
}

/// Names the files that differ.
private func expectEqual(_ files: [String: Data], _ others: [String: Data], _ what: String) {
  let names = Set(files.keys).union(others.keys).filter { files[$0] != others[$0] }
  #expect(names.isEmpty, "\(what)")
}

/// Whether a checkpoint is more than the beginning of a run.
private func hasProgress(_ checkpoint: URL) throws -> Bool {
  try Data(contentsOf: checkpoint).range(of: Data("\"progress\":".utf8)) != nil
}

/// CRC-32, bit by bit, as RFC 1952 defines it.
func crc32(_ data: Data) -> UInt32 {
  ~data.reduce(~0) { crc, byte in
    (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
  }
}

/// Numbers below 1 that look random.
private struct Moments {
  var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 40) / 0x1p24
  }
}
