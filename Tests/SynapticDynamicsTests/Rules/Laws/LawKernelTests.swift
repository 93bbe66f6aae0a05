import TestSupport
import CKernels
import Foundation
import Testing

/// The kernels of all rules against their formulas, and against themselves.
@Suite struct LawKernelTests {
  /// 480 seeds: every rule, with and without predisposition, one and two weights, twenty times each.
  static let seeds = 0..<480

  /// Kernel and oracle order their sums and products differently, so each has a rounding error of its
  /// own: twice the bound that the oracle carries along.
  @Test func ratesAgreeWithTheFormulas() {
    for seed in Self.seeds {
      let random = LawCase(seed: seed)
      let rates = random.rates()
      compare(random, seed: seed, .double, with: rates, "rates") { law, s, w, g in
        PlainLaw.Rates(
          substances: law.substanceRates(s, gradient: g),
          weights: w.map { law.weightRate($0, substances: s, gradient: g) },
          clock: law.clockRate(s))
      }
    }
  }

  /// Forward Euler in both orders and in both kinds of numbers. In 32 bits u is 6e-8, and so are the
  /// constants.
  @Test(arguments: [false, true])
  func stepsAgreeWithTheFormulas(sequential: Bool) {
    for seed in Self.seeds {
      let random = LawCase(seed: seed)
      let (double, isFinite) = random.step(sequential: sequential)
      #expect(isFinite, "seed \(seed)")
      let (single, singleIsFinite) = random.stepInSingle(sequential: sequential)
      #expect(singleIsFinite, "seed \(seed)")
      let states: [(PlainLaw.Precision, [Double])] = [
        (.double, double), (.single, single.map(Double.init)),
      ]
      for (precision, state) in states {
        compare(random, seed: seed, precision, with: state, "step") { law, s, w, g in
          stepped(law, s, w, g, by: random.stepSize, sequential: sequential)
        }
      }
    }
  }

  /// What the law does not move, and the room between components, stays.
  @Test func nothingElseIsTouched() {
    for seed in Self.seeds {
      let random = LawCase(seed: seed)
      let rates = random.rates()
      let (after, _) = random.step(sequential: seed % 2 == 0)
      for k in 0..<random.components {
        for i in 0..<random.stride where !random.moved.contains(k) || i >= random.count {
          let place = k * random.stride + i
          #expect(rates[place] == 0 && after[place] == random.state[place], "seed \(seed)")
        }
      }
    }
  }

  /// A synapse's bits depend on its own numbers only, not on how many there are nor on its place.
  @Test func placeDoesNotMatter() {
    for seed in Self.seeds {
      let random = LawCase(seed: seed)
      let sequential = seed % 2 == 0
      let rates = random.rates()
      let (double, _) = random.step(sequential: sequential)
      let (single, _) = random.stepInSingle(sequential: sequential)
      for i in 0..<random.count {
        let alone = random.alone(i)
        let places = random.moved.map { $0 * random.stride + i }
        #expect(
          places.map { rates[$0] } == random.moved.map { alone.rates()[$0] }, "seed \(seed)")
        let aloneDouble = alone.step(sequential: sequential).state
        #expect(places.map { double[$0] } == random.moved.map { aloneDouble[$0] }, "seed \(seed)")
        let aloneSingle = alone.stepInSingle(sequential: sequential).state
        #expect(places.map { single[$0] } == random.moved.map { aloneSingle[$0] }, "seed \(seed)")
      }
    }
  }

  /// One step is the state and h times the rates. With h a power of two the products are the same; the
  /// step rounds once or twice less, which is two units of roundoff of each of the two terms.
  @Test func stepIsStateAndRates() {
    for seed in Self.seeds {
      var random = LawCase(seed: seed)
      random.stepSize = 0.25
      let rates = random.rates()
      let (after, _) = random.step(sequential: false)
      for k in random.moved {
        for i in (k * random.stride)..<(k * random.stride + random.count) {
          let change = 0.25 * rates[i]
          let terms = random.state[i].magnitude + change.magnitude
          // ρ's rate is a difference: the step adds its terms one by one.
          let inner = k == random.law.substance + 2 ? 4 * random.law.production : 0
          #expect(
            (after[i] - (random.state[i] + change)).magnitude <= 0x1p-52 * (terms + inner),
            "seed \(seed): component \(k)")
        }
      }
    }
  }

  /// One value that is not finite anywhere, also in the last synapse, is told of.
  @Test func whatIsNotFiniteIsReported() {
    for seed in Self.seeds {
      let clean = LawCase(seed: seed)
      var random = SeededRandom(seed: seed + 10_000)
      let bad = random.element(of: [Double.nan, .infinity, -.infinity])
      let i = random.element(of: [0, clean.count - 1, Int(random.next() % UInt64(clean.count))])
      for component in clean.moved {
        var broken = clean
        broken.state[component * clean.stride + i] = bad
        let told = !broken.step(sequential: seed % 2 == 0).isFinite
        let toldInSingle = !broken.stepInSingle(sequential: seed % 2 == 0).isFinite
        #expect(told && toldInSingle, "seed \(seed): component \(component), synapse \(i)")
      }
      var broken = clean
      broken.gradient[i] = .nan
      #expect(!broken.step(sequential: seed % 2 == 0).isFinite, "seed \(seed): gradient")
      #expect(!broken.stepInSingle(sequential: seed % 2 == 0).isFinite, "seed \(seed): gradient")
    }
  }

  /// Temperatures from one end of the numbers to the other: never NaN.
  @Test func anyTemperatureWillDo() {
    let inverses = [
      Double.leastNonzeroMagnitude, 1e-308, 1e-40, 1e-30, 1, 1e30, 1e38, 1e40, 1e300, 1e308,
      Double.infinity,
    ]
    for inverse in inverses {
      for seed in stride(from: 0, to: 24, by: 1) {
        var random = LawCase(seed: seed)
        random.law.inverse_temperature = inverse
        random.law.predisposition_gain = 1
        let rates = random.rates()
        #expect(rates.allSatisfy { $0.isFinite }, "1/T = \(inverse), seed \(seed)")
        #expect(random.step(sequential: false).isFinite, "1/T = \(inverse), seed \(seed)")
        #expect(random.stepInSingle(sequential: false).isFinite, "1/T = \(inverse), seed \(seed)")
      }
    }
  }

  // MARK: Comparison

  private typealias Oracle = (PlainLaw, [Rounded], [Rounded], Rounded) -> PlainLaw.Rates

  private func compare(
    _ random: LawCase, seed: Int, _ precision: PlainLaw.Precision, with values: [Double],
    _ what: String, _ oracle: Oracle
  ) {
    let law = random.law
    for i in 0..<random.count {
      func numbers(_ components: Range<Int>) -> [Rounded] {
        components.map { .exact(random.state[$0 * random.stride + i]) }
      }
      let substances = law.substance..<(law.clock == 0 ? law.weight : law.clock)
      let weights = law.weight..<(law.weight + law.weight_count)
      var expected = oracle(
        PlainLaw(law: law, precision: precision), numbers(substances), numbers(weights),
        .exact(random.gradient[i]))
      if law.clock != 0 { expected.substances.append(expected.clock) }
      let start = law.clock == 0 ? 0.0 : random.state[law.clock * random.stride + i]
      if law.clock != 0 && what != "rates" {
        let last = expected.substances.count - 1
        expected.substances[last] = .exact(start) + expected.substances[last]
      }
      for (component, rounded) in zip(random.moved, expected.substances + expected.weights) {
        let value = values[component * random.stride + i]
        #expect(
          (value - rounded.value).magnitude <= 2 * precision.roundoff * rounded.error,
          "seed \(seed), \(precision) \(what): component \(component) of synapse \(i) is \(value)")
      }
    }
  }

  private func stepped(
    _ law: PlainLaw, _ s: [Rounded], _ w: [Rounded], _ g: Rounded, by size: Double,
    sequential: Bool
  ) -> PlainLaw.Rates {
    let h = Rounded(size)
    let next = zip(s, law.substanceRates(s, gradient: g)).map { $0 + h * $1 }
    let current = sequential ? next : s
    return PlainLaw.Rates(
      substances: next,
      weights: w.map {
        $0 + h * law.weightRate($0, substances: current, gradient: g)
      },
      clock: h * law.clockRate(current))
  }
}
