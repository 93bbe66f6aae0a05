import ArgumentParser
import Foundation
import ODESolvers
import Studies
import SynapticDynamics

/// Runs a command's body and turns every error into a message on stderr and the documented exit
/// status.
func exiting(_ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch {
    guard let status = exitStatus(of: error) else { throw error }
    Terminal.tell(error is Interrupted ? "interrupted" : "\(error)", prefix: "error: ")
    throw ExitCode(status)
  }
}

private func exitStatus(of error: any Error) -> Int32? {
  switch error {
  case is StudyError, is DataFileError: 65
  case is FigureError: 69
  case is SolverFailure: 70
  case is OutputError: 73
  case is Interrupted: 130
  default: nil
  }
}
