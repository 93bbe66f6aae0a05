import CKernels
import SynapticDynamics

/// Steps that were taken, looked at between their ends.
final class DenseOutput {
  let arrays: LaneArrays
  private let coefficients: LaneArrays.Row
  /// Where each is looked at, as a part of its step.
  let places: LaneArrays.Row
  private(set) var count = 0

  /// The last slope's row, which is free once the coefficients are known.
  private static let free = LaneArrays.slopeCount - 1

  init(_ arrays: LaneArrays) {
    self.arrays = arrays
    let count = (7 * arrays.components + 1) * LaneArrays.width
    coefficients = .allocate(capacity: count)
    coefficients.initialize(repeating: 0, count: count)
    places = coefficients + 7 * arrays.components * LaneArrays.width
  }

  deinit { coefficients.deallocate() }

  /// Takes some lanes, and computes what is missing of their steps.
  func take(_ lanes: [Int], count: Int, of others: LaneArrays) {
    self.count = count
    for k in 0..<count { arrays.take(lanes[k], of: others, lane: k) }
    let stages = Int(DORMAND_PRINCE_STAGES)
    arrays.writeSignals(stages..<LaneArrays.slopeCount, count: count)
    arrays.writeSlope(stages, at: arrays.newState, count: count)
    for slope in (stages + 1)..<LaneArrays.slopeCount {
      arrays.writeTrial(slope, count: count)
      arrays.writeSlope(slope, at: arrays.trial, count: count)
    }
    dormand_prince_dense(
      arrays.components, count, arrays.state, arrays.newState, arrays.sizes, arrays.slopes,
      coefficients)
  }

  /// The state at the places: component k of lane i is element `k * width + i`.
  func interpolate() -> LaneArrays.Row {
    dormand_prince_interpolate(
      arrays.components, count, arrays.state, coefficients, places, arrays.trial)
    return arrays.trial
  }

  /// Writes the values of what kinks hang on at the places.
  func writeSwitches(into values: LaneArrays.Row) {
    let state = interpolate()
    arrays.writeSignals(of: Self.free, at: places, count: count)
    arrays.writeSwitches(Self.free, at: state, count: count, into: values)
  }
}
