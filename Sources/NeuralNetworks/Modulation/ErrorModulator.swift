import Foundation
import Parallel

/// Modulation at work: it computes the factors of all hidden units, and multiplies errors by them.
package final class ErrorModulator<Scalar: NetworkScalar> {
  package typealias Numbers = UnsafePointer<Scalar>
  package typealias Memory = UnsafeMutablePointer<Scalar>

  package let modulation: ErrorModulation
  private let threads: Int
  private let share: BatchShare
  /// How many units or maps each hidden node has, how many numbers a map, and where its gains are.
  private let unitCounts, positions: [Int]
  private let gains: [Range<Int>]
  private let arrangement: Arrangement
  /// Of each hidden node the weights that make its units important.
  private let sources: [[Source]]
  /// Of each hidden node: a row for all examples, or one for each where dropout silences other units for each.
  private let factors: [Memory]
  /// |W| of a node, where it takes a product.
  private let absolute: Memory
  /// The sums of one source.
  private let sums: Memory
  /// i of the hidden units, node after node, once a filter gave them; then W does not count.
  package private(set) var filtered: [Double] = []

  /// Weights that make units important.
  private struct Source {
    /// Among all synapses.
    var weights: Range<Int>
    /// They are a matrix.
    var rows, columns: Int
    /// How many columns belong to one unit or map of what they read.
    var spread: Int
    /// The place among the hidden nodes of the units at the other end, if dropout may silence them.
    var otherEnd: Int?
  }

  /// Makes room.
  ///
  /// - Parameters:
  ///   - modulation: how errors are modulated.
  ///   - network: the network.
  ///   - capacity: the largest number of examples at a time.
  ///   - threads: how many threads may work.
  ///   - share: what of a batch the examples are; by default all of it, in one part.
  package init(
    _ modulation: ErrorModulation, network: Network, capacity: Int, threads: Int,
    share: BatchShare = BatchShare()
  ) {
    precondition(
      modulation.timeConstant == nil || network.dropout == 0,
      "with dropout importances are those of each example")
    let (nodes, hidden) = (network.nodes, network.hidden)
    precondition(
      network.dropout == 0 || network.arrangement == .rows,
      "with dropout units have importances, and maps have none")
    precondition(
      hidden.allSatisfy {
        nodes[$0].layer.parameters.groupCount == nodes[$0].layer.output.channels
      },
      "every unit or map has an importance of its own")
    self.modulation = modulation
    self.threads = threads
    self.share = share
    arrangement = network.arrangement
    unitCounts = hidden.map { nodes[$0].layer.output.channels }
    positions = hidden.map { nodes[$0].outputCount / nodes[$0].layer.output.channels }
    gains = hidden.map { nodes[$0].gains }
    func source(_ k: Int, of units: Int?, otherEnd: Int?) -> Source {
      let rows = nodes[k].layer.parameters.groupCount
      let columns = nodes[k].weights.count / rows
      return Source(
        weights: nodes[k].weights, rows: rows, columns: columns,
        spread: units.map { columns / $0 } ?? 1,
        otherEnd: otherEnd.flatMap { hidden.firstIndex(of: $0) })
    }
    sources = hidden.map { k in
      switch modulation.importance {
      case .incoming: [source(k, of: nil, otherEnd: nodes[k].sources[0])]
      case .outgoing:
        network.weightedReaders(of: k).map {
          source($0, of: nodes[k].layer.output.channels, otherEnd: $0)
        }
      }
    }
    precondition(
      modulation.importance == .incoming
        || zip(unitCounts, sources).allSatisfy { units, all in
          all.allSatisfy { $0.columns == units * $0.spread }
        },
      "weights to the layers above are those of the units")
    func room(_ count: Int) -> Memory {
      let memory = Memory.allocate(capacity: max(count, 1))
      memory.initialize(repeating: 0, count: max(count, 1))
      return memory
    }
    let rows = network.dropout > 0 ? capacity : 1
    factors = unitCounts.map { room(rows * $0) }
    absolute = room(network.dropout > 0 ? nodes.map(\.weights.count).max()! : 0)
    // Of what is read several numbers may belong to a map.
    sums = room(
      zip(unitCounts, sources).map { units, all in units * (all.map(\.spread).max() ?? 1) }.max()
        ?? 0)
  }

  deinit {
    for memory in factors { memory.deallocate() }
    absolute.deallocate()
    sums.deallocate()
  }

  // MARK: Factors

  /// Computes the factors.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - masks: of dropout, of each hidden node, if it silences units at the moment.
  ///   - count: how many examples there are.
  /// - Complexity: O(synapses), with masks O(count × synapses), without allocation.
  package func prepare(_ forward: Numbers, masks: [Memory], count: Int) {
    var firstUnit = 0
    for (place, units) in unitCounts.enumerated() {
      let result = factors[place]
      let mask = masks.isEmpty ? nil : masks[place]
      if filtered.isEmpty {
        sumWeights(forward, ofHidden: place, masks: masks, count: count)
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

  /// The factors of a hidden node's units, as they were computed last without masks.
  package func factors(ofHidden place: Int) -> Numbers { Numbers(factors[place]) }

  /// i = Σ|W| of a hidden node's units, into the place of its factors: a row, or with masks one for each example.
  private func sumWeights(_ forward: Numbers, ofHidden place: Int, masks: [Memory], count: Int) {
    let (result, units) = (factors[place], unitCounts[place])
    let rows = masks.isEmpty ? 1 : count
    let isIncoming = modulation.importance == .incoming
    var isFirst = true
    for source in sources[place] {
      let weights = forward + source.weights.lowerBound
      if !masks.isEmpty, let otherEnd = source.otherEnd {
        Scalar.units.absolute(source.weights.count, weights, absolute)
        let inner = isIncoming ? source.columns : source.rows
        share.forEachPart(of: rows) { _, part in
          let first = part.lowerBound
          MatrixProduct<Scalar>(
            rows: part.count, columns: units, inner: inner, isRightTransposed: isIncoming)(
              Numbers(masks[otherEnd]) + first * inner, Numbers(absolute), plus: isFirst ? 0 : 1,
              times: result + first * units, threads: threads)
        }
      } else {
        // At the other end there is nothing that could be silenced.
        if isIncoming {
          Scalar.units.absoluteRowSums(source.rows, source.columns, weights, sums)
        } else {
          Scalar.units.absoluteColumnSums(source.rows, source.columns, weights, sums)
          gather(source.spread, units)
        }
        for row in 0..<rows {
          if isFirst {
            (result + row * units).update(from: sums, count: units)
          } else {
            Scalar.units.plus(units, Numbers(sums), result + row * units)
          }
        }
      }
      isFirst = false
    }
    // What no weights read is as important as anything else.
    if isFirst { result.update(repeating: 0, count: rows * units) }
  }

  /// Adds up the sums of all columns of a unit or map.
  private func gather(_ spread: Int, _ units: Int) {
    guard spread > 1 else { return }
    for n in 0..<units {
      var sum: Scalar = 0
      for column in 0..<spread { sum += sums[n * spread + column] }
      sums[n] = sum
    }
  }

  /// The gradients of gains and offsets are those of errors before modulation, if it is local: they take the factors of their
  /// maps.
  func modulateGains(_ gradient: Memory) {
    guard modulation.scope == .local else { return }
    for (place, gains) in gains.enumerated() {
      for (n, gain) in gains.enumerated() {
        gradient[gain] *= factors[place][n]
        gradient[gain + gains.count] *= factors[place][n]
      }
    }
  }

  /// Multiplies the errors of a hidden node by the factors.
  func modulate(_ errors: Memory, ofHidden place: Int, count: Int, isMasked: Bool) {
    let units = unitCounts[place]
    if arrangement == .lanes {
      Scalar.maps.timesFactors(
        arrangement.tiles(for: count), units, positions[place], Numbers(factors[place]), errors)
    } else if isMasked {
      Scalar.units.times(count * units, Numbers(factors[place]), errors)
    } else {
      for row in 0..<count {
        Scalar.units.times(units, Numbers(factors[place]), errors + row * units)
      }
    }
  }

  // MARK: Filter

  /// Takes the importances through a window of the filter, in which W rests: i = Σ|W| the first time.
  ///
  /// - Parameters:
  ///   - forward: the forward weights.
  ///   - duration: how long the window lasts.
  package func filter(_ forward: Numbers, duration: Double) {
    guard let timeConstant = modulation.timeConstant else { return }
    let isFirst = filtered.isEmpty
    if isFirst { filtered = Array(repeating: 0, count: unitCounts.reduce(0, +)) }
    let share = isFirst ? 1 : -expm1(-duration / timeConstant)
    var unit = 0
    for (place, units) in unitCounts.enumerated() {
      sumWeights(forward, ofHidden: place, masks: [], count: 1)
      for n in 0..<units {
        filtered[unit] += share * (Double(factors[place][n]) - filtered[unit])
        unit += 1
      }
    }
  }

  /// Starts the filter anew, with what it remembered or with nothing.
  package func resetFilter(_ importances: [Double] = []) { filtered = importances }
}
