import TestSupport
import Foundation
import SynapticDynamics
import Testing

/// The vectorised windows against the scalar formulas, and against themselves.
@Suite struct HeldWindowsTests {
  /// Window by window from the same start. Both are accurate to some units in the last place; ρ
  /// and the weights multiply the rounding of exponents up to some tens.
  @Test func agreeWithScalarFormulas() {
    for seed in 0..<400 {
      var kernel = KernelCase<Double>(seed: seed, count: 40, windows: 6)
      let branch = kernel.branch
      for window in kernel.durations.indices {
        let before = kernel
        kernel.propagate(0..<40, windows: window..<(window + 1))
        for i in 0..<40 {
          let g = before.gradient[window * 40 + i]
          let start = before.synapse(i)
          let expected = branch.oracle(
            start, gradient: g, duration: before.durations[window])
          let largest = max(
            start[0].magnitude, (branch.kinetics.gradientGain * g).magnitude)
          let end = kernel.synapse(i)
          #expect(
            (end[0] - expected[0]).magnitude <= 1e-14 * largest,
            "seed \(seed), window \(window), synapse \(i)")
          let moved = branch.clock.map { expected[$0] - start[$0] } ?? 0
          for k in end.indices {
            var scale = max(expected[k].magnitude, start[k].magnitude)
            if k == 0 { scale = largest }
            if k == 2 { scale = expected[k].magnitude }
            // A weight may go far and come back.
            if branch.weights.contains(k) { scale = max(scale, moved) }
            #expect(
              (end[k] - expected[k]).magnitude <= 1e-13 * scale,
              "seed \(seed), window \(window), synapse \(i), component \(k)")
          }
          #expect(end[2] > 0)
        }
      }
    }
  }

  /// m may reach 0 right at the end of a window, or so near to it that one rounding says it does and another one that it does
  /// not: nothing may be divided by the time that is left.
  @Test(arguments: [0.5, 2, 30]) func zerosAtTheEndAreNone(exponent: Double) {
    for (rate, seed) in [(1e-3, 1), (1.0, 2), (100.0, 3)] {
      var random = SeededRandom(seed: seed)
      let rule = BioAdam(
        BioAdam.Kinetics(
          tauM: 10, coConsumption: CoConsumption(tauRho: 1 / rate, epsilon: 1e-3),
          learningRate: 0.1, predisposition: Predisposition(temperature: 1)),
        tracksContractionClock: true)
      for _ in 0..<2000 {
        let g = random.element(of: [-1, 1]) * random.logUniform(0.1, 10)
        let size = expm1(exponent) * (1 + 0x1p-52 * random.uniform(-8, 8).rounded())
        var double = ManualPropagation(rule: rule, state: [-g * size, 2, 1, 0, 0.3, -0.2])
        let end = double.advance(gradient: g, duration: 10 * exponent)
        let areFinite = end.allSatisfy { $0.isFinite }
        #expect(areFinite, "g = \(g), m/g = \(-size), rate \(rate)")
        let near = size * (1 + 0x1p-23 * random.uniform(-8, 8).rounded())
        var single = KernelCase<Float>(
          rule: rule, state: [-g * near, 2, 1, 0, 0.3, -0.2], gradient: [g],
          duration: 10 * exponent)
        single.propagate(0..<1, windows: 0..<1)
        let singlesAreFinite = single.state.allSatisfy { $0.isFinite }
        #expect(singlesAreFinite, "g = \(g), m/g = \(-near), rate \(rate)")
      }
    }
  }

  /// A synapse's bits do not depend on its neighbours, its place, or on how many windows a call takes.
  @Test func neighboursDoNotMatter() {
    neighboursDoNotMatter(to: Double.self)
    neighboursDoNotMatter(to: Float.self)
  }

  private func neighboursDoNotMatter<Scalar: WindowScalar>(to _: Scalar.Type) {
    for seed in 0..<200 {
      var random = SeededRandom(seed: seed)
      let n = random.element(of: [1, 7, 16, 17, 33, 128, 129, 513, 1100])
      let start = KernelCase<Scalar>(seed: seed, count: n, windows: 5)
      var together = start
      together.propagate(0..<n, windows: 0..<5)
      var apart = start
      for i in 0..<n { apart.propagate(i..<(i + 1), windows: 0..<5) }
      expectSameBits(apart, together, "one by one, seed \(seed), \(n) synapses")
      var parts = start
      let cut = Int(random.uniform(0, Double(n + 1)))
      for range in [0..<cut, cut..<n] {
        for window in 0..<5 { parts.propagate(range, windows: window..<(window + 1)) }
      }
      expectSameBits(parts, together, "cut at \(cut), seed \(seed), \(n) synapses")
    }
  }

  /// Nor do those of one that is lost, in a window so short that no finite gradient is large; all NaNs count as one.
  @Test func lostNeighboursDoNotMatter() {
    lostNeighboursDoNotMatter(to: Double.self, duration: 1e-320)
    lostNeighboursDoNotMatter(to: Float.self, duration: 1e-42)
  }

  private func lostNeighboursDoNotMatter<Scalar: WindowScalar>(
    to _: Scalar.Type, duration: Double
  ) {
    let rule = BioAdam(
      BioAdam.Kinetics(
        tauM: 10, coConsumption: CoConsumption(tauRho: 1, epsilon: 1e-3), learningRate: 0.1))
    for neighbour in [0, .infinity, .nan] {
      var pair = KernelCase<Scalar>(
        rule: rule, state: [0.1, 0.1, 2, 2, 1, 1, 0.3, 0.3, -0.2, -0.2],
        gradient: [.infinity, neighbour], duration: duration)
      var apart = pair
      pair.propagate(0..<2, windows: 0..<1)
      for i in 0..<2 { apart.propagate(i..<(i + 1), windows: 0..<1) }
      func same(_ values: [Double]) -> [Double?] { values.map { $0.isNaN ? nil : $0 } }
      #expect(same(pair.synapse(0)) == same(apart.synapse(0)), "beside \(neighbour)")
    }
  }

  /// The clock is a witness: it changes nothing else.
  @Test func clockDoesNotMatter() {
    for temperature in [0.5, 50] {
      let kinetics = BioAdam.Kinetics(
        learningRate: 0.1, predisposition: Predisposition(temperature: temperature))
      var plain = ManualPropagation(
        rule: BioAdam(kinetics), state: [0.6, 2, 1, 0.3, -0.2])
      var clocked = ManualPropagation(
        rule: BioAdam(kinetics, tracksContractionClock: true), state: [0.6, 2, 1, 0, 0.3, -0.2])
      for gradient in [-0.8, 0.5, 0, 2, -3] {
        let expected = plain.advance(gradient: gradient, duration: 7)
        var state = clocked.advance(gradient: gradient, duration: 7)
        state.remove(at: 3)
        #expect(state == expected)
      }
    }
  }

  /// m = g stays there exactly, and equal weights stay equal.
  @Test func fixedPointsAreExact() {
    fixedPointsAreExact(in: Double.self)
    fixedPointsAreExact(in: Float.self)
  }

  private func fixedPointsAreExact<Scalar: WindowScalar>(in _: Scalar.Type) {
    for seed in 0..<200 {
      let n = 20
      var equilibrium = KernelCase<Scalar>(seed: seed, count: n, windows: 1)
      let gain = Scalar(equilibrium.branch.kinetics.gradientGain)
      let first = equilibrium.branch.weights.lowerBound * n
      for i in 0..<n {
        equilibrium.state[i] = gain * equilibrium.gradient[i]
        equilibrium.state[first + n + i] = equilibrium.state[first + i]
      }
      let start = equilibrium
      for _ in 0..<5 { equilibrium.propagate(0..<n, windows: 0..<1) }
      #expect(equilibrium.state.prefix(n) == start.state.prefix(n), "seed \(seed)")
      let weights = equilibrium.state[first...]
      #expect(weights.prefix(n).elementsEqual(weights.suffix(n)), "seed \(seed)")
    }
  }

  private func expectSameBits<Scalar: WindowScalar>(
    _ a: KernelCase<Scalar>, _ b: KernelCase<Scalar>, _ comment: Comment
  ) {
    // Whichever kind of numbers: widening tells all apart, and signs of zeros.
    func bits(_ values: [Scalar]) -> [UInt64] { values.map { Double($0).bitPattern } }
    #expect(bits(a.state) == bits(b.state), comment)
  }
}
