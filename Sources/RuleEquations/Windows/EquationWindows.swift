import SynapticDynamics

/// A rule's equations at work on windows of held signals: what is linear in closed form, the rest by integrals to rounding.
///
/// What becomes of a synapse hangs on nothing but its own numbers.
final class EquationWindows: WindowKernel {
  private let programs: WindowPrograms
  /// One number for each synapse and constant that is not the same for all.
  private let constants: [Double]
  private let places: WindowMemory

  init(_ programs: WindowPrograms, constants: [Double]) {
    self.programs = programs
    self.constants = constants
    places = WindowMemory(programs)
  }

  /// Those of a tile, and behind them its state and signals if these come in 32 bits.
  var memory: Int {
    let layout = programs.layout
    return places.count + (layout.components + layout.signals) * WindowMemory.lanes
  }
  var advice: String {
    "Within a window the solution grows without bound, or a rate has a pole or is no number: look at the equations, or try"
      + " dormandPrince."
  }

  func advance(
    _ synapses: Range<Int>, among selected: [Int]?, through windows: KernelWindows<Double>,
    state: UnsafeMutablePointer<Double>, stride: Int, memory: UnsafeMutablePointer<Double>
  ) {
    forEachTile(of: synapses) { first, width in
      for (window, duration) in windows.durations.enumerated() where duration > 0 {
        carry(
          synapses.lowerBound + first, width, among: selected, from: windows.start(of: window),
          over: duration, signals: windows.signals + window * windows.windowStride + first,
          signalStride: windows.signalStride, state: state + first, stride: stride, memory)
      }
    }
  }

  /// Arithmetic is that of 64 bits.
  func advance(
    _ synapses: Range<Int>, among selected: [Int]?, through windows: KernelWindows<Float>,
    state: UnsafeMutablePointer<Float>, stride: Int, memory: UnsafeMutablePointer<Double>
  ) {
    let size = WindowMemory.lanes
    let own = memory + places.count
    let signals = own + programs.layout.components * size
    forEachTile(of: synapses) { first, width in
      for component in programs.layout.componentIndices {
        let row = state + component * stride + first
        for i in 0..<width { own[component * size + i] = Double(row[i]) }
      }
      for (window, duration) in windows.durations.enumerated() where duration > 0 {
        for signal in 0..<programs.layout.signals {
          let row =
            windows.signals + window * windows.windowStride + signal * windows.signalStride + first
          for i in 0..<width { signals[signal * size + i] = Double(row[i]) }
        }
        carry(
          synapses.lowerBound + first, width, among: selected, from: windows.start(of: window),
          over: duration, signals: signals, signalStride: size, state: own, stride: size, memory)
      }
      for component in programs.layout.componentIndices {
        let row = state + component * stride + first
        for i in 0..<width { row[i] = Float(own[component * size + i]) }
      }
    }
  }

  private func forEachTile(of synapses: Range<Int>, _ body: (_ first: Int, _ width: Int) -> Void) {
    for first in Swift.stride(from: 0, to: synapses.count, by: WindowMemory.lanes) {
      body(first, min(WindowMemory.lanes, synapses.count - first))
    }
  }

  /// Carries a tile through a window.
  ///
  /// - Parameters:
  ///   - first: the number of its first synapse.
  ///   - width: how many there are.
  ///   - selected: the synapses of the population that they are counted among, or nil: all.
  ///   - start: when the window begins.
  ///   - duration: how long it lasts.
  ///   - signals: the first signal of the first synapse.
  ///   - signalStride: from a signal of a synapse to its next.
  ///   - state: the state of the first.
  ///   - stride: from a component to the next.
  ///   - memory: room for the tile.
  private func carry(
    _ first: Int, _ width: Int, among selected: [Int]?, from start: Double, over duration: Double,
    signals: UnsafePointer<Double>, signalStride: Int, state: UnsafeMutablePointer<Double>,
    stride: Int, _ memory: UnsafeMutablePointer<Double>
  ) {
    let (size, kinds) = (WindowMemory.lanes, programs.layout.constants.count)
    let n = kinds == 0 ? 0 : constants.count / kinds
    var tile = WindowTile(
      programs, places, memory, width: width, start: start, duration: duration, state: state,
      stride: stride)
    for kind in 0..<kinds {
      let row = memory + places.constants + kind * size
      for i in 0..<width { row[i] = constants[kind * n + (selected?[first + i] ?? first + i)] }
    }
    for signal in 0..<programs.layout.signals {
      (memory + places.signals + signal * size).update(
        from: signals + signal * signalStride, count: width)
    }
    tile.go()
  }
}
