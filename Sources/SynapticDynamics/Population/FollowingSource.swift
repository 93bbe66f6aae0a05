import GradientDrives

/// A source of somebody's own as populations use it.
final class FollowingSource: WeightDependentSource {
  private var base: any WeightFollowingSource
  private let synapseCount: Int
  /// Weights in 32 bits as numbers of 64.
  private var converted: (forward: [Double], backward: [Double]) = ([], [])

  init(_ base: any WeightFollowingSource, synapseCount: Int) {
    self.base = base
    self.synapseCount = synapseCount
  }

  func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws { try base.begin(pieces) }

  func enter(_ weights: PopulationWeights) {}

  func update(at time: Double, weights: PopulationWeights) throws {
    switch weights {
    case .double(let forward, let backward):
      try base.update(
        at: time,
        forward: Span(
          _unsafeElements: UnsafeBufferPointer(start: forward, count: synapseCount)),
        backward: Span(
          _unsafeElements: UnsafeBufferPointer(start: backward, count: synapseCount)))
    case .single(let forward, let backward):
      convert(forward, into: &converted.forward)
      convert(backward, into: &converted.backward)
      let (forward, backward) = converted
      try base.update(at: time, forward: forward.span, backward: backward.span)
    }
  }

  private func convert(_ weights: UnsafeMutablePointer<Float>, into doubles: inout [Double]) {
    doubles.removeAll(keepingCapacity: true)
    for i in 0..<synapseCount { doubles.append(Double(weights[i])) }
  }

  var isSmooth: Bool { base.isSmooth }

  func gradient(
    at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Double>
  ) {
    base.gradient(at: time, piece: piece, signals: signals, into: &gradient)
  }

  func gradient(
    atEach times: Span<Double>, piece: Int, signals: Span<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    base.gradient(atEach: times, piece: piece, signals: signals, into: &gradient)
  }
}
