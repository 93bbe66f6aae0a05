import ODESolvers
import Studies

/// What the file `checkpoint` says of a run that has not finished, but for the state, sums of |g| and the method's memory,
/// which follow in the file:
///
///     synapse checkpoint 7⏎                      the version of the format
///     8 bytes                                    the length of what follows
///     JSON                                       this
///     8 bytes for each component                 the state, if the run has got anywhere
///     8 bytes for each synapse                   ∫ |g| dt, if it is taken over all
///     bytes                                      the method's memory
///     4 bytes                                    the CRC-32 of all before
///
/// Numbers are little-endian. Of several ranks, too, what belongs to synapses stands in the order of the whole population, and
/// nothing says how many ranks there were.
struct Checkpoint: Codable {
  /// How far a run has got.
  struct Progress: Codable {
    /// An edge between pieces.
    var time: Double
    var statistics: SolverStatistics
    /// How long the run has taken.
    var seconds: Double
    /// The bytes of the trace.
    var traceLength: Int
    /// What those who follow the run remember.
    var memories: FollowerMemories
  }

  /// The versions of what wrote it.
  var versions: [String: String]
  /// The resolved study, as in `study.yaml`.
  var study: String
  /// That of the run before it was made longer, if it was.
  var earlierStudy: String?
  var isVerifying: Bool
  var schedule: CheckpointSchedule
  /// Nil at the beginning.
  var progress: Progress?

  /// The first line of the file.
  static let title = "synapse checkpoint 7\n"
}
