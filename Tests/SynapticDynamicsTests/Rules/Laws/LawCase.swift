import TestSupport
import CKernels

/// A random law with a random state, in numbers that 32 bits hold exactly.
struct LawCase {
  var law: law
  let count: Int
  /// More than the count, now and then.
  let stride: Int
  let components: Int
  var stepSize: Double
  var gradient: [Double]
  var state: [Double]

  static let kinds = [
    LAW_GRADIENT_FLOW, LAW_MOMENTUM, LAW_NESTEROV, LAW_RMS_PROP, LAW_ADAM, LAW_BIO_ADAM,
    LAW_ADA_GRAD,
  ]

  /// The seed also counts through the rules, with and without predisposition, with one and two weights.
  init(seed: Int) {
    var random = SeededRandom(seed: seed)
    let kind = Self.kinds[seed % 7]
    law = CKernels.law()
    law.kind = kind
    law.gradient_gain = random.element(of: [1, 2.5])
    law.learning_rate = random.logUniform(1e-4, 1)
    if seed / 7 % 2 == 0 { law.inverse_temperature = random.logUniform(1e-2, 1e3) }
    law.predisposition_gain = law.inverse_temperature == 0 ? 1 : random.element(of: [1, 2])
    law.momentum_rate = random.logUniform(1e-3, 1)
    law.rest_concentration = random.element(of: [0.5, 1, 3])
    law.production = random.logUniform(1e-4, 1)
    law.consumption = random.logUniform(1e-4, 1)
    law.decay = random.element(of: [0, random.logUniform(1e-10, 1e-2)])
    law.square_rate = random.logUniform(1e-4, 1)
    law.epsilon = random.logUniform(1e-8, 1)
    law.momentum_correction = random.element(of: [1, random.uniform(1, 100), .infinity])
    law.square_correction = random.element(of: [1, random.uniform(1, 100), .infinity])
    law.weight_count = seed / 14 % 2 + 1
    let substances = [0, 1, 1, 1, 2, 3, 1][seed % 7]
    law.substance = Int(random.next() % 3)
    law.weight = law.substance + substances
    if kind == LAW_BIO_ADAM && random.bool() {
      law.clock = law.weight
      law.weight += 1
    }
    components = law.weight + law.weight_count
    count = Int(random.next() % 150) + 1
    stride = count + random.element(of: [0, 3])
    stepSize = random.element(of: [1, 0.25, random.uniform(0.01, 2)])
    func rounded(_ x: Double) -> Double { Double(Float(x)) }
    gradient = (0..<stride).map { _ in
      random.uniform() < 0.1 ? 0 : rounded(random.logUniform(1e-3, 3) * random.normal())
    }
    state = (0..<(components * stride)).map { _ in
      rounded(random.uniform() < 0.1 ? 0 : random.uniform(-0.5, 3))
    }
    for i in (law.weight * stride)..<(components * stride) { state[i] = rounded(random.normal()) }
  }

  /// The components that the law moves.
  var moved: [Int] {
    Array(law.substance..<(law.weight + law.weight_count))
  }

  /// The derivatives by the kernel; what it does not write stays 0.
  func rates() -> [Double] {
    var rates = [Double](repeating: 0, count: state.count)
    withUnsafePointer(to: law) { law_rates($0, count, stride, gradient, state, &rates) }
    return rates
  }

  /// The state after a step by the kernel, and what the kernel returned.
  func step(sequential: Bool) -> (state: [Double], isFinite: Bool) {
    var next = state
    let result = withUnsafePointer(to: law) {
      law_euler_step($0, count, stride, stepSize, sequential ? 1 : 0, gradient, &next)
    }
    return (next, result == 1)
  }

  /// The same in 32 bits.
  func stepInSingle(sequential: Bool) -> (state: [Float], isFinite: Bool) {
    var next = state.map(Float.init)
    let result = withUnsafePointer(to: law) {
      law_euler_step_float(
        $0, count, stride, stepSize, sequential ? 1 : 0, gradient.map(Float.init), &next)
    }
    return (next, result == 1)
  }

  /// One synapse by itself.
  func alone(_ i: Int) -> LawCase { LawCase(self, synapse: i) }

  private init(_ other: LawCase, synapse i: Int) {
    law = other.law
    (count, stride, components) = (1, 1, other.components)
    stepSize = other.stepSize
    gradient = [other.gradient[i]]
    state = (0..<other.components).map { other.state[$0 * other.stride + i] }
  }
}
