import DataFiles
import Foundation
import Results
import StudyRuns

/// How far the runs of a sweep are, or those of several seeds, as the files in its folder tell: nothing is changed there.
public struct SweepStatus: Sendable {
  /// How many runs it has.
  public let combinations: Int
  /// Those that have begun, in the order of their combinations.
  public let runs: [RunStatus]
  /// The command that began it, and goes on with it.
  public let command: [String]

  /// Looks into a folder.
  ///
  /// - Parameter folder: a sweep's.
  /// - Throws: `DataFileError` if its `sweep.json` cannot be read.
  public init(of folder: String) throws {
    let file = "\(folder)/sweep.json"
    guard let identity = InputFile.contents(file).flatMap({ try? SweepIdentity(json: $0) }) else {
      throw DataFileError(file: file, line: nil, "is not what a sweep writes")
    }
    combinations = identity.combinations
    command = identity.command
    let runs = "\(folder)/runs"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
    // A run that is being made has a hidden name, which begins with its own.
    let numbered = names.compactMap { name -> (index: Int, name: String)? in
      let digits = name.hasPrefix(".") ? name.dropFirst().prefix { $0 != "." } : name[...]
      return Int(digits).map { ($0, name) }
    }
    self.runs = numbered.sorted { ($0.index, $0.name) < ($1.index, $1.name) }
      .compactMap { index, name in
        let isMade = !name.hasPrefix(".")
        if let status = try? RunStatus(of: "\(runs)/\(name)") {
          // What a killed sweep left of a run is made anew.
          return isMade || status.state == .running ? status : nil
        }
        guard isMade else { return nil }
        let outcome = SweepOutcome(index: index, values: [], folder: "\(runs)/\(name)")
        return outcome.status == .failed
          ? RunStatus(failed: "\(runs)/\(name)", message: outcome.message) : nil
      }
  }

  /// How many runs are in a state.
  public func count(of state: RunStatus.State) -> Int { runs.count { $0.state == state } }
}
