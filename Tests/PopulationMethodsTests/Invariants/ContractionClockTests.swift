import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// For small |w|/T the partners approach each other as exp(−s/4T), s = ∫ η |m| ρ dt.
@Suite struct ContractionClockTests {
  /// −ln(Δ/Δ(0)) · 4T/(gain·s) lies between 1 − x² and 1 for x = max|w|/2T, because the slope of
  /// tanh does between −x and x. The gain multiplies f, and with it the rate.
  @Test func differenceContractsAsTheClock() throws {
    var tight = 0
    for seed in 0..<300 {
      var range = RandomCase.Range()
      range.learningRate = 1e-4...1e-2
      range.epsilon = 1e-3...1e-1
      range.temperature = 1...1000
      range.weights = 0.1
      range.tracksContractionClock = true
      let random = RandomCase(seed: seed, range)
      let states = try random.exact(at: random.sampleTimes(200))
      let n = random.synapseCount
      let predisposition = try #require(random.kinetics.predisposition)
      for i in 0..<n {
        let weights = states.flatMap { [$0[4 * n + i].magnitude, $0[5 * n + i].magnitude] }
        let x = weights.max()! / (2 * predisposition.temperature)
        let (first, last) = (states[0], states[states.count - 1])
        let ratio =
          (last[4 * n + i] - last[5 * n + i]) / (first[4 * n + i] - first[5 * n + i])
        let clock = last[3 * n + i]
        let exponent = predisposition.gain * clock / (4 * predisposition.temperature)
        guard exponent > 1e-6, x < 1 else { continue }
        let measured = -log(ratio) / exponent
        // The difference rounds by units of the weights; the logarithm is divided by the exponent.
        let difference = (last[4 * n + i] - last[5 * n + i]).magnitude
        let rounding = 1e-14 * weights.max()! / difference / exponent
        // Between the samples |w| may be a little larger: a tenth is far beyond what 1/200 allows.
        #expect(
          measured <= 1 + rounding && measured >= 1 - 1.1 * x * x - rounding,
          "seed \(seed), synapse \(i): \(measured), x = \(x), rounding \(rounding)")
        if x < 0.05 && rounding < 1e-4 { tight += 1 }
      }
    }
    #expect(tight > 50, "cases in which the bounds are within 0.3 %")
  }

  /// A signal whose sign changes every window turns the weights round and round: the contraction
  /// goes on, here to exp(−1.4) and exp(−2.8), while |w| stays below T/20.
  @Test(arguments: [1.0, 2.0])
  func contractsUnderAlternation(gain: Double) throws {
    let temperature = 10.0
    let rule = BioAdam(
      BioAdam.Kinetics(
        tauM: 0.1, coConsumption: CoConsumption(tauRho: 1e9, epsilon: 1), learningRate: 0.1,
        predisposition: Predisposition(temperature: temperature, gain: gain)),
      tracksContractionClock: true)
    let windows = 600
    let table = ListedTable(
      times: (0..<windows).map { Double($0) },
      rows: (0..<windows).map { [$0 % 2 == 0 ? 1 : -1] })
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let problem = dynamics.problem(
      from: 0, to: Double(windows), initialState: [0, 2, 1, 0, 0.2, -0.2])
    let final = try ExactPropagator(dynamics).final(problem)
    let clock = final[3]
    // |m| averages 1 − 0.1 · 2 ln 2: each change of sign costs τ_m ln 2 twice.
    #expect(relativeError(clock, 0.1 * 600 * (1 - 0.2 * log(2))) < 1e-2)
    let measured = -log((final[4] - final[5]) / 0.4)
    let expected = gain * clock / (4 * temperature)
    #expect(
      relativeError(measured, expected) < (0.5 / (2 * temperature)) * (0.5 / (2 * temperature)))
    #expect(expected > 1.2)
  }

  // MARK: A witness

  /// The methods for a population, at tolerances of 1e-7 and steps of a thousandth of the run.
  private static func methods(
    _ dynamics: PopulationDynamics, until end: Double
  ) throws -> [any Solver] {
    let groups = SmoothCase.absolute(1e-7)
    var methods: [any Solver] = [
      try PopulationEuler(dynamics, stepSize: end / 1000), RungeKutta4(stepSize: end / 1000),
      try Collocation(dynamics, relative: 1e-7, absolute: groups),
    ]
    if dynamics.feed.isHeld { methods.append(try ExactPropagator(dynamics)) }
    #if SUNDIALS
      for method in [CVODE.Method.adams, .bdf(.structured), .bdf(.krylov(dimension: 0))] {
        methods.append(CVODE(method, tolerances: dynamics.tolerances(relative: 1e-7)))
        methods.append(
          CVODE(method, tolerances: dynamics.tolerances(relative: 1e-7, absolute: groups)))
      }
    #endif
    return methods
  }

  /// With the clock and without, all else is the same, bit for bit: whatever the method, held signals or moving
  /// ones, whether CVODE knows where they change sign or not, and with a backward partner of its own.
  @Test(arguments: [true, false], [true, false])
  func clockChangesNothing(isHeld: Bool, hasBackward: Bool) throws {
    for seed in 0..<12 {
      var range = RandomCase.Range()
      range.temperature = 0.1...10
      range.tauM = 1...30
      let held = RandomCase(seed: seed, range)
      let smooth = SmoothCase(seed: seed)
      let n = held.synapseCount
      let drive: any GradientDrive = isHeld ? held.drive : smooth.drive
      let end = isHeld ? held.end : smooth.end
      let kinetics = held.kinetics
      var backward = kinetics
      backward.tauM *= 2
      func solve(withClock hasClock: Bool) throws -> [[[Double]]] {
        let rule = BioAdam(
          kinetics, backward: hasBackward ? backward : nil, tracksContractionClock: hasClock)
        var state = held.initialState
        if hasBackward { state.insert(contentsOf: state[..<(3 * n)], at: 3 * n) }
        let clock = (rule.components.count - 3) * n
        if hasClock { state.insert(contentsOf: repeatElement(0, count: n), at: clock) }
        func dynamics() throws -> PopulationDynamics {
          let dynamics = try PopulationDynamics(
            rule: rule,
            drive: hasBackward ? PartnerDrive(forward: drive, gain: 0.7) : drive)
          dynamics.locatesSignChanges = seed % 2 == 0
          return dynamics
        }
        return try Self.methods(dynamics(), until: end).indices.map { k in
          let dynamics = try dynamics()
          let problem = dynamics.problem(from: 0, to: end, initialState: state)
          let method = try Self.methods(dynamics, until: end)[k]
          var states = try method.solve(problem, at: [end / 3, end]).states
          if hasClock {
            for i in states.indices { states[i].removeSubrange(clock..<(clock + n)) }
          }
          return states
        }
      }
      let (with, without) = (try solve(withClock: true), try solve(withClock: false))
      for (k, (a, b)) in zip(with, without).enumerated() {
        #expect(a == b, "seed \(seed), method \(k)")
      }
    }
  }

  // MARK: An integral

  /// Under held signals against Gauss's rule for η |m| ρ, both from their own closed forms, cut where m changes sign.
  /// The propagator promises 1e-12, to which the rule adds its rounding. Nothing controls the clock's error elsewhere,
  /// but those of m and ρ are: a few hundred steps may each err by a tolerance of 1e-9.
  @Test func clockIsTheIntegralUnderHeldSignals() throws {
    for seed in 0..<40 {
      var range = RandomCase.Range()
      range.temperature = 0.1...10
      range.tracksContractionClock = true
      let random = RandomCase(seed: seed, range)
      let n = random.synapseCount
      let expected = (0..<n).map { Self.integral(of: random, synapse: $0) }
      let groups = SmoothCase.absolute(1e-9)
      var methods: [(Double, (PopulationDynamics) throws -> any Solver)] = [
        (1e-11, { try ExactPropagator($0) }),
        (1e-6, { try Collocation($0, relative: 1e-9, absolute: groups) }),
      ]
      #if SUNDIALS
        for method in [CVODE.Method.adams, .bdf(.structured)] {
          methods.append(
            (1e-6, { CVODE(method, tolerances: $0.tolerances(relative: 1e-9, absolute: groups)) }))
        }
      #endif
      for (k, (tolerance, method)) in methods.enumerated() {
        let final = try random.solve(at: [random.end], with: method)[0]
        for i in 0..<n {
          let error = relativeError(final[3 * n + i], expected[i])
          #expect(error <= tolerance, "seed \(seed), synapse \(i), method \(k): \(error)")
        }
      }
    }
  }

  /// η ∫ |m| ρ dt of a synapse.
  private static func integral(of random: RandomCase, synapse i: Int) -> Double {
    let (kinetics, n) = (random.kinetics, random.synapseCount)
    let table = random.drive.table
    var (m, rho) = (random.initialState[i], random.initialState[2 * n + i])
    var total = 0.0
    for (k, start) in table.times.enumerated() {
      let length = (k + 1 < table.times.count ? table.times[k + 1] : random.end) - start
      let g = kinetics.gradientGain * table.rows[k][i]
      let rate = kinetics.coConsumption.rate(gradient: g)
      let rest = kinetics.coConsumption.equilibrium(gradient: g)
      // With expm1: far from their ends both move by little.
      func momentum(_ t: Double) -> Double { m + (m - g) * expm1(-t / kinetics.tauM) }
      func scale(_ t: Double) -> Double { rho + (rho - rest) * expm1(-rate * t) }
      var edges = [0, length]
      let zero = m * g < 0 ? kinetics.tauM * log(1 - m / g) : 0
      if zero > 0, zero < length { edges.insert(zero, at: 1) }
      for (a, b) in zip(edges, edges.dropFirst()) {
        // Both may relax within a small part of a window, at its start: panels grow from there.
        let fastest = 1 / max(rate, 1 / kinetics.tauM)
        var left = a
        while left < b {
          let right = min(b, max(left + 0.2 * fastest, a + 1.5 * (left - a)))
          total += gauss(from: left, to: right) { momentum($0).magnitude * scale($0) }
          left = right
        }
      }
      (m, rho) = (momentum(length), scale(length))
    }
    return kinetics.learningRate * total
  }

  /// Gauss's rule with five nodes in four parts: right to rounding where a panel is as long as what relaxes.
  private static func gauss(
    from a: Double, to b: Double, _ f: (Double) -> Double
  ) -> Double {
    let nodes = [
      (0, 128 / 225.0),
      ((5 - 2 * (10 / 7.0).squareRoot()).squareRoot() / 3, (322 + 13 * 70.0.squareRoot()) / 900),
      ((5 + 2 * (10 / 7.0).squareRoot()).squareRoot() / 3, (322 - 13 * 70.0.squareRoot()) / 900),
    ]
    let half = (b - a) / 8
    var sum = 0.0
    for part in 0..<4 {
      let middle = a + (2 * Double(part) + 1) * half
      for (node, weight) in nodes {
        sum += weight * half * f(middle - node * half)
        if node > 0 { sum += weight * half * f(middle + node * half) }
      }
    }
    return sum
  }

  /// Under moving signals against Simpson's rule, of what collocation says of m and ρ at 4000 times t = end·u³, dense
  /// where ρ leaves its start. Wherever m changes sign the rule errs by the square of its step, a thousandth of a run:
  /// up to 5e-5 of the integral where there are many changes, the same for every method.
  @Test func clockIsTheIntegralUnderMovingSignals() throws {
    var seen = 0
    for seed in 0..<40 {
      let random = SmoothCase(seed: seed, count: 2)
      guard random.rule.tracksContractionClock else { continue }
      let n = random.synapseCount
      let intervals = 4000
      let places = (0...intervals).map { Double($0) / Double(intervals) }
      let states = try random.collocation(
        relative: 1e-10, at: places.map { $0 == 1 ? random.end : random.end * $0 * $0 * $0 })
      func integral(_ i: Int) -> Double {
        let values = zip(states, places).map { state, u in
          state[i].magnitude * state[2 * n + i] * 3 * random.end * u * u
        }
        let inner = values.indices.dropFirst().dropLast()
        let sum = inner.reduce(values[0] + values[intervals]) {
          $0 + ($1 % 2 == 1 ? 4 : 2) * values[$1]
        }
        return random.rule.forward.learningRate * sum / (3 * Double(intervals))
      }
      let groups = SmoothCase.absolute(1e-9)
      var methods: [(PopulationDynamics) throws -> any Solver] = [
        { try Collocation($0, relative: 1e-9, absolute: groups) }
      ]
      #if SUNDIALS
        for method in [CVODE.Method.adams, .bdf(.structured)] {
          methods.append {
            CVODE(method, tolerances: $0.tolerances(relative: 1e-9, absolute: groups))
          }
        }
      #endif
      for (k, method) in methods.enumerated() {
        let final = try random.solve(with: method)[0]
        for i in 0..<n where final[3 * n + i] != 0 {
          let error = relativeError(final[3 * n + i], integral(i))
          #expect(error <= 1e-4, "seed \(seed), synapse \(i), method \(k): \(error)")
          seen += 1
        }
      }
    }
    #expect(seen > 30, "cases with a clock")
  }
}
