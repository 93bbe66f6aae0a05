import Foundation
import Testing

/// `synapse help`, of commands and of the keys of study files.
@Suite struct HelpTests {
  @Test(arguments: [["run"], ["data"], ["data", "fetch"], []])
  func helpOfCommandsIsTheirOwn(_ command: [String]) throws {
    let help = try Program.run("synapse", ["help"] + command)
    let own = try Program.run("synapse", command + ["--help"])
    #expect(help.status == 0 && help.output == own.output)
  }

  @Test(arguments: [
    (["rnu"], "found the command \"rnu\"", "did you mean \"run\"?"),
    (["data", "fetsh"], "found the command \"fetsh\", expected one of list, fetch", "\"fetch\"?"),
    (["keys", "synapse.temprature"], "there is no key", "did you mean \"synapse.temperature\"?"),
    (["keys", "integratr"], "there is no key", "did you mean \"integrator\"?"),
    (["keys", "tau_x"], "there is no key", "did you mean \"tau_m\"?"),
    (["keys", "record.every", "--man"], "--man goes with synapse help keys", "expected no more"),
    (["run", "--man"], "--man goes with synapse help keys", "expected no more"),
  ])
  func whatThereIsNotIsTold(_ words: [String], _ message: String, _ advice: String) throws {
    let result = try Program.run("synapse", ["help"] + words)
    #expect(result.status == 64)
    #expect(result.error.contains(message) && result.error.contains(advice), "\(result.error)")
  }

  @Test func oneKeyIsToldWithItsSection() throws {
    #expect(
      try synapse("help", "keys", "synapse.temperature_scale").output == """
        synapse: constants and initial values
          synapse.temperature_scale
              absolute, initialStandardDeviation; default: absolute
              unit of T: that of the weights, or the standard deviation of the initial
              w_f, in a network of each layer's; it must not be 0

        """)
  }

  /// A section has all its keys and no others; an end of keys, all keys that end so.
  @Test func sectionsAndEndsOfKeys() throws {
    func titles(_ names: String...) throws -> [String] {
      let result = try Program.run("synapse", ["help", "keys"] + names)
      #expect(result.status == 0, "\(result.error)")
      return result.output.split(separator: "\n")
        .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }.map { String($0.dropFirst(2)) }
    }
    #expect(try titles("compare") == ["compare.dt", "compare.rtol"])
    #expect(
      try titles("tau_m") == [
        "synapse.tau_m", "synapse.backward.tau_m, synapse.backward.tau_rho",
        "drive.neuron.tau_m, drive.neuron.tau_s",
      ])
    #expect(try titles("record.final", "compare.dt") == ["record.final", "compare.dt"])
    let record = try titles("record")
    #expect(record.contains("record.every") && record.contains("record.contraction_clock"))
    #expect(record.allSatisfy { $0.hasPrefix("record.") })
    #expect(try titles("drive.layers").contains("drive.layers[].dense"))
  }

  /// Every row of the page's tables of keys is printed, found here by its own short reading of the page.
  @Test func allKeysArePrinted() throws {
    let page = try Documentation.text("docs/study-file.md")
    var (names, isOfKeys): ([String], Bool) = ([], false)
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        isOfKeys = false
        continue
      }
      if line.hasPrefix("| key |") { isOfKeys = true }
      guard isOfKeys, let cell = line.split(separator: "|").first else { continue }
      names += cell.matches(of: #/`([^`]+)`/#).map { String($0.1) }
    }
    #expect(names.count > 150, "the tables are no longer read")
    let output = try synapse("help", "keys").output
    let printed = Set(output.split { " ,\n".contains($0) }.map(String.init))
    let ends = Set(
      printed.flatMap { path in
        path.indices.filter { path[$0] == "." }.map { String(path[path.index(after: $0)...]) }
      }
    ).union(printed)
    for name in names { #expect(ends.contains(name), "\(name)") }
    #expect(output.split(separator: "\n").allSatisfy { $0.count <= 79 })
  }

  // MARK: The manual page

  private static func has(_ program: String) -> Bool {
    (try? Program.run("/usr/bin/env", [program, "--version"]))?.status == 0
  }

  /// groff takes the page without a warning, whatever characters a device has.
  @Test(.enabled(if: has("groff")), arguments: ["utf8", "ascii", "ps"])
  func manualPageIsReadByGroff(_ device: String) throws {
    let scratch = try Scratch()
    try scratch.write(try synapse("help", "keys", "--man").output, to: "synapse-study.5")
    let result = try Program.run(
      "/usr/bin/env", ["groff", "-man", "-ww", "-T\(device)", "synapse-study.5"],
      in: scratch.folder)
    // Where a font of PostScript is not installed, groff itself says so and ends otherwise.
    #expect(result.error.isEmpty, "\(result.error)")
    if device == "ascii" {
      #expect(result.output.contains("tau_rho") && result.output.contains("10^8"))
    }
  }

  /// man takes the page without a warning, and shows every key.
  @Test(.enabled(if: has("man"))) func manualPageIsReadByMan() throws {
    let scratch = try Scratch()
    let page = try synapse("help", "keys", "--man")
    #expect(page.status == 0)
    #expect(page.output.utf8.allSatisfy { $0 < 128 })
    try scratch.write(page.output, to: "synapse-study.5")
    let result = try Program.run(
      "/usr/bin/env", ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "synapse-study.5"],
      in: scratch.folder,
      environment: [
        "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MAN_KEEP_FORMATTING": "",
      ])
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let text = result.output.replacing(#/.\x08/#, with: "").replacing(#/\x1B\[[0-9;]*m/#, with: "")
    #expect(text.contains("SYNAPSE-STUDY(5)"))
    for key in [
      "synapse.tau_m", "record.contraction_clock", "drive.layers[].dense", "compare.rtol",
    ] {
      #expect(text.contains("\n       \(key)"), "\(key)")
    }
    #expect(text.contains("ρ₀") && text.contains("duration: 10\n"))
  }
}
