import DataSets
import Parallel

/// A network at work on batches of examples: it computes gradients and losses from weights that stay where they
/// are.
///
/// One object serves one computation at a time. Results do not depend on the number of threads.
public final class NetworkWorkspace<Scalar: NetworkScalar>: NetworkEvaluator {
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
  /// Which of a batch's examples are here.
  let share: BatchShare
  /// Adds the gradients of its parts.
  let sum: GradientSum<Scalar>
  let threads: Int
  /// How the numbers of a batch stand.
  let arrangement: Arrangement
  /// What every window asks of each node.
  let stages: [Stage]
  /// The node that gives the outputs.
  var last: Int { stages.count - 1 }
  let kernels: [any LayerKernel<Scalar>]
  let routes: ErrorRoutes
  /// The hidden nodes with weights.
  let hidden: [Int]
  let units = Scalar.units
  let random: NetworkDraws
  /// The examples.
  private let examples: Memory
  /// The last node's outputs and errors, example by example; its own memory where all numbers stand so.
  let outputRows, errorRows: Memory
  /// Numbers on their way to where examples stand side by side, example by example.
  let inRows: Memory
  /// What the nodes make of them, and what each node reads.
  let outputs: [Memory]
  let inputs: [[Numbers]]
  /// Δ of each node: the errors of what its layer gives.
  let errors: [Memory]
  /// What dropout multiplies the outputs of each hidden node by, and the outputs before it does.
  let masks: [Memory]
  let unmasked: [Memory]
  /// What has the signs of the weights, if errors travel through that.
  let signs: SignWeights<Scalar>?
  /// Of each hidden node the matrix that brings it the error of the outputs, if one does: classes × its units or maps.
  let fixed: [Memory?]
  private let owned: [Memory]
  /// The label of each example.
  let labels: UnsafeMutablePointer<Int32>
  /// An example whose features change places.
  private let permuted: UnsafeMutablePointer<Float>
  /// Whether dropout silences units at the moment.
  var isMasked = false
  /// Of each part here the loss of its examples.
  let losses: UnsafeMutablePointer<Double>
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
  ///   - share: which of a batch's examples are here; by default all, in one part.
  /// - Complexity: O(capacity × units).
  public init(
    _ network: Network, feedback: Feedback, modulation: ErrorModulation? = nil,
    random: NetworkDraws, capacity: Int, threads: Int = 1, share: BatchShare = BatchShare()
  ) {
    self.share = share
    sum = GradientSum(share, synapseCount: network.synapseCount, threads: threads)
    losses = Double.room(max(1, share.partCount(of: capacity)))
    self.network = network
    self.feedback = feedback
    modulator = modulation.map {
      ErrorModulator($0, network: network, capacity: capacity, threads: threads, share: share)
    }
    self.random = random
    self.capacity = capacity
    self.threads = threads
    let nodes = network.nodes
    arrangement = network.arrangement
    let kernelRoom = KernelRoom(
      capacity: capacity, arrangement: arrangement, threads: threads, share: share)
    kernels = nodes.map { $0.layer.makeKernel(Scalar.self, for: kernelRoom) }
    let routes = ErrorRoutes(network)
    self.routes = routes
    let hidden = network.hidden
    self.hidden = hidden
    stages = Stage.all(of: network)
    var owned: [Memory] = []
    func room(_ count: Int) -> Memory {
      let memory = Scalar.room(count)
      owned.append(memory)
      return memory
    }
    let places = kernelRoom.places
    func room(for nodes: [Node]) -> [Memory] { nodes.map { room(places * $0.outputCount) } }
    let examples = room(places * network.inputCount)
    let outputs = room(for: nodes)
    self.examples = examples
    self.outputs = outputs
    inputs = nodes.map { $0.sources.map { Numbers($0.map { outputs[$0] } ?? examples) } }
    errors = room(for: nodes)
    let isInRows = arrangement == .rows
    outputRows = isInRows ? outputs.last! : room(places * network.classCount)
    errorRows = isInRows ? errors.last! : room(places * network.classCount)
    let widest = nodes.map(\.outputCount).max()!
    inRows = room(isInRows ? 0 : capacity * max(network.inputCount, widest))
    let silenced = network.dropout > 0 ? hidden.map { nodes[$0] } : []
    masks = room(for: silenced)
    unmasked = room(for: silenced)
    signs = SignWeights(for: feedback, network: network, random: random)
    let classes = network.classCount
    fixed = hidden.enumerated().map { place, number in
      switch feedback {
      case .direct: break
      case .indirect: if !routes.entries.contains(number) { return nil }
      case .transport, .backwardWeights, .signSymmetry: return nil
      }
      let units = nodes[number].layer.output.channels
      let matrix = room(classes * units)
      Self.copy(random.fixedMatrix(to: place, inputs: classes, outputs: units), to: matrix)
      return matrix
    }
    labels = .allocate(capacity: capacity)
    labels.initialize(repeating: 0, count: capacity)
    permuted = .allocate(capacity: network.inputCount)
    permuted.initialize(repeating: 0, count: network.inputCount)
    self.owned = owned
  }

  deinit {
    for memory in owned { memory.deallocate() }
    losses.deallocate()
    labels.deallocate()
    permuted.deallocate()
  }

  static func copy(_ values: [Double], to memory: Memory) {
    values.withUnsafeBufferPointer { Scalar.convert($0.baseAddress!, count: $0.count, to: memory) }
  }

  /// Replaces the fixed matrices that bring errors to hidden nodes with weights, classes × units or maps.
  ///
  /// - Parameter matrix: of a node's place among the hidden ones with weights, and of how many units or maps it has.
  package func setFixedMatrices(_ matrix: (_ place: Int, _ units: Int) -> [Double]) {
    for (place, memory) in fixed.enumerated() {
      guard let memory else { continue }
      Self.copy(matrix(place, stages[hidden[place]].maps), to: memory)
    }
  }

  // MARK: Examples

  /// Takes in the examples of a batch that are here.
  ///
  /// - Parameters:
  ///   - features: of a whole set, row by row.
  ///   - allLabels: of a whole set.
  ///   - batch: which of them; at most ``capacity`` here.
  ///   - permutation: where their features are seen; nil leaves them where they are.
  /// - Precondition: there is a row; the features are as many as the labels ask for; the labels of the rows
  ///   are classes; the permutation is one of the network's inputs.
  /// - Complexity: O(rows × inputs), without allocation.
  public func load(
    features: [Float], labels allLabels: [Int32], rows batch: ArraySlice<Int32>,
    permutation: FeaturePermutation?
  ) {
    precondition(!batch.isEmpty, "there is no example")
    share.begin(batch.count)
    let rows = share.rows(of: batch)
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
        let place = arrangement == .rows ? examples : inRows
        Scalar.convert(example, count: width, to: place + k * width)
      }
    }
    if arrangement == .lanes { Scalar.maps.fromRows(count, width, inRows, 0, examples) }
  }

  /// What kernels remember from window to window, node after node; nothing as long as they have seen no example.
  public var statistics: [Double] {
    get { kernels.flatMap(\.memory) }
    set {
      // Each has as many numbers as every other time.
      let counts = network.nodes.map(\.layer.memoryCount)
      precondition(newValue.isEmpty || newValue.count == counts.reduce(0, +), "memory of others")
      var first = 0
      for (kernel, count) in zip(kernels, counts) where count > 0 {
        kernel.memory = newValue.isEmpty ? [] : Array(newValue[first..<(first + count)])
        first += count
      }
    }
  }

  /// Importances that are filtered from window to window.
  public var filteredImportances: [Double] {
    get { modulator?.filtered ?? [] }
    set { modulator?.resetFilter(newValue) }
  }

  /// Takes the importances through a window of the filter, in which the weights rest.
  public func filterImportances(_ forward: UnsafePointer<Scalar>, duration: Double) {
    modulator?.filter(forward, duration: duration)
  }

  /// Carries what kernels remember through a window that ended, with the examples that were shown in it.
  public func advanceStatistics(by duration: Double) {
    for kernel in kernels { kernel.beginWindow(after: duration) }
  }

  /// Draws what is drawn for each window: masks of dropout for the examples that are loaded, sizes of batchwise
  /// random signs.
  public func beginWindow(_ window: Int) {
    drawMasks(window)
    signs?.beginWindow(window)
  }
}
