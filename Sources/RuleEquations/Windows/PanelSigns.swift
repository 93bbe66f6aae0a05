import CKernels

/// Where a function changes its sign within a panel, as the polynomial through its values says.
enum PanelSigns {
  case none
  /// The polynomial is not the function.
  case unresolved
  /// At a place of [0, 1], the first one.
  case change(at: Double)

  static let count = panel_point_count()
  /// The places of the points.
  static let points = Array(UnsafeBufferPointer(start: panel_point_list(), count: count))
  /// From each point to the one before it, and from the last to the panel's end.
  static let steps = points.indices.map { points[$0] - ($0 == 0 ? 0 : points[$0 - 1]) }
  static let lastStep = 1 - points.last!

  /// So close to an end, in parts of the panel, nothing is cut off.
  private static let least = 1e-13
  /// A polynomial of which Gauss' integral is so near to Kronrod's is the function.
  private static let resolved = 1e-11
  /// Between two points so many places are looked at where the function may dip to 0.
  private static let looks = 8

  /// Looks at a function.
  ///
  /// - Parameters:
  ///   - values: at the points.
  ///   - roundings: what they may be off by; a value that is no larger is none.
  init(_ values: UnsafePointer<Double>, roundings: UnsafePointer<Double>?) {
    self = .none
    var (largest, smallest) = (0.0, Double.infinity)
    var (hasPositive, hasNegative) = (false, false)
    func cleaned(_ k: Int) -> Double {
      guard let roundings else { return values[k] }
      return values[k].magnitude <= roundings[k] ? 0 : values[k]
    }
    for k in 0..<Self.count {
      let value = cleaned(k)
      largest = max(largest, value.magnitude)
      smallest = min(smallest, value.magnitude)
      if value > 0 { hasPositive = true }
      if value < 0 { hasNegative = true }
    }
    guard largest > 0, largest.isFinite else { return }
    let isOneSigned = !(hasPositive && hasNegative)
    // Where it stays far from 0 nothing changes, whatever it is.
    if isOneSigned, smallest >= 0.5 * largest { return }
    var length = 1.0
    var (integral, difference, magnitude) = (0.0, 0.0, 0.0)
    panel_integrals(1, &length, values, &integral, &difference, &magnitude)
    var noise = 0.0
    if let roundings {
      var (sum, other) = (0.0, 0.0)
      panel_integrals(1, &length, roundings, &sum, &other, &noise)
    }
    guard difference <= max(Self.resolved * magnitude, noise) else {
      self = .unresolved
      return
    }
    // Beyond the outermost points roundings show some times larger than at these.
    func end(_ place: Double, beside k: Int) -> Double {
      let value = panel_polynomial(values, place)
      return value.magnitude <= max(Self.least * largest, 8 * (roundings?[k] ?? 0)) ? 0 : value
    }
    var (place, value) = (0.0, end(0, beside: 0))
    for k in 0...Self.count {
      let next = k < Self.count ? Self.points[k] : 1
      let found = k < Self.count ? cleaned(k) : end(1, beside: Self.count - 1)
      var other: Double?
      if value * found < 0 {
        other = next
      } else if found != 0, value != 0,
        Self.mayDip(k, cleaned, min(value.magnitude, found.magnitude))
      {
        for look in 1..<Self.looks {
          let between = place + (next - place) * Double(look) / Double(Self.looks)
          guard panel_polynomial(values, between) * value < 0 else { continue }
          other = between
          break
        }
      }
      if let other {
        let zero = Self.zero(of: values, from: place, to: other)
        if zero > Self.least, zero < 1 - Self.least {
          self = .change(at: zero)
          return
        }
      }
      if found != 0 { (place, value) = (next, found) }
    }
  }

  /// Whether values before the k-th point may come near 0, though those beside it are at least `least` large: if neighbours
  /// differ by half as much.
  private static func mayDip(_ k: Int, _ value: (Int) -> Double, _ least: Double) -> Bool {
    let last = count - 1
    var largest = 0.0
    for j in max(0, k - 2)...min(last - 1, k + 1) where j < last {
      largest = max(largest, (value(j + 1) - value(j)).magnitude)
    }
    return 2 * largest > least
  }

  /// The zero between two places at which the polynomial has different signs, by the rule of false position, as Illinois has
  /// it, which halves what stays at one end.
  private static func zero(
    of values: UnsafePointer<Double>, from start: Double, to end: Double
  ) -> Double {
    var (a, b) = (start, end)
    var (f, g) = (panel_polynomial(values, a), panel_polynomial(values, b))
    for _ in 0..<100 {
      guard f != 0 else { return a }
      guard g != 0, (b - a).magnitude > 1e-16 * b.magnitude else { break }
      let c = b - g * (b - a) / (g - f)
      let h = panel_polynomial(values, c)
      if h * g < 0 { (a, f) = (b, g) } else { f /= 2 }
      (b, g) = (c, h)
    }
    return b
  }
}
