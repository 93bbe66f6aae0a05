import DataFiles
import Foundation

extension ReportSection {
  /// Where it comes from: the study, its parameters, and what made it.
  var sources: HTML { "\(study)\(parameters)\(versions)" }

  private var study: HTML {
    guard let data = InputFile.contents(folder.file("study.yaml")) else {
      return "<p class=\"note\">There is no study.yaml in the folder.</p>\n"
    }
    let title = folder.kind == .sweep ? "The study without what is varied" : "The study"
    return """
      <details>
      <summary>\(title), with every default: study.yaml</summary>
      <pre tabindex="0" aria-label="study.yaml">\(String(decoding: data, as: UTF8.self))</pre>
      </details>

      """
  }

  private var parameters: HTML {
    let table = ReportTable(
      "Parameters", columns: ["parameter", "value"], pairs: folder.parameters)
    return "<details>\n<summary>Every parameter by its key</summary>\n\(table.html)</details>\n"
  }

  private var versions: HTML {
    var pairs: [HTML] = []
    let command = folder.facts["command"]?.texts ?? []
    if !command.isEmpty {
      let words = command.map(Self.quoted).joined(separator: " ")
      pairs.append("<div><dt>command</dt><dd><code>\(words)</code></dd></div>\n")
    }
    if case .mapping(let versions)? = folder.facts["versions"] {
      for (name, version) in versions.sorted(by: { $0.key < $1.key }) {
        pairs.append("<div><dt>\(name)</dt><dd>\(version.plainText ?? "")</dd></div>\n")
      }
    }
    return "<h3>Made by</h3>\n<dl>\n\(pairs.joined())</dl>\n"
  }

  /// A word of a command as a shell would have it.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+@%".contains($0) }
    return isPlain ? word : "'\(word.replacing("'", with: #"'\''"#))'"
  }
}
