import DataFiles
import Foundation
import HostSystem
import Results

/// The folder of a sweep: `study.yaml`, `sweep.json`, the tables, and `runs/NNNN` for each combination.
///
/// Several processes may work in it. What they share is read and written under one lock, and each run
/// is made in a hidden folder of its own that gets its name when it is whole. So whatever a process
/// that was killed, or its runs, still write, reaches nothing that others look at.
struct SweepDirectory {
  /// Its path as given.
  let path: String
  private let sweep: ParameterSweep

  init(_ path: String, sweep: ParameterSweep) {
    self.path = path
    self.sweep = sweep
  }

  /// Makes the folder, or goes on in that of the same sweep.
  ///
  /// - Parameters:
  ///   - part: what this process will do.
  ///   - command: how the sweep was started.
  ///   - force: whether what an earlier sweep left there is removed.
  ///   - widening: how the grid grows, if it does.
  /// - Returns: the lock of this part, to be held while it is worked on.
  /// - Throws: `OutputError` if another sweep is there, or another process works on this part, or
  ///   something cannot be written.
  func open(
    _ part: SweepPart, command: [String], force: Bool, widening: SweepIdentity.Widening? = nil
  ) throws -> FileLock {
    let output = try OutputDirectory(path, force: true)
    let found = try contents("")
    if !found.contains("sweep.json"), let other = found.first(where: { !$0.hasPrefix(".") }) {
      throw OutputError(
        "\(path): holds \(other) and no sweep, expected a new folder or that of a sweep")
    }
    return try locked {
      let lock = try take(part, alone: force)
      do {
        if force { try removeEarlier() }
        try identify(output, command: command, widening)
        try removeUnfinished(part)
      } catch {
        lock.release()
        throw error
      }
      return lock
    }
  }

  /// Does something that no other process that works here does at the same time.
  func locked<Result>(_ body: () throws -> Result) throws -> Result {
    try FileLock.holding("\(path)/.lock", body)
  }

  // MARK: Whose it is

  /// The lock of a part; two ways to split a sweep at the same time would share combinations.
  private func take(_ part: SweepPart, alone: Bool) throws -> FileLock {
    let own = ".part-\(part.index)-of-\(part.count).lock"
    let suffix = "-of-\(part.count).lock"
    for name in try contents("") where name.hasPrefix(".part-") && name != own {
      if !alone, name.hasSuffix(suffix) { continue }
      guard let lock = try FileLock(path: "\(path)/\(name)", waiting: false) else {
        throw OutputError(
          "\(path): another process works on a part of it; wait for it, or split in the same way")
      }
      lock.release()
    }
    guard let lock = try FileLock(path: "\(path)/\(own)", waiting: false) else {
      throw OutputError("\(path): another process works on the same part of it")
    }
    return lock
  }

  /// Writes what sweep this is, or compares it with what is written there.
  private func identify(
    _ output: OutputDirectory, command: [String], _ widening: SweepIdentity.Widening?
  ) throws {
    let own = try SweepIdentity(sweep, in: path, command: command, widening)
    if let there = try identity(output) {
      let differences = own.differences(from: there)
      guard differences.isEmpty else {
        throw OutputError(
          "\(path): holds another sweep: \(differences.joined(separator: "; "));"
            + " choose another folder, or give --force to start afresh")
      }
      // A grid that was swept as it was given may grow.
      if there.widening == nil, widening != nil { try output.write(own.json(), to: "sweep.json") }
    } else {
      try output.write(own.json(), to: "sweep.json")
    }
    try output.write(sweep.base.yaml(in: path), to: "study.yaml")
    try make("runs")
  }

  /// What is written of the sweep; nil if nothing is.
  private func identity(_ output: OutputDirectory) throws -> SweepIdentity? {
    let file = output.path("sweep.json")
    guard let data = InputFile.contents(file) else { return nil }
    guard let identity = try? SweepIdentity(json: data) else {
      throw OutputError(
        "\(file): is not what a sweep writes; choose another folder, or give --force to start afresh"
      )
    }
    return identity
  }

  /// Writes how many combinations there are by now.
  func recordCount() throws {
    let output = try OutputDirectory(path, force: true)
    try locked {
      guard var identity = try identity(output), identity.combinations != sweep.grid.count else {
        return
      }
      identity.combinations = sweep.grid.count
      try output.write(identity.json(), to: "sweep.json")
    }
  }

  /// Removes the runs of combinations that the grid has no more: it grows less where a run that had failed has a result now.
  func removeRunsBeyond() throws {
    try locked {
      for name in try contents("runs") where isRun(name) {
        if let index = Int(name), index >= sweep.grid.count { try remove("runs/\(name)") }
      }
    }
  }

  private func removeEarlier() throws {
    guard OutputDirectory.isSweep(path) else { return }
    for name in try contents("runs") where isRun(name) || name.hasPrefix(".") {
      try remove("runs/\(name)")
    }
    let figures = ["sweep"] + ParameterSweep.drawnCurves
    let tables =
      [
        SweepTable.schema, SweepTable.timesSchema, SeedTables.quantities, SeedTables.combinations,
        SweepTable.bestSchema,
      ]
      + SeedCurves.schemas.map(\.overSeeds)
    let files =
      tables.map(\.file) + ["study.yaml", "summary.json"]
      + figures.flatMap { ["\($0).svg", "\($0).gp"] } + ["sweep.json"]
    for name in files {
      try remove(name)
    }
  }

  /// Removes what runs of this part left that were ended with their sweep.
  private func removeUnfinished(_ part: SweepPart) throws {
    for name in try contents("runs") where name.hasPrefix(".") {
      if let index = Int(name.dropFirst().prefix { $0 != "." }), part.contains(index) {
        // One that was left alone may still write; then it stays hidden, until the next time.
        try? remove("runs/\(name)")
      }
    }
  }

  // MARK: Runs

  /// The name of a combination's run.
  func name(_ index: Int) -> String {
    let digits = "\(index)"
    return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
  }

  /// The folder of a combination's run, there or not.
  func runFolder(_ index: Int) -> String { "\(path)/runs/\(name(index))" }

  private func isRun(_ name: String) -> Bool { name.count >= 4 && name.allSatisfy(\.isNumber) }

  /// Whether a combination's run finished, and was that of the same study.
  func isFinished(_ index: Int) -> Bool {
    SweepOutcome.summary(in: runFolder(index))?.status == .finished && isOwn(index)
  }

  /// Whether the folder of a combination's run, if it is there, is that of the same study.
  private func isOwn(_ index: Int) -> Bool {
    let folder = runFolder(index)
    guard let text = InputFile.contents("\(folder)/study.yaml") else { return false }
    return text == Data(sweep.studies[index].yaml(in: folder).utf8)
  }

  /// How all combinations stand, without those whose folder holds another study's run. Nothing is written.
  func tableOfOwnRuns() throws -> SweepTable {
    try locked {
      let grid = sweep.grid
      return SweepTable(
        keys: grid.keys,
        rows: (0..<grid.count).map { index in
          let values = grid.values(at: index)
          return isOwn(index)
            ? SweepOutcome(index: index, values: values, folder: runFolder(index))
            : SweepOutcome(index: index, values: values)
        })
    }
  }

  /// A new hidden folder for a combination's run, with its study.
  func makeRun(_ index: Int) throws -> String {
    let folder = "\(path)/runs/.\(name(index)).\(RandomName.make())"
    guard mkdir(folder, 0o777) == 0 else {
      throw OutputError("\(path)/runs: no folder can be made in it: \(reason)")
    }
    let output = try OutputDirectory(folder, force: true)
    try output.write(sweep.studies[index].yaml(in: folder), to: "study.yaml")
    return folder
  }

  /// Gives a run its name, in place of an earlier one of the same combination.
  func keepRun(_ index: Int, from folder: String) throws {
    try remove("runs/\(name(index))")
    guard rename(folder, runFolder(index)) == 0 else {
      throw OutputError("\(runFolder(index)): cannot be renamed into place: \(reason)")
    }
  }

  // MARK: Files

  private var reason: String { String(cString: strerror(errno)) }

  private func contents(_ name: String) throws -> [String] {
    let folder = name.isEmpty ? path : "\(path)/\(name)"
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch CocoaError.fileReadNoSuchFile {
      return []
    } catch {
      throw OutputError("\(folder): cannot be read: \(error.localizedDescription)")
    }
  }

  private func make(_ name: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    } catch {
      throw OutputError("\(path)/\(name): the folder cannot be made: \(error.localizedDescription)")
    }
  }

  private func remove(_ name: String) throws {
    do {
      try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    } catch CocoaError.fileNoSuchFile {
      return
    } catch {
      throw OutputError("\(path)/\(name): cannot be removed: \(error.localizedDescription)")
    }
  }
}
