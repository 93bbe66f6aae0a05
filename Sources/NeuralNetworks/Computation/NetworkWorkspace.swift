import DataSets
import ODESolvers
import SynapticDynamics

/// A network at work on batches of examples: it computes gradients and losses from weights that stay where they
/// are.
///
/// One object serves one computation at a time. Results do not depend on the number of threads.
public final class NetworkWorkspace<Scalar: NetworkScalar> {
  typealias Numbers = UnsafePointer<Scalar>
  typealias Memory = UnsafeMutablePointer<Scalar>

  /// The network.
  public let network: Network
  /// How errors travel.
  public let feedback: Feedback
  /// What multiplies errors on their way, if anything does.
  let modulator: ErrorModulator<Scalar>?
  /// Whether it does at the moment.
  var isModulated = false
  /// The largest number of examples at a time.
  public let capacity: Int
  let threads: Int
  let layers: [Network.Layer]
  let units = Scalar.units
  private let random: NetworkRandomness
  /// The examples, row by row, and what each layer makes of them: entry 0 are the examples.
  let outputs: [Memory]
  /// Δ of each layer.
  let errors: [Memory]
  /// What dropout multiplies the outputs of each hidden layer by, and the outputs before it does.
  let masks: [Memory]
  let unmasked: [Memory]
  let signMemory: Memory
  let signSize: Memory
  let fixed: [Memory]
  private let owned: [Memory]
  /// The label of each example.
  private let labels: UnsafeMutablePointer<Int32>
  /// An example whose features change places.
  private let permuted: UnsafeMutablePointer<Float>
  /// Whether dropout silences units at the moment.
  var isMasked = false
  /// How many examples there are at the moment.
  public private(set) var count = 0

  /// Makes room.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - feedback: how errors travel.
  ///   - modulation: what multiplies them on their way.
  ///   - random: draws what the pathway and dropout need.
  ///   - capacity: the largest number of examples at a time.
  ///   - threads: how many threads may work.
  /// - Complexity: O(capacity × units).
  public init(
    _ network: Network, feedback: Feedback, modulation: ErrorModulation? = nil,
    random: NetworkRandomness, capacity: Int, threads: Int = 1
  ) {
    self.network = network
    self.feedback = feedback
    modulator = modulation.map {
      ErrorModulator($0, network: network, capacity: capacity, threads: threads)
    }
    self.random = random
    self.capacity = capacity
    self.threads = threads
    layers = network.layers
    var owned: [Memory] = []
    func room(_ count: Int) -> Memory {
      let memory = Memory.allocate(capacity: max(count, 1))
      memory.initialize(repeating: 0, count: max(count, 1))
      owned.append(memory)
      return memory
    }
    outputs =
      [room(capacity * network.inputCount)] + layers.map { room(capacity * $0.outputCount) }
    errors = layers.map { room(capacity * $0.outputCount) }
    let hidden = network.dropout > 0 ? layers.dropLast() : []
    masks = hidden.map { room(capacity * $0.outputCount) }
    unmasked = hidden.map { room(capacity * $0.outputCount) }
    let largest = layers.map(\.weights.count).max()!
    switch feedback {
    case .signSymmetry: signMemory = room(largest)
    case .transport, .backwardWeights, .direct, .indirect: signMemory = room(1)
    }
    signSize = room(
      feedback == .signSymmetry(.batchwiseRandom) ? network.synapseCount : layers.count)
    let classes = network.classCount
    switch feedback {
    case .direct, .indirect:
      fixed = layers.dropLast().enumerated().map { index, layer in
        let matrix = room(classes * layer.outputCount)
        Self.copy(
          random.fixedMatrix(to: index, inputs: classes, outputs: layer.outputCount), to: matrix)
        return matrix
      }
    case .transport, .backwardWeights, .signSymmetry: fixed = []
    }
    labels = .allocate(capacity: capacity)
    labels.initialize(repeating: 0, count: capacity)
    permuted = .allocate(capacity: network.inputCount)
    permuted.initialize(repeating: 0, count: network.inputCount)
    self.owned = owned
    if case .signSymmetry(.uniform(let size)) = feedback {
      for (index, layer) in layers.enumerated() {
        let standard = random.initialisation.standardDeviation(
          inputs: layer.inputCount, outputs: layer.outputCount)
        signSize[index] = Scalar(size ?? standard)
      }
    }
  }

  deinit {
    for memory in owned { memory.deallocate() }
    labels.deallocate()
    permuted.deallocate()
  }

  private static func copy(_ values: [Double], to memory: Memory) {
    values.withUnsafeBufferPointer { Scalar.convert($0.baseAddress!, count: $0.count, to: memory) }
  }

  // MARK: Examples

  /// Takes in examples.
  ///
  /// - Parameters:
  ///   - features: of a whole set, row by row.
  ///   - allLabels: of a whole set.
  ///   - rows: which of them; at most ``capacity``.
  ///   - permutation: where their features are seen; nil leaves them where they are.
  /// - Precondition: there is a row; the features are as many as the labels ask for; the labels of the rows
  ///   are classes; the permutation is one of the network's inputs.
  /// - Complexity: O(rows × inputs), without allocation.
  public func load(
    features: [Float], labels allLabels: [Int32], rows: some Collection<Int32>,
    permutation: FeaturePermutation? = nil
  ) {
    precondition(!rows.isEmpty, "there is no example")
    precondition(rows.count <= capacity, "there is room for \(capacity) examples")
    let (width, classes) = (network.inputCount, network.classCount)
    precondition(features.count == allLabels.count * width, "features do not match labels")
    precondition(
      permutation.map { $0.sources.count == width } ?? true, "the permutation is of other features")
    count = rows.count
    features.withUnsafeBufferPointer { features in
      for (k, row) in rows.enumerated() {
        // The kernels write at the label's place: here is the last look at it. A row that does not exist has none.
        let label = allLabels[Int(row)]
        precondition(0 <= label && label < classes, "a label is not a class")
        labels[k] = label
        var example = features.baseAddress! + Int(row) * width
        if let permutation {
          for place in 0..<width { permuted[place] = example[Int(permutation.sources[place])] }
          example = UnsafePointer(permuted)
        }
        Scalar.convert(example, count: width, to: outputs[0] + k * width)
      }
    }
  }

  /// Draws what is drawn for each window: masks of dropout for the examples that are loaded, sizes of batchwise
  /// random signs.
  public func beginWindow(_ window: Int) {
    if network.dropout > 0 {
      for (index, layer) in layers.dropLast().enumerated() {
        Self.copy(
          random.mask(
            ofLayer: index, units: layer.outputCount, rows: count, window: window,
            dropout: network.dropout), to: masks[index])
      }
    }
    if feedback == .signSymmetry(.batchwiseRandom) {
      Self.copy(random.signSizes(of: network, window: window), to: signSize)
    }
  }

  // MARK: Computation

  /// Computes the gradient of the loss, averaged over the examples, with errors that travel through the
  /// pathway.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  ///   - gradient: receives ∂L/∂w of all synapses.
  /// - Returns: the loss.
  /// - Complexity: O(examples × synapses), without allocation.
  public func gradient(
    forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) -> Double {
    isMasked = !masks.isEmpty
    respond(forward)
    var correct = 0
    let loss = outputErrors(&correct)
    deliverModulatedErrors(forward: forward, backward: backward)
    for (l, layer) in layers.enumerated() {
      MatrixProduct<Scalar>(
        rows: layer.outputCount, columns: layer.inputCount, inner: count, isLeftTransposed: true)(
          errors[l], outputs[l], times: gradient + layer.weights.lowerBound, threads: threads)
      units.columnSums(count, layer.outputCount, errors[l], gradient + layer.biases.lowerBound)
    }
    return loss / Double(count)
  }

  /// The loss of the examples and the number of them that are told right.
  public func evaluate(forward: UnsafePointer<Scalar>) -> (loss: Double, correct: Int) {
    isMasked = false
    respond(forward)
    var correct = 0
    let loss = outputErrors(&correct)
    return (loss, correct)
  }

  /// The angle between the errors that the pathway delivers and those of backpropagation, for each hidden
  /// layer, in degrees; NaN if one of them is zero.
  public func errorAngles(forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>)
    -> [Double]
  {
    isMasked = false
    respond(forward)
    var correct = 0
    _ = outputErrors(&correct)
    deliverErrors(through: .transport, forward: forward, backward: backward)
    let sizes = layers.dropLast().map { count * $0.outputCount }
    let exact = sizes.enumerated().map { l, size in
      Array(UnsafeBufferPointer(start: errors[l], count: size))
    }
    deliverModulatedErrors(forward: forward, backward: backward)
    return sizes.enumerated().map { l, size in
      exact[l].withUnsafeBufferPointer {
        angle($0.baseAddress!, UnsafePointer(errors[l]), count: size)
      }
    }
  }

  /// What the layers make of the examples.
  private func respond(_ forward: Numbers) {
    for (l, layer) in layers.enumerated() {
      let inputs = outputs[l]
      let result = outputs[l + 1]
      units.fillRows(count, layer.outputCount, forward + layer.biases.lowerBound, result)
      MatrixProduct<Scalar>(
        rows: count, columns: layer.outputCount, inner: layer.inputCount, isRightTransposed: true)(
          inputs, forward + layer.weights.lowerBound, plus: 1, times: result, threads: threads)
      units.activate(layer.activation.kind, count * layer.outputCount, result)
      if isMasked, l < masks.count {
        unmasked[l].update(from: result, count: count * layer.outputCount)
        units.times(count * layer.outputCount, masks[l], result)
      }
    }
  }

  /// Δ of the last layer, for the average over the examples; returns the sum of their losses.
  private func outputErrors(_ correct: inout Int) -> Double {
    let last = layers.count - 1
    let (classes, result) = (network.classCount, outputs[last + 1])
    let scale = 1 / Scalar(count)
    switch network.loss {
    case .softmaxCrossEntropy:
      errors[last].update(from: result, count: count * classes)
      return units.softmaxErrors(count, classes, labels, scale, errors[last], &correct)
    case .squaredError:
      let loss = units.squareErrors(count, classes, labels, scale, result, errors[last], &correct)
      units.timesSlope(layers[last].activation.kind, count * classes, result, errors[last])
      return loss
    }
  }
}
