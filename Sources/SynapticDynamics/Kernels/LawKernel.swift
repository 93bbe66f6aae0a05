import CKernels

/// A law at work on a population.
struct LawKernel<Rule: LawRule>: RuleKernel {
  private let rule: Rule
  private let weights: WeightLaw
  private let constants: HeldConstants
  /// The synapses of the population that the kernel's are, or nil: all.
  private let selection: [Int]?
  /// The laws, if they hang on nothing; they point to no signs.
  nonisolated(unsafe) private let constantLaws: Laws?

  /// - Precondition: backward weights that stay have no law of their own.
  init(
    _ rule: Rule, _ weights: WeightLaw, _ constants: HeldConstants, selection: [Int]? = nil
  ) {
    self.rule = rule
    self.weights = weights
    self.constants = constants
    self.selection = selection
    constantLaws =
      rule.goesWithTime || !constants.areTheRules ? nil : rule.laws(at: 0).with(weights)
  }

  @inline(__always)
  private func laws(ofGroup group: Int = 0, at time: Double) -> Laws {
    constantLaws
      ?? constants.rule(rule, ofGroup: group).laws(at: time)
      .with(weights, isFrozen: constants.isFrozen(group: group))
  }

  /// Calls `body` for each law of neighbours that have the same ones.
  @inline(__always)
  private func forEachLaw(
    of synapses: Range<Int>, at time: Double, holding signs: HeldSigns? = nil,
    _ body: (inout law, Range<Int>) -> Void
  ) {
    constants.forEachGroup(of: synapses, among: selection) { part, group in
      laws(ofGroup: group, at: time).by(signs).forEach { law in
        var law = law
        law.direction_sides = law.direction_sides.map { $0 + part.lowerBound }
        law.gradient_sides = law.gradient_sides.map { $0 + part.lowerBound }
        body(&law, part)
      }
    }
  }

  func writeRates(
    at time: Double, synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>, holding signs: HeldSigns?
  ) {
    forEachLaw(of: synapses, at: time, holding: signs) { law, part in
      let start = part.lowerBound
      law_rates(
        &law, part.count, n, gradient + law.signal * n + start, state + start, rates + start)
    }
  }

  func eulerSteps(
    _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Double>, signalStride: Int, state: UnsafeMutablePointer<Double>
  ) -> Int? {
    eulerSteps(steps, synapses, signalStride) { law, step, part, signal in
      law_euler_step(
        &law, part.count, n, step.size, isSequential ? 1 : 0, gradient + signal,
        state + part.lowerBound)
    }
  }

  func eulerSteps(
    _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Float>, signalStride: Int, state: UnsafeMutablePointer<Float>
  ) -> Int? {
    eulerSteps(steps, synapses, signalStride) { law, step, part, signal in
      law_euler_step_float(
        &law, part.count, n, step.size, isSequential ? 1 : 0, gradient + signal,
        state + part.lowerBound)
    }
  }

  /// Takes each law's steps, for neighbours with the place of their first signal, until one says not 1: that a value is not
  /// finite.
  @inline(__always)
  private func eulerSteps(
    _ steps: UnsafeBufferPointer<PlannedStep>, _ synapses: Range<Int>, _ signalStride: Int,
    _ take: (inout law, PlannedStep, Range<Int>, _ signal: Int) -> Int32
  ) -> Int? {
    for (k, step) in steps.enumerated() {
      var isFinite = true
      forEachLaw(of: synapses, at: step.start) { law, part in
        let signal = law.signal * signalStride + part.lowerBound - synapses.lowerBound
        if take(&law, step, part, signal) != 1 { isFinite = false }
      }
      if !isFinite { return k }
    }
    return nil
  }

  func solveNewton(
    gamma: Double, at time: Double, of n: Int, gradient: Span<Double>, state: Span<Double>,
    _ vector: inout MutableSpan<Double>, holding signs: HeldSigns?
  ) {
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        vector.withUnsafeMutableBufferPointer { vector in
          forEachLaw(of: 0..<n, at: time, holding: signs) { law, part in
            let start = part.lowerBound
            law_newton_solve(
              &law, part.count, n, gamma, gradient.baseAddress! + law.signal * n + start,
              state.baseAddress! + start, vector.baseAddress! + start)
          }
        }
      }
    }
  }

  func selecting(_ synapses: [Int]) -> any RuleKernel {
    guard constants.differ else { return self }
    return LawKernel(
      rule, weights, constants,
      selection: selection.map { all in synapses.map { all[$0] } } ?? synapses)
  }

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
  /// The number of its group, where groups differ.
  var constantCount: Int { constants.differ ? 1 : 0 }

  func writeConstants(
    ofSynapse synapse: Int, to constants: UnsafeMutablePointer<Double>, stride: Int
  ) {
    if self.constants.differ { constants[0] = Double(self.constants.group(of: synapse)) }
  }

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

  /// Calls `body` for each law of neighbouring lanes of a group, or lane by lane where the law hangs on the time.
  @inline(__always)
  private func forEachLaw(
    of lanes: KernelLanes, _ body: (inout law, _ first: Int, _ count: Int) -> Void
  ) {
    let groups = constants.differ ? lanes.constants : nil
    var first = 0
    while first < lanes.count {
      var end = rule.goesWithTime ? first + 1 : lanes.count
      if let groups {
        end = (first..<end).first { groups[$0] != groups[first] } ?? end
      }
      laws(ofGroup: groups.map { Int($0[first]) } ?? 0, at: lanes.times[first]).forEach { law in
        var law = law
        law.gradient_sides = lanes.signs.map { $0 + law.gradientRow * lanes.stride + first }
        law.direction_sides = lanes.signs.map { $0 + law.directionRow * lanes.stride + first }
        body(&law, first, end - first)
      }
      first = end
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
