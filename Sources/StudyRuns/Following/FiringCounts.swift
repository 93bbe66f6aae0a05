import NeuralNetworks
import Results

/// Counts the spikes of a network's layers over examples.
struct FiringCounts {
  private var counts: [[Int]]
  /// In which example each neuron fired last, by the order in which they came.
  private var lastExamples: [[Int]]
  private var firsts: [Double]
  private var firstCounts: [Int]
  private var examples = 0
  /// The layer that does not fire, if the outputs are readouts.
  private let readout: Int?

  /// Counts of no examples yet.
  ///
  /// - Parameter outputsFire: whether the outputs do.
  init(_ network: Network, outputsFire: Bool) {
    readout = outputsFire ? nil : network.weightedNodes.count - 1
    counts = network.weightedNodes.map { Array(repeating: 0, count: $0.outputCount) }
    lastExamples = counts
    firsts = counts.map { _ in 0 }
    firstCounts = counts.map { _ in 0 }
  }

  /// All counts, to be added elsewhere.
  var numbers: [Double] {
    counts.joined().map { Double($0) } + firsts + firstCounts.map { Double($0) }
      + [Double(examples)]
  }

  /// Adds the numbers of other examples.
  mutating func add(_ numbers: [Double]) {
    var next = numbers.makeIterator()
    for layer in counts.indices {
      for neuron in counts[layer].indices { counts[layer][neuron] += Int(next.next()!) }
    }
    for layer in firsts.indices { firsts[layer] += next.next()! }
    for layer in firstCounts.indices { firstCounts[layer] += Int(next.next()!) }
    examples += Int(next.next()!)
  }

  /// Takes in what a network did with some examples. Of a layer's spikes those of a neuron are in order.
  mutating func add(_ response: NetworkResponse) {
    for example in response.examples {
      examples += 1
      for spike in response.spikes(ofExample: example) where spike.layer > 0 {
        let layer = spike.layer - 1
        counts[layer][spike.neuron] += 1
        guard lastExamples[layer][spike.neuron] < examples else { continue }
        lastExamples[layer][spike.neuron] = examples
        firsts[layer] += spike.time
        firstCounts[layer] += 1
      }
    }
  }

  /// How often the neurons of a layer, from 0, fire.
  func firing(ofLayer layer: Int) -> LayerRow.Firing {
    guard layer != readout else { return .init(spikes: nil, silent: nil, firstSpike: nil) }
    let counts = counts[layer]
    let neurons = Double(counts.count)
    return LayerRow.Firing(
      spikes: Double(counts.reduce(0, +)) / neurons / Double(max(examples, 1)),
      silent: Double(counts.count { $0 == 0 }) / neurons,
      firstSpike: firstCounts[layer] > 0 ? firsts[layer] / Double(firstCounts[layer]) : nil)
  }
}
