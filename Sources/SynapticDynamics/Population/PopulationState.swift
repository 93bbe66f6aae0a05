/// The flat state of Bio-Adam, and the momentum m = m⁻ − m⁺ of each signal and synapse besides.
///
/// The momentum is carried along by itself: taken from the two concentrations after every window it
/// would lose the digits by which it is smaller than they are.
package struct PopulationState {
  /// The number of synapses, n.
  package let count: Int
  /// Component-major.
  package var values: [Double]
  /// One signal's after the other's.
  package var momentum: [Double]

  package init(_ values: [Double], rule: BioAdam, count n: Int) {
    count = n
    self.values = values
    momentum = Array(repeating: 0, count: rule.signalsPerSynapse * n)
    for branch in rule.branches {
      let (plus, minus) = (branch.firstSubstance * n, (branch.firstSubstance + 1) * n)
      for i in 0..<n { momentum[branch.signal * n + i] = values[minus + i] - values[plus + i] }
    }
  }

  /// A copy of a part.
  init(_ part: ReadPart, of state: PopulationState) {
    count = part.count
    let components = state.values.count / state.count
    let signals = state.momentum.count / state.count
    values = Array(repeating: 0, count: components * part.count)
    momentum = Array(repeating: 0, count: signals * part.count)
    gather(part, of: state)
  }

  /// Copies a part of a population, for which there must be room.
  mutating func gather(_ part: ReadPart, of state: PopulationState) {
    part.gather(state.values, of: state.count, into: &values)
    part.gather(state.momentum, of: state.count, into: &momentum)
  }

  /// Copies some synapses to where a state of the same size stands.
  func copy(
    _ synapses: Range<Int>, to otherValues: UnsafeMutablePointer<Double>,
    _ otherMomentum: UnsafeMutablePointer<Double>
  ) {
    for (rows, place) in [(values, otherValues), (momentum, otherMomentum)] {
      rows.withUnsafeBufferPointer { rows in
        for first in stride(from: synapses.lowerBound, to: rows.count, by: count) {
          (place + first).update(from: rows.baseAddress! + first, count: synapses.count)
        }
      }
    }
  }

  /// Fills the momentum, which does not follow from the concentrations alone.
  mutating func restoreMomentum(_ fill: (inout MutableRawSpan) throws -> Void) throws {
    try momentum.fill(fill)
  }

  /// Copies a state of the same size, into the memory that is there.
  mutating func copy(_ other: PopulationState) {
    for i in values.indices { values[i] = other.values[i] }
    for i in momentum.indices { momentum[i] = other.momentum[i] }
  }
}
