import Results
import Studies

/// One run of a study for each combination of values of some of its keys.
///
/// ```swift
/// let sweep = try ParameterSweep(SweepGrid(["seed=1,2,3"])) { variations in
///   try Study(contentsOf: "study.yaml", variations: variations)
/// }
/// let table = try await sweep.run(into: "out/sweep", options: SweepOptions(program: program)).table
/// ```
public struct ParameterSweep: Sendable {
  /// What is varied.
  public let grid: SweepGrid
  /// The study without what is varied, or that of the first combination if there is none without.
  public let base: Study
  /// The study of each combination.
  let studies: [Study]

  /// Makes every combination's study and checks it as a run would, with the first seed of several.
  ///
  /// - Parameters:
  ///   - grid: what is varied; of a study with several seeds, beside the seed.
  ///   - inputs: where the files that the studies name are opened; those that they are read with.
  ///   - load: reads the study with `key=value` texts laid over it.
  /// - Throws: `StudyError` with the mistakes of all combinations, each told once, with the options
  ///   that made it.
  /// - Complexity: reads the study for each combination, and its data files again where they are others than those
  ///   of the combination before.
  public init(
    _ grid: SweepGrid, inputs: StudyInputs = .standard,
    load: (_ variations: [String]) throws -> Study
  ) throws {
    func checked(_ index: Int?) -> Result<Study, any Error> {
      Result {
        let study = try load(index.map(grid.settings) ?? [])
        try study.check(inputs: inputs)
        return study
      }
    }
    // What is varied may be what makes it a study, as a temperature that a pathway needs.
    let base = checked(nil)
    let combinations = (0..<grid.count).map(checked)
    let studies = combinations.compactMap { try? $0.get() }
    if studies.count < combinations.count {
      var mistakes = SweepMistakes(grid)
      if studies.isEmpty, case .failure(let error) = base { mistakes.record(error, at: nil) }
      for case (let index, .failure(let error)) in combinations.enumerated() {
        mistakes.record(error, at: index)
      }
      try mistakes.check()
    }
    self.base = (try? base.get()) ?? studies[0]
    self.grid = self.base.seeds > 1 ? try grid.varyingSeeds(of: self.base) : grid
    self.studies = studies.flatMap(\.eachSeed)
  }

  private init(_ grid: SweepGrid, base: Study, studies: [Study]) {
    (self.grid, self.base, self.studies) = (grid, base, studies)
  }

  /// The sweep with more combinations, which are checked as its own were.
  ///
  /// - Parameters:
  ///   - rows: their values; of a study with several seeds, those of one seed after the other.
  ///   - inputs: where the files that the studies name are opened.
  ///   - load: reads the study with `key=value` texts laid over it.
  /// - Throws: `StudyError` if one of them is wrong.
  func adding(
    _ rows: [[String]], inputs: StudyInputs, load: (_ variations: [String]) throws -> Study
  ) throws -> ParameterSweep {
    // The last key is then the seed, which the study says itself.
    let keys = base.seeds > 1 ? grid.keys.dropLast() : grid.keys[...]
    let added = try stride(from: 0, to: rows.count, by: base.seeds).flatMap { first in
      let study = try load(zip(keys, rows[first]).map { "\($0)=\($1)" })
      try study.check(inputs: inputs)
      return study.eachSeed
    }
    return ParameterSweep(grid.adding(rows), base: base, studies: studies + added)
  }

  /// Sees to it that a run of its own does not write over a sweep's files.
  ///
  /// - Throws: `OutputError` if the folder is that of a sweep.
  public static func refuseFolder(_ path: String) throws {
    guard OutputDirectory.isSweep(path) else { return }
    throw OutputError(
      "\(path): holds a sweep, or a run of several seeds; choose another folder for a run of one")
  }

  /// A combination in words.
  func description(of index: Int) -> String {
    grid.settings(at: index).joined(separator: ", ")
  }
}

/// Runs of a sweep failed; the others were done.
public struct SweepFailure: Error, CustomStringConvertible, Sendable {
  /// How many, and where the reasons stand.
  public let description: String

  /// Creates the error.
  public init(description: String) {
    self.description = description
  }
}
