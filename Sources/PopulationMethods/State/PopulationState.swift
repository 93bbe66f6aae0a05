/// The flat state of a population, for methods that keep several.
package struct PopulationState {
  /// The number of synapses, n.
  package let count: Int
  /// Component-major.
  package var values: [Double]

  package init(_ values: [Double], count n: Int) {
    count = n
    self.values = values
  }

  /// A copy of a part.
  init(_ part: ReadPart, of state: PopulationState) {
    count = part.count
    let components = state.values.count / state.count
    values = Array(repeating: 0, count: components * part.count)
    gather(part, of: state)
  }

  /// Copies a part of a population, for which there must be room.
  mutating func gather(_ part: ReadPart, of state: PopulationState) {
    part.gather(state.values, of: state.count, into: &values)
  }

  /// Copies some synapses to where a state of the same size stands.
  func copy(_ synapses: Range<Int>, to other: UnsafeMutablePointer<Double>) {
    values.withUnsafeBufferPointer { values in
      for first in stride(from: synapses.lowerBound, to: values.count, by: count) {
        (other + first).update(from: values.baseAddress! + first, count: synapses.count)
      }
    }
  }

  /// Copies a state of the same size, into the memory that is there.
  mutating func copy(_ other: PopulationState) {
    for i in values.indices { values[i] = other.values[i] }
  }
}
