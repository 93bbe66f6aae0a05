import ODESolvers
import Parallel
import Results
import Studies
import SynapticDynamics

/// Averages |g| along a run, and knows how far ρ is from where it would rest.
///
/// Where signals are held and the population is surveyed, that is of all synapses; otherwise of the watched ones.
final class EquilibriumFollower: RunFollower {
  static let name = "equilibrium"
  private let rule: BioAdam
  private let dynamics: PopulationDynamics
  private let watched: SynapseSelection
  /// How many synapses are watched at each rank.
  private let counts: [Int]
  /// |g| of all synapses, added up, if it is; methods may do some of the adding.
  let sums: GradientSums?
  /// That of the watched ones, otherwise.
  private var average: GradientAverage?

  /// What it remembers, besides the sums themselves.
  struct Memory: Codable {
    var all: GradientSums.Memory?
    var watched: GradientAverage.Memory?
  }

  /// - Parameters:
  ///   - rule: the population's.
  ///   - watched: which synapses here.
  ///   - counts: how many each rank watches.
  ///   - ofAll: whether all are averaged, where that can be.
  ///   - pieces: in how many pieces the run is.
  ///   - duration: how long it lasts.
  init(
    _ rule: BioAdam, dynamics: PopulationDynamics, watched: SynapseSelection, counts: [Int],
    ofAll: Bool, pieces: Int, duration: Double
  ) {
    self.rule = rule
    self.dynamics = dynamics
    self.watched = watched
    self.counts = counts
    let isHeld = dynamics.feed.isHeld
    if ofAll, isHeld {
      sums = GradientSums(
        of: dynamics.synapseCount, until: duration, threads: dynamics.threads)
    } else {
      sums = nil
      average = GradientAverage(
        of: watched.indices, outOf: counts.reduce(0, +), until: duration, pieces: pieces,
        isHeld: isHeld)
    }
  }

  var memory: Memory {
    get { Memory(all: sums?.memory, watched: average?.memory) }
    set {
      if let memory = newValue.all { sums?.memory = memory }
      if let memory = newValue.watched { average?.memory = memory }
    }
  }

  func wholeMemory() throws -> Memory {
    let ranks = dynamics.ranks
    return Memory(
      all: sums.map { $0.memory.gathered(over: ranks) },
      watched: try average.map { try $0.memory.gathered(over: ranks, counts: counts) })
  }

  func restore(_ whole: Memory) {
    memory = Memory(
      all: whole.all, watched: whole.watched?.part(of: dynamics.ranks.rank, counts: counts))
  }

  func isPossible(_ memory: Memory) -> Bool {
    switch (memory.all, memory.watched) {
    case (let memory?, nil): sums?.isPossible(memory) ?? false
    case (nil, let memory?): average?.isPossible(memory) ?? false
    default: false
    }
  }

  func stepDidEnd(at time: Double) {
    sums?.advance(to: time, in: dynamics.feed)
    average?.advance(to: time, in: dynamics.feed)
  }

  /// ⟨|g|⟩ of all ranks' watched synapses up to a time that is not 0; at the first rank.
  func averages(at time: Double) throws -> [Double] {
    average?.advance(to: time, in: dynamics.feed)
    try sums?.retract(to: time, of: dynamics)
    let own =
      sums?.averages(of: watched.indices, at: time, in: dynamics.feed)
      ?? average!.values(at: time, in: dynamics.feed)
    return try dynamics.ranks.gather(own)
  }

  /// The largest |g| so far of this rank's synapses that are averaged.
  var largestGradient: Double { sums?.largest ?? average!.largest }

  // MARK: ρ/ρ*

  /// How ρ/ρ* is distributed over all ranks' watched synapses; at the first rank.
  ///
  /// - Parameter state: the whole state.
  func distribution(at time: Double, state: Span<Double>) throws -> Distribution? {
    var rho: [Double] = []
    rho.reserveCapacity(watched.indices.count)
    for i in watched.indices { rho.append(state[2 * watched.synapseCount + i]) }
    let all = try dynamics.ranks.gather(rho)
    let averages = try averages(at: time)
    guard dynamics.ranks.isFirst, time > 0 else { return nil }
    return Distribution(
      zip(all, averages).map { $0 / Equilibrium(rule.forward, gradient: $1).rho })
  }

  /// Writes ρ/ρ* of a block of all synapses. May be called from several threads.
  ///
  /// - Parameters:
  ///   - rho: that of all synapses.
  ///   - moment: that of the sums.
  func writeRatios<Scalar: BinaryFloatingPoint>(
    of block: Range<Int>, rho: UnsafePointer<Scalar>, at moment: GradientSums.Moment,
    into ratios: UnsafeMutablePointer<Double>
  ) {
    sums!.writeAverages(of: block, at: moment, in: dynamics.feed, into: ratios)
    let (law, gain) = (rule.forward.coConsumption, rule.forward.gradientGain)
    for (k, i) in block.enumerated() {
      ratios[k] = Double(rho[i]) / law.equilibrium(gradient: gain * ratios[k])
    }
  }

  /// What the summary says of all synapses at a time that is not 0; at the first rank.
  func summary(at time: Double, _ state: StateVector) throws -> Summary.EquilibriumSummary {
    switch state {
    case .double(let values):
      try values.withUnsafeBufferPointer { try summary(at: time, $0.baseAddress!) }
    case .single(let values):
      try values.withUnsafeBufferPointer { try summary(at: time, $0.baseAddress!) }
    }
  }

  private func summary<Scalar: BinaryFloatingPoint>(
    at time: Double, _ state: UnsafePointer<Scalar>
  ) throws -> Summary.EquilibriumSummary {
    let (n, ranks) = (dynamics.synapseCount, dynamics.ranks)
    try sums!.retract(to: time, of: dynamics)
    let moment = sums!.moment(time, in: dynamics.feed)
    let (law, gain) = (rule.forward.coConsumption, rule.forward.gradientGain)
    // Read by several threads.
    nonisolated(unsafe) let rho = state + 2 * n
    let survey = PopulationSurvey(count: n, threads: dynamics.threads, ranks: ranks) {
      [self] quantity, block, values in
      let values = values.baseAddress!
      if quantity == 0 {
        writeRatios(of: block, rho: rho, at: moment, into: values)
      } else {
        sums!.writeAverages(of: block, at: moment, in: dynamics.feed, into: values)
        for k in 0..<block.count { values[k] = 1 / law.rate(gradient: gain * values[k]) }
      }
    }
    let spreads = try survey.spreads(of: 2)
    let near = try survey.count(ofQuantity: 0) { ($0 - 1).magnitude <= 0.05 }
    return Summary.EquilibriumSummary(
      rule, synapses: spreads.total, ratio: Summary.Spread(spreads.all[0]),
      relaxationTime: Summary.Spread(spreads.all[1]),
      shareWithinFivePercent: Double(near) / Double(spreads.total))
  }
}
