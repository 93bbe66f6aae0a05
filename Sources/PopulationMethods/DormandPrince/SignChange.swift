/// A change of a switching function's sign between two places of a step, where its values by the sign held are not negative
/// and negative.
struct SignChange {
  let row: Int
  private(set) var low: Double
  private(set) var high: Double
  private var lowValue: Double
  private var highValue: Double
  /// Which end was moved last: −1 or 1, at first 0.
  private var moved = 0
  private var looks = 0
  /// The place looked at last: in the end that of the zero.
  private(set) var last = Double.infinity
  private(set) var isDone = false

  init(row: Int, low: Double, high: Double, lowValue: Double, highValue: Double) {
    self.row = row
    self.low = low
    self.high = high
    self.lowValue = lowValue
    self.highValue = highValue
  }

  /// About where the zero is: by the rule of false position, or halfway where there is next to nothing at the start.
  ///
  /// After a step that ended at a zero what is left there has its sign by chance, and the next zero may be close.
  var estimate: Double {
    startsAtZero ? (low + high) / 2 : low + (high - low) * lowValue / (lowValue - highValue)
  }

  private var startsAtZero: Bool { low == 0 && !(lowValue > -1e-4 * highValue) }

  /// Where to look next. It is done when a look would move the zero by less than 1e-7 of the step: what area is then taken
  /// with the wrong sign is of second order.
  mutating func nextPlace() -> Double {
    guard !isDone else { return 0 }
    let place = estimate
    if startsAtZero, high < 1e-7 {
      (last, isDone) = (low, true)
    } else {
      isDone = abs(place - last) < 1e-7 || looks == 60
      last = place
    }
    looks += 1
    return place
  }

  /// Takes the value where it was looked last. An end that stays twice counts half, so that both get near (the Illinois rule).
  mutating func take(_ value: Double) {
    if value > 0 {
      (low, lowValue) = (last, value)
      if moved == -1 { highValue *= 0.5 }
      moved = -1
    } else {
      (high, highValue) = (last, value < 0 ? value : -.leastNonzeroMagnitude)
      if moved == 1 { lowValue *= 0.5 }
      moved = 1
    }
  }
}

/// Three places of a step, the middle one the lowest, between which a switching function may dip below 0.
struct Dip {
  let row: Int
  private let part: Int
  private var places: (Double, Double, Double)
  private var values: (Double, Double, Double)
  /// Where the parabola through them has its minimum, and what it is there.
  private(set) var place = 0.0
  private(set) var least = 0.0
  private var looks = 0

  /// Nil if the middle value is not the lowest.
  init?(row: Int, part: Int, size: Double, before: Double, now: Double, after: Double) {
    guard now <= before, now <= after, before + after > 2 * now else { return nil }
    self.row = row
    self.part = part
    places = (Double(part - 1) * size, Double(part) * size, Double(part + 1) * size)
    values = (before, now, after)
    setMinimum()
  }

  /// By place, then by function.
  static func < (one: Dip, other: Dip) -> Bool {
    (one.part, one.row) < (other.part, other.row)
  }

  private mutating func setMinimum() {
    let (left, right) = (places.1 - places.0, places.2 - places.1)
    let (fall, rise) = ((values.1 - values.0) / left, (values.2 - values.1) / right)
    let bend = (rise - fall) / (left + right)
    // The slope in the middle.
    let slope = (fall * right + rise * left) / (left + right)
    place = places.1 - slope / (2 * bend)
    least = values.1 - slope * slope / (4 * bend)
  }

  /// Takes the value at the place. Returns whether another look may find it below 0.
  mutating func take(_ value: Double) -> Bool {
    let (place, middle) = (place, places.1)
    if value < values.1 {
      if place < middle {
        (places.2, values.2) = (places.1, values.1)
      } else {
        (places.0, values.0) = (places.1, values.1)
      }
      (places.1, values.1) = (place, value)
    } else if place < middle {
      (places.0, values.0) = (place, value)
    } else {
      (places.2, values.2) = (place, value)
    }
    looks += 1
    guard looks < 8, values.1 > 0, places.0 < places.1, places.1 < places.2,
      values.0 + values.2 > 2 * values.1
    else { return false }
    setMinimum()
    // Short of 1e-5 of the step a dip has no area.
    return abs(self.place - place) > 1e-5
  }

  /// The change of sign on the way to the place, where the value is negative.
  func change(to value: Double) -> SignChange {
    let isLeft = place < places.1
    return SignChange(
      row: row, low: isLeft ? places.0 : places.1, high: place,
      lowValue: isLeft ? values.0 : values.1, highValue: value)
  }
}
