import Figures
import Foundation
import HostSystem
import Results
import Studies
import StudyRuns

/// How a sweep is run.
public struct SweepOptions: Sendable {
  /// The program whose `run` makes each run.
  public var program: String
  /// How many runs there are at once.
  public var jobs: Int
  /// How many threads each has; nil for as many as there are processors.
  public var threads: Int?
  /// Where the runs look for data sets first.
  public var dataFolder: String?
  /// Which combinations this process takes.
  public var part: SweepPart
  /// Whether what is in the folder is removed first.
  public var force: Bool
  /// How the sweep was started, for the record.
  public var command: [String]

  /// Creates options.
  ///
  /// - Precondition: there is at least one job.
  public init(
    program: String, jobs: Int = 1, threads: Int? = 1, dataFolder: String? = nil,
    part: SweepPart = .whole, force: Bool = false, command: [String] = []
  ) {
    precondition(jobs > 0, "at least one job is needed")
    self.program = program
    self.jobs = jobs
    self.threads = threads
    self.dataFolder = dataFolder
    self.part = part
    self.force = force
    self.command = command
  }
}

/// What a sweep asks of whoever started it.
public struct SweepHooks: Sendable {
  /// Told of the number of this process's runs that are done and that there are, at the start and after
  /// each, and of the run if it failed.
  public var progress: @Sendable (_ done: Int, _ all: Int, _ failure: String?) -> Void
  /// Whether the sweep should end at once.
  public var isInterrupted: @Sendable () -> Bool

  /// Creates hooks.
  public init(
    progress: @escaping @Sendable (_ done: Int, _ all: Int, _ failure: String?) -> Void = {
      _, _, _ in
    },
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.progress = progress
    self.isInterrupted = isInterrupted
  }
}

extension ParameterSweep {
  /// What came of a sweep.
  public struct Ending: Sendable {
    /// The sweep with all that it grew by.
    public let sweep: ParameterSweep
    /// Its table; runs that failed are rows of it.
    public let table: SweepTable
    /// What to know of a grid that grew.
    public let warnings: [String]
  }

  /// Runs what is not finished yet, and writes the tables after each run.
  ///
  /// - Parameters:
  ///   - path: the folder; that of the same sweep is gone on with.
  ///   - options: how.
  ///   - widening: how the grid grows, if it does.
  ///   - hooks: told of progress, and asked whether to stop.
  /// - Returns: what came of it.
  /// - Throws: `OutputError` if the folder is another sweep's or cannot be written, `Interrupted`;
  ///   what was finished until then stays.
  /// - Precondition: a grid that grows is not shared.
  public func run(
    into path: String, options: SweepOptions, widening: SweepWidening? = nil,
    hooks: SweepHooks = SweepHooks()
  ) async throws -> Ending {
    precondition(widening == nil || options.part == .whole, "parts do not know where the best lies")
    let lock = try SweepDirectory(path, sweep: self).open(
      options.part, command: options.command, force: options.force, widening: widening?.identity)
    defer { lock.release() }
    var tried: Set<[String]> = []
    while true {
      let (sweep, warnings) = try widening?.grown(self, in: path) ?? (self, [])
      let (grid, directory) = (sweep.grid, SweepDirectory(path, sweep: sweep))
      if widening != nil { try directory.recordCount() }
      let waiting = (0..<grid.count).filter {
        options.part.contains($0) && !directory.isFinished($0)
          && !tried.contains(grid.values(at: $0))
      }
      let table = try await sweep.make(waiting, in: directory, options: options, hooks: hooks)
      if widening == nil || waiting.isEmpty {
        if widening != nil { try directory.removeRunsBeyond() }
        return Ending(sweep: sweep, table: table, warnings: warnings)
      }
      // What fails is tried once.
      tried.formUnion(waiting.map(grid.values))
    }
  }

  /// Makes some runs.
  private func make(
    _ waiting: [Int], in directory: SweepDirectory, options: SweepOptions, hooks: SweepHooks
  ) async throws -> SweepTable {
    var reader = SweepTableReader(directory, grid: grid)
    var table = try reader.update()
    hooks.progress(0, waiting.count, nil)
    let run = SweepRun(
      directory: directory, program: options.program, threads: options.threads,
      dataFolder: options.dataFolder)
    try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask {
        while !hooks.isInterrupted() { try await Task.sleep(for: .milliseconds(50)) }
        throw Interrupted()
      }
      for index in waiting.prefix(options.jobs) {
        group.addTask { try await run.make(index, isInterrupted: hooks.isInterrupted) }
      }
      for next in waiting.indices {
        guard let index = try await group.next() else { break }
        table = try reader.update()
        let row = table.rows[index]
        let failure =
          row.status == .failed
          ? "run \(directory.name(index)) (\(description(of: index))) failed: \(row.message)" : nil
        hooks.progress(next + 1, waiting.count, failure)
        if next + options.jobs < waiting.count {
          let index = waiting[next + options.jobs]
          group.addTask { try await run.make(index, isInterrupted: hooks.isInterrupted) }
        }
      }
      group.cancelAll()
    }
    return table
  }

  /// Writes `best.csv`.
  ///
  /// - Parameters:
  ///   - groups: the best of each.
  ///   - table: that of all runs.
  ///   - path: the folder of the sweep.
  /// - Throws: `OutputError` if it cannot be written.
  public func writeBest(_ groups: [SweepTable.BestOfGroup], of table: SweepTable, in path: String)
    throws
  {
    try OutputDirectory(path, force: true).write(
      table.csv(of: groups), to: SweepTable.bestSchema.file)
  }

  /// Writes and draws what there is of all runs together, while nobody else does: the figure `sweep.svg`; over
  /// nothing but the seed `summary.json` and, of networks, their curves, `learning.svg` and `tasks.svg`.
  ///
  /// - Parameters:
  ///   - table: that of all runs.
  ///   - path: the folder of the sweep.
  /// - Throws: `FigureError` if gnuplot fails, `StudyError` if there is nothing to draw,
  ///   `OutputError` if something cannot be written.
  public func conclude(_ table: SweepTable, in path: String) async throws {
    guard let lock = try FileLock(path: "\(path)/.figure.lock", waiting: true) else { return }
    defer { lock.release() }
    try gatherSeeds(table, in: path)
    try await Figure.draw(["\(path)/sweep.csv"], to: "\(path)/sweep.svg")
    for name in Self.drawnCurves {
      let curves = "\(path)/\(name)-seeds.csv"
      if FileManager.default.fileExists(atPath: curves) {
        try await Figure.draw([curves], to: "\(path)/\(name).svg")
      }
    }
  }
}
