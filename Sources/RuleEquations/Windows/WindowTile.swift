import CKernels

/// Synapses side by side in a window: first what is linear, then panels for the rest, as many as each needs.
struct WindowTile {
  typealias Row = UnsafeMutablePointer<Double>

  let programs: WindowPrograms
  let places: WindowMemory
  let memory: Row
  /// How many are still on their way; they stand first, and in the place of one that is done comes the last.
  var width: Int
  let start: Double
  let duration: Double
  private let state: Row
  private let stride: Int

  init(
    _ programs: WindowPrograms, _ places: WindowMemory, _ memory: Row, width: Int, start: Double,
    duration: Double, state: Row, stride: Int
  ) {
    self.programs = programs
    self.places = places
    self.memory = memory
    self.width = width
    self.start = start
    self.duration = duration
    self.state = state
    self.stride = stride
  }

  static let size = WindowMemory.lanes
  var layout: EquationLayout { programs.layout }

  /// A row of one number for each synapse.
  func lanes(_ place: Int, _ row: Int = 0) -> Row { memory + place + row * Self.size }
  /// A row of one number for each point of each panel.
  func panels(_ place: Int, _ row: Int = 0) -> Row { memory + place + row * WindowMemory.panels }

  mutating func go() {
    for component in layout.componentIndices {
      lanes(places.state, component).update(from: state + component * stride, count: width)
    }
    run(programs.coefficients) { lanes(places.coefficients, $0) }
    let all = width
    for i in 0..<all { lanes(places.length)[i] = duration }
    moveLinear(
      programs.plan.blocks.indices, points: 1, time: { _ in UnsafePointer(lanes(places.length)) },
      step: { _, _ in duration }, to: { lanes(places.end, $0) })
    if !programs.levels.isEmpty {
      UnsafeMutableRawPointer(lanes(places.courses)).withMemoryRebound(
        to: PanelCourse.self, capacity: all
      ) { courses in
        for i in 0..<all { (courses + i).initialize(to: PanelCourse(lane: i)) }
        var panels = WindowPanels(self, courses)
        panels.go()
      }
    }
    for component in layout.componentIndices {
      (state + component * stride).update(from: lanes(places.end, component), count: all)
    }
  }

  /// Runs a program on rows of one number for each synapse.
  private func run(_ program: Program, rest: (Int) -> Row) {
    withUnsafeTemporaryAllocation(of: Row?.self, capacity: program.streamCount) { streams in
      layout.place(
        streams, gradient: lanes(places.signals), signalStride: Self.size,
        state: lanes(places.state), stride: Self.size, constants: lanes(places.constants),
        constantStride: Self.size)
      for k in layout.count..<program.streamCount { streams[k] = rest(k - layout.count) }
      let none: InlineArray<0, Double> = []
      _ = program.run(UnsafeBufferPointer(streams), given: none.span, count: width)
    }
  }

  /// Carries linear components from where they stand to later times.
  ///
  /// - Parameters:
  ///   - blocks: which.
  ///   - points: how many times there are for each synapse.
  ///   - time: how far the times of a point are for components by themselves, which stand at the window's start.
  ///   - step: how far a point is from the one before it.
  ///   - row: where a component goes.
  func moveLinear(
    _ blocks: some Sequence<Int>, points: Int, time: (_ point: Int) -> UnsafePointer<Double>,
    step: (_ point: Int, _ synapse: Int) -> Double, to row: (Int) -> Row
  ) {
    for block in blocks {
      let components = programs.plan.blocks[block]
      let (matrix, forcing) = (programs.matrices[block], programs.forcings[block])
      if components.count == 1 {
        for point in 0..<points {
          window_relaxation(
            width, time(point), lanes(places.coefficients, matrix),
            lanes(places.state, components[0]), lanes(places.coefficients, forcing),
            row(components[0]) + point * width)
        }
        continue
      }
      let count = components.count
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count * (count + 3)) { numbers in
        let own = numbers.baseAddress!
        let (begin, push, end) = (
          own + count * count, own + count * (count + 1), own + count * (count + 2)
        )
        for i in 0..<width {
          for k in 0..<(count * count) { own[k] = lanes(places.coefficients, matrix + k)[i] }
          for (k, component) in components.enumerated() {
            begin[k] = lanes(places.state, component)[i]
            push[k] = lanes(places.coefficients, forcing + k)[i]
          }
          for point in 0..<points {
            window_linear(count, own, begin, push, step(point, i), end)
            for (k, component) in components.enumerated() {
              row(component)[point * width + i] = end[k]
              begin[k] = end[k]
            }
          }
        }
      }
    }
  }
}
