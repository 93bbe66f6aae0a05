import Results
import Studies

/// What `sweep.json` says of a sweep, by which it is known again.
struct SweepIdentity: Codable {
  /// How it was started first.
  var command: [String]
  /// The number of combinations.
  var combinations: Int
  /// What is varied.
  var grid: [SweepGrid.Axis]
  /// Every parameter of the study without what is varied, in the order of the keys.
  var parameters: [Parameter]
  /// How the grid grows by itself, if it does.
  var widening: Widening?
  /// The study's name.
  var study: String
  /// Versions of this program, its build, and the libraries that compute.
  var versions: [String: String]

  /// A parameter of the study; in a list, for a mapping's keys would be rewritten in snake case.
  struct Parameter: Codable {
    var key, value: String
  }

  /// How a grid grows.
  struct Widening: Codable, Equatable {
    var key, bestBy: String
    var forEach: [String]

    /// As options say it.
    var text: String {
      "--widen \(key) --best-by \(bestBy)" + forEach.map { " --for-each \($0)" }.joined()
    }
  }

  init(
    _ sweep: ParameterSweep, in folder: String, command: [String], _ widening: Widening? = nil
  ) throws {
    self.command = command
    self.widening = widening
    combinations = sweep.grid.count
    grid = sweep.grid.axes
    parameters = try sweep.base.parameters(in: folder).sorted { $0.key < $1.key }
      .map { Parameter(key: $0.key, value: $0.value) }
    study = sweep.base.name
    versions = Versions.all
  }

  /// In what another sweep is another.
  func differences(from other: SweepIdentity) -> [String] {
    var differences: [String] = []
    func compare(_ own: [String: String], _ there: [String: String], _ prefix: String = "") {
      for key in Set(own.keys).union(there.keys).sorted() where own[key] != there[key] {
        differences.append(
          "\(prefix)\(key) is \(there[key] ?? "not given") there and \(own[key] ?? "not given") here"
        )
      }
    }
    func options(_ grid: [SweepGrid.Axis]) -> [String] {
      grid.map { "--vary \($0.key)=\($0.values.joined(separator: ","))" }
    }
    let (own, there) = (options(grid), options(other.grid))
    if own != there {
      differences.append(
        "it has \(there.joined(separator: " ")) where this has \(own.joined(separator: " "))")
    }
    // One that did not grow may begin to.
    if let other = other.widening, widening != other {
      differences.append(
        "it has \(other.text) where this has \(widening?.text ?? "no --widen")")
    }
    func table(_ parameters: [Parameter]) -> [String: String] {
      Dictionary(parameters.map { ($0.key, $0.value) }) { first, _ in first }
    }
    compare(table(parameters), table(other.parameters))
    func ofResults(_ versions: [String: String]) -> [String: String] {
      versions.filter { Versions.ofBuild[$0.key] == nil }
    }
    compare(ofResults(versions), ofResults(other.versions), "the version of ")
    return differences
  }
}
