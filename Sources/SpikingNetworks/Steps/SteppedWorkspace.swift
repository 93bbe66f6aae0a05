import CKernels
import DataSets
import NeuralNetworks
import Parallel

/// A network of neurons in discrete time at work on batches of examples.
///
/// Layers that are not recurrent see all steps at once, as if each step of each example were an example.
///
/// One object serves one computation at a time. Results do not depend on the number of threads.
public final class SteppedWorkspace<Scalar: NetworkScalar>: NetworkEvaluator {
  typealias Numbers = UnsafePointer<Scalar>
  typealias Memory = UnsafeMutablePointer<Scalar>

  /// The network, a chain of stepped layers and pooling.
  public let network: Network
  let simulation: SteppedSimulation
  let setting: NetworkSetting
  /// The largest number of examples that are gone through together: those of a part.
  let capacity: Int
  /// Which of a batch's examples are here.
  let share: BatchShare
  /// Adds the gradients of its parts.
  let sum: GradientSum<Scalar>
  let arrangement: Arrangement
  let nodes: [SteppedNode<Scalar>]
  /// The nodes with neurons that are hidden.
  let hidden: [Int]
  var last: Int { nodes.count - 1 }
  /// The first node with neurons.
  var firstLayer: Int { hidden.first ?? last }
  let modulator: ErrorModulator<Scalar>?
  let signs: SignWeights<Scalar>?
  /// Of each hidden node the matrix that brings it errors of the outputs, if one does: classes × its units or maps.
  let fixed: [Memory]
  /// What dropout multiplies the outputs of each hidden node by.
  let masks: [Memory]
  /// Whether it does at the moment.
  var isMasked = false

  // Examples, of which one part after the other is gone through.
  private var examples: LoadedExamples
  /// Which of the parts here is at work, and the first of its examples.
  private(set) var part = 0
  private var first = 0
  private(set) var labels: [Int] = []
  private(set) var count = 0
  private(set) var window = 0

  /// What the first layer reads in every step; if it is the same in all, what that is.
  let inputs: Memory
  /// By what the same numbers are multiplied in every step of a pass: the answers of the filter.
  let inputFactors: Memory
  /// The input's filter in the step before.
  let inputTrace: Memory
  /// What the first layer makes of what it reads in one step, and ∂L/∂ of it.
  let once: Memory
  /// Numbers of a batch in one step, example by example.
  let inRows: Memory
  /// The outputs of all steps, example by example, until their errors are known; then scratch.
  let outputRows: Memory
  var outcomes: StepOutcomes
  var train = SpikeTrain()
  private var draws: [Double]
  /// Σ|error| of each row.
  let rowSums: UnsafeMutablePointer<Double>
  /// Of each part here the loss of its examples.
  let losses: UnsafeMutablePointer<Double>

  /// Makes room.
  ///
  /// - Parameters:
  ///   - simulation: what is simulated.
  ///   - network: a chain of stepped layers and pooling.
  ///   - setting: the pathway, and what else is not of the network.
  ///   - capacity: the largest number of examples at a time.
  /// - Precondition: the network is such a chain; the last layer's neurons have no place; errors travel backwards, or straight from the
  ///   outputs; the gradient applies to all neurons.
  public init(
    _ simulation: SteppedSimulation, _ network: Network, _ setting: NetworkSetting, capacity: Int
  ) {
    precondition(
      network.nodes.enumerated().allSatisfy { k, node in
        node.inputs == [k == 0 ? .examples : .node(k - 1)]
          && (node.layer is SteppedLayer || node.weights.isEmpty) && node.activation == .linear
      }, "stepped layers and pooling make a chain")
    precondition(
      network.nodes.allSatisfy {
        ($0.layer as? SteppedLayer).map { simulation.gradient.applies(to: $0.neuron) } ?? true
      }, "the gradient applies to all neurons")
    precondition(setting.feedback != .indirect, "errors travel backwards or come from the outputs")
    let isRecurrent = network.nodes.contains {
      ($0.layer as? SteppedLayer)?.isRecurrent ?? false
    }
    precondition(
      !isRecurrent || !simulation.gradient.isAggregated,
      "aggregation is for layers that do not read themselves")
    precondition(
      !isRecurrent || setting.modulation == nil || network.dropout == 0,
      "importances of units that read themselves go without dropout")
    guard let output = network.nodes.last!.layer as? SteppedLayer,
      output.output.count == output.output.channels
    else { preconditionFailure("the last layer has neurons without a place") }
    self.network = network
    self.simulation = simulation
    self.setting = setting
    share = setting.makeShare()
    sum = GradientSum(share, synapseCount: network.synapseCount, threads: setting.threads)
    examples = LoadedExamples(
      capacity: capacity, width: simulation.featureCount(for: network))
    losses = Double.room(max(1, share.partCount(of: capacity)))
    let capacity = min(capacity, share.partSize)
    self.capacity = capacity
    let arrangement = network.arrangement
    self.arrangement = arrangement
    let room = KernelRoom(
      capacity: capacity, arrangement: arrangement, threads: setting.threads)
    let steps = simulation.steps
    nodes = network.nodes.map {
      SteppedNode($0, room, steps: steps, testSteps: simulation.testSteps)
    }
    let hidden = network.nodes.indices.dropLast().filter { !network.nodes[$0].weights.isEmpty }
    self.hidden = hidden
    modulator = setting.modulation.map {
      ErrorModulator($0, network: network, capacity: capacity, threads: setting.threads)
    }
    signs = SignWeights(for: setting.feedback, network: network, random: setting.random)
    let classes = network.classCount
    fixed =
      setting.feedback == .direct
      ? hidden.enumerated().map { place, k in
        let maps = network.nodes[k].layer.output.channels
        let matrix = Scalar.room(classes * maps)
        Self.copy(
          setting.random.fixedMatrix(to: place, inputs: classes, outputs: maps), to: matrix)
        return matrix
      } : []
    masks =
      network.dropout > 0
      ? hidden.map { Scalar.room(room.places * network.nodes[$0].outputCount) } : []
    let inputCount = network.inputCount
    let first = network.nodes.lazy.compactMap { $0.layer as? SteppedLayer }.first!.neuron
    inputs = Scalar.room((simulation.input == .repeated ? 1 : steps) * room.places * inputCount)
    inputTrace = Scalar.room(room.places * inputCount)
    let most = max(steps, simulation.testSteps)
    inputFactors = Scalar.room(most)
    Self.copy(first.answersToOnes(steps: most), to: inputFactors)
    once = Scalar.room(
      simulation.input == .repeated ? room.places * network.nodes[0].outputCount : 0)
    let widest = max(inputCount, network.nodes.map(\.outputCount).max()!)
    inRows = Scalar.room(capacity * widest)
    outputRows = Scalar.room(steps * capacity * classes)
    outcomes = StepOutcomes(
      simulation.readout, classes: classes, capacity: capacity,
      targets: output.neuron.answersToOnes(steps: most))
    draws = Array(repeating: 0, count: inputCount)
    rowSums = .allocate(capacity: room.places)
    rowSums.initialize(repeating: 0, count: room.places)
  }

  deinit {
    for memory in fixed + masks + [
      inputs, inputFactors, inputTrace, once, inRows, outputRows,
    ] { memory.deallocate() }
    rowSums.deallocate()
    losses.deallocate()
  }

  static func copy(_ values: [Double], to memory: Memory) {
    values.withUnsafeBufferPointer { Scalar.convert($0.baseAddress!, count: $0.count, to: memory) }
  }

  // MARK: Sizes

  /// For how many examples the numbers of a step stand: with idle lanes.
  var places: Int { arrangement.places(for: count) }

  /// How the numbers of a node's neurons stand.
  func layout(_ node: SteppedNode<Scalar>, steps: Int) -> step_layout {
    step_layout(
      steps: steps, stride: places * node.outputCount, rows: places / arrangement.lanes,
      width: node.width)
  }

  /// Does something with parts of the rows of a layout, on some threads.
  func forEachPart(of layout: step_layout, _ body: (_ part: step_layout, _ firstRow: Int) -> Void) {
    // A part takes some tens of microseconds at least.
    let work = layout.width * layout.steps
    let size = max(1, (1 << 15) / max(work, 1))
    forEachBlock(of: layout.rows, size: size, threads: setting.threads, leastBlocks: 1) {
      rows, _ in
      var part = layout
      part.rows = rows.count
      body(part, rows.lowerBound)
    }
  }

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
    take(part: 0)
  }

  /// Goes on to the examples of a part, counted from the first one here.
  private func take(part: Int) {
    self.part = part
    (first, count) = (0, 0)
    share.forEachPart(of: examples.count) { place, examples in
      if place == part { (first, count) = (examples.lowerBound, examples.count) }
    }
    labels.removeAll(keepingCapacity: true)
    labels.append(contentsOf: examples.labels[first..<(first + count)])
  }

  /// Gets a part ready for its gradient.
  func show(part: Int) {
    guard part != self.part else { return }
    take(part: part)
    drawMasks()
  }

  /// What is drawn for a window is drawn by its number: spikes of the input, masks of dropout, sizes of signs.
  public func beginWindow(_ window: Int) {
    self.window = window
    signs?.beginWindow(window)
    drawMasks()
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func drawMasks() {
    let firstRow = share.examples.lowerBound + first
    for (place, mask) in masks.enumerated() {
      let units = nodes[hidden[place]].outputCount
      let values = setting.random.mask(
        ofLayer: place, units: units, rows: firstRow..<(firstRow + count), window: window,
        dropout: network.dropout)
      Self.copy(values, to: arrangement == .rows ? mask : inRows)
      if arrangement == .lanes { Scalar.maps.fromRows(count, units, Numbers(inRows), 0, mask) }
    }
  }

  /// Writes what is read in some steps, before the filter, or if it is the same in all, what that is.
  ///
  /// - Parameter steps: which, counted from the start of the examples.
  func writeInputs(of steps: Range<Int>, isTraining: Bool) {
    let width = network.inputCount
    let isInRows = arrangement == .rows
    let shown = simulation.input == .repeated ? 0..<1 : steps
    if case .spikes(let encoding) = simulation.input, encoding.kind != .rate {
      writeSpikes(encoding, in: steps, isTraining: isTraining)
      return
    }
    for (place, step) in shown.enumerated() {
      let ofStep = inputs + place * places * width
      let inRows = isInRows ? ofStep : self.inRows
      for example in 0..<count {
        let row = inRows + example * width
        examples.withFeatures(of: first + example) { features in
          switch simulation.input {
          case .repeated: Scalar.convert(features.baseAddress!, count: width, to: row)
          case .rows: Scalar.convert(features.baseAddress! + step * width, count: width, to: row)
          case .spikes(let encoding):
            encoding.writeDraws(
              features, example: examples.rows[first + example], window: isTraining ? window : nil,
              seed: setting.random.seed, step: step, length: simulation.step, draws: &draws,
              into: row)
          }
        }
      }
      if !isInRows { Scalar.maps.fromRows(count, width, Numbers(inRows), 0, ofStep) }
    }
  }

  /// Writes how often inputs fire in some steps.
  private func writeSpikes(_ encoding: SpikeEncoding, in steps: Range<Int>, isTraining: Bool) {
    let width = network.inputCount
    inputs.update(repeating: 0, count: steps.count * places * width)
    for example in 0..<count {
      encode(encoding, example, isTraining: isTraining)
      let (tile, lane) = example.quotientAndRemainder(dividingBy: arrangement.lanes)
      let place = tile * width * arrangement.lanes + lane
      for (time, source) in zip(train.times, train.sources) {
        let step = (time / simulation.step).rounded(.down)
        guard step >= Double(steps.lowerBound), step < Double(steps.upperBound) else { continue }
        inputs[
          (Int(step) - steps.lowerBound) * places * width + place
            + Int(source) * arrangement.lanes] += 1
      }
    }
  }

  /// Which inputs fire in a step of a test, if rates say so.
  func drawInputs(_ encoding: SpikeEncoding, ofExample example: Int, step: Int) -> [Double] {
    var inputs = [Double](repeating: 0, count: network.inputCount)
    examples.withFeatures(of: first + example) { features in
      inputs.withUnsafeMutableBufferPointer {
        encoding.writeDraws(
          features, example: examples.rows[first + example], window: nil, seed: setting.random.seed,
          step: step, length: simulation.step, draws: &draws, into: $0.baseAddress!)
      }
    }
    return inputs
  }

  /// The spikes of an example's input.
  func encode(_ encoding: SpikeEncoding, _ example: Int, isTraining: Bool) {
    examples.encode(
      first + example, by: encoding, of: simulation.given, window: isTraining ? window : nil,
      seed: setting.random.seed, to: &train)
  }

  // MARK: Modulation

  /// i of the hidden units, if a filter gives them.
  public var filteredImportances: [Double] {
    get { modulator?.filtered ?? [] }
    set { modulator?.resetFilter(newValue) }
  }

  /// Takes the importances through a window of the filter.
  public func filterImportances(_ forward: UnsafePointer<Scalar>, duration: Double) {
    modulator?.filter(forward, duration: duration)
  }
}
