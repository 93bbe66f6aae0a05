import ArgumentParser
import DataSets
import Experiments
import Figures
import Foundation
import NeuralNetworks
import Parallel
import Studies
import StudyRuns

/// Runs a command's body and turns every error into a message on stderr and the documented exit
/// status.
///
/// Of several processes that mpirun started each would do the same and write over the others' files,
/// so they are refused; `synapse run` and `synapse resume` have ``exiting(with:_:)``.
///
/// - Parameter sharesWork: whether several processes know what is whose.
func exiting(sharesWork: Bool = false, _ body: () async throws -> Void) async throws {
  do {
    guard sharesWork || Ranks.countByLauncher == 1 else {
      throw RanksUnavailable(
        description: "only synapse run, resume and sweep can be started as several ranks")
    }
    try await body()
  } catch {
    guard let status = exitStatus(of: error) else { throw error }
    tell(error)
    throw ExitCode(status)
  }
}

/// The same for what all ranks do together: the first speaks, and all end with the same status.
func exiting(with ranks: Ranks, _ body: () throws -> Void) throws {
  // Messages and files are complete before any rank ends, since mpirun then ends the others.
  defer { ranks.stop() }
  do {
    try ranks.settling(body)
  } catch {
    guard let status = exitStatus(of: error) else { throw error }
    if ranks.isFirst { tell(error) }
    throw ExitCode(status)
  }
}

private func tell(_ error: any Error) {
  let isInterruption = exitStatus(of: error) == 130
  Terminal.tell(isInterruption ? "interrupted" : "\(error)", prefix: "error: ")
}

private func exitStatus(of error: any Error) -> Int32? {
  switch RankFailure.Kind(of: error) {
  case .input: 65
  case .solver: 70
  case .output: 73
  case .interrupted: 130
  case .other:
    switch error {
    case is RanksUnavailable, is SweepPartError: 64
    case is DataSetError: 65
    case let error as FetchError:
      switch error.kind {
      case .wrongContent: 65
      case .unavailable: 69
      case .unwritable: 73
      }
    case is FigureError: 69
    case is RankFailure, is SweepFailure, is NetworkFailure: 70
    case is CancellationError: 130
    default: nil
    }
  }
}
