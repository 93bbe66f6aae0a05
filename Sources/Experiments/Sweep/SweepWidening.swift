import DataFiles
import Results
import Studies

/// How a grid grows by itself: while the best value of a key is the first or the last of the grid, the next one beyond is run, too.
///
/// Each group, the combinations with the same values of some keys, grows by itself, and what it gets is run with every
/// combination of the other keys. What there is in the end follows from the results alone, so that the same sweep, begun
/// anywhere, ends with the same runs in the same order: those of the grid, then those of each round in the order of the groups.
public struct SweepWidening {
  /// The key whose values go on.
  let key: String
  /// By which result a value is the best.
  let criterion: SweepCriterion
  /// The keys whose values make the groups; none for one group.
  let groupKeys: [String]
  private let spacing: GridSpacing
  private let inputs: StudyInputs
  private let load: (_ variations: [String]) throws -> Study

  /// So many values are added on each side of a group's grid.
  public static let mostExtensions = 6

  /// Prepares to widen a sweep.
  ///
  /// - Parameters:
  ///   - key: one of its keys, with two or more numbers above 0 that stand evenly or by nearly the same factor.
  ///   - sweep: the sweep.
  ///   - criterion: by which result a value is the best.
  ///   - groupKeys: the keys whose values make groups.
  ///   - inputs: where the files that studies name are opened.
  ///   - load: reads the study as for the sweep.
  /// - Throws: `StudyError` if the key cannot be widened.
  public init(
    _ key: String, of sweep: ParameterSweep, by criterion: SweepCriterion,
    forEach groupKeys: [String] = [], inputs: StudyInputs = .standard,
    load: @escaping (_ variations: [String]) throws -> Study
  ) throws {
    guard !SweepTable.repetitionKeys.contains(key) else {
      throw StudyError(
        "--widen \(key): the best is chosen by the mean over it, expected another varied key")
    }
    guard let axis = sweep.grid.axes.first(where: { $0.key == key }) else {
      let keys = sweep.grid.keys.filter { !SweepTable.repetitionKeys.contains($0) }
      throw StudyError(
        "--widen \(key): expected a key that --vary gives numbers\(suggestion(for: key, among: keys))"
      )
    }
    guard !groupKeys.contains(key) else {
      throw StudyError(
        "--widen \(key): --for-each \(key) keeps each of its values, expected one of the two")
    }
    let numbers = axis.values.compactMap(finiteNumber).sorted()
    guard numbers.count == axis.values.count, let spacing = GridSpacing(numbers) else {
      throw StudyError(
        "--widen \(key): found \(axis.values.joined(separator: ",")), expected two or more numbers above 0 that stand"
          + " evenly, as 10,20,30, or grow by nearly the same factor, as 1,3,10")
    }
    self.key = key
    self.criterion = criterion
    self.groupKeys = groupKeys
    self.spacing = spacing
    self.inputs = inputs
    self.load = load
  }

  /// The sweep that follows from the runs in its folder, as far as these go.
  ///
  /// - Returns: the sweep with all that it grew by, and, if no run of it is left, what to know of groups whose best lies at an end
  ///   all the same.
  func grown(_ sweep: ParameterSweep, in path: String) throws -> (ParameterSweep, [String]) {
    var sweep = sweep
    while true {
      let table = try SweepDirectory(path, sweep: sweep).tableOfOwnRuns()
      guard table.count(.pending) == 0 else { return (sweep, []) }
      let (wider, warnings) = try widened(sweep, table)
      guard wider.grid.count > sweep.grid.count else { return (sweep, warnings) }
      sweep = wider
    }
  }

  /// The sweep with the next value of every group whose best lies at an end, and why others have none.
  private func widened(_ sweep: ParameterSweep, _ table: SweepTable) throws -> (
    ParameterSweep, [String]
  ) {
    var (wider, warnings) = (sweep, [String]())
    for group in table.best(by: criterion, forEach: groupKeys) {
      guard let best = group.best?.settings.first(where: { $0.key == key }),
        let number = finiteNumber(best.value)
      else { continue }
      let numbers = sweep.grid.numbers(of: key, in: group.group)
      guard number == numbers.first || number == numbers.last else { continue }
      let above = number == numbers.last
      let given = sweep.grid.axes.first { $0.key == key }!.values.compactMap(finiteNumber)
      let added = numbers.count { above ? $0 > given.max()! : $0 < given.min()! }
      let name = group.group.map { "\($0.key)=\($0.value): " }.joined()
      let place = "\(name)the best \(key), \(best.value), is the \(above ? "largest" : "smallest")"
      guard added < Self.mostExtensions else {
        warnings.append("\(place) still, after \(added) more values on that side")
        continue
      }
      var reason = above ? "there is no larger number" : "expected numbers above 0"
      var isWider = false
      for candidate in spacing.next(beyond: numbers, above: above) where !isWider {
        let rows = sweep.grid.rows(of: group.group, key, candidate.shortText)
        guard wider.grid.count + rows.count <= SweepGrid.largestCount else {
          reason = "there would be more than \(SweepGrid.largestCount) combinations"
          break
        }
        do {
          wider = try wider.adding(rows, inputs: inputs, load: load)
          isWider = true
        } catch let error as StudyError {
          reason = "\(key)=\(candidate.shortText) is refused: \(error.messages[0])"
        }
      }
      if !isWider { warnings.append("\(place) that there can be: \(reason)") }
    }
    return (wider, warnings)
  }

  /// What `sweep.json` says of it.
  var identity: SweepIdentity.Widening {
    .init(key: key, bestBy: criterion.text, forEach: groupKeys)
  }
}

extension SweepGrid {
  /// The numbers of a key among the combinations with some values, ascending.
  fileprivate func numbers(of key: String, in group: [(key: String, value: String)]) -> [Double] {
    let place = keys.firstIndex(of: key)!
    return Set(rows(of: group, in: 0..<count).compactMap { finiteNumber($0[place]) }).sorted()
  }

  /// The combinations of a group of the grid as it was given, with one more value of a key in place of its first.
  fileprivate func rows(of group: [(key: String, value: String)], _ key: String, _ value: String)
    -> [[String]]
  {
    let place = keys.firstIndex(of: key)!
    return rows(of: group, in: 0..<(count - added.count))
      .filter { $0[place] == axes[place].values[0] }
      .map { row in
        var row = row
        row[place] = value
        return row
      }
  }

  private func rows(of group: [(key: String, value: String)], in indices: Range<Int>)
    -> [[String]]
  {
    let places = group.map { (keys.firstIndex(of: $0.key)!, $0.value) }
    return indices.map(values).filter { row in places.allSatisfy { row[$0.0] == $0.1 } }
  }
}
