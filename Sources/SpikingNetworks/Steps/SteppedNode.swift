import CKernels
import NeuralNetworks

/// A node of a network in discrete time, with memory for what its numbers are in every step.
///
/// Numbers stand step after step, and in a step as the arrangement says for a batch.
final class SteppedNode<Scalar: NetworkScalar> {
  typealias Memory = UnsafeMutablePointer<Scalar>

  /// Its layer, if it has neurons.
  let layer: SteppedLayer?
  /// How many numbers an example has in a step, and how many maps these are.
  let outputCount, maps: Int
  /// Among all synapses.
  let weights, biases: Range<Int>
  /// On all steps at once.
  let kernel: any LayerKernel<Scalar>
  /// That of the weights from the layer's own units, in one step.
  let ownKernel: (any LayerKernel<Scalar>)?
  private let arrangement: Arrangement

  /// What it gives, and ∂L/∂ of it; of neurons with what silences some, which becomes ∂L/∂I.
  let outputs, errors: Memory
  /// s of its neurons.
  let states: Memory
  /// θ of each neuron of a row.
  let thresholds: Memory
  /// Of the step before: what is left of s, z, and the outputs.
  let rest, trace, lastOutputs: Memory
  /// Of the step behind, on the way back: ∂L/∂I, and ∂L/∂z through the filter.
  let nextErrors, errorTrace: Memory
  /// ∂L/∂b of each neuron.
  let biasErrors: Memory
  /// What multiplies errors, for each neuron of a row, where neurons of a map share it.
  let factors: Memory
  /// The weights of the sums and of the layer's own units, each by themselves, on the way there, on the way back, and their gradients;
  /// without recurrence nothing.
  let sums, own: Memory
  /// Whether v > 0, in all steps of an evaluation.
  let fired: UnsafeMutablePointer<UInt8>
  /// What it gave, summed over the steps of an evaluation.
  let totals: Memory

  /// Makes room.
  ///
  /// - Parameters:
  ///   - node: a stepped layer, or pooling.
  ///   - room: that of a batch in one step.
  ///   - steps: how many are gone through at once.
  ///   - testSteps: how many an evaluation has.
  init(_ node: Node, _ room: KernelRoom, steps: Int, testSteps: Int) {
    layer = node.layer as? SteppedLayer
    outputCount = node.outputCount
    maps = node.layer.output.channels
    (weights, biases) = (node.weights, node.biases)
    arrangement = room.arrangement
    var all = room
    all.capacity = steps * room.places
    kernel = node.layer.makeKernel(Scalar.self, for: all)
    let units = Shape(node.outputCount)
    let isRecurrent = layer?.isRecurrent ?? false
    ownKernel =
      isRecurrent
      ? Dense(units, units: units.count, hasBiases: false).makeKernel(Scalar.self, for: all) : nil
    let count = room.places * node.outputCount
    let neurons = layer == nil ? 0 : count
    outputs = Scalar.room(steps * count)
    errors = Scalar.room(steps * count)
    states = Scalar.room(steps * neurons)
    thresholds = Scalar.room(outputCount * room.arrangement.lanes)
    factors = Scalar.room(outputCount * room.arrangement.lanes)
    rest = Scalar.room(neurons)
    trace = Scalar.room(neurons)
    lastOutputs = Scalar.room(isRecurrent ? count : 0)
    nextErrors = Scalar.room(neurons)
    errorTrace = Scalar.room(neurons)
    biasErrors = Scalar.room(neurons)
    sums = Scalar.room(isRecurrent ? node.weights.count : 0)
    own = Scalar.room(isRecurrent ? outputCount * outputCount : 0)
    let flags = layer.map { $0.neuron.output == .fires ? max(steps, testSteps) * count : 0 } ?? 0
    fired = .allocate(capacity: flags)
    fired.initialize(repeating: 0, count: flags)
    totals = Scalar.room(count)
  }

  deinit {
    for memory in [
      outputs, errors, states, thresholds, factors, rest, trace, lastOutputs, nextErrors,
      errorTrace, biasErrors, sums, own, totals,
    ] { memory.deallocate() }
    fired.deallocate()
  }

  /// How many neurons a row has, of which each has a threshold of its own.
  var width: Int { outputCount * arrangement.lanes }
  /// The neurons of a map.
  private var spread: Int { width / maps }

  /// Writes a number for each map to all its neurons of a row.
  func spread(_ ofMaps: (_ map: Int) -> Scalar, to row: Memory) {
    for map in 0..<maps {
      (row + map * spread).update(repeating: ofMaps(map), count: spread)
    }
  }

  /// Where an example's number is among those of a step.
  func place(ofExample example: Int, _ number: Int) -> Int {
    let (tile, lane) = example.quotientAndRemainder(dividingBy: arrangement.lanes)
    return tile * width + number * arrangement.lanes + lane
  }
}

extension SteppedNode {
  /// Takes weights apart that stand unit by unit, into those of the sums and those of the layer's own units.
  ///
  /// - Returns: those of the sums.
  func take(_ all: UnsafePointer<Scalar>) -> UnsafePointer<Scalar> {
    guard ownKernel != nil else { return all }
    forEachUnit { whole, below, mine in
      (sums + below.lowerBound).update(from: all + whole.lowerBound, count: below.count)
      (own + mine.lowerBound).update(
        from: all + whole.lowerBound + below.count, count: mine.count)
    }
    return UnsafePointer(sums)
  }

  /// Puts what ``take(_:)`` took apart together again.
  func give(to all: Memory) {
    forEachUnit { whole, below, mine in
      (all + whole.lowerBound).update(from: sums + below.lowerBound, count: below.count)
      (all + whole.lowerBound + below.count).update(
        from: own + mine.lowerBound, count: mine.count)
    }
  }

  private func forEachUnit(
    _ body: (_ whole: Range<Int>, _ below: Range<Int>, _ mine: Range<Int>) -> Void
  ) {
    let fan = weights.count / outputCount
    let below = fan - outputCount
    for unit in 0..<outputCount {
      body(
        (unit * fan)..<((unit + 1) * fan), (unit * below)..<((unit + 1) * below),
        (unit * outputCount)..<((unit + 1) * outputCount))
    }
  }
}
