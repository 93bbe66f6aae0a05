import Experiments
import Foundation
import Parallel
import Studies

/// A run of several seeds is their sweep.
extension Run {
  /// Says what is for one run only.
  func checkSeeds(_ study: Study, ranks: Ranks) throws {
    var mistakes: [String] = []
    if ranks.count > 1 {
      mistakes.append(
        "seeds: found \(study.seeds), which are runs of their own and not split over \(ranks.count) ranks: mpirun -n"
          + " \(ranks.count) synapse sweep shares them out")
    }
    if verify { mistakes.append(mistake("--verify", "is a certificate of one run", study)) }
    if checkpointEvery != nil {
      mistakes.append(
        mistake(
          "--checkpoint-every", "is for one run; of several seeds the finished ones are kept", study
        ))
    }
    if !mistakes.isEmpty { throw StudyError(mistakes) }
  }

  private func mistake(_ option: String, _ reason: String, _ study: Study) -> String {
    "\(option): \(reason), and the study has seeds: \(study.seeds); expected one, as with --set seeds=1"
  }

  /// Runs each seed.
  ///
  /// As many run at once as there are threads; threads beyond the number of seeds are shared out.
  func runSeeds(of study: Study, inputs: StudyInputs) async throws {
    let sweep = try ParameterSweep(SweepGrid([]), inputs: inputs) { _ in study }
    let threads = threads.count(ranks: 1)
    let jobs = min(threads, study.seeds)
    try await ShownSweep(sweep: sweep, folder: output.output, messages: output.messages).run(
      SweepOptions(
        program: Bundle.main.executablePath ?? CommandLine.arguments[0], jobs: jobs,
        threads: threads / jobs, dataFolder: options.data.dataFolder, force: output.force,
        command: CommandLine.arguments))
  }
}
