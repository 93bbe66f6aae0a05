#if SUNDIALS
  /// The last step of CVODE, to be read within.
  struct DenseStep {
    let output: DenseOutput
    /// From where the step before was left.
    let interval: ClosedRange<Double>

    func time(atThird third: Double) -> Double {
      let (start, end) = (interval.lowerBound, interval.upperBound)
      return third == 3 ? end : start + third / 3 * (end - start)
    }
  }

  /// Follows the signs of switching functions from step to step, and finds where one changes.
  ///
  /// A function is looked at where a step ends and at its thirds, and between these where it may dip below
  /// zero and come back. The zero of each is located by itself, so that it does not depend on which others
  /// there are, or on how many ranks share them. What is smaller than the tolerance has no sign: noise about
  /// zero is no change.
  struct SignFollower {
    private let functions: SwitchingFunctions
    private let relative: Double
    private let absolute: [Double]
    private var signs: [Double]
    /// The largest magnitude of each function in this piece.
    private var largest: [Double]
    /// Each function times its sign: at the start of the step, at its thirds and at its end; and wherever one
    /// is looked for.
    private var values: [Double]
    /// Where each changes its sign within the last step.
    private var changes: [Double]

    /// The rows of `values`.
    private static let (end, trial) = (3, 4)

    init(_ functions: SwitchingFunctions, tolerances: Tolerances) {
      self.functions = functions
      relative = tolerances.relative
      let all = tolerances.absolute
      absolute = (0..<functions.count).map { function in
        guard !functions.components.isEmpty, let component = functions.components[function] else {
          return 0
        }
        return all.count == 1 ? all[0] : all[component]
      }
      signs = Array(repeating: 1, count: functions.count)
      largest = Array(repeating: 0, count: functions.count)
      values = Array(repeating: 0, count: 5 * functions.count)
      changes = Array(repeating: .infinity, count: functions.count)
    }

    // MARK: Signs

    /// Takes the signs that functions have at the start of a piece; where one is zero, the sign a little
    /// ahead.
    mutating func begin(
      at time: Double, state: Span<Double>, ahead later: Double, state laterState: Span<Double>
    ) throws {
      for i in signs.indices { signs[i] = 1 }
      try evaluate(time, state, row: 0)
      try evaluate(later, laterState, row: Self.trial)
      for i in signs.indices {
        let value = values[i] != 0 ? values[i] : values[Self.trial * signs.count + i]
        signs[i] = value < 0 ? -1 : 1
        largest[i] = values[i].magnitude
        values[i] *= signs[i]
      }
      functions.hold(signs.span)
    }

    /// Turns the signs that change up to a time, where the next step begins.
    mutating func turn(at time: Double, state: Span<Double>) throws {
      for i in signs.indices where changes[i] <= time { signs[i] = -signs[i] }
      try evaluate(time, state, row: 0)
      functions.hold(signs.span)
    }

    /// Goes on from the end of a step without a change.
    mutating func advance() {
      for i in signs.indices { values[i] = values[Self.end * signs.count + i] }
    }

    private mutating func evaluate(_ time: Double, _ state: Span<Double>, row: Int) throws {
      let (functions, count) = (functions, signs.count)
      var all = values.mutableSpan
      var part = all._mutatingExtracting((row * count)..<((row + 1) * count))
      try functions.evaluate(time, state, &part)
      for i in 0..<count { values[row * count + i] *= signs[i] }
    }

    // MARK: Changes

    /// When the first function changes its sign within a step.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - state: at its end.
    /// - Returns: infinity if none does; the start of the step for one that had changed before, by nothing then.
    mutating func firstChange(in step: DenseStep, state: Span<Double>) throws -> Double {
      let count = signs.count
      try evaluate(step.interval.upperBound, state, row: Self.end)
      for row in 1..<Self.end {
        let time = step.time(atThird: Double(row))
        try evaluate(time, step, row: row)
      }
      var first = Double.infinity
      for i in 0..<count {
        largest[i] = max(largest[i], values[Self.end * count + i].magnitude)
        changes[i] = try change(of: i, step)
        first = min(first, changes[i])
      }
      return first
    }

    private mutating func evaluate(_ time: Double, _ step: DenseStep, row: Int) throws {
      guard time < step.interval.upperBound else {
        let count = signs.count
        for i in 0..<count { values[row * count + i] = values[Self.end * count + i] }
        return
      }
      try step.output.read(at: time)
      try evaluate(time, Span(_unsafeElements: step.output.elements), row: row)
    }

    private mutating func value(of i: Int, at time: Double, _ step: DenseStep) throws -> Double {
      try evaluate(time, step, row: Self.trial)
      return values[Self.trial * signs.count + i]
    }

    /// When a function changes its sign, or infinity.
    private mutating func change(of i: Int, _ step: DenseStep) throws -> Double {
      let count = signs.count
      let u = (values[i], values[count + i], values[2 * count + i], values[3 * count + i])
      let nothing = -(relative * largest[i] + absolute[i])
      if min(u.1, u.2, u.3) < nothing {
        let row = u.1 < nothing ? 1 : u.2 < nothing ? 2 : 3
        return try zero(
          of: i, before: step.time(atThird: Double(row)), value: values[row * count + i], row, step)
      }
      guard let place = Self.lowestPlace(u) else { return .infinity }
      return try dip(of: i, around: place, nothing, step)
    }

    /// The zero before a time at which a function is beyond it, after the last of the rows before at which it
    /// is not.
    private mutating func zero(
      of i: Int, before time: Double, value: Double, _ row: Int, _ step: DenseStep
    ) throws -> Double {
      var row = row - 1
      while row >= 0, values[row * signs.count + i] < 0 { row -= 1 }
      guard row >= 0 else { return step.interval.lowerBound }
      var (a, valueA) = (step.time(atThird: Double(row)), values[row * signs.count + i])
      var (b, valueB) = (time, value)
      if row + 1 < Self.end, values[(row + 1) * signs.count + i] < 0 {
        // By nothing, but that is where it changes.
        (b, valueB) = (
          step.time(atThird: Double(row + 1)), values[(row + 1) * signs.count + i]
        )
      }
      // The Illinois variant of regula falsi.
      var lastSide = 0
      for _ in 0..<100 where b - a > 4 * max(a.magnitude, b.magnitude).ulp {
        var middle = (a * valueB - b * valueA) / (valueB - valueA)
        if !(middle > a && middle < b) { middle = a + (b - a) / 2 }
        if !(middle > a && middle < b) { break }
        let value = try self.value(of: i, at: middle, step)
        if value <= 0 {
          (b, valueB) = (middle, value)
          if value == 0 { break }
          if lastSide == 1 { valueA /= 2 }
          lastSide = 1
        } else {
          (a, valueA) = (middle, value)
          if lastSide == -1 { valueB /= 2 }
          lastSide = -1
        }
      }
      return b
    }

    /// Where a function is lowest by the cubic through its four values, in thirds of the step, if it may be
    /// below zero there.
    private static func lowestPlace(_ u: (Double, Double, Double, Double)) -> Double? {
      let lowest = min(u.0, u.1, u.2, u.3)
      let spread = max(u.0, u.1, u.2, u.3) - lowest
      guard lowest < 0.5 * spread else { return nil }
      let first = u.1 - u.0, second = u.2 - 2 * u.1 + u.0
      let third = u.3 - 3 * u.2 + 3 * u.1 - u.0
      let (a, b, c) = (0.5 * third, second - third, first - 0.5 * second + third / 3)
      let place = -2 * c / (b + (b * b - 4 * a * c).squareRoot())
      guard place > 1e-6, place < 3 - 1e-6 else { return nil }
      let value =
        u.0 + place * (first + 0.5 * (place - 1) * (second + (place - 2) / 3 * third))
      return value < 0.02 * spread ? place : nil
    }

    /// When a function changes its sign that may be below zero around a place, in thirds of the step, and is
    /// not at the places on both sides.
    private mutating func dip(
      of i: Int, around place: Double, _ nothing: Double, _ step: DenseStep
    ) throws -> Double {
      let count = signs.count
      let row = min(Int(place), 2)
      var left = (place: Double(row), value: values[row * count + i])
      var right = (place: Double(row + 1), value: values[(row + 1) * count + i])
      var middle = place
      for _ in 0..<6 {
        let time = step.time(atThird: middle)
        let value = try self.value(of: i, at: time, step)
        if value < nothing { return try zero(of: i, before: time, value: value, row + 1, step) }
        // To the lowest place of the parabola through the three.
        let (p, q) = (middle - left.place, middle - right.place)
        let (x, y) = (p * (value - right.value), q * (value - left.value))
        let next = middle - 0.5 * (p * x - q * y) / (x - y)
        guard next > left.place, next < right.place, (next - middle).magnitude > 1e-4 else { break }
        if next < middle {
          right = (middle, value)
        } else {
          left = (middle, value)
        }
        middle = next
      }
      return .infinity
    }
  }
#endif
