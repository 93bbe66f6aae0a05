import SynapticDynamics

/// A rule's equations at work on a population.
struct EquationKernel: RuleKernel {
  private let programs: EquationPrograms
  /// One number for each synapse and constant that is not the same for all.
  private let constants: [Double]

  init(_ programs: EquationPrograms, constants: [Double]) {
    self.programs = programs
    self.constants = constants
  }

  /// An array of a call.
  private typealias Stream = UnsafeMutablePointer<Double>?

  /// Runs a program.
  ///
  /// - Parameters:
  ///   - program: the program.
  ///   - step: h, or γ.
  ///   - first: the first synapse, for constants.
  ///   - n: the number of all synapses, for constants.
  ///   - gradient: of the first synapse; the signals are `signalStride` apart.
  ///   - state: of the first synapse; the components are `stride` apart.
  ///   - rest: the arrays behind those of the layout.
  /// - Returns: whether what is watched is finite.
  private func run(
    _ program: Program, at time: Double, step: Double = 0, first: Int, of n: Int, count: Int,
    gradient: UnsafePointer<Double>, signalStride: Int, state: UnsafePointer<Double>, stride: Int,
    rest: (Int) -> UnsafeMutablePointer<Double>
  ) -> Bool {
    let layout = programs.layout
    return withUnsafeTemporaryAllocation(of: Stream.self, capacity: program.streamCount) {
      streams in
      constants.withUnsafeBufferPointer { constants in
        layout.place(
          streams, gradient: gradient, signalStride: signalStride, state: state, stride: stride,
          constants: constants.baseAddress.map { $0 + first }, constantStride: n)
        for k in layout.count..<program.streamCount { streams[k] = rest(k - layout.count) }
        let given: InlineArray<2, Double> = [time, step]
        return program.run(UnsafeBufferPointer(streams), given: given.span, count: count)
      }
    }
  }

  // MARK: Rates

  func writeRates(
    at time: Double, synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>, holding signs: HeldSigns?
  ) {
    let first = synapses.lowerBound
    let sides = signs?.row(0) == nil ? 0 : programs.switches.count
    _ = run(
      sides > 0 ? programs.heldRates : programs.rates, at: time, first: first, of: n,
      count: synapses.count,
      gradient: gradient + first, signalStride: n, state: state + first, stride: n
    ) { k in
      k < sides
        ? UnsafeMutablePointer(mutating: signs!.row(k)! + first) : rates + (k - sides) * n + first
    }
  }

  func eulerSteps(
    _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Double>, signalStride: Int, state: UnsafeMutablePointer<Double>
  ) -> Int? {
    take(
      steps, isSequential, synapses, of: n, gradient: gradient, signalStride: signalStride,
      state: state + synapses.lowerBound, stride: n)
  }

  /// Takes steps of some synapses, the first of whose state is given; the components are `stride` apart.
  private func take(
    _ steps: UnsafeBufferPointer<PlannedStep>, _ isSequential: Bool, _ synapses: Range<Int>,
    of n: Int, gradient: UnsafePointer<Double>, signalStride: Int,
    state: UnsafeMutablePointer<Double>, stride: Int
  ) -> Int? {
    let layout = programs.layout
    return withUnsafeTemporaryAllocation(of: Stream.self, capacity: layout.count) { streams in
      constants.withUnsafeBufferPointer { constants in
        layout.place(
          streams, gradient: gradient, signalStride: signalStride, state: state, stride: stride,
          constants: constants.baseAddress.map { $0 + synapses.lowerBound }, constantStride: n)
        return (isSequential ? programs.sequential : programs.simultaneous).run(
          UnsafeBufferPointer(streams), passes: steps.count, count: synapses.count
        ) { [steps[$0].start, steps[$0].size] }
      }
    }
  }

  func eulerSteps(
    _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Float>, signalStride: Int, state: UnsafeMutablePointer<Float>
  ) -> Int? {
    // Kept in 32 bits and computed in 64.
    let (layout, count) = (programs.layout, synapses.count)
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: (layout.signals + layout.components) * count
    ) { doubles in
      let signals = doubles.baseAddress!
      let components = signals + layout.signals * count
      let place = state + synapses.lowerBound
      for k in 0..<layout.signals {
        for i in 0..<count { signals[k * count + i] = Double(gradient[k * signalStride + i]) }
      }
      for k in 0..<layout.components {
        for i in 0..<count { components[k * count + i] = Double(place[k * n + i]) }
      }
      return steps.indices.first { step in
        let failing = take(
          UnsafeBufferPointer(rebasing: steps[step...step]), isSequential, synapses, of: n,
          gradient: signals, signalStride: count, state: components, stride: count)
        // Every step is rounded. What is not finite makes this none.
        var nothing: Float = 0
        for k in 0..<layout.components {
          for i in 0..<count {
            let value = Float(components[k * count + i])
            place[k * n + i] = value
            components[k * count + i] = Double(value)
            nothing += value * 0
          }
        }
        return failing != nil || nothing != 0
      }
    }
  }

  // MARK: Newton's systems

  func solveNewton(
    gamma: Double, at time: Double, of n: Int, gradient: Span<Double>, state: Span<Double>,
    _ vector: inout MutableSpan<Double>, holding signs: HeldSigns?
  ) {
    let sides = signs?.row(0) == nil ? 0 : programs.switches.count
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        vector.withUnsafeMutableBufferPointer { vector in
          _ = run(
            sides > 0 ? programs.heldNewton : programs.newton, at: time, step: gamma, first: 0,
            of: n, count: n,
            gradient: gradient.baseAddress!, signalStride: n, state: state.baseAddress!, stride: n
          ) { k in
            k < sides
              ? UnsafeMutablePointer(mutating: signs!.row(k)!)
              : vector.baseAddress! + (k - sides) * n
          }
        }
      }
    }
  }

  /// Writes ∂rates/∂state of one pair, element `row * componentCount + column`, over zeros.
  func writeJacobian(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    _ block: inout MutableSpan<Double>
  ) {
    let (layout, entries) = (programs.layout, programs.entries)
    let n = state.count / layout.components
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, entries.count)) { values in
      gradient.withUnsafeBufferPointer { gradient in
        state.withUnsafeBufferPointer { state in
          _ = run(
            programs.jacobian, at: time, first: i, of: n, count: 1,
            gradient: gradient.baseAddress! + i,
            signalStride: n, state: state.baseAddress! + i, stride: n
          ) { values.baseAddress! + $0 }
        }
      }
      for (k, entry) in entries.enumerated() {
        block[entry.row * layout.components + entry.column] = values[k]
      }
    }
  }

  func selecting(_ synapses: [Int]) -> any RuleKernel {
    EquationKernel(
      programs,
      constants: Self.selected(constants, synapses, kinds: programs.layout.constants.count))
  }

  /// Those of some synapses among arrays of as many numbers each as there are synapses.
  static func selected(_ constants: [Double], _ synapses: [Int], kinds: Int) -> [Double] {
    let n = kinds == 0 ? 0 : constants.count / kinds
    return (0..<kinds).flatMap { k in synapses.map { constants[k * n + $0] } }
  }

  // MARK: Kinks

  var signCount: Int { programs.switches.count }

  func switches(isHeld: Bool) -> [KernelSwitch] { programs.switches.watched(isHeld: isHeld) }

  func writeSwitches(
    _ switches: [KernelSwitch], at time: Double, of n: Int, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, values: UnsafeMutablePointer<Double>
  ) {
    _ = run(
      programs.switchValues, at: time, first: 0, of: n, count: n, gradient: gradient,
      signalStride: n, state: state, stride: n
    ) { values + $0 * n }
  }
}
