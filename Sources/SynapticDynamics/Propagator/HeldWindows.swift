import CKernels
import ODESolvers

/// Carries a population in place through windows of held signals, block by block.
struct HeldWindows {
  /// The most windows that a block goes through at once: their signals have to stay in the cache too.
  static let mostWindows = 16

  private let laws: Laws
  private let signalCount: Int
  private let dynamics: PopulationDynamics
  /// The signals of a block, for each thread: window by window, in each signal by signal.
  private var signals: [Double]

  init(rule: BioAdam, dynamics: PopulationDynamics) {
    laws = rule.laws(at: 0)
    signalCount = rule.signalsPerSynapse
    self.dynamics = dynamics
    signals = Array(repeating: 0, count: dynamics.threads * Self.signalsPerThread(signalCount))
  }

  private static func signalsPerThread(_ signalCount: Int) -> Int {
    mostWindows * signalCount * PopulationDynamics.blockSize
  }

  /// Carries all synapses of a state through the pieces that the dynamics has begun, or through part
  /// of the first.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - durations: how long each piece lasts.
  ///   - synapses: which synapses of the population the state is of, or nil: of all.
  /// - Complexity: O(n) for each window, without allocation.
  mutating func propagate(
    _ state: inout PopulationState, over durations: [Double], synapses: [Int]?
  ) {
    let n = state.count
    let size = PopulationDynamics.blockSize
    let (dynamics, laws, signalCount) = (dynamics, laws, signalCount)
    state.values.withUnsafeMutableBufferPointer { values in
      state.momentum.withUnsafeMutableBufferPointer { momentum in
        signals.withUnsafeMutableBufferPointer { signals in
          forEachBlock(of: n, size: size, threads: dynamics.threads) { block, thread in
            let length = Self.signalsPerThread(signalCount)
            let gradient = signals.extracting((thread * length)..<((thread + 1) * length))
            for window in durations.indices {
              for signal in 0..<signalCount {
                let first = (window * signalCount + signal) * size
                var part = MutableSpan(
                  _unsafeElements: gradient.extracting(first..<(first + block.count)))
                dynamics.writeSignal(
                  signal, at: dynamics.start(of: window), piece: window, of: synapses,
                  block: block, into: &part)
              }
            }
            laws.forEach { law in
              var law = law
              held_windows(
                &law, block.count, n, durations.count, durations,
                gradient.baseAddress! + law.signal * size, signalCount * size,
                values.baseAddress! + block.lowerBound,
                momentum.baseAddress! + law.signal * n + block.lowerBound)
            }
          }
        }
      }
    }
  }
}
