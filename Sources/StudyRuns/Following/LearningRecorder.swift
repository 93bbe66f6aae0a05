import DataFiles
import Foundation
import NeuralNetworks
import ODESolvers
import Results
import Studies
import SynapticDynamics

/// Follows a network as it learns: after every epoch a row of `learning.csv`, one of `layers.csv` for each layer,
/// and with tasks in sequence one of `tasks.csv` for each task so far.
final class LearningRecorder: RunFollower {
  static let name = "learning"
  let study: Study
  let network: NetworkDescription
  let model: NetworkModel
  let dynamics: PopulationDynamics
  let layers: [RecordedLayer]
  /// The synapses whose gradients are followed, layer after layer, and of each rank how many.
  private let sampled: [Int]
  private let sampledCounts: [Int]
  private let output: OutputDirectory?
  /// The weights at the start.
  let initial: (forward: [Double], backward: [Double])
  /// What changes along a run.
  private(set) var progress: Progress

  /// All that a run in its middle remembers.
  struct Progress: Codable, Sendable {
    var learning: [LearningRow] = []
    var layers: [LayerRow] = []
    var tasks: [TaskRow] = []
    var statistics: GradientStatistics
    /// Where the last window ended.
    var time = 0.0
    /// Windows that ended.
    var windows = 0
    /// Gradients that were computed before the run was resumed.
    var earlierGradients = 0
    /// What the drive remembers.
    var signalMemory: [Double] = []

    /// The tables so far.
    var tables: LearningTables {
      LearningTables(learning: learning, layers: layers, tasks: tasks)
    }
  }

  /// What it takes to go on with this run in another process, where gradients are counted anew.
  var memory: Progress {
    get {
      var memory = progress
      memory.earlierGradients += dynamics.feed.computations
      memory.signalMemory = dynamics.feed.savedState
      return memory
    }
    set {
      progress = newValue
      dynamics.feed.savedState = newValue.signalMemory
    }
  }

  func isPossible(_ memory: Progress) -> Bool {
    let counts = 0...(1 << 53)
    let taskCount = network.tasks?.count ?? 1
    return memory.statistics.count == progress.statistics.count
      // Importances and running statistics are there once examples were seen.
      && [dynamics.feed.savedState.count, model.drive.memoryCount]
        .contains(memory.signalMemory.count)
      && !memory.learning.isEmpty
      && counts.contains(memory.windows) && counts.contains(memory.earlierGradients)
      && (0...study.duration).contains(memory.time)
      && memory.tasks.allSatisfy {
        (1...taskCount).contains($0.task) && (0...taskCount).contains($0.trainedTask)
      }
  }

  init(_ study: Study, model: NetworkModel, dynamics: PopulationDynamics, output: OutputDirectory?)
  {
    self.study = study
    network = model.description
    self.model = model
    self.dynamics = dynamics
    self.output = output
    layers = RecordedLayer.all(of: model.network)
    initial = model.initialWeights()
    let sampled = layers.flatMap(\.sampled)
    self.sampled = sampled
    sampledCounts = dynamics.ranks.counts(of: sampled, among: dynamics.populationCount)
    progress = Progress(statistics: GradientStatistics(count: sampled.count))
  }

  /// The row before the first window.
  func start(_ state: [Double]) throws {
    try addRows(state.span, at: 0, statistics: SolverStatistics())
  }

  /// Takes in the window that ended, and if it ends an epoch, or the run, the state.
  func pieceDidEnd(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {
    let constants = study.synapse.constants
    let gain = constants[.gradientGain]
    let gradient = try sampledGradient(at: time).map { gain * $0 }
    progress.statistics.add(
      gradient, length: time - progress.time, tauM: constants[.tauM], tauV: constants[.tauV])
    progress.time = time
    progress.windows += 1
    guard progress.windows % network.windowsPerEpoch == 0 || time == study.duration else { return }
    try showState { try addRows($0, at: time, statistics: statistics) }
    progress.statistics.beginEpoch()
  }

  /// The gradients that are followed, at every rank.
  private func sampledGradient(at time: Double) throws -> [Double] {
    let first = dynamics.firstSynapse
    let here = first..<(first + dynamics.synapseCount)
    let own = sampled.filter(here.contains).map { $0 - first }
    return try dynamics.ranks.gatherEverywhere(
      dynamics.feed.gradient(at: time, of: own), counts: sampledCounts)
  }

  /// How the network does, for people.
  private(set) var note: String?

  private func makeNote() -> String? {
    guard let row = progress.learning.last else { return nil }
    let angles = progress.layers.suffix(layers.count).compactMap(\.angle)
      .map { String(format: "%.0f°", $0) }
    let task = progress.tasks.last.map { "task \(max($0.trainedTask, 1)), " } ?? ""
    return
      "\(task)epoch \(shortDescription(row.epoch)): loss \(shortDescription(row.trainingLoss)), test"
      + String(format: " %.1f %%", 100 * row.testAccuracy)
      + (angles.isEmpty ? "" : ", angles \(angles.joined(separator: " "))")
  }

  /// What came of it, by name.
  var results: [String: Double] {
    progress.tables.results(
      taskCount: network.tasks?.count, epochsPerTask: network.tasks.map { Double($0.epochs) })
  }

  // MARK: Rows

  private func addRows(
    _ state: Span<Double>, at time: Double, statistics: SolverStatistics
  ) throws {
    do {
      try dynamics.withWholeState(state) { try findRows($0, at: time, statistics: statistics) }
    } catch let failure as NetworkFailure {
      throw SolverFailure(.drive(failure.message), time: time, advice: failure.advice)
    }
  }

  private func findRows(
    _ state: Span<Double>, at time: Double, statistics: SolverStatistics
  ) throws {
    let n = model.network.synapseCount
    let forward = state.extracting((state.count - 2 * n)..<(state.count - n))
    // At an edge the window is the one that begins there, as it is for a trace.
    let isEnd = time == study.duration
    let window = isEnd ? max(progress.windows - 1, 0) : progress.windows
    let backwardWeights = model.probe.backwardWeights(
      state.extracting((state.count - n)..<state.count), forward: forward,
      beginning: isEnd ? nil : window)
    let backward = backwardWeights.span
    let task = model.drive.task(ofWindow: max(progress.windows - 1, 0))
    try prepareProbe(forward, at: time)
    let training = try model.probe.evaluate(forward, on: .training, task: task)
    let none = network.outputsFire.map { FiringCounts(model.network, outputsFire: $0) }
    let (test, counted) = try model.probe.evaluateTests(
      forward, task: task, numbers: none?.numbers.count ?? 0
    ) { response in
      guard var some = none else { return [] }
      some.add(response)
      return some.numbers
    }
    var firing = none
    for numbers in counted { firing?.add(numbers) }
    for (name, loss) in [("training loss", training.loss), ("test loss", test.loss)]
    where !loss.isFinite {
      throw SolverFailure(
        .notFinite(quantity: name, component: "the network", value: loss), time: time,
        advice: "The weights run away: lower the learning rate, or scale the examples.")
    }
    let validation = try model.probe.validate(forward, task: task)
    let epoch = time / network.epochDuration
    let statistics = try statistics.whole(over: dynamics.ranks)
    let row = LearningRow(
      epoch: (epoch * 1e9).rounded() / 1e9, time: time, trainingLoss: training.loss,
      trainingAccuracy: training.accuracy, testLoss: test.loss, testAccuracy: test.accuracy,
      validationLoss: validation?.loss, validationAccuracy: validation?.accuracy,
      steps: statistics.steps, gradients: progress.earlierGradients + dynamics.feed.computations,
      rejected: statistics.errorTestFailures)
    progress.learning.append(row)
    progress.tasks += try model.taskRows(
      forward, training: task, test, windows: progress.windows, at: row)
    let angles = try model.probe.errorAngles(
      forward: forward, backward: backward, task: task, window: window)
    let matrices = model.probe.returnWeights(forward: forward, backward: backward, window: window)
    let factors = model.probe.modulationFactors(forward)
    let averages = progress.statistics.averageMagnitudes
    var first = 0
    for (index, layer) in layers.enumerated() {
      let weights = forward.extracting(layer.weights)
      var layerRow = LayerRow(
        epoch: row.epoch, time: time, layer: index + 1, norm: SumOfSquares(weights).root())
      layerRow.moments = WeightMoments(weights)
      if let matrix = matrices[index] {
        compare(layer, forward, matrix.span, state, into: &layerRow)
      } else if model.drive.feedback == .backwardWeights {
        // No error comes through a layer that reads the examples, but its pairs are pairs as all others.
        compare(layer, forward, backward.extracting(layer.weights), state, into: &layerRow)
      }
      layerRow.factors = factors.map { LayerRow.Factors($0[index]) }
      layerRow.firing = firing.map { $0.firing(ofLayer: index) }
      layerRow.errorAngle = index < angles.count ? angles[index] : nil
      let part = first..<(first + layer.sampled.count)
      if time > 0, !network.frozen.contains(index + 1) {
        equilibrium(layer, state, part, averages, into: &layerRow)
      }
      first = part.upperBound
      progress.layers.append(layerRow)
    }
    note = makeNote()
    try write()
  }

  /// Gets the network ready for evaluations with the weights of a time, where a window has ended or, as a run may, within one.
  func prepareProbe(_ forward: Span<Double>, at time: Double) throws {
    // The end of the run may cut the last window short.
    let start =
      time > progress.time ? progress.time : Double(max(progress.windows - 1, 0)) * network.window
    try model.probe.prepare(
      forward, training: model.drive.task(ofWindow: max(progress.windows - 1, 0)),
      memory: dynamics.feed.savedState, after: time - start)
  }

  private func write() throws {
    guard let output else { return }
    try progress.tables.write(
      to: output, validates: network.data.validation != nil, step: study.learningStep)
  }
}
