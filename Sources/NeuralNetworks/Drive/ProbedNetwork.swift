import DataSets

/// A workspace that takes and gives weights of 64 bits, whatever it computes in.
protocol ProbedNetwork: AnyObject {
  var network: Network { get }
  /// What kernels remember from window to window.
  var statistics: [Double] { get set }
  func advanceStatistics(by duration: Double)
  func use(_ statistics: BatchStatistics)
  func load(
    features: [Float], labels: [Int32], rows: Range<Int32>, permutation: FeaturePermutation?)
  func beginWindow(_ window: Int)
  /// The loss of the examples, and how many of them are told right.
  func evaluate(forward: Span<Double>) throws(NetworkFailure) -> (loss: Double, correct: Int)
  /// What a node made of the examples in the last evaluation, example by example.
  func activities(ofNode k: Int) -> [Double]
  func spikes(ofExample example: Int) -> [Spike]
  func voltages(ofExample example: Int, _ electrodes: Electrodes) -> [Voltage]
  /// For each node with weights, as far as errors come back through some.
  func returnWeights(forward: Span<Double>, backward: Span<Double>) -> [[Double]?]
  func errorAngles(forward: Span<Double>, backward: Span<Double>) throws(NetworkFailure) -> [Double]
}

/// A workspace with room for weights in its own numbers.
final class ProbeWorkspace<Scalar: NetworkScalar>: ProbedNetwork {
  private let workspace: any NetworkEvaluator<Scalar>
  private let forward, backward: UnsafeMutablePointer<Scalar>

  init(_ workspace: any NetworkEvaluator<Scalar>) {
    self.workspace = workspace
    forward = Scalar.room(workspace.network.synapseCount)
    backward = Scalar.room(workspace.network.synapseCount)
  }

  deinit {
    forward.deallocate()
    backward.deallocate()
  }

  private func copy(_ weights: Span<Double>, to memory: UnsafeMutablePointer<Scalar>) {
    weights.withUnsafeBufferPointer {
      Scalar.convert($0.baseAddress!, count: $0.count, to: memory)
    }
  }

  var network: Network { workspace.network }

  var statistics: [Double] {
    get { workspace.statistics }
    set { workspace.statistics = newValue }
  }

  func advanceStatistics(by duration: Double) { workspace.advanceStatistics(by: duration) }

  func use(_ statistics: BatchStatistics) { workspace.use(statistics) }

  func load(
    features: [Float], labels: [Int32], rows: Range<Int32>, permutation: FeaturePermutation?
  ) {
    workspace.load(features: features, labels: labels, rows: rows, permutation: permutation)
  }

  func beginWindow(_ window: Int) { workspace.beginWindow(window) }

  func evaluate(forward weights: Span<Double>) throws(NetworkFailure) -> (
    loss: Double, correct: Int
  ) {
    copy(weights, to: forward)
    return try workspace.evaluate(forward: forward)
  }

  func activities(ofNode k: Int) -> [Double] { workspace.activities(ofNode: k) }

  func spikes(ofExample example: Int) -> [Spike] { workspace.spikes(ofExample: example) }

  func voltages(ofExample example: Int, _ electrodes: Electrodes) -> [Voltage] {
    workspace.voltages(ofExample: example, electrodes)
  }

  func returnWeights(forward weights: Span<Double>, backward others: Span<Double>) -> [[Double]?] {
    copy(weights, to: forward)
    copy(others, to: backward)
    return network.nodes.enumerated().filter { !$1.weights.isEmpty }.map { k, node in
      workspace.returnWeights(ofNode: k, forward: forward, backward: backward).map {
        UnsafeBufferPointer(start: $0, count: node.weights.count).map { Double($0) }
      }
    }
  }

  func errorAngles(forward weights: Span<Double>, backward others: Span<Double>)
    throws(NetworkFailure) -> [Double]
  {
    copy(weights, to: forward)
    copy(others, to: backward)
    return try workspace.errorAngles(forward: forward, backward: backward)
  }
}
