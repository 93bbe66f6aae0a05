import Foundation
import Testing

/// Programs that are killed just before any of their system calls leave what can be begun again or gone on with, to
/// the files of a program that was left alone.
@Suite(.enabled(if: Killing.isPossible, "programs are killed at calls by ptrace, on Linux"))
struct FuzzKillTests {
  private static let study = """
    duration: 10
    synapses: 2
    drive: {kind: heldNoise, sd: 1, window: 3}
    integrator: {method: exact}
    record: {every: 1}
    """
  private static let network = """
    epochs: 2
    rule: momentum
    drive: {kind: network, data: {set: digits, training: 130, test: 20}, layers: [2], tasks: {count: 2, epochs: 1}}
    record: {synapses: 3}
    """
  private static let run = [
    "run", "s.yaml", "--output", "out", "--checkpoint-every", "0", "--quiet",
  ]

  /// As a user would: what has begun is resumed, what has not is run again.
  private func goOn(_ given: FuzzCase) throws {
    let resumed = try given.synapse(["resume", "out", "--quiet"])
    if resumed.status == 65 { try given.succeed(Self.run) }
  }

  @Test(arguments: ["exact", "cvodeAdams", "euler"])
  func runs(_ method: String) throws {
    #if !SUNDIALS
      if method == "cvodeAdams" { return }
    #endif
    try Killing("killed-run-\(method)", Self.run) {
      try $0.write(Self.study.replacingOccurrences(of: "exact", with: method), to: "s.yaml")
    }.atEveryCall(count: 8, goOn: goOn)
  }

  /// The figures of a network are drawn by another program.
  @Test func networks() throws {
    try Killing("killed-network", Self.run) { try $0.write(Self.network, to: "s.yaml") }
      .atEveryCall(count: 6, goOn: goOn)
  }

  /// In place of an older run, which stays what it was until the new one has begun.
  @Test func runsInPlaceOfOthers() throws {
    let killing = Killing("killed-forced", Self.run + ["--force"]) {
      try $0.write(Self.study, to: "s.yaml")
      try $0.succeed(Self.run + ["--set", "seed=2", "--verify"])
    }
    let old = try killing.before()
    try killing.atEveryCall(count: 8) { given in
      try given.succeed(["resume", "out", "--quiet"])
      let files = try Killing.files(given.url("out"))
      if old.allSatisfy({ files[$0.key] == $0.value }) {
        try given.succeed(Self.run + ["--force"])
      }
    }
  }

  @Test func resumedRuns() throws {
    let whole = Killing("", Self.run) { try $0.write(Self.study, to: "s.yaml") }
    let expected = try whole.after()
    try Killing("killed-resume", ["resume", "out", "--quiet"]) { given in
      try given.write(Self.study, to: "s.yaml")
      try whole.kill(given, at: 30, changesOnly: true)
    }.atEveryCall(count: 8, expected: expected, goOn: goOn)
  }

  /// The same command goes on. Killed with its runs, and alone while its runs go on.
  @Test(arguments: [false, true]) func sweeps(isAlone: Bool) throws {
    let sweep = [
      "sweep", "s.yaml", "--vary", "seed=1,2", "--output", "out", "--quiet", "--jobs", "2",
    ]
    try Killing("killed-sweep-\(isAlone ? "alone" : "with-its-runs")", sweep, isAlone: isAlone) {
      try $0.write(Self.study, to: "s.yaml")
    }.atEveryCall(count: 6) { try $0.succeed(sweep) }
  }

  /// A comparison starts again, with `--force` if it had begun to write.
  @Test func comparisons() throws {
    let compare = [
      "compare", "s.yaml", "--output", "out", "--quiet", "--set", "compare={dt: [1], rtol: [1e-3]}",
    ]
    try Killing("killed-compare", compare) { try $0.write(Self.study, to: "s.yaml") }
      .atEveryCall(count: 4) { given in
        let again = try given.synapse(compare)
        if again.status == 73 { try given.succeed(compare + ["--force"]) }
      }
  }

  @Test(arguments: ["plot", "report"]) func pages(_ verb: String) throws {
    let page =
      verb == "plot"
      ? ["plot", "run/trace.csv", "--output", "out/figure.svg"]
      : ["report", "run", "--output", "out/page.html"]
    try Killing("killed-\(verb)", page) { given in
      try given.write(Self.study, to: "s.yaml")
      try given.succeed(["run", "s.yaml", "--output", "run", "--quiet"])
      try given.write("", to: "out/other")
    }.atEveryCall(count: 4) { try $0.succeed(page) }
  }

  /// What is fetched is not what was published, which shows when all of it is there: nothing of it may stay.
  @Test func fetching() throws {
    let server = try HTTPServer([
      "/train-images-idx3-ubyte.gz": .whole([UInt8](repeating: 7, count: 9_912_422))
    ])
    let fetch = ["data", "fetch", "mnist", "--to", "out", "--from", server.address]
    try Killing("killed-fetch", fetch, status: 65) { try $0.write("", to: "out/other") }
      .atEveryCall(count: 4) { try $0.synapse(fetch) }
  }
}
