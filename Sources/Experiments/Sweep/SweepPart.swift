import Foundation

/// The share of a sweep's combinations that one of several processes takes: those whose index leaves
/// a remainder.
public struct SweepPart: Sendable, Equatable, CustomStringConvertible {
  /// The remainder, from 0.
  public let index: Int
  /// How many processes share.
  public let count: Int

  /// Creates a part.
  ///
  /// - Precondition: 0 ≤ index < count.
  public init(_ index: Int, of count: Int) {
    precondition((0..<count).contains(index), "the part must be one of the parts")
    self.index = index
    self.count = count
  }

  /// All combinations.
  public static let whole = SweepPart(0, of: 1)

  /// Reads `i/n` with 0 ≤ i < n.
  public init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1],
      (0..<max(count, 0)).contains(index), count <= SweepGrid.largestCount
    else { return nil }
    self.init(index, of: count)
  }

  /// Whether a combination belongs to it.
  public func contains(_ combination: Int) -> Bool { combination % count == index }

  /// As ``init(_:)`` reads it.
  public var description: String { "\(index)/\(count)" }

  /// A share of this share.
  ///
  /// - Throws: ``SweepPartError`` if there are more shares than there can be.
  func part(_ rank: Int, of ranks: Int) throws -> SweepPart {
    let (all, overflows) = count.multipliedReportingOverflow(by: ranks)
    guard !overflows else {
      throw SweepPartError("there are \(count) parts of \(ranks) ranks: use fewer")
    }
    return SweepPart(index * ranks + rank, of: all)
  }
}

extension SweepPart {
  /// The ranks that mpirun or srun started, of which this process is one; one if there are none.
  public static func ranks(in environment: [String: String]) -> SweepPart {
    for (rank, count) in [
      ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
      // srun sets these for its own ranks only; SLURM_NTASKS stands in batch scripts too.
      ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
    ] {
      if let rank = environment[rank].flatMap({ Int($0) }),
        let count = environment[count].flatMap({ Int($0) }), (0..<max(count, 0)).contains(rank)
      {
        return SweepPart(rank, of: count)
      }
    }
    return .whole
  }

  /// This process's share: of what was asked for, or else of the job array it is in, its rank's.
  ///
  /// - Throws: ``SweepPartError`` if it is in a job array whose length or place is not known.
  public init(asked: SweepPart?, environment: [String: String]) throws {
    let ranks = Self.ranks(in: environment)
    self = try (asked ?? Self.element(environment)).part(ranks.index, of: ranks.count)
  }

  /// The place in a job array.
  private static func element(_ environment: [String: String]) throws -> SweepPart {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    if let id = number("SLURM_ARRAY_TASK_ID") {
      let step = max(number("SLURM_ARRAY_TASK_STEP") ?? 1, 1)
      if let first = number("SLURM_ARRAY_TASK_MIN"), let last = number("SLURM_ARRAY_TASK_MAX"),
        let count = number("SLURM_ARRAY_TASK_COUNT"), 0 <= first, first <= id, id <= last,
        count > 0,
        (last - first) / step == count - 1, (id - first) % step == 0
      {
        return SweepPart((id - first) / step, of: count)
      }
      throw SweepPartError(
        "element \(id) of a Slurm array without an even step: give --part i/n with i from 0 to n − 1"
      )
    }
    for name in ["PBS_ARRAY_INDEX", "PBS_ARRAYID"] {
      if let id = environment[name] {
        throw SweepPartError(
          "element \(id) of a PBS array, whose length PBS does not tell: give --part $\(name)/n for"
            + " an array from 0 to n − 1")
      }
    }
    return .whole
  }
}

/// What this process's share is cannot be known.
public struct SweepPartError: Error, CustomStringConvertible, Sendable {
  /// Why, and what to do.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
