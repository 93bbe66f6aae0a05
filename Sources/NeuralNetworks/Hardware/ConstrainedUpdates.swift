import GradientDrives
import RandomNumbers

/// Constraints at work on the weights of a population.
final class ConstrainedUpdates {
  private let constraints: HardwareConstraints
  private let count: Int
  private let noise, updateRounding, weightRounding: RandomField
  /// The forward, then the backward weights at the start of the window.
  private var start: [Double] = []
  /// What is drawn for a chunk of synapses: noise, and which way updates and weights are rounded.
  private var normals = [Double](repeating: 0, count: chunk)
  private var updateShares = [Double](repeating: 0.5, count: chunk)
  private var weightShares = [Double](repeating: 0.5, count: chunk)

  private static let chunk = 4096

  /// - Parameters:
  ///   - constraints: what the devices do.
  ///   - seed: what it is drawn by.
  ///   - synapses: which of all are here.
  init(_ constraints: HardwareConstraints, seed: UInt64, synapses: Range<Int>) {
    self.constraints = constraints
    count = synapses.count
    func field(_ purpose: RandomField.Purpose) -> RandomField {
      RandomField(seed: seed, purpose: purpose, firstSynapse: synapses.lowerBound)
    }
    noise = field(.updateNoise)
    updateRounding = field(.updateRounding)
    weightRounding = field(.weightRounding)
  }

  /// Takes down the weights at the start of a window.
  func remember(_ weights: PopulationWeights) {
    if start.isEmpty { start = Array(repeating: 0, count: 2 * count) }
    let count = count
    start.withUnsafeMutableBufferPointer {
      let start = $0.baseAddress!
      switch weights {
      case .double(let forward, let backward):
        Double.convert(forward, count: count, to: start)
        Double.convert(backward, count: count, to: start + count)
      case .single(let forward, let backward):
        Float.convert(forward, count: count, to: start)
        Float.convert(backward, count: count, to: start + count)
      }
    }
  }

  /// Makes of the changes since then what the devices make of them.
  func constrain(_ weights: PopulationWeights, window: Int) {
    switch weights {
    case .double(let forward, let backward):
      constrain(forward, side: 0, window: window)
      constrain(backward, side: 1, window: window)
    case .single(let forward, let backward):
      constrain(forward, side: 0, window: window)
      constrain(backward, side: 1, window: window)
    }
  }

  @_specialize(where Weight == Double)
  @_specialize(where Weight == Float)
  private func constrain<Weight: NetworkScalar>(
    _ weights: UnsafeMutablePointer<Weight>, side: Int, window: Int
  ) {
    // Both partners are devices of their own.
    let index = 2 * window + side
    for first in stride(from: 0, to: count, by: Self.chunk) {
      let synapses = first..<min(first + Self.chunk, count)
      // What rests needs no numbers: all backward weights of some pathways.
      let before = side * count + first
      guard
        (0..<synapses.count).contains(where: { Double(weights[first + $0]) != start[before + $0] })
      else { continue }
      draw(synapses, index)
      for k in 0..<synapses.count {
        let old = start[before + k]
        var update = Double(weights[first + k]) - old
        if update == 0 { continue }
        if let step = constraints.updateStep {
          update = constraints.rounding.rounded(update, to: step, share: updateShares[k])
          if update == 0 {
            weights[first + k] = Weight(old)
            continue
          }
        }
        update += constraints.updateNoise * normals[k]
        let weight = old + update
        weights[first + k] = Weight(
          constraints.weightStep.map {
            constraints.rounding.rounded(weight, to: $0, share: weightShares[k])
          } ?? weight)
      }
    }
  }

  private func draw(_ synapses: Range<Int>, _ index: Int) {
    if constraints.updateNoise > 0 {
      fill(&normals) { noise.normals(synapses: synapses, index: index, into: &$0) }
    }
    guard constraints.rounding == .stochastic else { return }
    if constraints.updateStep != nil {
      fill(&updateShares) { updateRounding.uniforms(synapses: synapses, index: index, into: &$0) }
    }
    if constraints.weightStep != nil {
      fill(&weightShares) { weightRounding.uniforms(synapses: synapses, index: index, into: &$0) }
    }
  }
}

private func fill(_ values: inout [Double], _ body: (inout MutableSpan<Double>) -> Void) {
  var span = values.mutableSpan
  body(&span)
}
