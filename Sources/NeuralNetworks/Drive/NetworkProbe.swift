import DataSets
import Parallel

/// Looks at how well a network does, without dropout.
public final class NetworkProbe {
  /// What came of some examples.
  public struct Evaluation: Sendable, Equatable {
    /// The mean loss.
    public var loss: Double
    /// The share of examples whose class is told right.
    public var accuracy: Double
  }

  private let workspace: any ProbedNetwork
  private let network: Network
  private let modulation: ErrorModulation?
  /// Who share out the examples of an evaluation.
  private let ranks: Ranks

  /// How many examples are looked at together: fewer where a network has many numbers for each.
  private let chunk: Int
  private static let largestChunk = 500
  private static let smallestChunk = 64
  /// Over how many examples statistics are averaged, and in parts of how many at most.
  private static let mostAveraged = 512
  private static let largestPart = 64

  /// Makes room.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - simulation: how its units compute.
  ///   - feedback: how errors travel.
  ///   - modulation: what multiplies them on their way, by the present weights.
  ///   - random: draws what the pathway needs.
  ///   - precision: the numbers to compute in.
  ///   - threads: how many threads may work. Results do not depend on it.
  ///   - ranks: who share out the examples of an evaluation; results do not depend on them either.
  public init(
    _ network: Network, simulation: any NetworkSimulation = LayerwiseResponse(),
    feedback: Feedback, modulation: ErrorModulation? = nil,
    random: NetworkDraws, precision: NetworkDrive.Precision = .double, threads: Int = 1,
    ranks: Ranks = .alone
  ) {
    self.ranks = ranks
    let chunk = Self.chunk(numbersPerExample: simulation.numbersPerExample(of: network))
    self.chunk = chunk
    self.network = network
    self.modulation = modulation
    func workspace<Scalar: NetworkScalar>(_ scalar: Scalar.Type) -> any ProbedNetwork {
      ProbeWorkspace(
        simulation.makeEvaluator(
          Scalar.self, for: network,
          NetworkSetting(
            feedback: feedback, modulation: modulation, random: random, threads: threads),
          capacity: chunk))
    }
    self.workspace =
      switch precision {
      case .double: workspace(Double.self)
      case .single: workspace(Float.self)
      }
  }

  /// How many examples are looked at together: half a gigabyte of outputs and errors in 64 bits.
  ///
  /// - Parameter numbersPerExample: the numbers that an evaluator holds for each.
  package static func chunk(numbersPerExample: Int) -> Int {
    max(smallestChunk, min(largestChunk, (1 << 26) / numbersPerExample))
  }

  /// Loss and accuracy; all ranks take part, and have the result.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - examples: the examples.
  ///   - permutation: where their features are seen; nil leaves them where they are.
  ///   - most: at most so many of them, the first.
  /// - Throws: ``NetworkFailure`` where the network's simulation cannot go on; `FailureElsewhere` if another rank failed.
  /// - Complexity: O(examples × synapses).
  public func evaluate(
    forward: Span<Double>, on examples: LabelledSet, permutation: FeaturePermutation? = nil,
    atMost most: Int = .max
  ) throws -> Evaluation {
    try evaluate(
      forward: forward, on: examples, permutation: permutation, atMost: most, numbers: 0
    ) { _ in [] }.evaluation
  }

  /// The same, with numbers that somebody makes of what the network makes of some examples.
  ///
  /// - Parameters:
  ///   - count: how many numbers.
  ///   - note: makes them, where those examples are looked at.
  /// - Returns: the evaluation, and the numbers of all examples, some at a time.
  package func evaluate(
    forward: Span<Double>, on examples: LabelledSet, permutation: FeaturePermutation? = nil,
    atMost most: Int = .max, numbers count: Int, _ note: (NetworkResponse) throws -> [Double]
  ) throws -> (evaluation: Evaluation, numbers: [[Double]]) {
    let chunks = chunks(of: examples, atMost: most)
    var own: [Double] = []
    for rows in chunks[ranks.share(of: chunks.count)] {
      let found = try look(forward, rows, of: examples, permutation)
      own += [found.loss, Double(found.correct)] + (try note(NetworkResponse(rows, workspace)))
    }
    let all = try ranks.gatherEverywhere(
      own, counts: ranks.shares(of: chunks.count).map { $0.count * (2 + count) })
    var (loss, correct) = (0.0, 0.0)
    for first in stride(from: 0, to: all.count, by: 2 + count) {
      loss += all[first]
      correct += all[first + 1]
    }
    let numbers = stride(from: 2, to: all.count, by: 2 + count).map {
      Array(all[$0..<($0 + count)])
    }
    let evaluated = Double(chunks.last!.upperBound)
    return (Evaluation(loss: loss / evaluated, accuracy: correct / evaluated), numbers)
  }

  /// Loss and accuracy by this rank alone, which is shown what the network makes of the examples, some at a time.
  package func evaluate(
    forward: Span<Double>, on examples: LabelledSet, permutation: FeaturePermutation? = nil,
    atMost most: Int = .max, showing show: (NetworkResponse) throws -> Void
  ) throws -> Evaluation {
    let chunks = chunks(of: examples, atMost: most)
    var (loss, correct) = (0.0, 0)
    for rows in chunks {
      let part = try look(forward, rows, of: examples, permutation)
      loss += part.loss
      correct += part.correct
      try show(NetworkResponse(rows, workspace))
    }
    let count = Double(chunks.last!.upperBound)
    return Evaluation(loss: loss / count, accuracy: Double(correct) / count)
  }

  /// Which examples are looked at together.
  private func chunks(of examples: LabelledSet, atMost most: Int) -> [Range<Int>] {
    let count = min(most, examples.exampleCount)
    return stride(from: 0, to: count, by: chunk).map { $0..<min($0 + chunk, count) }
  }

  private func look(
    _ forward: Span<Double>, _ rows: Range<Int>, of examples: LabelledSet,
    _ permutation: FeaturePermutation?
  ) throws -> (loss: Double, correct: Int) {
    workspace.load(
      features: examples.features, labels: examples.labels,
      rows: Int32(rows.lowerBound)..<Int32(rows.upperBound), permutation: permutation)
    return try workspace.evaluate(forward: forward)
  }

  /// Has layers that normalise do so, in evaluations from now on, by means and variances of their own: an answer must not hang on
  /// which other examples are asked about. Running statistics are those that are remembered. Where they are those of a
  /// batch in training, or nothing is remembered yet, they are those of the first 512 examples, in parts alike of at most 64.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - examples: those of training.
  ///   - permutation: where their features are seen; nil leaves them where they are.
  ///   - running: what running statistics remember, at the end of a window; empty if they have seen nothing.
  ///   - duration: how long the window lasted.
  public func takeStatistics(
    forward: Span<Double>, of examples: LabelledSet, permutation: FeaturePermutation? = nil,
    running: [Double] = [], after duration: Double = 0
  ) throws {
    guard workspace.network.isNormalised else { return }
    workspace.statistics = running
    workspace.advanceStatistics(by: duration)
    workspace.use(.averaging)
    let count = min(Self.mostAveraged, examples.exampleCount)
    let parts = (count + Self.largestPart - 1) / Self.largestPart
    for part in 0..<parts {
      workspace.load(
        features: examples.features, labels: examples.labels,
        rows: Int32(part * count / parts)..<Int32((part + 1) * count / parts),
        permutation: permutation)
      _ = try workspace.evaluate(forward: forward)
    }
    workspace.use(.average)
  }

  /// What running statistics are in evaluations: what they remember at the end of the window that was told last.
  package var runningStatistics: [Double] { workspace.statistics }

  /// The weights through which errors come back in a window, for each node with weights, in the orientation of the layer's
  /// forward weights.
  ///
  /// Sizes of batchwise random signs are those drawn for the window.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  ///   - window: the window.
  /// - Returns: nil where no error comes through, as through the first layer, and where nothing can be held against
  ///   the forward weights: these themselves carry the errors, or a matrix does that spans several layers.
  public func returnWeights(forward: Span<Double>, backward: Span<Double>, window: Int)
    -> [[Double]?]
  {
    workspace.beginWindow(window)
    return workspace.returnWeights(forward: forward, backward: backward)
  }

  /// The angle in degrees between the errors that the pathway delivers and those of backpropagation, for each
  /// hidden node with weights, over the first 500 examples or as many as are looked at together, with features in other places if so asked; NaN if one of them
  /// is zero.
  public func errorAngles(
    forward: Span<Double>, backward: Span<Double>, on examples: LabelledSet,
    permutation: FeaturePermutation? = nil, window: Int
  ) throws -> [Double] {
    let rows = 0..<Int32(min(chunk, examples.exampleCount))
    workspace.use(.ofExamples)
    workspace.load(
      features: examples.features, labels: examples.labels, rows: rows, permutation: permutation)
    workspace.beginWindow(window)
    return try workspace.errorAngles(forward: forward, backward: backward)
  }

  /// What modulation multiplies the errors of units or maps by, for each node with weights, by weights as they are: without a filter's
  /// memory, and with no unit silenced.
  ///
  /// - Parameter forward: the forward weights of all synapses.
  /// - Returns: nil for nodes that are not hidden, as outputs; nil without modulation.
  /// - Complexity: O(synapses).
  public func modulationFactors(forward: Span<Double>) -> [[Double]?]? {
    guard let modulation else { return nil }
    let modulator = ErrorModulator<Double>(
      modulation, network: network, capacity: 1, threads: 1)
    forward.withUnsafeBufferPointer {
      modulator.prepare($0.baseAddress!, masks: [], count: 1)
    }
    let hidden = network.hidden
    return network.nodes.indices.filter { !network.nodes[$0].weights.isEmpty }.map { node in
      hidden.firstIndex(of: node).map { place in
        let factors = modulator.factors(ofHidden: place)
        return (0..<network.nodes[node].layer.output.channels).map { factors[$0] }
      }
    }
  }
}
