import DataSets

/// The examples that a spiking network has taken in: their numbers, or where spikes are given the places of their trains.
struct LoadedExamples {
  /// How many numbers an example has.
  private let width: Int
  private let capacity: Int
  private var features: [Float]
  private(set) var labels: [Int]
  /// Their places in their set, by which they are drawn.
  private(set) var rows: [Int]
  private(set) var count = 0

  /// - Parameters:
  ///   - capacity: the largest number of examples at a time.
  ///   - width: how many numbers an example has.
  init(capacity: Int, width: Int) {
    (self.capacity, self.width) = (capacity, width)
    features = Array(repeating: 0, count: capacity * width)
    labels = Array(repeating: 0, count: capacity)
    rows = Array(repeating: 0, count: capacity)
  }

  /// Takes examples in.
  ///
  /// - Precondition: there is room for them, and their labels are classes.
  /// - Complexity: O(rows × width), without allocation.
  mutating func load(
    features all: [Float], labels allLabels: [Int32], rows: ArraySlice<Int32>,
    permutation: FeaturePermutation?, classCount: Int
  ) {
    precondition(rows.count <= capacity, "there is room for \(capacity) examples")
    precondition(all.count == allLabels.count * width, "features do not match labels")
    count = rows.count
    for (k, row) in rows.enumerated() {
      let label = Int(allLabels[Int(row)])
      precondition(0 <= label && label < classCount, "a label is not a class")
      labels[k] = label
      self.rows[k] = Int(row)
      let first = Int(row) * width
      for place in 0..<width {
        features[k * width + place] =
          all[first + (permutation.map { Int($0.sources[place]) } ?? place)]
      }
    }
  }

  /// The numbers of an example.
  func withFeatures(of example: Int, _ body: (UnsafeBufferPointer<Float>) -> Void) {
    features.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[(example * width)..<((example + 1) * width)]))
    }
  }

  /// The spikes that an encoding makes of an example.
  ///
  /// - Parameter window: the window that it is shown in; nil: not in training.
  func encode(
    _ example: Int, by encoding: SpikeEncoding, of given: SpikeTrains?, window: Int?,
    seed: UInt64, to train: inout SpikeTrain
  ) {
    withFeatures(of: example) {
      encoding.write(
        $0, of: given, example: rows[example], window: window, seed: seed, to: &train)
    }
  }
}
