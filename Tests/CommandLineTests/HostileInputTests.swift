import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Input that asks for too much, or is none: refused with its place, never a trap, never waited for.
@Suite struct HostileInputTests {
  /// A command on a folder of files.
  struct Case: CustomTestStringConvertible, Sendable {
    /// By name.
    var files: [String: String] = [:]
    var arguments: [String]
    var status: Int32
    /// What the message must have.
    var words: [String]

    init(_ files: [String: String], _ arguments: String, _ status: Int32, _ words: String...) {
      self.files = files
      self.arguments = arguments.split(separator: " ").map(String.init)
      (self.status, self.words) = (status, words)
    }

    var testDescription: String {
      "\(arguments.joined(separator: " ")) … \(words.joined(separator: " … "))"
    }
  }

  private static func study(_ text: String) -> [String: String] { ["s.yaml": text] }
  private static let drive = "duration: 10\ndrive: {kind: constant, gradient: 1}\n"
  private static let tasks =
    "duration: 1\nrule: momentum\ndrive: {kind: network, data: digits, batch: 2000, tasks: {count: 1000, epochs: 100000000000000000}}\n"

  static let ranges: [Case] = [
    Case(
      study("\(drive)synapse:\n  epsilon: 1e-320\n  initial: {rho: saturated}\n"),
      "validate s.yaml", 65,
      "s.yaml:5: synapse.initial.rho: saturated is 1/epsilon = inf here"),
    Case(
      study("\(drive)synapse:\n  tau_m: 1e-320\n"), "validate s.yaml", 65,
      "s.yaml:4: synapse.tau_m: found 1e-320, whose inverse"),
    Case(
      study("\(drive)synapse:\n  temperature: 1e-310\n"), "validate s.yaml", 65,
      "s.yaml:4: synapse.temperature: found 1e-310, whose inverse"),
    Case(
      study("duration: 1\ndrive: {kind: network, data: digits, hardware: {weight_step: 1e-320}}\n"),
      "validate s.yaml", 65, "s.yaml:2: drive.hardware.weight_step: found 1e-320, whose inverse"),
    Case(
      study("\(drive)synapse:\n  backward: {tau_rho: 1e-310}\n"), "validate s.yaml", 65,
      "s.yaml:4: synapse.backward.tau_rho: found 1e-310"),
    Case(
      study("\(drive)synapse:\n  initial: {w_f: {uniform: [-1e308, 1e308]}}\n"), "validate s.yaml",
      65,
      "s.yaml:4: synapse.initial.w_f.uniform: from -1e+308 to 1e+308"),
  ]

  static let studies: [Case] = [
    Case(
      study("\(drive)synapses: 9000000000000000000\n"), "run s.yaml --output o", 65,
      "s.yaml:3: the study needs about", "of memory"),
    Case(
      study("\(drive)synapses: 2000000\nintegrator: {method: cvodeBDF, linear_solver: dense}\n"),
      "run s.yaml --output o", 65, "s.yaml:3: the study needs about", "of memory"),
    Case(
      study(
        "duration: 1\ndrive: {kind: network, data: digits, layers: [1000000, 1000000, 1000000]}\n"),
      "validate s.yaml", 65, "s.yaml:2: drive.layers: the network has 2e+12 synapses", "of memory"),
    Case(
      study(
        "duration: 1\ndrive:\n  kind: network\n  data: digits\n  layers: [\(repeatElement("1000000", count: 9000).joined(separator: ","))]\n"
      ),
      "validate s.yaml", 65, "s.yaml:5: drive.layers", "of memory"),
    Case(
      study(tasks), "run s.yaml --output o --quiet", 0,
      "its 1000 tasks of 100000000000000000 take 1e+20"),
    Case(
      study(tasks.replacing("duration: 1\n", with: "")), "validate s.yaml", 65,
      "s.yaml:2: drive.window: 1.0 makes 1e+20 windows"),
    Case(
      study("\(drive)synapses: 2000000000\nseed: 1\n"), "validate s.yaml", 65,
      "s.yaml:3: the study needs about", "expected fewer synapses"),
    Case(
      study("\(drive)synapse: {temperature: 10, temperature_scale: initialStandardDeviation}\n"),
      "validate s.yaml", 65, "s.yaml:3: synapse.temperature: 10.0 times the standard deviation 0.0"),
    Case(
      study("\(drive)synapse: {temperature: 10, temperature_scale: initialStandardDeviation}\n"),
      "run s.yaml --output o", 65,
      "s.yaml:3: synapse.temperature: 10.0 times the standard deviation 0.0"),
    Case(
      study("duration: 5\ndrive: {kind: constant, gradient: 1}\nsynapses: 3\n"),
      "sweep s.yaml --vary synapse.temperature_scale=initialStandardDeviation --set synapse.temperature=5 --set synapse.initial.w_f=1 --output o",
      65, "synapse.temperature: 5.0 times the standard deviation 0.0"),
    Case(
      [:], "run digits --set epochs=1 --verify --output o --quiet", 65,
      "--verify: the gradients of a network depend on all weights"),
  ]

  private static let trace = "time,synapse,g,m_plus,m_minus,rho,w_f,w_b\n"
  private static func plotted(_ name: String, _ text: String, _ status: Int32, _ words: String...)
    -> Case
  {
    var wrong = Case([name: text], "plot \(name) --output f.svg", status)
    wrong.words = words
    return wrong
  }

  static let tables: [Case] = [
    plotted(
      "t.csv", "\(trace)1,0,1,1,1,1,0,0\n0,0,1,1,1,1,0,0\n", 65,
      "t.csv:3: time 0.0 follows 1.0, expected ascending times"),
    plotted(
      "t.csv", "\u{FEFF}\(trace)0,0,1,1,1,1,0,0\n", 65, "t.csv:1: begins with a byte-order mark"),
    plotted("t.csv", trace, 65, "t.csv:2: the trace has no rows"),
    plotted("t.csv", "", 65, "t.csv:1: the file is empty"),
    plotted(
      "t.csv", "\(trace)0,0,1,1,1,1,0,0\n1,0,nan,1,1,1,0,0\n", 65,
      "t.csv:3: column g: found \"nan\""),
    plotted(
      "t.csv", "\(trace)0,0,1,1,1,1,0,0\n1,0,inf,1,1,1,0,0\n", 65,
      "t.csv:3: column g: found \"inf\""),
    plotted(
      "t.csv", "\(trace)0,0,1,1,1,1,0,0\n1,0,1,1\n", 65, "t.csv:3: found 4 fields, expected 8"),
    plotted(
      "t.csv", "\(trace)0,0,1,1,1,1,0,0\n1,1,1,1,1,1,0,0\n", 65,
      "t.csv:3: expected the rows of the same"),
    plotted("t.csv", "\(trace)0,1e300,1,1,1,1,0,0\n", 65, "t.csv:2: column synapse"),
    plotted(
      "l.csv", "\u{FEFF}epoch,time,test_accuracy\n0,0,1\n", 65,
      "l.csv:1: begins with a byte-order mark"),
    plotted(
      "l.csv", "epoch,time,test_accuracy\r\n0,0,0.5\r\n1\r\n", 65,
      "l.csv:3: found 1 field, expected 3"),
    plotted("l.csv", "epoch,time,test_accuracy\n", 65, "l.csv:2: there are no rows"),
    plotted("c.csv", "\u{FEFF}method,dt\n", 65, "c.csv:1: begins with a byte-order mark"),
    plotted(
      "c.csv",
      "method,dt,rtol,error_max,error_rms,seconds,steps,rhs_evaluations,status\neuler,1,,0,0,1,1,1,ok\n",
      65, "c.csv:2: found no trial that succeeded with an error above 0"),
    plotted(
      "l.csv", "epoch,time,train_loss,test_loss,x\n0,0,1,1,1\n", 65,
      "l.csv:1: there is no column \"train_accuracy\""),
    plotted(
      "k.csv", "epoch,time,trained_task,task,test_loss,test_accuracy\r\n0,0,0,2,1,1\r\n", 65,
      "k.csv:2: found task 2"),
    plotted(
      "k.csv", "epoch,time,trained_task,task,test_loss,test_accuracy\n", 65,
      "k.csv:2: there are no rows"),
    plotted(
      "w.csv", "\u{FEFF}index,seed,status,x\r\n0,1,finished,1\r\n1,2\r\n", 65,
      "w.csv:3: found 2 fields, expected 4"),
    plotted("w.csv", "index,seed,status,x\n0,1,finished,nan\n", 65, "no run has a finite x"),
  ]

  @Test(arguments: ranges + studies + tables) func isToldWithItsPlace(_ wrong: Case) throws {
    let scratch = try Scratch()
    for (name, text) in wrong.files { try scratch.write(text, to: name) }
    let result = try Program.run("synapse", wrong.arguments, in: scratch.folder)
    #expect(result.status == wrong.status, "\(result.error)")
    for word in wrong.words { #expect(result.error.contains(word), "\(result.error)") }
    if wrong.status != 0 { #expect(try contents(scratch.folder) == wrong.files.keys.sorted()) }
  }

  /// Wherever a file is named.
  @Test(
    arguments: [
      "validate PATH", "run PATH --output o", "run s.yaml --output o --set drive.file=PATH",
      "run n.yaml --output o --set drive.data.training_file=PATH", "plot PATH --output f.svg",
      "plot PATH --terminal", "resume c",
    ], ["pipe", "/dev/zero", "folder"])
  func onlyFilesAreRead(_ command: String, _ path: String) throws {
    let scratch = try Scratch()
    try scratch.write("duration: 1\ndrive: {kind: csv, file: x}\n", to: "s.yaml")
    try scratch.write(
      "duration: 1\ndrive: {kind: network, data: {training_file: x}}\n", to: "n.yaml")
    try #require(mkfifo(scratch.url("pipe").path, 0o600) == 0)
    for folder in ["folder", "c"] {
      try FileManager.default.createDirectory(
        at: scratch.url(folder), withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      atPath: scratch.url("c/checkpoint").path,
      withDestinationPath: path.hasPrefix("/") ? path : scratch.url(path).path)
    let arguments = command.replacing("PATH", with: path).split(separator: " ").map(String.init)
    let result = try Program.run("synapse", arguments, in: scratch.folder, killAfter: 300)
    #expect(result.status == 65, "\(result.error)")
    #expect(
      ["is a pipe", "is a device", "is a folder"].contains { result.error.contains($0) },
      "\(result.error)")
  }

  /// A limit that the shell sets stands for that of a batch job: what does not fit is refused with what is needed, and
  /// no allocation fails.
  @Test(arguments: [
    "euler", "exact", "rk4", "collocation", "cvodeAdams", "cvodeBDF",
  ])
  func populationsFitIntoWhatTheProcessMayHave(_ method: String) throws {
    let scratch = try Scratch()
    let program = Program.folder.appendingPathComponent("synapse").path
    try scratch.write(
      "duration: 1\ndrive: {kind: constant, gradient: 1}\nsynapses: 50000000\nrecord: {every: 1}\n",
      to: "s.yaml")
    let script = """
      ulimit -v 2000000
      exec '\(program)' run s.yaml --output out --quiet --set integrator.method=\(method)
      """
    let result = try Program.run("/bin/sh", ["-c", script], in: scratch.folder)
    #expect(result.status == 65, "\(result.error)")
    #expect(
      result.error.contains("s.yaml:3: the study needs about")
        && result.error.contains("of memory, and ulimit -v leaves this process"), "\(result.error)")
    #expect(try contents(scratch.folder) == ["s.yaml"])
  }

  // MARK: Checkpoints

  /// A made-up length of the header, and a state that is not finite, both with the right checksum.
  @Test func madeUpCheckpointsAreRefused() throws {
    for length in [UInt64(1) << 63, 1 << 62, 1 << 34, 100, .max] {
      let scratch = try Scratch()
      try FileManager.default.createDirectory(
        at: scratch.url("o"), withIntermediateDirectories: true)
      var bytes = Data("synapse checkpoint 7\n".utf8)
      withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: Data("{}".utf8))
      try Self.seal(&bytes)
      try bytes.write(to: scratch.url("o/checkpoint"))
      let result = try synapse("resume", "o", in: scratch.folder)
      #expect(result.status == 65)
      #expect(
        result.error.contains(
          "o/checkpoint: found a header of \(length) bytes, expected at most the 2"),
        "\(result.error)")
    }
  }

  /// A checkpoint of a run that was interrupted, with what the header says changed, or the state.
  @Test func madeUpProgressIsRefused() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 100000
      synapses: 40
      drive: {kind: heldNoise, sd: 1}
      integrator: {method: exact}
      record: {every: 1000, synapses: 2}

      """, to: "s.yaml")
    let checkpoint = scratch.url("n/checkpoint")
    let killed = try Program.run(
      "synapse",
      ["run", "s.yaml", "--output", "n", "--quiet", "--checkpoint-every", "0", "--verify"],
      in: scratch.folder, signal: SIGKILL
    ) {
      (try? Data(contentsOf: checkpoint))?.range(of: Data("\"progress\"".utf8)) != nil
    }
    try #require(killed.status == SIGKILL)
    let original = try Data(contentsOf: checkpoint)
    let start = Data("synapse checkpoint 7\n".utf8).count
    let length = Int(
      original[start..<(start + 8)].enumerated().reduce(UInt64(0)) {
        $0 | UInt64($1.element) << (8 * UInt64($1.offset))
      })
    let header = String(decoding: original[(start + 8)..<(start + 8 + length)], as: UTF8.self)
    func resumed(_ header: String, state: (inout Data) -> Void = { _ in }) throws -> Program.Result
    {
      var bytes = original.prefix(start)
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: header.utf8)
      var rest = Data(original[(start + 8 + length)...].dropLast(4))
      state(&rest)
      bytes.append(rest)
      try Self.seal(&bytes)
      try bytes.write(to: checkpoint)
      return try synapse("resume", "n", "--quiet", in: scratch.folder)
    }
    let nan = try resumed(header) { state in
      withUnsafeBytes(of: Double.nan) { state.replaceSubrange(80..<88, with: $0) }
    }
    #expect(nan.status == 65 && nan.error.contains("in the state at t = "), "\(nan.error)")
    let short = try resumed(header) { $0.removeLast() }
    #expect(short.status == 65 && short.error.contains("bytes of the state, expected at least"))
    for (key, value) in [
      ("seconds", "-1"), ("traceLength", "-5"), ("steps", "9223372036854775807"), ("steps", "-1"),
      ("restarts", "9223372036854775807"), ("differences", "[1,2]"), ("verification", "[[1]]"),
      ("time", "1e300"), ("time", "-1"),
    ] {
      let pattern = try Regex("\"\(key)\":(\\[\\[.*?\\]\\]|\\[[^\\]]*\\]|[-0-9.e+]+)")
      let changed = header.replacing(pattern, with: "\"\(key)\":\(value)")
      try #require(changed != header, "\(key)")
      let result = try resumed(changed)
      #expect(result.status == 65, "\(key): \(result.status) \(result.error)")
      #expect(result.error.contains("does not fit the study"), "\(key): \(result.error)")
    }
    #expect(try resumed(header).status == 0)
  }

  /// Appends the CRC-32, bit by bit.
  private static func seal(_ bytes: inout Data) throws {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    withUnsafeBytes(of: (~crc).littleEndian) { bytes.append(contentsOf: $0) }
  }
}
