import DataFiles
import ODESolvers
import Parallel
import Results
import Studies

/// What another rank failed with.
public struct RankFailure: Error, CustomStringConvertible, Sendable {
  /// What kind of error it was there.
  public enum Kind: String, Sendable {
    /// A study or data file is wrong.
    case input
    /// The solver failed.
    case solver
    /// A file cannot be written.
    case output
    /// It was interrupted.
    case interrupted
    /// Anything else.
    case other

    /// The kind of an error.
    public init(of error: any Error) {
      self =
        switch error {
        case let error as RankFailure: error.kind
        case let error as FailureOfPart: Kind(of: error.cause)
        case is StudyError, is DataFileError: .input
        case is SolverFailure: .solver
        case is OutputError: .output
        case is Interrupted: .interrupted
        default: .other
        }
    }
  }

  /// What kind of error it was there.
  public let kind: Kind
  /// Its message.
  public let description: String

  /// As one text, for the way between ranks.
  fileprivate static func text(_ error: any Error) -> String {
    "\(Kind(of: error).rawValue)\n\(error)"
  }

  fileprivate init(text: String) {
    let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    kind = parts.first.flatMap { Kind(rawValue: String($0)) } ?? .other
    description = parts.count > 1 ? String(parts[1]) : text
  }
}

extension Ranks {
  /// Does what may fail on one rank only; if it does, it fails on all.
  ///
  /// - Throws: what the body throws here, or ``RankFailure`` if it failed elsewhere.
  public func settling<Result>(_ body: () throws -> Result) throws -> Result {
    let result = Swift.Result { try body() }
    var own: (any Error)?
    if case .failure(let error) = result { own = error }
    if let error = settled(own) { throw error }
    return try result.get()
  }

  /// The error that all ranks end with: this one's, another's, or none.
  ///
  /// - Parameter error: this rank's; that another failed counts as none.
  func settled(_ error: (any Error)?) -> (any Error)? {
    guard count > 1 else { return error }
    let own = error is FailureElsewhere ? nil : error
    guard let failure = settle(own.map(RankFailure.text)) else { return nil }
    return failure.rank == rank ? error : RankFailure(text: failure.text)
  }
}
