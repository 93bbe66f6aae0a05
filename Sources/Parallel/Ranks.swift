import Foundation

#if MPI
  import CMPI
#endif

/// The processes that share a population, and the few operations that they take part in together.
///
/// Each rank has a range of consecutive synapses. Without the trait `MPI`, and without `mpirun`, there
/// is one rank, and every operation is trivial.
///
/// **Failures.** All ranks must take part in every operation, in the same order; a rank that fails
/// alone would leave the others waiting. So each operation begins with one and the same question to
/// all: the maximum of two numbers, of which the first says who failed. A rank that failed anywhere
/// calls ``agree(failed:)`` and so answers whatever question the others are at; they learn of it there,
/// and until ``settle(_:)`` nobody asks again.
public final class Ranks {
  /// This process's number, from 0.
  public let rank: Int
  /// How many there are.
  public let count: Int
  /// How many operations this rank took part in.
  public internal(set) var operations = 0
  /// The first rank that failed, since the last ``settle(_:)``.
  public private(set) var failedRank: Int?

  /// This process alone.
  public static var alone: Ranks { Ranks(rank: 0, count: 1, isStarted: false) }

  /// Whether MPI waits to be ended.
  private let isStarted: Bool

  private init(rank: Int, count: Int, isStarted: Bool) {
    self.rank = rank
    self.count = count
    self.isStarted = isStarted
  }

  /// Whether this rank speaks for all: writes files and messages.
  public var isFirst: Bool { rank == 0 }

  /// The ranks that this process was started with; at most once in a process.
  ///
  /// - Throws: ``RanksUnavailable`` if there are several and this program was built without MPI, or if
  ///   MPI cannot be started.
  public static func start() throws -> Ranks {
    #if MPI
      var (rank, count): (Int32, Int32) = (0, 1)
      guard cmpi_start(&rank, &count) == 0 else {
        throw RanksUnavailable(description: "MPI cannot be started")
      }
      return Ranks(rank: Int(rank), count: Int(count), isStarted: true)
    #else
      let count = countByLauncher
      guard count == 1 else {
        throw RanksUnavailable(
          description: "started as \(count) ranks, but this program was built without MPI:"
            + " build it with --traits MPI, or start it once")
      }
      return alone
    #endif
  }

  /// How many ranks the program that started this one says there are.
  public static var countByLauncher: Int {
    let environment = ProcessInfo.processInfo.environment
    return ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"].compactMap { environment[$0].flatMap(Int.init) }
      .max() ?? 1
  }

  /// Waits for the others and ends what ``start()`` began.
  public func stop() {
    #if MPI
      if isStarted { cmpi_stop() }
    #endif
  }

  /// The range of a rank, by default of this one, if `count` things are shared out.
  public func share(of count: Int, rank: Int? = nil) -> Range<Int> {
    let rank = rank ?? self.rank
    return (rank * count / self.count)..<((rank + 1) * count / self.count)
  }

  // MARK: Operations

  /// The largest of all ranks' values; this rank's own once somebody failed.
  public func maximum(_ value: Double) -> Double {
    guard count > 1, failedRank == nil else { return value }
    return ask(failed: false, value)
  }

  /// The largest of all ranks' values at each place of arrays of one length; this rank's own once somebody failed.
  package func maxima(_ values: [Double]) -> [Double] {
    guard count > 1, failedRank == nil else { return values }
    var largest = values.map { $0.isNaN ? .infinity : $0 }
    #if MPI
      _ = ask(failed: false, 0)
      guard failedRank == nil else { return values }
      operations += 1
      cmpi_maximum(&largest, Int32(largest.count))
    #endif
    return largest
  }

  /// Tells the others whether this rank failed, and learns whether they did.
  ///
  /// - Throws: ``FailureElsewhere`` if another rank failed first.
  public func agree(failed: Bool = false) throws {
    guard count > 1 else { return }
    if failedRank == nil { _ = ask(failed: failed, 0) }
    if let failedRank, failedRank != rank { throw FailureElsewhere(rank: failedRank) }
  }

  /// What every operation begins with, so that a failed rank can answer any of them.
  private func ask(failed: Bool, _ value: Double) -> Double {
    #if MPI
      // MPI leaves open what the maximum of a NaN is.
      var values = [failed ? Double(count - rank) : 0, value.isNaN ? .infinity : value]
      operations += 1
      cmpi_maximum(&values, 2)
      if values[0] > 0 { failedRank = count - Int(values[0]) }
      return values[1]
    #else
      return value
    #endif
  }

  /// Sums of whole numbers over all ranks.
  ///
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  public func sum(_ values: [Int64]) throws -> [Int64] {
    var values = values
    #if MPI
      if count > 1 {
        try agree()
        operations += 1
        cmpi_sum(&values, Int32(values.count))
      }
    #endif
    return values
  }

  /// All ranks' values one after the other, at rank 0; nothing elsewhere.
  ///
  /// - Parameters:
  ///   - values: this rank's.
  ///   - counts: how many each rank has.
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  public func gather(_ values: [Double], counts: [Int]) throws -> [Double] {
    guard count > 1 else { return values }
    try agree()
    var all: [Double] = []
    #if MPI
      precondition(counts.count == count && counts[rank] == values.count, "counts must fit")
      var (places, end): ([Int32], Int32) = ([], 0)
      for count in counts {
        places.append(end)
        end += Int32(count)
      }
      all = Array(repeating: 0, count: isFirst ? Int(end) : 0)
      operations += 1
      cmpi_gather(values, Int32(values.count), &all, counts.map(Int32.init), places)
    #endif
    return all
  }

  /// All ranks' values one after the other, at rank 0, where each rank knows only its own number of
  /// them.
  ///
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  public func gather(_ values: [Double]) throws -> [Double] {
    var counts = [Int64](repeating: 0, count: count)
    counts[rank] = Int64(values.count)
    return try gather(values, counts: sum(counts).map { Int($0) })
  }

  /// One rank's text, to all.
  private func broadcast(_ text: String, from rank: Int) -> String {
    #if MPI
      var bytes = Array(text.utf8)
      var length = Int64(bytes.count)
      operations += 2
      cmpi_broadcast(&length, 8, Int32(rank))
      if rank != self.rank { bytes = Array(repeating: 0, count: Int(length)) }
      cmpi_broadcast(&bytes, Int32(length), Int32(rank))
      return String(decoding: bytes, as: UTF8.self)
    #else
      return text
    #endif
  }

  /// The text that belongs to the largest of all ranks' values, to all.
  public func text(ofLargest value: Double, _ text: String) -> String {
    let value = value.isNaN ? .infinity : value
    let largest = maximum(value)
    let owner = maximum(value == largest ? Double(count - rank) : 0)
    guard count > 1, failedRank == nil else { return text }
    return broadcast(text, from: count - Int(owner))
  }

  /// All ranks learn whether any failed, and the text that the first that did has to say; from here on
  /// there are operations again.
  ///
  /// - Parameter text: what this rank has to say of its failure; nil if it did not fail, or only
  ///   because another did.
  /// - Returns: who failed and what it says, or nil if nobody did.
  public func settle(_ text: String?) -> (rank: Int, text: String)? {
    try? agree(failed: text != nil)
    guard let failedRank else { return text.map { (rank, $0) } }
    let text = broadcast(text ?? "", from: failedRank)
    self.failedRank = nil
    return (failedRank, text)
  }
}

/// Another rank failed, and this one gave up with it.
public struct FailureElsewhere: Error, CustomStringConvertible, Sendable {
  /// Which.
  public let rank: Int
  /// Says so.
  public var description: String { "rank \(rank) failed" }
}

/// There are ranks that this program cannot serve.
public struct RanksUnavailable: Error, CustomStringConvertible, Sendable {
  /// What is wrong, and what to do.
  public let description: String

  /// Creates the error.
  public init(description: String) {
    self.description = description
  }
}
