import Foundation
import Testing

/// What takes no more, is closed, or is not to be had: told with the documented status, and nothing is left in part.
@Suite struct StreamTests {
  private let scratch: Scratch
  private static let program = Program.folder.appendingPathComponent("synapse").path

  init() throws {
    scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
  }

  /// Runs a line of sh in which `$s` is the program.
  private func shell(_ line: String) throws -> Program.Result {
    try Program.run("/bin/sh", ["-c", "s='\(Self.program)'\n\(line)"], in: scratch.folder)
  }

  /// All commands, with arguments that make them write to stdout.
  private static let commands =
    [
      "--help", "--version", "help run", "run --help", "--generate-completion-script bash",
      "run s.yaml --output new", "run s.yaml --output new --set seeds=2", "resume out",
      "sweep s.yaml --vary seed=1,2 --output new",
      "compare s.yaml --output new --set compare.dt=[1] --set compare.rtol=[1e-4]", "equilibrium",
      "validate s.yaml", "data list",
    ] + (hasGnuplot ? ["plot out/trace.csv --terminal"] : [])

  @Test(arguments: commands, [">/dev/full", ">&-"])
  func whatStdoutDoesNotTakeIsTold(_ command: String, _ redirection: String) throws {
    _ = try trace(of: "s.yaml", in: scratch)
    let result = try shell("exec $s \(command) \(redirection)")
    #expect(result.status == 73, "\(result.error)")
    let reason = redirection == ">&-" ? "Bad file descriptor" : "No space left on device"
    #expect(
      result.error.hasSuffix("error: stdout: cannot be written: \(reason)\n"), "\(result.error)")
    // What goes to files is there all the same.
    if command.contains("new") {
      #expect(
        try contents(scratch.url("new")).contains("summary.json")
          || contents(scratch.url("new")).contains("sweep.csv"))
    }
  }

  @Test(arguments: commands) func brokenPipesAreTold(_ command: String) throws {
    _ = try trace(of: "s.yaml", in: scratch)
    let result = try shell(
      "{ sleep 1; $s \(command); echo \"status $?\" >&2; } | true")
    #expect(result.error.contains("status 73"), "\(result.error)")
    #expect(
      result.error.contains("error: stdout: cannot be written: Broken pipe"), "\(result.error)")
  }

  /// No file takes the place of a stream that is closed.
  @Test(arguments: ["<&-", "2>&-", "<&- 2>&-", "<&- >&- 2>&-"])
  func closedStreamsStayClosed(_ redirection: String) throws {
    let expected = try trace(of: "s.yaml", in: scratch)
    let quiet = redirection.contains(" >&-") ? "--quiet" : ""
    let result = try shell("exec $s run s.yaml --output new \(quiet) --set seeds=1 \(redirection)")
    #expect(result.status == 0)
    #expect(try Trace(scratch.url("new/trace.csv")).fields == expected.fields)
    let sweep = try shell(
      "exec $s sweep s.yaml --vary seed=1,2 --output sweep \(quiet) \(redirection)")
    #expect(sweep.status == 0)
    #expect(
      try String(contentsOf: scratch.url("sweep/sweep.csv"), encoding: .utf8).ranges(
        of: ",finished,"
      ).count == 2)
  }

  /// From too few for anything to enough for all.
  @Test(arguments: 3...20) func fewDescriptorsAreTold(_ count: Int) throws {
    _ = try trace(of: "s.yaml", in: scratch)
    let before = try Set(contents(scratch.url("out")))
    for command in Self.commands.filter({ !$0.contains("-") || $0.contains("new") }) + [
      "plot out/trace.csv --output f.svg", "report out --output p.html",
      "data fetch mnist --to d --from http://127.0.0.1:1/",
    ] {
      let result = try shell("ulimit -n \(count); exec $s \(command)")
      // 127: the loader found no descriptor for the program's libraries.
      #expect(
        [0, 64, 65, 69, 70, 73, 127].contains(result.status),
        "\(command): \(result.status) \(result.error.prefix(300))")
      #expect(!result.error.contains("Fatal error"))
      try? FileManager.default.removeItem(at: scratch.url("new"))
    }
    #expect(try Set(contents(scratch.url("out"))) == before)
    let left = try contents(scratch.folder).filter { $0.hasPrefix(".") }
    #expect(left == [])
    for name in ["f.svg"] where FileManager.default.fileExists(atPath: scratch.url(name).path) {
      #expect(try isXML(scratch.url(name)))
    }
  }

  @Test(.enabled(if: hasGnuplot), arguments: ["svg", "png", "pdf"])
  func fullDisksLeaveWholeFigures(_ form: String) throws {
    _ = try trace(of: "s.yaml", in: scratch)
    let name = "f.\(form)"
    let first = try synapse("plot", "out/trace.csv", "--output", name, in: scratch.folder)
    #expect(first.status == 0)
    let whole = try Data(contentsOf: scratch.url(name))
    // A limit on the size of files, of 4 kB, stands for a full disk.
    let result = try shell("ulimit -f 8; exec $s plot out/trace.csv --output \(name)")
    #expect(result.status == 73)
    #expect(
      result.error.contains("\(name): writing failed, nothing was kept of it"), "\(result.error)")
    #expect(try Data(contentsOf: scratch.url(name)) == whole)
    #expect(try contents(scratch.folder) == ["f.gp", name, "out", "s.yaml"].sorted())
  }

  /// A gnuplot that stops early and says that all is well.
  @Test func halfAFigureIsNone() throws {
    _ = try trace(of: "s.yaml", in: scratch)
    try scratch.write("old", to: "f.svg")
    try program("gnuplot", "cat > /dev/null; echo '<svg>'")
    let result = try shell("PATH=$PWD/bin:$PATH; exec $s plot out/trace.csv --output f.svg")
    #expect(result.status == 69)
    #expect(result.error.contains("f.svg: gnuplot could not draw it: the figure has no end"))
    #expect(try String(contentsOf: scratch.url("f.svg"), encoding: .utf8) == "old")
  }

  /// Ctrl-C while gnuplot draws.
  @Test(
    arguments: [
      ["plot", "out/trace.csv", "--output", "f.svg"], ["report", "out", "--output", "p.html"],
    ], [SIGINT, SIGTERM])
  func interruptedFiguresLeaveNothing(_ arguments: [String], _ signal: Int32) throws {
    _ = try trace(of: "s.yaml", in: scratch)
    try FileManager.default.createDirectory(
      at: scratch.url("tmp"), withIntermediateDirectories: true)
    try program("gnuplot", "touch started; cat > /dev/null; echo '<svg>'; exec sleep 5")
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = "\(scratch.url("bin").path):/usr/bin:/bin"
    environment["TMPDIR"] = scratch.url("tmp").path
    let result = try Program.run(
      "synapse", arguments, in: scratch.folder, environment: environment, signal: signal
    ) { FileManager.default.fileExists(atPath: scratch.url("started").path) }
    #expect(result.status == 130)
    #expect(result.error == "error: interrupted\n")
    #expect(
      try contents(scratch.folder).filter { $0 != "f.gp" } == [
        "bin", "out", "s.yaml", "started", "tmp",
      ])
    #expect(try contents(scratch.url("tmp")) == [])
  }

  /// Nothing that is made can be read by more people than the umask lets.
  @Test func theUmaskIsRespected() throws {
    let result = try shell(
      """
      umask 077
      $s run s.yaml --output run --quiet && $s sweep s.yaml --vary seed=1,2 --output sweep --quiet || exit 1
      $s report run --output p.html; find run sweep p.html ! -type l -perm /077
      """)
    #expect(result.status == 0 && result.output.isEmpty, "\(result.output)\(result.error)")
  }

  /// Makes a program of the scratch folder's `bin`.
  private func program(_ name: String, _ script: String) throws {
    try FileManager.default.createDirectory(
      at: scratch.url("bin"), withIntermediateDirectories: true)
    let path = try scratch.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
    chmod(path, 0o755)
  }
}
