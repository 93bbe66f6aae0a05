import CKernels
import DataSets
import NeuralNetworks
import Parallel

/// A network of spiking layers at work on batches of examples: exact spikes, and the exact gradient of what they do.
///
/// Examples are taken by themselves, side by side on threads. What is summed over them is summed in an order that does not
/// depend on the number of threads.
public final class SpikingWorkspace: NetworkEvaluator {
  /// The numbers that weights and gradients are given in.
  public typealias Scalar = Double
  typealias Memory = UnsafeMutablePointer<Double>

  /// The network, a chain of spiking layers.
  public let network: Network
  let simulation: SpikingSimulation
  let setting: NetworkSetting
  let capacity: Int
  /// Which of a batch's examples are here.
  let share: BatchShare
  /// Adds the gradients of its parts.
  let sum: GradientSum<Double>
  /// Of each part here the loss of its examples.
  let losses: Memory
  let modulator: ErrorModulator<Double>?
  let layers: [LayerWeights]
  var last: Int { layers.count - 1 }
  /// Of each hidden layer the matrix that brings it errors of the outputs, if one does: classes × its neurons.
  private let fixed: [Memory]
  private let signs: SignWeights<Double>?
  /// Whether gradients by time constants, thresholds and delays are found too.
  let findsConstants: Bool
  /// Those of each layer, of the last gradient.
  public internal(set) var constants: [ConstantGradients] = []
  /// The pathway whose weights were taken in last.
  private(set) var returning = Feedback.transport

  // Examples.
  private var examples: LoadedExamples
  var labels: [Int] { examples.labels }
  var count: Int { examples.count }
  private(set) var window = 0

  // What they do: of each example the layers.
  let trials: [Trial]
  /// Of each thread.
  private let passes: [ThreadRoom]
  /// Of each block of examples and layer; there is room once it is needed.
  private var gradients: [[Memory]] = []
  /// The blocks of each part here, which are summed by themselves first.
  private var blocks: [[Range<Int>]] = []
  /// Of each hidden layer what is taken from λ_V at each spike of a neuron; none if nothing is. Before that, of each part how often it
  /// fired.
  let pulls: [Memory]

  /// One example.
  final class Trial {
    let records: [SpikeRecord]
    /// First spikes, or voltages, of the outputs.
    var outputs: [Double]
    var readout: ReadoutErrors
    var failure: (layer: Int, neuron: Int)?

    init(_ layers: [LayerWeights], keepsStates: Bool) {
      records = layers.map { SpikeRecord(stride: $0.stride, keepsStates: keepsStates) }
      outputs = Array(repeating: 0, count: layers.last!.layer.unitCount)
      readout = ReadoutErrors(classes: outputs.count)
    }
  }

  /// Scratch memory of a thread.
  final class ThreadRoom {
    let rows: Memory
    /// ∂l/∂V of the outputs.
    let running: Memory
    var integral, highest, highestTime, highestSlope: [Double]
    var highestStep: [Int32]

    init(stride: Int, classes: Int) {
      rows = Double.room(Int(spike_rows) * stride)
      running = Double.room(stride)
      integral = Array(repeating: 0, count: classes)
      (highest, highestTime, highestSlope) = (integral, integral, integral)
      highestStep = Array(repeating: 0, count: classes)
    }

    deinit {
      rows.deallocate()
      running.deallocate()
    }
  }

  /// Makes room.
  ///
  /// - Parameters:
  ///   - simulation: what is simulated.
  ///   - network: a chain of spiking layers.
  ///   - setting: the pathway, and what else is not of the network.
  ///   - capacity: the largest number of examples at a time.
  ///   - findsConstants: whether gradients by time constants, thresholds and delays are wanted too.
  /// - Precondition: the network is a chain of ``SpikingLayer``s, whose inputs are those that the encoding makes; errors travel
  ///   backwards, or straight from the outputs.
  public init(
    _ simulation: SpikingSimulation, _ network: Network, _ setting: NetworkSetting, capacity: Int,
    findsConstants: Bool = false
  ) {
    let chain = network.nodes.map { node in
      guard let layer = node.layer as? SpikingLayer else {
        preconditionFailure("a spiking network has spiking layers")
      }
      return layer
    }
    precondition(
      network.nodes.enumerated().allSatisfy { k, node in
        node.inputs == [k == 0 ? .examples : .node(k - 1)]
      }, "spiking layers make a chain")
    precondition(setting.feedback != .indirect, "errors travel backwards or come from the outputs")
    precondition(
      simulation.given.map {
        simulation.encoding.inputCount(features: $0.neuronCount) == network.inputCount
      } ?? true, "the network has other inputs than the spikes that are given")
    self.network = network
    self.simulation = simulation
    self.setting = setting
    self.capacity = capacity
    share = setting.makeShare()
    sum = GradientSum(share, synapseCount: network.synapseCount, threads: setting.threads)
    let parts = max(1, share.partCount(of: capacity))
    losses = Double.room(parts)
    self.findsConstants = findsConstants
    modulator = setting.modulation.map {
      ErrorModulator($0, network: network, capacity: 1, threads: setting.threads)
    }
    let isDirect = setting.feedback == .direct
    let hidden = chain.dropLast()
    // What is directly below arrives with its weights; the rest listens.
    let listeners = isDirect ? hidden.dropLast().reduce(0) { $0 + $1.unitCount } : 0
    layers = chain.enumerated().map { k, layer in
      let isLast = k == chain.count - 1
      return LayerWeights(
        layer, fires: !isLast || simulation.readout.fires, listeners: isLast ? listeners : 0,
        duration: simulation.duration, mostSpikes: simulation.mostSpikes)
    }
    let classes = network.classCount
    fixed =
      isDirect
      ? hidden.enumerated().map { place, layer in
        let matrix = Double.room(classes * layer.unitCount)
        matrix.update(
          from: setting.random.fixedMatrix(to: place, inputs: classes, outputs: layer.unitCount),
          count: classes * layer.unitCount)
        return matrix
      } : []
    signs = SignWeights(for: setting.feedback, network: network, random: setting.random)
    examples = LoadedExamples(
      capacity: capacity, width: simulation.featureCount(for: network))
    trials = (0..<capacity).map { [layers] _ in Trial(layers, keepsStates: findsConstants) }
    let widest = layers.map(\.stride).max()!
    passes = (0..<max(1, setting.threads)).map { _ in ThreadRoom(stride: widest, classes: classes) }
    pulls =
      simulation.spikeCounts == nil
      ? [] : layers.dropLast().map { Double.room(parts * $0.stride) }
  }

  deinit { for memory in fixed + pulls + gradients.joined() + [losses] { memory.deallocate() } }

  // MARK: Examples

  /// Takes in examples: their numbers, or where spikes are given the places of their trains.
  ///
  /// - Complexity: O(rows × inputs), without allocation.
  public func load(
    features: [Float], labels: [Int32], rows: ArraySlice<Int32>,
    permutation: FeaturePermutation?
  ) {
    precondition(!rows.isEmpty, "there is no example")
    share.begin(rows.count)
    examples.load(
      features: features, labels: labels, rows: share.rows(of: rows), permutation: permutation,
      classCount: network.classCount)
    blocks.removeAll(keepingCapacity: true)
    share.forEachPart(of: count) { _, part in
      let number = max(1, min(8, part.count / 4))
      blocks.append(
        (0..<number).map {
          let (start, end) = ($0 * part.count / number, ($0 + 1) * part.count / number)
          return (part.lowerBound + start)..<(part.lowerBound + end)
        })
    }
    while gradients.count < blocks.joined().count {
      gradients.append(layers.map { Double.room($0.gradientCount) })
    }
  }

  /// What is drawn for a window is drawn by its number.
  public func beginWindow(_ window: Int) {
    self.window = window
    signs?.beginWindow(window)
  }

  // MARK: Passes

  /// Does something with each example, on some threads.
  func forEachExample(_ body: (_ example: Int, _ room: ThreadRoom) -> Void) {
    forEachBlock(of: count, size: 1, threads: setting.threads, leastBlocks: 2) { block, thread in
      for example in block { body(example, passes[thread]) }
    }
  }

  /// The spikes of an example's input.
  func encode(_ example: Int, isTraining: Bool, to train: inout SpikeTrain) {
    examples.encode(
      example, by: simulation.encoding, of: simulation.given, window: isTraining ? window : nil,
      seed: setting.random.seed, to: &train)
  }

  /// Adds up what blocks of examples give, part by part.
  ///
  /// - Parameters:
  ///   - threads: how many may work.
  ///   - body: adds the gradient of an example to the sums of its block, one for each layer.
  func sumGradients(
    threads: Int, _ body: (_ example: Int, _ room: ThreadRoom, _ sums: [Memory]) -> Void
  ) {
    let all = Array(blocks.joined())
    forEachBlock(of: all.count, size: 1, threads: threads, leastBlocks: 1) { block, thread in
      for block in block {
        for (layer, sum) in zip(layers, gradients[block]) {
          sum.update(repeating: 0, count: layer.gradientCount)
        }
        for example in all[block] { body(example, passes[thread], gradients[block]) }
      }
    }
    var first = 0
    for part in blocks {
      for block in part.indices.dropFirst() {
        for (k, layer) in layers.enumerated() {
          Double.units.plus(
            layer.gradientCount, gradients[first + block][k], gradients[first][k])
        }
      }
      first += part.count
    }
  }

  /// Writes the sums of a part, counted from the first one here, in the order of synapses.
  func giveGradient(ofPart part: Int, to gradient: Memory) {
    let first = blocks[..<part].joined().count
    for (k, layer) in layers.enumerated() {
      layer.give(gradients[first][k], to: gradient + network.nodes[k].weights.lowerBound)
    }
  }

  // MARK: Weights

  /// Takes in the weights on the way there.
  func take(forward: UnsafePointer<Double>) {
    for (node, layer) in zip(network.nodes, layers) {
      layer.take(forward + node.weights.lowerBound, into: layer.columns)
    }
  }

  /// Takes in the weights on the way back, as a pathway has them.
  func take(
    returning feedback: Feedback, forward: UnsafePointer<Double>, backward: UnsafePointer<Double>
  ) {
    returning = feedback
    for (k, layer) in layers.enumerated() {
      let first = network.nodes[k].weights.lowerBound
      switch feedback {
      // They are the rows of the way there.
      case .transport: break
      case .backwardWeights: layer.take(backward + first, into: layer.returnColumns)
      case .signSymmetry:
        let weights = signs!(ofNode: k, forward: forward, backward: backward)
        layer.take(weights, into: layer.returnColumns)
      case .direct, .indirect: takeFixed(layer, k)
      }
    }
  }

  /// Of the outputs the fixed matrices, those of what is directly below first; of all other layers nothing comes back.
  private func takeFixed(_ layer: LayerWeights, _ k: Int) {
    layer.returnColumns.update(repeating: 0, count: layer.gradientCount)
    guard k == last, last > 0 else { return }
    var source = 0
    for place in [last - 1] + Array(0..<(last - 1)) {
      let units = layers[place].layer.unitCount
      for unit in 0..<units {
        layer.setReturn(ofSource: source) { fixed[place][$0 * units + unit] }
        source += 1
      }
    }
  }

  /// The weights through which errors come back through a node.
  public func returnWeights(
    ofNode number: Int, forward: UnsafePointer<Double>, backward: UnsafePointer<Double>
  ) -> UnsafePointer<Double>? {
    let node = network.nodes[number]
    // No error goes back to what the examples are.
    guard number > 0 || layers[number].layer.isRecurrent else { return nil }
    switch setting.feedback {
    case .transport, .indirect: return nil
    case .backwardWeights: return backward + node.weights.lowerBound
    case .direct:
      guard number == last, last > 0, !layers[last].layer.isRecurrent else { return nil }
      return UnsafePointer(fixed[last - 1])
    case .signSymmetry: return signs!(ofNode: number, forward: forward, backward: backward)
    }
  }

  // MARK: Modulation

  /// i of the hidden neurons, if a filter gives them.
  public var filteredImportances: [Double] {
    get { modulator?.filtered ?? [] }
    set { modulator?.resetFilter(newValue) }
  }

  /// Takes the importances through a window of the filter.
  public func filterImportances(_ forward: UnsafePointer<Double>, duration: Double) {
    modulator?.filter(forward, duration: duration)
  }
}
