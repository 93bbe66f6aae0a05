import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Averages of |g| over all synapses, taken along a run, against sums over the rows of the drive.
@Suite struct GradientSumsTests {
  private static let count = 2500
  private static let duration = 60.0

  /// Windows of many lengths, whose signals differ from synapse to synapse.
  private static func table(seed: Int, last: Double? = nil) -> ListedTable {
    var random = SeededRandom(seed: seed)
    var times = [0.0]
    while times.last! < duration - 5 { times.append(times.last! + random.uniform(0.2, 4)) }
    // The same numbers in 32 bits and in 64.
    var rows = times.map { _ in (0..<count).map { _ in Double(Float(random.normal())) } }
    if let last { rows[rows.count - 1][count - 1] = last }
    return ListedTable(times: times, rows: rows)
  }

  /// ⟨|g|⟩ up to a time by the rows.
  private func average(_ table: ListedTable, of synapse: Int, to time: Double) -> Double {
    var sum = 0.0
    for (k, row) in table.rows.enumerated() where table.times[k] < time {
      let end = k + 1 < table.times.count ? table.times[k + 1] : Self.duration
      sum += row[synapse].magnitude * (min(end, time) - table.times[k])
    }
    return sum / time
  }

  /// Asks for the averages whenever the population is surveyed.
  private struct Observer: SolutionObserver {
    let dynamics: PopulationDynamics
    let sums: GradientSums
    var found: [(time: Double, averages: [Double])] = []

    var components: [Int]? { [0] }
    func sample(at time: Double, state: Span<Double>) {}
    mutating func survey(
      at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
    ) {
      found.append(
        (time, sums.averages(of: Array(0..<sums.count), at: time, in: dynamics.feed)))
    }
    func stepDidEnd(at time: Double, statistics: SolverStatistics) {
      sums.advance(to: time, in: dynamics.feed)
    }
  }

  private func population(_ table: ListedTable, threads: Int, gain: Double = 1) throws
    -> PopulationDynamics
  {
    let rule = BioAdam(
      BioAdam.Kinetics(
        coConsumption: CoConsumption(tauRho: 50, epsilon: 0.1), gradientGain: gain))
    let dynamics = try PopulationDynamics(
      rule: rule, drive: TabulatedDrive(table), threads: threads)
    dynamics.gradientSums = GradientSums(
      of: Self.count, until: Self.duration, threads: threads)
    return dynamics
  }

  private func run(
    _ solver: (PopulationDynamics) throws -> any Solver, on dynamics: PopulationDynamics,
    surveying surveys: [Double]
  ) throws -> (Observer, Solution) {
    let problem = dynamics.problem(
      from: 0, to: Self.duration,
      initialState: rest(Self.count) + Array(repeating: 1, count: 2 * Self.count))
    var observer = Observer(dynamics: dynamics, sums: dynamics.gradientSums!)
    let solution = try solver(dynamics).solve(
      problem, sampling: [], surveying: surveys, observer: &observer)
    return (observer, solution)
  }

  /// Within windows and at their edges, for methods that add windows themselves, take them in one or in several steps, and for one
  /// that adds none. Some hundred roundings, and those of a division.
  @Test(arguments: 0..<4) func averagesAreThoseOfTheRows(_ seed: Int) throws {
    let table = Self.table(seed: seed)
    let surveys = [0.1, table.times[1], table.times[3], 7.25, 30, 31, table.times[20], 60].sorted()
    let solvers: [(PopulationDynamics) throws -> any Solver] = [
      { try ExactPropagator($0) }, { try PopulationEuler($0, stepSize: 0.3) },
      { try PopulationEuler($0, stepSize: 8) },
      { try PopulationEuler($0, stepSize: 0.5, precision: .single) },
      { try ExactPropagator($0, precision: .single) }, { _ in RungeKutta4(stepSize: 0.7) },
    ]
    for (number, solver) in solvers.enumerated() {
      let (one, _) = try run(
        solver, on: try population(table, threads: 1), surveying: surveys)
      #expect(one.found.map(\.time) == surveys)
      for (time, averages) in one.found {
        let wrong = averages.indices.first {
          (averages[$0] / average(table, of: $0, to: time) - 1).magnitude > 1e-13
        }
        #expect(wrong == nil, "seed \(seed), solver \(number), t = \(time)")
      }
      #expect(one.sums.largest == table.rows.joined().map(\.magnitude).max()!)
      // Threads, and whether somebody looks in between, change no bit.
      let (three, _) = try run(
        solver, on: try population(table, threads: 3), surveying: surveys)
      #expect(three.found.map(\.averages) == one.found.map(\.averages))
      let (seldom, _) = try run(solver, on: try population(table, threads: 2), surveying: [60])
      #expect(seldom.found.last!.averages == one.found.last!.averages)
    }
  }

  /// A window in which a signal overflows ends the run, and is no part of the average: also where other blocks went through it.
  @Test(arguments: ["exact", "euler"]) func averagesEndWhereTheRunDoes(_ method: String) throws {
    let table = Self.table(seed: 9, last: 1e305)
    let dynamics = try population(table, threads: 2, gain: 1e10)
    let solver: any Solver =
      if method == "exact" {
        try ExactPropagator(dynamics)
      } else {
        try PopulationEuler(dynamics, stepSize: 50)
      }
    let (observer, solution) = try run({ _ in solver }, on: dynamics, surveying: [])
    guard case .failed = solution.ending else {
      Issue.record("the run was meant to fail")
      return
    }
    #expect(solution.time == table.times.last!)
    try observer.sums.retract(to: solution.time, of: dynamics)
    let averages = observer.sums.averages(
      of: Array(0..<Self.count), at: solution.time, in: dynamics.feed)
    for i in averages.indices {
      #expect(
        (averages[i] / average(table, of: i, to: solution.time) - 1).magnitude < 1e-13, "\(i)")
    }
  }

  /// A run that goes on from an edge has the sums of one that never ended.
  @Test func sumsGoOn() throws {
    let whole = try population(Self.table(seed: 3), threads: 1)
    let (found, _) = try run({ try ExactPropagator($0) }, on: whole, surveying: [60])
    let part = try population(Self.table(seed: 3), threads: 1)
    let edge = Self.table(seed: 3).times[8]
    let sums = part.gradientSums!
    var none = 0.0
    let edges = Self.table(seed: 3).times + [60]
    for (start, end) in zip(edges, edges.dropFirst()) where end <= edge {
      try part.feed.begin([start...end], state: &none)
      sums.advance(to: end, in: part.feed)
    }
    let next = GradientSums(of: Self.count, until: 60, threads: 1)
    next.memory = sums.memory
    #expect(next.isPossible(sums.memory))
    var bytes: [UInt8] = []
    sums.withBytes { span in
      for i in 0..<span.byteCount {
        bytes.append(span.unsafeLoad(fromByteOffset: i, as: UInt8.self))
      }
    }
    let isRight = next.fill { span in
      for i in 0..<span.byteCount { span.storeBytes(of: bytes[i], toByteOffset: i, as: UInt8.self) }
    }
    #expect(isRight)
    for (start, end) in zip(edges, edges.dropFirst()) where start >= edge {
      try part.feed.begin([start...end], state: &none)
      next.advance(to: end, in: part.feed)
    }
    #expect(
      next.averages(of: Array(0..<Self.count), at: 60, in: part.feed) == found.found[0].averages)
  }
}
