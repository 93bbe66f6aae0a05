import SynapticDynamics
import TestSupport

/// Synapses under windows, laid out as the kernel wants them.
struct KernelCase<Scalar: WindowScalar> {
  let rule: BioAdam
  let count: Int
  let durations: [Double]
  /// One row for each window.
  let gradient: [Scalar]
  var state: [Scalar]
  var branch: BioAdam.Branch { rule.branches[0] }
  var components: Int { state.count / count }

  /// Synapses in one window, `state` component by component.
  init(rule: BioAdam, state: [Double], gradient: [Double], duration: Double) {
    (self.rule, count, durations) = (rule, gradient.count, [duration])
    self.gradient = gradient.map { Scalar($0) }
    self.state = state.map { Scalar($0) }
  }

  /// Random synapses under random windows: constants over many decades, momenta against the gradient, weights far from zero.
  init(seed: Int, count n: Int, windows: Int) {
    var random = SeededRandom(seed: seed)
    let tauM = random.logUniform(0.1, 1000)
    let epsilon = random.element(of: [1e-8, random.logUniform(1e-10, 1)])
    let temperature = random.logUniform(1e-3, 1e3)
    let scale = random.element(of: [1, random.logUniform(1e-6, 1e6)])
    let hasTemperature = random.uniform() < 0.8
    let kinetics = BioAdam.Kinetics(
      tauM: tauM,
      coConsumption: CoConsumption(tauRho: random.logUniform(1, 1e4), epsilon: epsilon),
      learningRate: temperature * random.logUniform(1e-8, 10),
      gradientGain: random.element(of: [1, 2.5]),
      predisposition: hasTemperature
        ? Predisposition(temperature: temperature, gain: random.element(of: [1, 2])) : nil)
    rule = BioAdam(kinetics, tracksContractionClock: random.bool() && hasTemperature)
    count = n
    let longest = random.logUniform(1e-4, 1e3)
    durations = (0..<windows).map { _ in tauM * longest * random.uniform(0.1, 1) }
    gradient = (0..<(windows * n)).map { _ in
      Scalar(
        random.uniform() < 0.1
          ? 0 : scale * random.element(of: [-1, 1]) * random.logUniform(1e-3, 1))
    }
    let momentum = (0..<n).map { _ in
      random.uniform() < 0.1
        ? 0 : scale * random.element(of: [-1, 1]) * random.logUniform(1e-6, 10)
    }
    var state = momentum + [Double](repeating: 2, count: n)
    state += (0..<n).map { _ in random.element(of: [1, 1 / epsilon, random.logUniform(1e-3, 10)]) }
    if rule.tracksContractionClock { state += [Double](repeating: 0, count: n) }
    state += (0..<(2 * n)).map { _ in
      temperature * random.element(of: [random.uniform(-500, 500), random.uniform(-3, 3), 1e-3])
    }
    self.state = state.map { Scalar($0) }
  }

  /// Carries synapses `range` through windows `part` by one call of the kernel.
  mutating func propagate(_ range: Range<Int>, windows part: Range<Int>) {
    let (branch, stride, first) = (branch, count, range.lowerBound)
    let (durations, gradient) = (durations, gradient)
    state.withUnsafeMutableBufferPointer { state in
      durations.withUnsafeBufferPointer { durations in
        gradient.withUnsafeBufferPointer { gradient in
          branch.propagate(
            count: range.count, stride: stride, windows: part.count,
            durations: durations.baseAddress! + part.lowerBound,
            gradient: gradient.baseAddress! + part.lowerBound * stride + first,
            gradientStride: stride, state: state.baseAddress! + first)
        }
      }
    }
  }

  /// The components of one synapse.
  func synapse(_ i: Int) -> [Double] {
    (0..<components).map { Double(state[$0 * count + i]) }
  }
}
