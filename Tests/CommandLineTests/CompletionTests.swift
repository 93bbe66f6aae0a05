import Foundation
import Testing

/// What shells offer where Tab is pressed.
@Suite struct CompletionTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write(smallStudy, to: "mine.yaml")
    try scratch.write("x\n", to: "notes.txt")
    try FileManager.default.createDirectory(
      at: scratch.url("more"), withIntermediateDirectories: true)
    try scratch.write(smallStudy, to: "more/deep.yml")
    try scratch.write("time,synapse,g,m,w_f,w_b\n0,0,1,0,0,0\n", to: "trace.csv")
    try FileManager.default.createDirectory(
      at: scratch.url("swept"), withIntermediateDirectories: true)
    try scratch.write(
      "index,seed,status,results_test_accuracy,results_validation_loss,results_slow_loss\n",
      to: "swept/sweep.csv")
  }

  /// The entry by which all shells ask: the last word is the one to complete, with the cursor at its end.
  private func offered(_ argument: String, _ command: String..., words: String...) throws
    -> [String]
  {
    let line = ["synapse"] + command + words
    let result = try Program.run(
      "synapse",
      ["---completion"] + command + ["--", argument, "\(line.count - 1)", "\(line.last!.count)"]
        + line,
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test func studiesAreOffered() throws {
    for command in ["run", "compare", "sweep", "validate"] {
      let here = try offered("positional@0", command, words: "")
      #expect(Set(["equilibrium", "digits", "mine.yaml", "more/"]).isSubset(of: here))
      #expect(!here.contains("notes.txt") && !here.contains("trace.csv"))
    }
    #expect(try offered("positional@0", "run", words: "more/").contains("more/deep.yml"))
    let rests = try offered("positional@0", "equilibrium", words: "")
    #expect(Set(["oja", "homeostasis", "equilibrium", "mine.yaml"]).isSubset(of: rests))
    #expect(Set(rests).count == rests.count)
  }

  @Test func keysAreOffered() throws {
    for (command, option) in [("run", "--set"), ("sweep", "--vary"), ("equilibrium", "--set")] {
      let keys = try offered(option, command, words: "digits", option, "synapse.ta")
      #expect(Set(["synapse.tau_m=", "drive.layers=", "duration="]).isSubset(of: keys))
      #expect(keys.count > 100 && Set(keys).count == keys.count)
      #expect(keys.allSatisfy { $0.wholeMatch(of: #/[a-z_0-9.]+=/#) != nil })
    }
  }

  @Test func columnsAndResultsAreOffered() throws {
    #expect(
      try offered("--columns", "plot", words: "trace.csv", "--columns", "")
        == ["g", "m", "w_f", "w_b"])
    #expect(
      try offered("--columns", "plot", words: "trace.csv", "--columns", "m,w_")
        == ["m,g", "m,w_f", "m,w_b"])
    #expect(try offered("--columns", "plot", words: "none.csv", "--columns", "") == [])
    #expect(
      try offered("--best-by", "sweep", words: "digits", "--output", "swept", "--best-by", "")
        == ["results_validation_loss", "results_slow_loss", "results_validation_accuracy"])
    #expect(
      try offered("--best-by", "sweep", words: "digits", "--best-by", "")
        == ["results_validation_accuracy", "results_validation_loss"])
    #expect(
      try offered("--result", "differences", words: "swept", "--result", "")
        == ["results_test_accuracy", "results_validation_loss", "results_slow_loss"])
    #expect(
      try offered("--widen", "sweep", words: "digits", "--widen", "").contains(
        "synapse.learning_rate"))
  }

  @Test func methodsAreOffered() throws {
    let all = try offered("--methods", "compare", words: "equilibrium", "--methods", "")
    #expect(Set(["euler", "exact", "cvodeAdams"]).isSubset(of: all))
    let more = try offered("--methods", "compare", words: "equilibrium", "--methods", "euler,ex")
    #expect(more == all.filter { $0 != "euler" }.map { "euler,\($0)" })
  }

  @Test func helpIsOffered() throws {
    let words = try offered("positional@0", "help", words: "")
    #expect(Set(["run", "data", "keys"]).isSubset(of: words) && !words.contains("help"))
    #expect(try offered("positional@0", "help", words: "data", "") == ["list", "fetch"])
    #expect(try offered("positional@0", "help", words: "keys", "syn").contains("synapse.tau_m"))
  }

  // MARK: Shells

  /// What bash offers at the end of a line, and what it is told of what follows. The other shells' scripts need a terminal.
  private func pressed(_ line: String) throws -> (offered: Set<String>, told: String) {
    let script = try synapse("--generate-completion-script", "bash")
    try #require(script.status == 0)
    try scratch.write(script.output, to: "completion.bash")
    let question = """
      . ./completion.bash
      compopt() { echo "compopt $*"; }
      COMP_LINE='\(line)' COMP_POINT=${#COMP_LINE}
      read -ra COMP_WORDS <<< "$COMP_LINE"
      case $COMP_LINE in *' ') COMP_WORDS+=('') ;; esac
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _synapse synapse "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let path =
      "\(Program.folder.path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    let result = try Program.run(
      "/usr/bin/env", ["bash", "-c", question], in: scratch.folder, environment: ["PATH": path])
    try #require(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let lines = result.output.split(separator: "\n").map(String.init)
    let told = lines.filter { $0.hasPrefix("compopt ") }
    return (
      Set(lines).subtracting(told), told.map { String($0.dropFirst(8)) }.joined(separator: "; ")
    )
  }

  private static let cases: [(String, Set<String>, String)] = [
    ("run equi", ["equilibrium"], ""), ("run mi", ["mine.yaml"], ""),
    ("run more/", ["more/deep.yml"], ""), ("run mo", ["more/"], "-o nospace"),
    // No space follows the equals sign, and it is not quoted.
    (
      "run digits --set synapse.tau_", ["synapse.tau_m=", "synapse.tau_rho="],
      "+o filenames -o nospace"
    ),
    ("sweep digits --vary record.fi", ["record.final="], "+o filenames -o nospace"),
    ("plot trace.csv --columns w_f,w", ["w_f,w_b"], ""), ("data fetch fash", ["fashion"], ""),
    ("rules oj", ["oja"], ""), ("help equi", ["equilibrium"], ""), ("equi", ["equilibrium"], ""),
    ("help keys drive.tasks.c", ["drive.tasks.count"], ""), ("data l", ["list"], ""),
  ]

  @Test(arguments: cases)
  func bashOffersIt(_ line: String, _ offered: Set<String>, _ told: String) throws {
    let found = try pressed("synapse \(line)")
    #expect(found.offered == offered && found.told == told, "\(found)")
  }

  /// What is mended in the library's scripts is still where it is looked for.
  @Test(arguments: [
    ("bash", "compopt +o filenames -o nospace"), ("bash", "---completion help"),
    ("zsh", "begun_completions -S ''"), ("zsh", "---completion help"),
    ("fish", "---completion help"),
  ])
  func scriptsAreMended(_ shell: String, _ part: String) throws {
    #expect(try synapse("--generate-completion-script", shell).output.contains(part))
  }
}
