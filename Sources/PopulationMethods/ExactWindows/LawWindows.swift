import CKernels
import SynapticDynamics

/// Bio-Adam's windows.
final class LawWindows: WindowKernel {
  private let rule: BioAdam
  private let dynamics: PopulationDynamics

  init(rule: BioAdam, dynamics: PopulationDynamics) {
    self.rule = rule
    self.dynamics = dynamics
  }

  var memory: Int { 0 }
  var advice: String {
    "The weights overflow: lower the learning rate or the window's length."
  }

  func advance(
    _ synapses: Range<Int>, among selected: [Int]?, through windows: KernelWindows<Double>,
    state: UnsafeMutablePointer<Double>, stride: Int, memory: UnsafeMutablePointer<Double>
  ) {
    forEachLaw(of: synapses, among: selected, in: windows) { law, part, first, signals in
      held_windows(
        &law, part.count, stride, windows.durations.count, windows.durations.baseAddress!,
        signals, windows.windowStride, state + first)
    }
  }

  func advance(
    _ synapses: Range<Int>, among selected: [Int]?, through windows: KernelWindows<Float>,
    state: UnsafeMutablePointer<Float>, stride: Int, memory: UnsafeMutablePointer<Double>
  ) {
    forEachLaw(of: synapses, among: selected, in: windows) { law, part, first, signals in
      held_windows_float(
        &law, part.count, stride, windows.durations.count, windows.durations.baseAddress!,
        signals, windows.windowStride, state + first)
    }
  }

  /// Calls `body` for each law of neighbours that have the same ones, with where they begin among the synapses, and their first
  /// signal.
  @inline(__always)
  private func forEachLaw<Scalar>(
    of synapses: Range<Int>, among selected: [Int]?, in windows: KernelWindows<Scalar>,
    _ body: (inout law, _ part: Range<Int>, _ first: Int, _ signals: UnsafePointer<Scalar>) -> Void
  ) {
    dynamics.constants.forEachGroup(of: synapses, among: selected) { part, group in
      let first = part.lowerBound - synapses.lowerBound
      dynamics.laws(of: rule, group: group).forEach { law in
        var law = law
        body(&law, part, first, windows.signals + law.signal * windows.signalStride + first)
      }
    }
  }
}
