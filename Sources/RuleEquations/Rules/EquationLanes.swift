import SynapticDynamics

/// Programs for synapses side by side, each at a time of its own: t is an array of the call.
struct LanePrograms: Sendable {
  let layout: EquationLayout
  /// The rates, by each synapse's own signs and by signs given.
  let rates: Program
  let heldRates: Program
  /// What kinks hang on, all at once.
  let switches: [PopulationEquations.Switch]
  let switchValues: Program

  /// Where the times stand among the arrays of a call.
  var time: Int { layout.count }

  /// - Throws: ``ProgramTooLarge``.
  init(_ equations: PopulationEquations) throws {
    let layout = equations.layout
    let first = layout.count + 1
    func program(_ roots: [ExpressionGraph.Index], sides: Int = 0) throws -> Program {
      var streams = layout.streams()
      streams[.time] = layout.count
      for k in 0..<sides { streams[.side(k)] = first + k }
      return try Program(
        equations.graph,
        roots: roots.enumerated().map { ProgramRoot(node: $1, stream: first + sides + $0) },
        streams: streams, given: [], streamCount: first + sides + roots.count)
    }
    self.layout = layout
    switches = equations.switches
    rates = try program(equations.rates)
    heldRates = try program(equations.heldRates, sides: switches.count)
    switchValues = try program(switches.map(\.function))
  }
}

/// A rule's equations at work on synapses side by side.
struct EquationLanes: LaneKernel {
  private let programs: LanePrograms
  /// One number for each synapse and constant that is not the same for all.
  private let constants: [Double]

  init(_ programs: LanePrograms, constants: [Double]) {
    self.programs = programs
    self.constants = constants
  }

  var constantCount: Int { programs.layout.constants.count }
  var signCount: Int { programs.switches.count }

  func writeConstants(
    ofSynapse synapse: Int, to constants: UnsafeMutablePointer<Double>, stride: Int
  ) {
    let kinds = constantCount
    let n = kinds == 0 ? 0 : self.constants.count / kinds
    for k in 0..<kinds { constants[k * stride] = self.constants[k * n + synapse] }
  }

  func switches(isHeld: Bool) -> [KernelSwitch] { programs.switches.watched(isHeld: isHeld) }

  func writeRates(
    of lanes: KernelLanes, gradient: UnsafePointer<Double>, state: UnsafePointer<Double>,
    rates: UnsafeMutablePointer<Double>
  ) {
    let sides = lanes.signs == nil ? 0 : signCount
    run(sides > 0 ? programs.heldRates : programs.rates, lanes, gradient, state) { k in
      k < sides
        ? UnsafeMutablePointer(mutating: lanes.signs! + k * lanes.stride)
        : rates + (k - sides) * lanes.stride
    }
  }

  func writeSwitches(
    _ switches: [KernelSwitch], of lanes: KernelLanes, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, values: UnsafeMutablePointer<Double>
  ) {
    run(programs.switchValues, lanes, gradient, state) { values + $0 * lanes.stride }
  }

  /// Runs a program, whose arrays behind the times are `rest`.
  private func run(
    _ program: Program, _ lanes: KernelLanes, _ gradient: UnsafePointer<Double>,
    _ state: UnsafePointer<Double>, rest: (Int) -> UnsafeMutablePointer<Double>
  ) {
    let (layout, stride) = (programs.layout, lanes.stride)
    withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Double>?.self, capacity: program.streamCount
    ) { streams in
      layout.place(
        streams, gradient: gradient, signalStride: stride, state: state, stride: stride,
        constants: lanes.constants, constantStride: stride)
      streams[programs.time] = UnsafeMutablePointer(mutating: lanes.times)
      for k in (programs.time + 1)..<program.streamCount {
        streams[k] = rest(k - programs.time - 1)
      }
      let none: InlineArray<0, Double> = []
      _ = program.run(UnsafeBufferPointer(streams), given: none.span, count: lanes.count)
    }
  }
}
