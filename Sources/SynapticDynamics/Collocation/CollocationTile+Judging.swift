import CKernels
import Foundation

extension CollocationTile {
  /// Decides on a slot's step: it may be good, too long, or lead over a change of sign.
  mutating func judge(
    _ k: Int, _ lanes: CollocationMemory, law: law, until end: Double, reading: Double?
  ) {
    if slots[k].isReading {
      accepted.append(k)
      return
    }
    let lane = law.signal * lanes.count + slots[k].synapse
    // Where signals are all but zero, rounding makes zeros without end: after eight cuts they count
    // no more.
    if slots[k].cuts < 8, let (zero, kind) = firstZero(k) {
      slots[k].cuts += 1
      if zero < 1e-12 {
        // The step begins there.
        lanes.zeros[lane] |= kind
      } else {
        slots[k].size *= zero
        slots[k].landing = kind
      }
      return
    }
    let error = rows.error[k]
    if error > 1 {
      work.rejected += 1
      slots[k].size *= max(0.2, 0.9 * pow(error, -0.1))
      slots[k].landing = 0
      lanes.sizes[lane] = slots[k].size
      if slots[k].size < 16 * lanes.times[lane].ulp {
        failure = Failure(
          synapse: slots[k].synapse, time: lanes.times[lane], size: slots[k].size)
      }
      return
    }
    if let reading, lanes.times[lane] + slots[k].size >= reading {
      slots[k].size = reading - lanes.times[lane]
      slots[k].isReading = true
      return
    }
    accepted.append(k)
  }

  /// The first change of sign within a step, as a part of it, and what changes: g (1) or m (2).
  private func firstZero(_ k: Int) -> (zero: Double, kind: UInt8)? {
    let ofGradient = zero(of: rows.gradient + k, before: rows.gradientChange[k], k, kind: 1)
    let ofMomentum = zero(of: rows.momentum + k, before: rows.momentumChange[k], k, kind: 2)
    switch (ofGradient, ofMomentum) {
    case (nil, nil): return nil
    case (let g?, nil): return (g, 1)
    case (nil, let m?): return (m, 2)
    case (let g?, let m?): return g <= m ? (g, 1) : (m, 2)
    }
  }

  private func zero(
    of values: UnsafeMutablePointer<Double>, before change: Double, _ k: Int, kind: UInt8
  ) -> Double? {
    guard change > 0 else { return nil }
    let high = Int(change)
    // A step that was made to end at the zero need not hit it to the last digit.
    let isLast = high == CollocationRows.nodes - 1
    if isLast, slots[k].landing == kind, isZeroAtEnd(values) { return nil }
    let before = values[(high - 1) * CollocationRows.width]
    return before == 0
      ? CollocationRows.places[high - 1] : collocation_zero(values, high - 1, high)
  }

  /// Whether the value at the end is a millionth of the largest, or less.
  private func isZeroAtEnd(_ values: UnsafeMutablePointer<Double>) -> Bool {
    var largest = 0.0
    for j in 0..<CollocationRows.nodes {
      largest = max(largest, values[j * CollocationRows.width].magnitude)
    }
    let end = values[(CollocationRows.nodes - 1) * CollocationRows.width]
    return end.magnitude <= 1e-6 * largest
  }

  /// The zeros at which a landed step stands.
  private func zerosReached(_ k: Int) -> UInt8 {
    switch slots[k].landing {
    case 1: isZeroAtEnd(rows.gradient + k) ? 1 : 0
    case 2: isZeroAtEnd(rows.momentum + k) ? 2 : 0
    default: 0
    }
  }

  /// Moves the weights of the accepted slots, those that read in the sample.
  mutating func advanceWeights(_ lanes: CollocationMemory, law: law, sample: CollocationMemory?) {
    let n = lanes.count
    for component in law.weight..<(law.weight + law.weight_count) {
      if law.inverse_temperature != 0 {
        for (place, k) in accepted.enumerated() {
          let scaled =
            lanes.values[component * n + slots[k].synapse] * law.inverse_temperature
          let integral = rows.integral[k]
          rows.scaled[place] = integral < 0 ? scaled : -scaled
          rows.clock[place] =
            law.predisposition_gain * law.learning_rate * integral.magnitude
            * law.inverse_temperature
        }
        kernel_predisposed_increment(accepted.count, rows.scaled, rows.clock, rows.increment)
      }
      for (place, k) in accepted.enumerated() {
        let integral = rows.integral[k]
        let change =
          law.inverse_temperature != 0
          ? (integral < 0 ? 1 : -1) * rows.increment[place] / law.inverse_temperature
          : -law.learning_rate * integral
        let target = slots[k].isReading ? sample! : lanes
        target.values[component * n + slots[k].synapse] =
          lanes.values[component * n + slots[k].synapse] + change
      }
    }
  }

  /// Stores an accepted step, all but the weights.
  mutating func store(
    _ k: Int, _ lanes: CollocationMemory, law: law, until end: Double, sample: CollocationMemory?
  ) {
    let n = lanes.count
    let synapse = slots[k].synapse
    let lane = law.signal * n + synapse
    let target = slots[k].isReading ? sample! : lanes
    target.values[(law.substance + 2) * n + synapse] = rows.newRho[k]
    target.momentum[lane] =
      rows.momentum[(CollocationRows.nodes - 1) * CollocationRows.width + k]
    if law.clock != 0 {
      target.values[law.clock * n + synapse] =
        lanes.values[law.clock * n + synapse] + law.learning_rate * rows.integral[k].magnitude
    }
    guard !slots[k].isReading else {
      slots[k].isDone = true
      return
    }
    work.steps += 1
    let size = slots[k].size
    let isAtEnd = size >= end - lanes.times[lane]
    lanes.times[lane] = isAtEnd ? end : lanes.times[lane] + size
    lanes.zeros[lane] = zerosReached(k)
    let proposed = size * min(2.5, 0.9 * pow(max(rows.error[k], 1e-30), -1 / 14))
    // A step that was cut short says little about the next one.
    let wasCut = isAtEnd || slots[k].landing != 0
    lanes.sizes[lane] = wasCut ? max(proposed, lanes.sizes[lane]) : proposed
    slots[k].isDone = isAtEnd
    slots[k].size = min(lanes.sizes[lane], 100 / law.momentum_rate)
    slots[k].landing = 0
    slots[k].cuts = 0
  }
}
