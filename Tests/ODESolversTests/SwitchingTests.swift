#if SUNDIALS
  import Foundation
  import ODESolvers
  import Testing

  /// CVODE where the signs of switching functions change.
  @Suite struct SwitchingTests {
    private static func methods(_ relative: Double) -> [CVODE] {
      let tolerances = Tolerances(relative: relative, absolute: relative * 1e-3)
      return [CVODE(.adams, tolerances: tolerances), CVODE(.bdf(.dense), tolerances: tolerances)]
    }

    /// y′ = |s(t)| beside an oscillator x″ = −x that keeps steps from growing without bound.
    private static func driven(
      to end: Double, _ function: @escaping (Double) -> Double
    ) -> InitialValueProblem {
      let sign = Box<Double?>(nil)
      var problem = InitialValueProblem(from: 0, to: end, initialState: [1, 0, 0]) {
        time, y, rates in
        let s = function(time)
        rates[0] = y[1]
        rates[1] = -y[0]
        rates[2] = sign.value.map { $0 * s } ?? s.magnitude
      }
      problem.switches = SwitchingFunctions(
        count: 1, evaluate: { time, _, values in values[0] = function(time) },
        hold: { sign.value = $0[0] })
      problem.pieceWillBegin = { _, _ in sign.value = nil }
      return problem
    }

    /// ∫ |cos t| dt over whole half periods is 2 each.
    @Test(arguments: [1e-6, 1e-8, 1e-10])
    func kinksCostNoDigits(_ relative: Double) throws {
      let halves = 60
      let problem = Self.driven(to: Double(halves) * .pi, cos)
      for method in Self.methods(relative) {
        let solution = try method.solve(problem)
        let error = abs(solution.states[0][2] / Double(2 * halves) - 1)
        // A step's error is at most the tolerance; those of a period add up.
        #expect(error < 10 * relative, "\(method.name), \(relative): \(error)")
        #expect(solution.statistics.restarts == halves, "\(method.name)")
      }
    }

    /// The functions are the state: y″ = −y, and z′ = |y| ζ with ζ′ = −|y′| ζ / 10.
    @Test(arguments: [1e-6, 1e-9])
    func zerosOfTheStateAreLocated(_ relative: Double) throws {
      let signs = Box<[Double]?>(nil)
      var problem = InitialValueProblem(from: 0, to: 40, initialState: [0, 1, 0, 1]) {
        _, y, rates in
        let s = (signs.value?[0] ?? (y[0] < 0 ? -1 : 1), signs.value?[1] ?? (y[1] < 0 ? -1 : 1))
        rates[0] = y[1]
        rates[1] = -y[0]
        rates[2] = s.0 * y[0] * y[3]
        rates[3] = -0.1 * s.1 * y[1] * y[3]
      }
      problem.switches = SwitchingFunctions(
        count: 2, components: [0, 1],
        evaluate: { _, y, values in
          values[0] = y[0]
          values[1] = y[1]
        },
        hold: { held in signs.value = [held[0], held[1]] })
      problem.pieceWillBegin = { _, _ in signs.value = nil }
      // With a = ∫|cos|: ζ = e^(−a/10). z by Simpson's rule in each quarter period.
      func rate(_ t: Double) -> Double {
        let quarters = (t / (.pi / 2)).rounded(.down)
        let rest = t - quarters * .pi / 2
        let area = quarters + (Int(quarters) % 2 == 0 ? sin(rest) : 1 - cos(rest))
        return abs(sin(t)) * exp(-0.1 * area)
      }
      var expected = 0.0
      let edges = Array(stride(from: 0, to: 40, by: Double.pi / 2)) + [40]
      for (a, b) in zip(edges, edges.dropFirst()) {
        let n = 2000
        let h = (b - a) / Double(n)
        for k in 0..<n {
          let x = a + Double(k) * h
          // At an edge the piece counts, not the rounding of the time.
          let last = rate(k == n - 1 ? b.nextDown : x + h)
          expected += h / 6 * (rate(x) + 4 * rate(x + h / 2) + last)
        }
      }
      for method in Self.methods(relative) {
        let solution = try method.solve(problem)
        let error = abs(solution.states[0][2] / expected - 1)
        #expect(error < 100 * relative, "\(method.name), \(relative): \(error)")
        // sin and cos have 25 zeros in (0, 40].
        #expect(solution.statistics.restarts == 25, "\(method.name)")
      }
    }

    /// Two zeros within one step of a loose tolerance are found all the same.
    @Test func dipsAreFound() throws {
      for depth in [0.3, 0.1, 0.03, 0.01, 1e-3] {
        let level = 1 - depth
        let end = 20 * Double.pi
        let problem = Self.driven(to: end) { cos($0) + level }
        // Per period: the whole area, and twice what lies below zero.
        let half = acos(level)
        let below = 2 * (sin(half) - level * half)
        let expected = level * end + 2 * 10 * below
        for method in Self.methods(1e-4) {
          let solution = try method.solve(problem)
          #expect(solution.statistics.restarts == 20, "\(method.name), depth \(depth)")
          let error = abs(solution.states[0][2] - expected)
          #expect(error < 1e-3 * expected, "\(method.name), depth \(depth): \(error)")
        }
      }
    }

    /// What dies away has no signs, whatever rounding makes of it.
    @Test func noiseIsNoChange() throws {
      let sign = Box<Double?>(nil)
      var problem = InitialValueProblem(from: 0, to: 1e4, initialState: [1, 0]) { _, y, rates in
        rates[0] = -y[0]
        rates[1] = (sign.value.map { $0 * y[0] } ?? y[0].magnitude) - 0.01 * y[1]
      }
      problem.switches = SwitchingFunctions(
        count: 1, components: [0], evaluate: { _, y, values in values[0] = y[0] },
        hold: { sign.value = $0[0] })
      problem.pieceWillBegin = { _, _ in sign.value = nil }
      for method in Self.methods(1e-6) {
        let solution = try method.solve(problem)
        #expect(solution.statistics.restarts <= 2, "\(method.name): \(solution.statistics)")
      }
    }

    /// Reading changes nothing, and goes on smoothly over the changes.
    @Test func readingChangesNothing() throws {
      let end = 10 * Double.pi
      let problem = Self.driven(to: end, cos)
      for method in Self.methods(1e-8) {
        let alone = try method.solve(problem)
        let times = (0..<997).map { end * Double($0) / 997 } + [.pi / 2, 3 * .pi / 2, end]
        let read = try method.solve(problem, at: Array(Set(times)).sorted())
        #expect(bits([alone.states[0]]) == bits([read.states.last!]), "\(method.name)")
        #expect(alone.statistics == read.statistics)
        for (time, state) in zip(read.times, read.states) {
          let halves = ((time + .pi / 2) / .pi).rounded(.down)
          let exact = 2 * halves + (Int(halves) % 2 == 0 ? 1.0 : -1.0) * sin(time)
          // Ten tolerances of the largest value, 20.
          #expect(abs(state[2] - exact) < 2e-6, "\(method.name) at \(time)")
        }
      }
    }

    /// Pieces begin with the signs that their functions have there.
    @Test func signsAreTakenAtEveryPiece() throws {
      let (sign, level) = (Box<Double?>(nil), Box(0.0))
      var problem = InitialValueProblem(
        from: 0, to: 30, initialState: [0], breakpoints: [10, 20]
      ) { time, _, rates in
        let s = level.value * (1 + 0.1 * sin(time))
        rates[0] = sign.value.map { $0 * s } ?? s.magnitude
      }
      problem.switches = SwitchingFunctions(
        count: 1, evaluate: { time, _, values in values[0] = level.value * (1 + 0.1 * sin(time)) },
        hold: { sign.value = $0[0] })
      problem.pieceWillBegin = { piece, _ in
        sign.value = nil
        level.value = piece.lowerBound == 10 ? -2 : 1
      }
      let wave = 1 - cos(10.0) + 2 * (cos(10.0) - cos(20.0)) + cos(20.0) - cos(30.0)
      let expected = 10 + 20 + 10 + 0.1 * wave
      for method in Self.methods(1e-9) {
        let solution = try method.solve(problem)
        #expect(abs(solution.states[0][0] - expected) < 1e-6, "\(method.name)")
        #expect(solution.statistics.restarts == 2)
      }
    }
  }
#endif
