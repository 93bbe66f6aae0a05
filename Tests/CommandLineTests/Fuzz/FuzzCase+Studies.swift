import Foundation

extension FuzzCase {
  /// Runs the study `s.yaml` by one of the commands.
  ///
  /// - Parameter isRight: what `validate` said.
  func tryStudy(isRight: Bool) throws {
    let output = ["--output", "out", "--quiet"]
    let verb = dice.pick("run", "run", "run", "compare", "sweep")
    let options =
      switch verb {
      case "run": dice.pick([], ["--verify"], ["--checkpoint-every", "0"])
      case "sweep": ["--vary", "seed=1,2", "--jobs", "1"]
      default: ["--set", "compare={dt: [1], rtol: [1e-3]}"]
      }
    let result = try synapse([verb, "s.yaml"] + output + options)
    if verb == "run" {
      checkTables(result, in: "out")
      if !isRight, result.status != 65 {
        complain("validate refuses what ends with \(result.status)")
      }
      // What an option refuses is no mistake of the study.
      let isOfOption = options.first.map { result.error.hasPrefix("error: \($0): ") } ?? false
      if isRight, result.status == 65, !isOfOption, options != ["--verify"] {
        complain("validate lets pass what ends with 65: \(result.error)")
      }
    }
    if [64, 65].contains(result.status), FileManager.default.fileExists(atPath: url("out").path) {
      complain("\(verb): refused, and leaves a folder: \(result.error)")
    }
  }

  /// A mistake begins with the place of its first part.
  func expectPlace(_ result: Program.Result, of file: String) {
    let text = result.error.split(separator: "\n").first { $0.hasPrefix("error: ") } ?? ""
    let pattern = "^error: [^\\n]*\\.(yaml|csv)(:[0-9]+)?: "
    if text.range(of: pattern, options: .regularExpression) == nil {
      complain("a mistake without its place: \(text)")
    }
  }

  /// Of a run that has finished, all numbers are finite, or a warning says what is wrong.
  func checkTables(_ result: Program.Result, in folder: String) {
    guard result.status == 0, !result.error.contains("warning: ") else { return }
    for name in ["trace.csv", "learning.csv", "layers.csv", "tasks.csv"] {
      guard let text = try? String(contentsOf: url("\(folder)/\(name)"), encoding: .utf8) else {
        if name == "trace.csv" { complain("a run that has finished has no trace") }
        continue
      }
      if !text.hasSuffix("\n") { complain("\(name) ends within a row") }
      let bad = text.split(separator: "\n").dropFirst().first { row in
        row.split(separator: ",").contains { !(Double($0)?.isFinite ?? false) }
      }
      if let bad { complain("\(name) has a number that is none, without a warning: \(bad)") }
    }
    let summary = try? Data(contentsOf: url("\(folder)/summary.json"))
    let object = summary.flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
    if object?["status"] as? String != "finished" {
      complain("summary.json does not say that it has finished")
    }
  }
}
