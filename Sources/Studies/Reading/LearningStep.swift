import Configuration
import DataFiles

/// How long one learning step is, and what times with units are in learning steps.
///
/// Whatever reads studies goes on in learning steps.
enum LearningStep {
  /// The key that says it.
  static let key = "learning_step"

  /// The keys whose values are times, or lists of times.
  private static let times: [[String]] = [
    "duration", "synapse.tau_m", "synapse.tau_rho", "synapse.backward.delay",
    "synapse.backward.tau_m", "synapse.backward.tau_rho", "synapse.backward.noise.window",
    "rule.constants", "drive.window", "drive.tau", "drive.tau_s", "drive.times",
    "drive.error_modulation.filter", "integrator.dt", "record.every", "record.times",
    "record.log", "compare.dt",
  ].map { $0.split(separator: ".").map(String.init) }

  /// Puts learning steps in the place of all times with units.
  ///
  /// - Returns: how long a step is, if the study says it.
  static func convert(in root: inout ConfigurationNode, diagnostics: Diagnostics) -> PhysicalTime? {
    let step = step(root, diagnostics: diagnostics)
    let isSaid = root.node(at: key) != nil
    var paths = times
    // In a table `time` is the name of a column.
    if root.word(at: "drive", "kind") == "npy" { paths.append(["drive", "time"]) }
    for path in paths {
      root.change(at: path[...]) { node in
        node.changeScalars { text, origin in
          guard let time = PhysicalTime(text) else { return text }
          guard let step else {
            if !isSaid {
              diagnostics.report(
                "\(path.joined(separator: ".")): found \"\(text.excerpt)\", and the study does not say how long a learning step"
                  + " is; expected learning steps, or \(key), such as \(key): 50 ms", at: origin)
            }
            return "1"
          }
          return "\(time.count(of: step))"
        }
      }
    }
    return step
  }

  private static func step(_ root: ConfigurationNode, diagnostics: Diagnostics) -> PhysicalTime? {
    guard let node = root.node(at: key) else { return nil }
    if case .scalar(let text) = node.content, let time = PhysicalTime(text), time.value > 0 {
      return time
    }
    diagnostics.report(
      "\(key): found \(node.summary), expected a time above 0 with its unit, \(PhysicalTime.units), such as"
        + " 50 ms", at: node.origin)
    return nil
  }
}

extension ConfigurationNode {
  /// Changes the value at a path, if there is one.
  fileprivate mutating func change(
    at path: ArraySlice<String>, _ body: (inout ConfigurationNode) -> Void
  ) {
    guard let key = path.first else { return body(&self) }
    guard case .mapping(var entries) = content,
      let index = entries.firstIndex(where: { $0.key == key })
    else { return }
    entries[index].value.change(at: path.dropFirst(), body)
    content = .mapping(entries)
  }

  /// Changes all words within a value.
  fileprivate mutating func changeScalars(_ change: (String, Origin) -> String) {
    switch content {
    case .scalar(let text): content = .scalar(change(text, origin))
    case .list(var items):
      for i in items.indices { items[i].changeScalars(change) }
      content = .list(items)
    case .mapping(var entries):
      for i in entries.indices { entries[i].value.changeScalars(change) }
      content = .mapping(entries)
    }
  }
}
