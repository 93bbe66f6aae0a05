import DataFiles
import Parallel
import Results
import Studies
import SynapticDynamics

/// Surveys the whole population now and then: a row of `population.csv` each time.
final class PopulationFollower: RunFollower {
  static let name = "population"

  /// All that a run in its middle remembers.
  struct Memory: Codable {
    var rows: [PopulationRow] = []
  }

  private let model: StudyModel
  private let equilibrium: EquilibriumFollower?
  private let output: OutputDirectory?
  private let quantities: [ShownQuantity]
  private let surveys: [Double]
  private var rows: [PopulationRow] = []

  /// A run that was made longer surveys less often, and has no other rows than one that was as long from its start.
  var memory: Memory {
    get { Memory(rows: rows) }
    set {
      rows = newValue.rows.filter { row in surveys.contains { $0.isSameTime(as: row.time) } }
    }
  }

  /// - Parameters:
  ///   - model: the population.
  ///   - equilibrium: who knows ρ*, if anybody does.
  ///   - surveys: when there are surveys.
  ///   - output: where the table goes; nil at every rank but the first.
  init(
    _ model: StudyModel, equilibrium: EquilibriumFollower?, surveys: [Double],
    output: OutputDirectory?
  ) {
    self.model = model
    self.surveys = surveys
    self.equilibrium = equilibrium
    self.output = output
    quantities = model.dynamics.rule.shownQuantities
  }

  func isPossible(_ memory: Memory) -> Bool {
    memory.rows.allSatisfy { row in
      row.time.isFinite && row.distributions.count == columns.count
        && row.distributions.prefix(quantities.count + 1).allSatisfy { $0 != nil }
        && row.distributions.allSatisfy {
          $0.map { $0.quantiles.count == Distribution.shares.count } ?? true
        }
    }
  }

  /// Quantity by quantity, and then what is computed of several.
  private var columns: [String] {
    quantities.map(\.name) + [PopulationRow.difference]
      + (equilibrium == nil ? [] : [PopulationRow.rhoRatio])
  }

  func survey(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {
    try showState { state in
      let row = try row(at: time, state)
      rows.append(row)
    }
    guard let output else { return }
    let step = model.study.learningStep
    let table = TableWriter(
      PopulationRow.schema.header(columns, inSeconds: step != nil), rows: rows, step: step)
    try output.write(table.text, to: PopulationRow.schema.file)
  }

  private func row(at time: Double, _ state: Span<Double>) throws -> PopulationRow {
    let dynamics = model.dynamics
    let n = dynamics.synapseCount
    var distributions: [Distribution?] = try state.withUnsafeBufferPointer { state in
      // Read by several threads.
      nonisolated(unsafe) let state = state
      let (quantities, forward, backward) = (quantities, state.count - 2 * n, state.count - n)
      let moment = time > 0 ? equilibrium?.sums?.moment(time, in: dynamics.feed) : nil
      let equilibrium = equilibrium
      let survey = PopulationSurvey(
        count: n, threads: dynamics.threads, ranks: dynamics.ranks
      ) { quantity, block, values in
        if quantity < quantities.count {
          return quantities[quantity].write(block, of: n, state: state, into: values)
        }
        if quantity > quantities.count, let moment {
          equilibrium?.writeRatios(
            of: block, rho: state.baseAddress! + 2 * n, at: moment, into: values.baseAddress!)
          return
        }
        let first = state.baseAddress! + block.lowerBound
        PopulationSurvey.writeDifferences(first + forward, first + backward, into: values)
      }
      return try survey.distributions(of: quantities.count + (moment == nil ? 1 : 2))
    }
    if let equilibrium, equilibrium.sums == nil {
      distributions.append(try equilibrium.distribution(at: time, state: state))
    }
    if distributions.count < columns.count { distributions.append(nil) }
    let alignment = try model.alignment(state, at: time)
    return PopulationRow(
      time: time, angle: alignment.flatMap { $0.angle.isFinite ? $0.angle : nil },
      normRatio: alignment.flatMap { $0.normRatio.isFinite ? $0.normRatio : nil },
      distributions: distributions)
  }

  /// What came of it.
  var summary: Summary.PopulationSummary {
    let means = rows.map { $0.distributions[quantities.count]!.mean }
    let angles = rows.map { $0.angle ?? .infinity }
    let times = rows.map(\.time)
    return Summary.PopulationSummary(
      synapses: model.study.synapseCount, surveys: rows.count,
      halfDifferenceTime: means.first.flatMap {
        $0 > 0 ? firstTime(times, means, downTo: $0 / 2) : nil
      },
      angle45Time: firstTime(times, angles, downTo: 45),
      angle30Time: firstTime(times, angles, downTo: 30),
      angle10Time: firstTime(times, angles, downTo: 10))
  }
}

/// When values first came down to a bound, on the line between two neighbouring ones; nil if they did not.
func firstTime(_ times: [Double], _ values: [Double], downTo bound: Double) -> Double? {
  guard let k = values.firstIndex(where: { $0 <= bound }) else { return nil }
  guard k > 0, values[k - 1].isFinite else { return times[k] }
  let share = (values[k - 1] - bound) / (values[k - 1] - values[k])
  return times[k - 1] + share * (times[k] - times[k - 1])
}
