import Experiments
import Results
import Testing

/// Which trial is advised, of trials that were made up: their errors and times are known laws.
@Suite struct ComparisonAdviceTests {
  private static func row(
    _ method: String, dt: Double? = nil, rtol: Double? = nil, error: Double?, seconds: Double,
    status: String = "ok"
  ) -> ComparisonRow {
    ComparisonRow(
      method: method, dt: dt, rtol: rtol, errorMax: error, errorRMS: error, seconds: seconds,
      steps: 1, rightHandSideEvaluations: 1, status: status)
  }

  /// Euler's method by its order: the error is C dt^p, the time as 1/dt.
  private static func euler(
    _ steps: [Double], constant: Double = 0.05, order: Double = 1, secondsOfOne: Double = 1e-3
  ) -> [ComparisonRow] {
    steps.map { dt in
      // Powers by logarithms would round.
      let error = order == 2 ? constant * dt * dt : order == 0 ? constant : constant * dt
      return row("euler", dt: dt, error: error, seconds: secondsOfOne / dt)
    }
  }

  private static let others = [
    row("rk4", dt: 1, error: 1e-4, seconds: 2e-3),
    row("rk4", dt: 0.5, error: 6e-6, seconds: 4e-3),
    row("cvodeAdams", rtol: 1e-6, error: 4e-6, seconds: 3e-3),
    row("cvodeAdams", rtol: 1e-7, error: 5e-7, seconds: 3.1e-3),
    row("cvodeAdams", rtol: 1e-8, error: 4e-8, seconds: 5e-3),
  ]

  private func advice(
    _ target: Double, _ rows: [ComparisonRow], reference: Double = 1e-13
  ) -> ComparisonAdvice {
    ComparisonAdvice(for: target, among: rows, referenceError: reference)
  }

  /// Relative, for a few roundings of logarithms and powers.
  private func isClose(_ value: Double?, _ expected: Double) -> Bool {
    value.map { ($0 / expected - 1).magnitude < 1e-12 } ?? false
  }

  /// Between two steps the law itself lies on the line through them, so the step is the law's, 1e-3 = 0.05 dt, and so are times:
  /// 1e-3 / 0.02 = 50 ms beside 2 ms.
  @Test func stepsBetweenStepsAreInterpolated() throws {
    let found = advice(1e-3, Self.euler([1, 0.5, 0.2, 0.1, 0.05, 0.01]) + Self.others)
    #expect(found.fastest?.method == "rk4" && found.fastest?.dt == 1)
    let euler = try #require(found.euler)
    #expect(euler.basis == .interpolated)
    #expect(
      isClose(euler.dt, 0.02) && isClose(euler.seconds, 0.05) && isClose(euler.timesAsLong, 25))
    #expect(
      found.sentence
        == "for an error of 0.001 take rk4 with dt = 1 (2 ms); Euler needs dt ≤ 0.02 and is about 25 times slower"
    )
  }

  /// A step that is told with two digits is no larger than the one that is meant: 1e-3 = 0.058 dt at 0.01724….
  @Test func stepsAreRoundedDown() {
    let rows = Self.euler([1, 0.01], constant: 0.058)
    #expect(advice(1e-3, rows + Self.others).sentence.contains("Euler needs dt ≤ 0.017 and"))
    let large = Self.euler([1000, 1], constant: 6.3e-5, secondsOfOne: 1)
    #expect(advice(1e-3, large + Self.others).sentence.contains("Euler needs dt ≤ 15 and"))
  }

  /// Beyond the finest step the order of the two finest goes on: 1e-6 = 0.05 dt.
  @Test func stepsBelowAllStepsAreExtrapolated() throws {
    let found = advice(1e-6, Self.euler([1, 0.1, 0.01]) + Self.others)
    #expect(found.fastest == .init(Self.others[3]))
    let euler = try #require(found.euler)
    #expect(euler.basis == .extrapolated)
    #expect(
      isClose(euler.dt, 2e-5) && isClose(euler.seconds, 50)
        && isClose(euler.timesAsLong, 50 / 3.1e-3))
    #expect(
      found.sentence
        == "for an error of 1e-06 take cvodeAdams with rtol = 1e-07 (3.1 ms); Euler needs dt ≤ 2e-05 by extrapolation and is about 1.6e+04 times slower"
    )
    // The observed order, here one of a half in between: the error of 4 dt is twice that of dt.
    let slow = [
      Self.row("euler", dt: 0.4, error: 0.02, seconds: 1e-3),
      Self.row("euler", dt: 0.1, error: 0.01, seconds: 4e-3),
    ]
    let half = try #require(advice(1e-3, slow + Self.others).euler)
    #expect(half.basis == .extrapolated && isClose(half.dt, 1e-3) && isClose(half.seconds, 0.4))
    // Faster than by its own order it falls near the limit of stability alone: that does not go on. 5e-4 · 2 = 1e-3.
    let fast = Self.euler([0.2, 0.1], order: 2)
    let capped = try #require(advice(1e-6, fast + Self.others).euler)
    #expect(capped.basis == .extrapolated && isClose(capped.dt, 0.1 * 1e-6 / 5e-4))
  }

  /// Steps of which none below has a larger error are meant, not one that does well by chance.
  @Test func luckIsNoStep() throws {
    var rows = Self.euler([0.5, 0.1, 0.01])
    rows.insert(Self.row("euler", dt: 1, error: 1e-4, seconds: 1e-2), at: 0)
    let euler = try #require(advice(1e-3, rows + Self.others).euler)
    #expect(euler.basis == .interpolated && isClose(euler.dt, 0.02))
  }

  /// Where the next larger step failed or is the largest, and where nothing errs, there is no line to go by.
  @Test func largestStepsAreAsTheyWereTried() throws {
    let failed = Self.row("euler", dt: 10, error: nil, seconds: 1, status: "notFinite")
    let fast = [Self.row("exact", error: 1e-16, seconds: 1e-5)]
    for (rows, dt) in [
      ([failed] + Self.euler([0.01, 0.001]), 0.01), (Self.euler([0.01, 0.001]), 0.01),
      (Self.euler([1]) + [Self.row("euler", dt: 0.1, error: 0, seconds: 1e-2)], 0.1),
    ] {
      let found = advice(1e-3, rows + fast)
      let euler = try #require(found.euler)
      #expect(euler.basis == .tried && euler.dt == dt)
      #expect(isClose(euler.timesAsLong, 1e-3 / dt / 1e-5))
      #expect(
        found.sentence.hasPrefix("for an error of 0.001 take exact (10 us); Euler reaches it"))
    }
  }

  @Test func withoutAnOrderThereIsNoStep() throws {
    for (rows, basis) in [
      (Self.euler([1, 0.1, 0.01], constant: 0.3, order: 0), ComparisonAdvice.Euler.Basis.noOrder),
      ([0.1, 0.2].map { Self.row("euler", dt: 0.2 - $0 / 2, error: $0, seconds: 1) }, .noOrder),
      (Self.euler([1]), .oneStep),
      ([Self.row("euler", dt: 1, error: nil, seconds: 1, status: "notFinite")], .failed),
      // So far off that no step would be a number.
      (
        [
          Self.row("euler", dt: 1, error: 1e300, seconds: 1),
          Self.row("euler", dt: 0.25, error: 0.49e300, seconds: 4),
        ], .noOrder
      ),
    ] {
      let found = advice(1e-6, rows + Self.others)
      #expect(found.fastest?.method == "cvodeAdams")
      #expect(found.euler == .init(basis), "\(found)")
      #expect(found.sentence.contains("; Euler"))
    }
  }

  @Test func eulerIsAdvisedItself() {
    let found = advice(1e-3, Self.euler([1, 0.01], secondsOfOne: 1e-6) + Self.others)
    #expect(found.fastest?.method == "euler" && found.fastest?.dt == 0.01 && found.euler == nil)
    #expect(found.sentence == "for an error of 0.001 take euler with dt = 0.01 (100 us)")
    // Between its steps lies one that is faster than what is advised among those that were tried.
    let between = advice(
      1e-3, Self.euler([1, 0.01], secondsOfOne: 3e-5) + [Self.others[0]])
    #expect(between.sentence.hasSuffix("Euler needs dt ≤ 0.02 and takes about as long"))
    let faster = advice(
      1e-3, Self.euler([1, 0.01], secondsOfOne: 2.1e-5) + [Self.others[0]])
    #expect(faster.sentence.hasSuffix("Euler needs dt ≤ 0.02 and is about 1.9 times faster"))
  }

  /// Methods that were not tried are not spoken of.
  @Test func trialsWithoutEuler() {
    #expect(advice(1e-3, Self.others).euler == nil)
  }

  @Test func nearestTrialsAreToldWhereNoneIsGoodEnough() throws {
    let rows = Self.euler([1, 0.1]) + [Self.row("rk4", dt: 1, error: 2e-5, seconds: 2e-3)]
    let found = advice(1e-6, rows)
    #expect(found.fastest == nil)
    #expect(found.nearest == .init(rows[2], errorMax: 2e-5))
    let euler = try #require(found.euler)
    #expect(isClose(euler.dt, 2e-5) && isClose(euler.seconds, 50) && euler.timesAsLong == nil)
    #expect(
      found.sentence
        == "no trial has an error of 1e-06 or less; rk4 with dt = 1 comes nearest, with 2e-05 (2 ms); Euler needs dt ≤ 2e-05 by extrapolation and takes about 50 s"
    )
    let none = advice(1e-6, [Self.row("rk4", dt: 1, error: nil, seconds: 1, status: "overflow")])
    #expect(none.fastest == nil && none.nearest == nil && none.euler == nil)
    #expect(none.sentence == "for an error of 1e-06 there is no answer: no trial succeeded")
  }

  /// Nothing is said of errors below the reference's own, nor where that is no number.
  @Test(arguments: [2e-6, .infinity, .nan]) func referencesThatAreNotGoodEnough(_ error: Double) {
    let found = advice(1e-6, Self.euler([1]) + Self.others, reference: error)
    #expect(found.fastest == nil && found.nearest == nil && found.euler == nil)
    #expect(
      found.sentence.hasPrefix(
        "for an error of 1e-06 there is no answer: the reference itself may be off by "))
    if error.isFinite { #expect(advice(1e-3, Self.others, reference: error).fastest != nil) }
  }

  /// What `summary.json` says is read back.
  @Test func advicesAreJSON() throws {
    let found = advice(1e-3, Self.euler([1, 0.01]) + Self.others)
    let text = try found.json()
    #expect(text.contains("\"basis\" : \"interpolated\""))
    #expect(text.contains("\"times_as_long\" : "))
  }
}
