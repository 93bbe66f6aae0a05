import Foundation

/// Modulation at work: it computes the factors of all hidden units, and multiplies errors by them.
final class ErrorModulator<Scalar: NetworkScalar> {
  typealias Numbers = UnsafePointer<Scalar>
  typealias Memory = UnsafeMutablePointer<Scalar>

  let modulation: ErrorModulation
  private let layers: [Network.Layer]
  private let threads: Int
  /// Of each hidden layer: a row for all examples, or one for each where dropout silences other units for each.
  private let factors: [Memory]
  /// |W| of a layer, where it takes a product.
  private let absolute: Memory
  /// i of the hidden units, layer after layer, once a filter gave them; then W does not count.
  private(set) var filtered: [Double] = []

  /// Makes room.
  ///
  /// - Parameters:
  ///   - modulation: how errors are modulated.
  ///   - network: the network.
  ///   - capacity: the largest number of examples at a time.
  ///   - threads: how many threads may work.
  init(_ modulation: ErrorModulation, network: Network, capacity: Int, threads: Int) {
    precondition(
      modulation.timeConstant == nil || network.dropout == 0,
      "with dropout importances are those of each example")
    self.modulation = modulation
    self.threads = threads
    layers = network.layers
    func room(_ count: Int) -> Memory {
      let memory = Memory.allocate(capacity: max(count, 1))
      memory.initialize(repeating: 0, count: max(count, 1))
      return memory
    }
    let rows = network.dropout > 0 ? capacity : 1
    factors = network.layers.dropLast().map { room(rows * $0.outputCount) }
    absolute = room(network.dropout > 0 ? network.layers.map(\.weights.count).max()! : 0)
  }

  deinit {
    for memory in factors { memory.deallocate() }
    absolute.deallocate()
  }

  // MARK: Factors

  /// Computes the factors.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - masks: of dropout, of each hidden layer, if it silences units at the moment.
  ///   - count: how many examples there are.
  /// - Complexity: O(synapses), with masks O(count × synapses), without allocation.
  func prepare(_ forward: Numbers, masks: [Memory], count: Int) {
    var firstUnit = 0
    for l in factors.indices {
      let (units, result) = (layers[l].outputCount, factors[l])
      let mask = masks.isEmpty ? nil : masks[l]
      if filtered.isEmpty {
        sumWeights(forward, ofLayer: l, masks: masks, count: count)
      } else {
        for n in 0..<units { result[n] = Scalar(filtered[firstUnit + n]) }
      }
      let clip = modulation.clip ?? 0...2
      Scalar.units.modulation(
        mask == nil ? 1 : count, units, Scalar(clip.lowerBound), Scalar(clip.upperBound),
        mask.map { Numbers($0) }, result)
      firstUnit += units
    }
  }

  /// i = Σ|W| of a hidden layer's units, into the place of its factors.
  private func sumWeights(_ forward: Numbers, ofLayer l: Int, masks: [Memory], count: Int) {
    let result = factors[l]
    let isIncoming = modulation.importance == .incoming
    let layer = isIncoming ? layers[l] : layers[l + 1]
    let weights = forward + layer.weights.lowerBound
    // At the ends there is nothing that could be silenced.
    let other = isIncoming ? l - 1 : l + 1
    guard masks.indices.contains(other) else {
      if isIncoming {
        Scalar.units.absoluteRowSums(layer.outputCount, layer.inputCount, weights, result)
      } else {
        Scalar.units.absoluteColumnSums(layer.outputCount, layer.inputCount, weights, result)
      }
      let units = layers[l].outputCount
      for row in 1..<max(masks.isEmpty ? 1 : count, 1) {
        (result + row * units).update(from: result, count: units)
      }
      return
    }
    Scalar.units.absolute(layer.weights.count, weights, absolute)
    MatrixProduct<Scalar>(
      rows: count, columns: layers[l].outputCount,
      inner: isIncoming ? layer.inputCount : layer.outputCount, isRightTransposed: isIncoming)(
        Numbers(masks[other]), Numbers(absolute), times: result, threads: threads)
  }

  /// Multiplies the errors of a hidden layer by the factors.
  func modulate(_ errors: Memory, ofLayer l: Int, count: Int, isMasked: Bool) {
    let units = layers[l].outputCount
    if isMasked {
      Scalar.units.times(count * units, Numbers(factors[l]), errors)
    } else {
      for row in 0..<count {
        Scalar.units.times(units, Numbers(factors[l]), errors + row * units)
      }
    }
  }

  // MARK: Filter

  /// Takes the importances through a window of the filter, in which W rests: i = Σ|W| the first time.
  ///
  /// - Parameters:
  ///   - forward: the forward weights.
  ///   - duration: how long the window lasts.
  func filter(_ forward: Numbers, duration: Double) {
    guard let timeConstant = modulation.timeConstant else { return }
    let isFirst = filtered.isEmpty
    if isFirst {
      filtered = Array(repeating: 0, count: layers.dropLast().reduce(0) { $0 + $1.outputCount })
    }
    let share = isFirst ? 1 : -expm1(-duration / timeConstant)
    var unit = 0
    for l in factors.indices {
      sumWeights(forward, ofLayer: l, masks: [], count: 1)
      for n in 0..<layers[l].outputCount {
        filtered[unit] += share * (Double(factors[l][n]) - filtered[unit])
        unit += 1
      }
    }
  }

  /// Starts the filter anew, with what it remembered or with nothing.
  func resetFilter(_ importances: [Double] = []) { filtered = importances }
}
