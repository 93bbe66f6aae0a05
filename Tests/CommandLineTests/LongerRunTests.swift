import Foundation
import Testing

/// Runs that are made longer leave the files of runs that were as long from the start.
@Suite struct LongerRunTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var study: String
    /// The durations, and what is asked of `resume` for the later ones.
    var durations: [Double]
    var perEpoch: Double?

    init(_ name: String, _ durations: [Double], perEpoch: Double? = nil, _ study: String) {
      (testDescription, self.study, self.durations) = (name, study, durations)
      self.perEpoch = perEpoch
    }
  }

  private static let noise = """
    synapses: 300
    synapse: {temperature: 0.5, tau_rho: 50, initial: {w_f: {normal: [0, 1]}, w_b: {normal: [0, 1]}}}
    drive: {kind: heldNoise, window: 3, sd: {uniform: [0.1, 1]}}

    """

  /// Ends within windows and at their edges, and beyond what doubles how often the population is surveyed.
  static let cases: [Case] = [
    Case(
      "exact", [40, 100, 700],
      "\(noise)integrator: {method: exact}\nrecord: {every: 1.5, synapses: 9"),
    Case(
      "exact, arrays", [39, 60.5],
      "\(noise)integrator: {method: exact}\nrecord: {every: 1.5, format: npy"),
    Case("euler", [31, 90], "\(noise)integrator: {method: euler, dt: 0.5}\nrecord: {every: 2"),
    Case("rk4", [30, 41], "\(noise)integrator: {method: rk4, dt: 0.5}\nrecord: {every: 2"),
    Case("collocation", [30, 50], "\(noise)integrator: {method: collocation}\nrecord: {every: 2"),
    Case(
      "a file's last row goes on", [30, 50],
      "drive: {kind: steps, times: [0, 7.5, 20], gradients: [[0.3, 0.1], [-0.2, 0], [1, 2]]}\nintegrator: {method: exact}\nrecord: {every: 2"
    ),
    Case(
      "a network", [2, 3, 5], perEpoch: 5.37,
      """
      synapse: {learning_rate: 0.1, temperature: 1, temperature_scale: initialStandardDeviation}
      drive: {kind: network, data: digits, layers: [12], batch: 250, feedback: predisposition}
      record: {synapses: 12
      """),
  ]

  private func files(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    let names = try #require(FileManager.default.enumerator(atPath: folder.path))
    for case let name as String in names {
      let place = folder.appendingPathComponent(name)
      guard var data = try? Data(contentsOf: place) else { continue }
      // Both say how many seconds the run took.
      if name == "final/checkpoint" { data = Data() }
      if name == "summary.json" {
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        data = Data(lines.filter { !$0.contains("\"wall_seconds\"") }.joined(separator: "\n").utf8)
      }
      files[name] = data
    }
    return files
  }

  @Test(arguments: cases) func longerRunsAreThoseOfTheLongerStudy(_ given: Case) throws {
    let scratch = try Scratch()
    let isNetwork = given.perEpoch != nil
    func study(_ length: Double) -> String {
      "\(isNetwork ? "epochs" : "duration"): \(length)\nseed: 3\n\(given.study), final: true}\n"
    }
    try scratch.write(study(given.durations[0]), to: "s.yaml")
    var result = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    for length in given.durations.dropFirst() {
      result = try synapse(
        "resume", "out", isNetwork ? "--epochs" : "--duration", "\(length)", "--quiet",
        "--threads", "2", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      try scratch.write(study(length), to: "long.yaml")
      result = try synapse(
        "run", "long.yaml", "--output", "long", "--quiet", "--force", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      let (found, expected) = (
        try files(scratch.url("out")), try files(scratch.url("long"))
      )
      let differing = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }
      #expect(differing.isEmpty, "to \(length)")
      #expect(expected.count > 5)
    }
  }

  /// Killed while it becomes longer, a run goes on; interrupted before, it can be made longer, too.
  @Test func longerRunsGoOn() throws {
    let scratch = try Scratch()
    func study(_ duration: Double) -> String {
      "duration: \(duration)\n\(Self.noise)integrator: {method: exact}\nrecord: {every: 300, final: true}\n"
    }
    try scratch.write(study(300), to: "s.yaml")
    var result = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    result = try Program.run(
      "synapse", ["resume", "out", "--duration", "3e5"], in: scratch.folder
    ) { FileManager.default.fileExists(atPath: scratch.url("out/checkpoint").path) }
    #expect(result.status == 130, "\(result.error)")
    result = try synapse("resume", "out", "--duration", "3.3e5", "--quiet", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    try scratch.write(study(3.3e5), to: "long.yaml")
    result = try synapse("run", "long.yaml", "--output", "long", "--quiet", in: scratch.folder)
    let (found, expected) = (try files(scratch.url("out")), try files(scratch.url("long")))
    #expect(Set(found.keys).union(expected.keys).allSatisfy { found[$0] == expected[$0] })
  }

  /// Two programs that make one run longer: one does, and the other says so.
  @Test func oneAtATime() throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 300\n\(Self.noise)integrator: {method: exact}\nrecord: {every: 300, final: true}\n",
      to: "s.yaml")
    let run = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(run.status == 0, "\(run.error)")
    // What the other program holds.
    let descriptor = open(scratch.url("out").path, O_RDONLY)
    try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let before = try files(scratch.url("out"))
    let second = try synapse("resume", "out", "--duration", "600", in: scratch.folder)
    #expect(second.status == 73, "\(second.error)")
    #expect(second.error.contains("out: another program is making the run longer"))
    #expect(try files(scratch.url("out")) == before)
    close(descriptor)
    let alone = try synapse(
      "resume", "out", "--duration", "600", "--quiet", in: scratch.folder)
    #expect(alone.status == 0, "\(alone.error)")
  }

  #if os(Linux)
    /// Wherever a program is killed that makes a run longer, the run goes on: it is as long as it was, or as it was to be.
    @Test func kills() throws {
      let scratch = try Scratch()
      func study(_ duration: Double) -> String {
        "duration: \(duration)\nsynapses: 3\ndrive: {kind: heldNoise, window: 3, sd: 1}\nrecord: {every: 3, final: true}\n"
      }
      for (name, duration) in [("short", 30.0), ("long", 60)] {
        try scratch.write(study(duration), to: "s.yaml")
        let run = try synapse("run", "s.yaml", "--output", name, "--quiet", in: scratch.folder)
        try #require(run.status == 0, "\(run.error)")
      }
      let (short, long) = (try files(scratch.url("short")), try files(scratch.url("long")))
      let program = Program.folder.appendingPathComponent("synapse").path
      var (kills, lengthened) = (0, 0)
      for call in 1...400 {
        let out = scratch.url("out")
        try? FileManager.default.removeItem(at: out)
        try FileManager.default.copyItem(at: scratch.url("short"), to: out)
        let killed = try Program.run(
          "kill-at-call",
          ["--changes", "\(call)", program, "resume", "out", "--duration", "60", "--quiet"],
          in: scratch.folder)
        guard killed.status == 137 else { break }
        kills += 1
        let resumed = try synapse("resume", "out", "--quiet", in: scratch.folder)
        #expect(resumed.status == 0, "call \(call): \(resumed.error)")
        let found = try files(out)
        func isLeft(_ expected: [String: Data]) -> Bool {
          Set(found.keys).union(expected.keys).allSatisfy {
            found[$0] == expected[$0] || $0.hasSuffix(".partial")
          }
        }
        #expect(isLeft(short) || isLeft(long), "call \(call)")
        if isLeft(long) { lengthened += 1 }
      }
      #expect(kills > 20 && lengthened > 5 && lengthened < kills, "\(kills), \(lengthened)")
    }
  #endif

  /// A trace that was converted does not stay beside that of the longer run.
  @Test func convertedTracesGo() throws {
    let scratch = try Scratch()
    for (format, other) in [("npy", "csv"), ("csv", "npy")] {
      try scratch.write(
        "duration: 30\n\(Self.noise)integrator: {method: exact}\nrecord: {every: 1.5, format: \(format), final: true}\n",
        to: "s.yaml")
      var result = try synapse(
        "run", "s.yaml", "--output", "out", "--quiet", "--force", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      result = try synapse("convert", "out", "--to", other, in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      result = try synapse("resume", "out", "--duration", "60", "--quiet", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      let hasText = FileManager.default.fileExists(atPath: scratch.url("out/trace.csv").path)
      let hasArrays = FileManager.default.fileExists(atPath: scratch.url("out/trace").path)
      #expect(hasText == (format == "csv") && hasArrays == (format == "npy"))
    }
  }

  @Test func whatCannotBeMadeLonger() throws {
    let scratch = try Scratch()
    func refuse(
      _ study: String, verifying options: [String] = [], removing name: String? = nil,
      changing old: String = "", to new: String = "", _ resume: [String], _ message: String
    ) throws {
      try scratch.write(study, to: "s.yaml")
      let run = try Program.run(
        "synapse", ["run", "s.yaml", "--output", "out", "--quiet", "--force"] + options,
        in: scratch.folder)
      try #require(run.status == 0, "\(run.error)")
      if let name { try FileManager.default.removeItem(at: scratch.url("out/\(name)")) }
      if !old.isEmpty {
        let text = try String(contentsOf: scratch.url("out/study.yaml"), encoding: .utf8)
        try scratch.write(text.replacing(old, with: new), to: "out/study.yaml")
      }
      let before = try files(scratch.url("out"))
      let result = try Program.run("synapse", ["resume", "out"] + resume, in: scratch.folder)
      #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
      #expect(try files(scratch.url("out")) == before)
    }
    let short = "duration: 30\n\(Self.noise)integrator: {method: exact}\n"
    let final = "record: {final: true}\n"
    try refuse(short, ["--duration", "60"], "found nothing to go on from")
    try refuse(short + final, ["--duration", "30"], "the run lasts 30 learning steps")
    try refuse(short + final, ["--epochs", "3"], "only a network has epochs")
    try refuse(short + final, verifying: ["--verify"], ["--duration", "60"], "--verify")
    try refuse(
      "duration: 30\ndrive: {kind: ornsteinUhlenbeck, sd: 1, tau: 3, interpolation: linear}\n\(final)",
      ["--duration", "60"], "signals that move between rows")
    try refuse(
      "duration: 30\ndrive: {kind: sines, amplitude: 1, frequency: 0.1}\n\(final)",
      ["--duration", "60"], "found nothing to go on from")
    for options in [
      ["--duration", "60", "--epochs", "3"], ["--duration=-1"], ["--epochs", "inf"],
    ] {
      let result = try Program.run("synapse", ["resume", "out"] + options, in: scratch.folder)
      #expect(result.status == 64, "\(result.error)")
    }
    try refuse(
      short + final, changing: "seed: 1", to: "seed: 2", ["--duration", "60"], "another study than")
    try refuse(
      short + final, removing: "trace.csv", ["--duration", "60"], "out/trace.csv: found 0 bytes")
    try refuse(
      short + "record: {final: true, format: npy}\n", removing: "trace/rho.npy",
      ["--duration", "60"],
      "out/trace/rho.npy: found 0 bytes")
    try scratch.write(short + final, to: "s.yaml")
    let seeds = try synapse(
      "run", "s.yaml", "--output", "seeds", "--quiet", "--set", "seeds=2", in: scratch.folder)
    try #require(seeds.status == 0, "\(seeds.error)")
    let one = try synapse("resume", "seeds/runs/0000", "--duration", "60", in: scratch.folder)
    #expect(one.status == 65 && one.error.contains("one of the runs of"), "\(one.error)")
    let none = try synapse("resume", "nowhere", "--duration", "3", in: scratch.folder)
    #expect(none.status == 65 && none.error.contains("there is no such folder"))
  }
}
