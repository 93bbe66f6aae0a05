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

  var memory: Int { places.count }
  var advice: String {
    "Within a window the solution grows without bound, or a rate has a pole or is no number: look at the equations, or try"
      + " dormandPrince."
  }

  func advance(
    _ synapses: Range<Int>, among selected: [Int]?, through windows: KernelWindows,
    state: UnsafeMutablePointer<Double>, stride: Int, memory: UnsafeMutablePointer<Double>
  ) {
    let kinds = programs.layout.constants.count
    let n = kinds == 0 ? 0 : constants.count / kinds
    let size = WindowMemory.lanes
    for first in Swift.stride(from: 0, to: synapses.count, by: size) {
      let width = min(size, synapses.count - first)
      for (window, duration) in windows.durations.enumerated() where duration > 0 {
        var tile = WindowTile(
          programs, places, memory, width: width, start: windows.start(of: window),
          duration: duration, state: state + first, stride: stride)
        for kind in 0..<kinds {
          let row = memory + places.constants + kind * size
          for i in 0..<width {
            let place = synapses.lowerBound + first + i
            row[i] = constants[kind * n + (selected?[place] ?? place)]
          }
        }
        let signals = windows.signals + window * windows.windowStride + first
        for signal in 0..<programs.layout.signals {
          (memory + places.signals + signal * size).update(
            from: signals + signal * windows.signalStride, count: width)
        }
        tile.go()
      }
    }
  }
}
