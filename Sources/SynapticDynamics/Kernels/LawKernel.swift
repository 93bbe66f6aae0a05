import CKernels

/// A law at work on a population.
struct LawKernel<Rule: LawRule>: RuleKernel {
  private let rule: Rule
  private let weights: WeightLaw
  /// The laws, if they do not hang on the time; they point to no signs.
  nonisolated(unsafe) private let constantLaws: Laws?

  /// - Precondition: backward weights that stay have no law of their own.
  init(_ rule: Rule, _ weights: WeightLaw) {
    self.rule = rule
    self.weights = weights
    constantLaws = rule.goesWithTime ? nil : rule.laws(at: 0).with(weights)
  }

  @inline(__always)
  private func laws(at time: Double, holding signs: HeldSigns? = nil) -> Laws {
    (constantLaws ?? rule.laws(at: time).with(weights)).by(signs)
  }

  func writeRates(
    at time: Double, synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>, holding signs: HeldSigns?
  ) {
    let start = synapses.lowerBound
    laws(at: time, holding: signs).forEach { law in
      var law = law
      law.direction_sides = law.direction_sides.map { $0 + start }
      law.gradient_sides = law.gradient_sides.map { $0 + start }
      law_rates(
        &law, synapses.count, n, gradient + law.signal * n + start, state + start, rates + start)
    }
  }

  func eulerStep(
    at time: Double, size: Double, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Double>, signalStride: Int, state: UnsafeMutablePointer<Double>
  ) -> Bool {
    forEachLaw(at: time) { law in
      law_euler_step(
        &law, synapses.count, n, size, isSequential ? 1 : 0, gradient + law.signal * signalStride,
        state + synapses.lowerBound)
    }
  }

  func eulerStep(
    at time: Double, size: Double, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Float>, signalStride: Int, state: UnsafeMutablePointer<Float>
  ) -> Bool {
    forEachLaw(at: time) { law in
      law_euler_step_float(
        &law, synapses.count, n, size, isSequential ? 1 : 0, gradient + law.signal * signalStride,
        state + synapses.lowerBound)
    }
  }

  /// Takes each law's step; whether all say 1, for values that are all finite.
  @inline(__always)
  private func forEachLaw(at time: Double, _ step: (inout law) -> Int32) -> Bool {
    var isFinite = true
    laws(at: time).forEach { law in
      var law = law
      if step(&law) != 1 { isFinite = false }
    }
    return isFinite
  }

  func solveNewton(
    gamma: Double, at time: Double, of n: Int, gradient: Span<Double>, state: Span<Double>,
    _ vector: inout MutableSpan<Double>, holding signs: HeldSigns?
  ) {
    let laws = laws(at: time, holding: signs)
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        vector.withUnsafeMutableBufferPointer { vector in
          laws.forEach { law in
            var law = law
            law_newton_solve(
              &law, n, n, gamma, gradient.baseAddress! + law.signal * n, state.baseAddress!,
              vector.baseAddress!)
          }
        }
      }
    }
  }

  func selecting(_ synapses: [Int]) -> any RuleKernel { self }

  // MARK: Kinks

  /// For each law one for |g| and one for the direction of change.
  var signCount: Int { 2 * rule.signalsPerSynapse }

  /// For each law the signals, if |g| has a say, and the directions of change, if their signs have.
  func switches(isHeld: Bool) -> [KernelSwitch] {
    var switches: [KernelSwitch] = []
    var haveKinks = false
    laws(at: 0).forEach { law in
      if law.haveKinks(held: isHeld) { haveKinks = true }
      if law.kind == LAW_BIO_ADAM {
        switches.append(KernelSwitch(row: law.gradientRow, component: nil))
      }
      if law.directionHasKinks(held: isHeld) {
        switches.append(KernelSwitch(row: law.directionRow, component: law.momentum))
      }
    }
    return haveKinks ? switches : []
  }

  func writeSwitches(
    _ switches: [KernelSwitch], at time: Double, of n: Int, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, values: UnsafeMutablePointer<Double>
  ) {
    laws(at: time).forEach { law in
      func place(_ row: Int) -> UnsafeMutablePointer<Double>? {
        switches.firstIndex { $0.row == row }.map { values + $0 * n }
      }
      var law = law
      law_directions(
        &law, n, n, gradient + law.signal * n, state, place(law.directionRow),
        place(law.gradientRow))
    }
  }
}

extension LawKernel: LaneKernel {
  var constantCount: Int { 0 }

  func writeConstants(
    ofSynapse synapse: Int, to constants: UnsafeMutablePointer<Double>, stride: Int
  ) {}

  func writeRates(
    of lanes: KernelLanes, gradient: UnsafePointer<Double>, state: UnsafePointer<Double>,
    rates: UnsafeMutablePointer<Double>
  ) {
    forEachLaw(of: lanes) { law, first, count in
      law_rates(
        &law, count, lanes.stride, gradient + law.signal * lanes.stride + first, state + first,
        rates + first)
    }
  }

  func writeSwitches(
    _ switches: [KernelSwitch], of lanes: KernelLanes, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, values: UnsafeMutablePointer<Double>
  ) {
    forEachLaw(of: lanes) { law, first, count in
      func place(_ row: Int) -> UnsafeMutablePointer<Double>? {
        switches.firstIndex { $0.row == row }.map { values + $0 * lanes.stride + first }
      }
      law_directions(
        &law, count, lanes.stride, gradient + law.signal * lanes.stride + first, state + first,
        place(law.directionRow), place(law.gradientRow))
    }
  }

  /// Calls `body` for each law of all lanes, or lane by lane where the law hangs on the time.
  @inline(__always)
  private func forEachLaw(
    of lanes: KernelLanes, _ body: (inout law, _ first: Int, _ count: Int) -> Void
  ) {
    let count = constantLaws == nil ? 1 : lanes.count
    for first in stride(from: 0, to: lanes.count, by: count) {
      laws(at: lanes.times[first]).forEach { law in
        var law = law
        law.gradient_sides = lanes.signs.map { $0 + law.gradientRow * lanes.stride + first }
        law.direction_sides = lanes.signs.map { $0 + law.directionRow * lanes.stride + first }
        body(&law, first, count)
      }
    }
  }
}

extension Laws {
  /// These laws, going by signs that are held, if any are.
  fileprivate func by(_ signs: HeldSigns?) -> Laws {
    guard let signs else { return self }
    return map { law in
      var law = law
      law.gradient_sides = signs.row(law.gradientRow)
      law.direction_sides = signs.row(law.directionRow)
      return law
    }
  }
}

extension law {
  fileprivate var gradientRow: Int { 2 * signal }
  fileprivate var directionRow: Int { 2 * signal + 1 }

  fileprivate func haveKinks(held: Bool) -> Bool {
    directionHasKinks(held: held) || (kind == LAW_BIO_ADAM && !held)
  }

  /// Whether f hangs on the sign of a direction that changes between breakpoints.
  fileprivate func directionHasKinks(held: Bool) -> Bool {
    let isGradient = kind == LAW_GRADIENT_FLOW || kind == LAW_RMS_PROP
    return inverse_temperature != 0 && !(isGradient && held)
  }

  /// The component that is the direction of change, but for positive factors.
  fileprivate var momentum: Int? {
    kind == LAW_BIO_ADAM || kind == LAW_MOMENTUM || kind == LAW_ADAM ? substance : nil
  }
}
