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
    _ synapses: Range<Int>, among selected: [Int]?, through windows: KernelWindows,
    state: UnsafeMutablePointer<Double>, stride: Int, memory: UnsafeMutablePointer<Double>
  ) {
    dynamics.constants.forEachGroup(of: synapses, among: selected) { part, group in
      let first = part.lowerBound - synapses.lowerBound
      dynamics.laws(of: rule, group: group).forEach { law in
        var law = law
        held_windows(
          &law, part.count, stride, windows.durations.count, windows.durations.baseAddress!,
          windows.signals + law.signal * windows.signalStride + first, windows.windowStride,
          state + first)
      }
    }
  }
}
