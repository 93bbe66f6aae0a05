import Foundation
import Testing

/// What the program writes under given signals is the same, byte for byte, as when Fixtures/golden.txt was made: on
/// every machine, and whatever is rebuilt inside. Networks are left out, since matrix products round as the processor
/// likes.
///
/// Where a change of bytes is meant, SYNAPSE_GOLDEN=write swift test -c release --filter Golden writes the file anew;
/// the commit says why.
@Suite(.serialized) struct GoldenTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let rows = (0..<30).map {
      "\(2 * $0),\(0.3 - 0.02 * Double($0)),\(Double($0 % 5) / 7 - 0.25)\n"
    }
    try scratch.write("time,g0,g1\n" + rows.joined(), to: "gradients.csv")
  }

  // MARK: Traces

  private static let rules: KeyValuePairs = [
    "gradientFlow": "",
    "momentum": ", tau_m: 4",
    "nesterov": ", tau_m: 4",
    "rmsProp": ", tau_rho: 30, epsilon: 1e-6",
    "adaGrad": ", epsilon: 1e-3",
    "adam": ", tau_m: 4, tau_rho: 30, epsilon: 1e-6, bias_correction: continuous",
    "bioAdam": ", tau_m: 4, tau_rho: 30, epsilon: 1e-3, m0: 2, "
      + "initial: {rho: equilibrium, w_f: 0.3}",
    "bioAdam with a partner": ", tau_m: 4, alpha: 0.01, gamma: 0.03, rho_0: 3, "
      + "backward: {gain: 0.9, delay: 2, noise: {sd: 0.05}, tau_m: 5}",
  ]

  private static let drives = [
    "{kind: constant, gradient: [0.3, -0.2]}",
    "{kind: steps, times: [0, 7.5, 20], gradients: [[0.3, 0.1], [-0.2, 0], {normal: [0, 1]}]}",
    "{kind: sines, amplitude: 0.4, frequency: [0.05, 0.013], phase: {uniform: [0, 6]}, harmonics: 2}",
    "{kind: heldNoise, sd: 0.5, window: 2}",
    "{kind: ornsteinUhlenbeck, sd: 0.5, tau: 10, mean: 0.1}",
    "{kind: ornsteinUhlenbeck, sd: 0.5, tau: 10, interpolation: linear}",
    "{kind: csv, file: gradients.csv}",
    "{kind: csv, file: gradients.csv, interpolation: linear}",
  ]
  private static let movingDrives: Set = [2, 5, 7]

  private static let methods = [
    "euler", "euler, precision: single", "rk4", "exact", "exact, precision: single",
    "collocation", "cvodeAdams", "cvodeBDF",
  ]

  private func study(_ rule: String, _ constants: String, _ drive: String, _ method: String)
    -> String
  {
    """
    duration: 40
    seed: 5
    synapses: 2
    rule: \(rule.prefix { $0 != " " })
    synapse: {learning_rate: 0.1, temperature: 0.5\(constants)}
    drive: \(drive)
    integrator: {method: \(method)}
    record: {times: [0, 1, 3.7, 20, 40]}

    """
  }

  /// Traces and studies, of all drives together for each rule and method.
  private func traces() throws -> [String: String] {
    var digests: [String: String] = [:]
    for (rule, constants) in Self.rules {
      for method in Self.methods {
        let isOwn = method.hasPrefix("exact") || method == "collocation"
        guard rule.hasPrefix("bioAdam") || !isOwn else { continue }
        var bytes = ""
        for (index, drive) in Self.drives.enumerated() {
          if method.hasPrefix("exact"), Self.movingDrives.contains(index) { continue }
          try scratch.write(study(rule, constants, drive, method), to: "study.yaml")
          let result = try synapse(
            "run", "study.yaml", "--output", "out", "--quiet", "--force", in: scratch.folder)
          #expect(result.status == 0, "\(rule), \(method), \(drive): \(result.error)")
          bytes += try scratch.read("out/trace.csv") + scratch.read("out/study.yaml")
        }
        digests["traces of \(rule) by \(method)"] = bytes
      }
    }
    return digests
  }

  // MARK: Tables, scripts, pages

  /// Without times and without what gnuplot makes.
  private func others() throws -> [String: String] {
    func succeed(_ arguments: String...) throws {
      let result = try Program.run("synapse", arguments, in: scratch.folder)
      try #require(result.status == 0, "\(arguments): \(result.error)")
    }
    let (_, constants) = Self.rules[6]
    var texts: [String: String] = [:]
    for (name, drive, method) in [("held", 3, "exact"), ("moving", 2, "cvodeAdams")] {
      try scratch.write(
        study("bioAdam", constants, Self.drives[drive], method), to: "\(name).yaml")
      try succeed("run", "\(name).yaml", "--output", name, "--quiet")
      try succeed("plot", "\(name)/trace.csv", "--output", "\(name)/trace.svg")
      texts["figure of a trace, \(name)"] = try scratch.read("\(name)/trace.gp")
      try succeed("compare", "\(name).yaml", "--output", "compare-\(name)", "--quiet")
      let rows = try scratch.read("compare-\(name)/compare.csv").split(separator: "\n")
      let place = try #require(rows[0].split(separator: ",").firstIndex(of: "seconds"))
      texts["compare.csv, \(name)"] = rows.map { row in
        var fields = row.split(separator: ",", omittingEmptySubsequences: false)
        fields.remove(at: place)
        return fields.joined(separator: ",")
      }.joined(separator: "\n")
      texts["compare-errors.csv, \(name)"] = try scratch.read("compare-\(name)/compare-errors.csv")
      // The axis of the second panel goes by how long trials took.
      texts["figure of a comparison, \(name)"] = try scratch.read(
        "compare-\(name)/work-precision.gp"
      ).components(separatedBy: "set title 'error against time'")[0]
    }
    try succeed(
      "sweep", "held.yaml", "--vary", "synapse.tau_rho=20,40", "--vary", "seed=1,2", "--output",
      "sweep", "--quiet")
    for file in ["sweep.csv", "sweep-seeds.csv", "sweep.gp", "study.yaml"] {
      texts["\(file) of a sweep"] = try scratch.read("sweep/\(file)")
    }
    try scratch.setTimes(in: "held/summary.json", #/("wall_seconds" : )[-+.e\d]+/#)
    try scratch.setTimes(in: "sweep/sweep-times.csv", #/(?m)(,)[-+.e\d]+$/#)
    try succeed("report", "held", "sweep", "--output", "report.html")
    // The page names the command, by the path that this test calls it by, and versions.
    texts["report"] = try scratch.read("report.html").replacing(#/<svg[\s\S]*?</svg>/#, with: "")
      .replacing(#/<code>\S*\/synapse /#, with: "<code>synapse ")
      .replacing(#/<div><dt>(build|commit|swift)<\/dt>.*<\/div>\n/#, with: "")
      .replacing(#/<dt>(blas|sundials|synapse)<\/dt><dd>[^<]*/#) { "<dt>\($0.1)</dt><dd>" }
      .replacing(#/content="synapse [^"]*"/#, with: "")
    return texts
  }

  // MARK: Digests

  private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/golden.txt")

  /// CVODE's steps, and what is compared with them, are those of one version.
  private static let version = "sundials 6.4.1"
  private static let needsVersion = ["by cvode", "compar", "moving"]

  @Test(.enabled(if: hasGnuplot)) func outputsAreAsTheyWere() throws {
    let texts = try traces().merging(others()) { $1 }
    var lines: [String] = []
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      try scratch.write(text, to: "golden/\(name)")
      let digest = try Program.run(
        "/bin/sh", ["-c", "sha256sum < \"$1\"", "sh", scratch.path("golden/\(name)")])
      try #require(digest.status == 0, "sha256sum: \(digest.error)")
      lines.append("\(digest.output.prefix(64)) \(name)")
    }
    if ProcessInfo.processInfo.environment["SYNAPSE_GOLDEN"] == "write" {
      try (lines.joined(separator: "\n") + "\n").write(
        to: Self.fixture, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: Self.fixture, encoding: .utf8).split(separator: "\n")
    let isSameVersion = try synapse("--version").output.contains(Self.version)
    func counts(_ line: some StringProtocol) -> Bool {
      isSameVersion || !Self.needsVersion.contains { line.contains($0) }
    }
    let found = Set(lines)
    #expect(expected.count == lines.count)
    for line in expected where counts(line) {
      #expect(found.contains(String(line)), "other bytes than before: \(line.dropFirst(65))")
    }
  }
}

extension Scratch {
  /// Puts one second in the place of what was measured.
  fileprivate func setTimes(in name: String, _ pattern: Regex<(Substring, Substring)>) throws {
    let text = try read(name)
    try #require(text.contains(pattern))
    try write(text.replacing(pattern) { "\($0.1)1" }, to: name)
  }
}
