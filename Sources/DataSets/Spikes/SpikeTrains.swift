/// Examples that are spikes: which input neurons fire, and when.
///
/// A ``LabelledSet`` of spikes has one feature an example, the place of its train here, so that examples are chosen, split and put
/// in order as all others are.
public struct SpikeTrains: Sendable, Equatable {
  /// A spike.
  public struct Spike: Sendable, Equatable {
    /// Which input neuron fires, from 0.
    public var neuron: Int32
    /// When, from the beginning of its example.
    public var time: Double

    /// A spike.
    public init(neuron: Int32, time: Double) { (self.neuron, self.time) = (neuron, time) }
  }

  /// The neurons of all spikes, example by example, in each by time and then by neuron.
  public let neurons: [Int32]
  /// When they fire.
  public let times: [Double]
  /// How many input neurons there are; some may never fire.
  public let neuronCount: Int
  /// Which spike is the latest, if they are from files.
  package let latest: LatestSpike?
  /// Where the spikes of each example begin, and where those of the last one end.
  private let starts: [Int]

  /// A place is a feature, a number of single precision: more places are not told apart.
  static let mostExamples = 1 << 24
  /// Random numbers of an input have so many addresses.
  package static let mostNeurons = 1 << 24

  /// Examples of these spikes, each in any order.
  ///
  /// - Precondition: there are at most 2²⁴ examples and neurons, every neuron is below neuronCount, and times are finite and not
  ///   negative.
  /// - Complexity: O(n log n) for n spikes.
  public init(_ examples: [[Spike]], neuronCount: Int) {
    var rows = SpikeRows()
    for (place, spikes) in examples.enumerated() {
      for spike in spikes { rows.append(spike, of: Int32(place)) }
    }
    self.init(rows, ranks: Array(0..<Int32(examples.count)), neuronCount: neuronCount)
  }

  /// Spikes in any order, of examples that get other places.
  ///
  /// - Parameters:
  ///   - rows: the spikes.
  ///   - ranks: the place of each example.
  ///   - neuronCount: how many neurons there are.
  init(_ rows: consuming SpikeRows, ranks: [Int32], neuronCount: Int) {
    precondition(
      ranks.count <= Self.mostExamples && neuronCount <= Self.mostNeurons, "there are too many")
    precondition(rows.neurons.allSatisfy { 0 <= $0 && $0 < neuronCount }, "there is no such neuron")
    precondition(rows.times.allSatisfy { $0.isFinite && $0 >= 0 }, "an example begins at 0")
    var starts = [Int](repeating: 0, count: ranks.count + 1)
    for example in rows.examples { starts[Int(ranks[Int(example)]) + 1] += 1 }
    for place in ranks.indices { starts[place + 1] += starts[place] }
    var next = starts
    var neurons = [Int32](repeating: 0, count: rows.neurons.count)
    var times = [Double](repeating: 0, count: neurons.count)
    for (row, example) in rows.examples.enumerated() {
      let place = Int(ranks[Int(example)])
      neurons[next[place]] = rows.neurons[row]
      times[next[place]] = rows.times[row]
      next[place] += 1
    }
    var spikes: [Spike] = []
    for place in ranks.indices {
      let range = starts[place]..<starts[place + 1]
      spikes.removeAll(keepingCapacity: true)
      for spike in range { spikes.append(Spike(neuron: neurons[spike], time: times[spike])) }
      spikes.sort { ($0.time, $0.neuron) < ($1.time, $1.neuron) }
      for (spike, sorted) in zip(range, spikes) {
        (neurons[spike], times[spike]) = (sorted.neuron, sorted.time)
      }
    }
    (self.neurons, self.times, self.starts) = (neurons, times, starts)
    self.neuronCount = neuronCount
    latest = rows.latest
  }

  /// How many examples there are.
  public var exampleCount: Int { starts.count - 1 }

  /// Where the spikes of an example stand in ``neurons`` and ``times``.
  ///
  /// - Precondition: there is such an example.
  public func spikes(of example: Int) -> Range<Int> { starts[example]..<starts[example + 1] }
}

/// The latest spike of some files, and where it stands.
package struct LatestSpike: Sendable, Equatable {
  /// When it is.
  package let time: Double
  /// The file.
  package let path: String
  /// The line, from 1.
  package let line: Int
  /// What the column of the times is called.
  package let column: String
}

/// Spikes in any order.
struct SpikeRows {
  /// The example of each.
  private(set) var examples: [Int32] = []
  private(set) var neurons: [Int32] = []
  private(set) var times: [Double] = []
  private(set) var latest: LatestSpike?
  /// The largest number of a neuron; −1 without a spike.
  private(set) var largestNeuron: Int32 = -1

  var count: Int { examples.count }

  mutating func append(_ spike: SpikeTrains.Spike, of example: Int32) {
    examples.append(example)
    neurons.append(spike.neuron)
    times.append(spike.time)
    largestNeuron = max(largestNeuron, spike.neuron)
  }

  /// Notes a spike that is later than all before.
  mutating func note(_ spike: LatestSpike) { latest = spike }
}
