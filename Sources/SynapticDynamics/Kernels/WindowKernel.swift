/// Carries synapses in place through windows of held signals.
package protocol WindowKernel: AnyObject {
  /// How many numbers of 64 bits a call needs to work with.
  var memory: Int { get }
  /// What to do where values are not finite.
  var advice: String { get }

  /// Carries some synapses through windows.
  ///
  /// - Parameters:
  ///   - synapses: their numbers in the population, or among `selected`.
  ///   - selected: the synapses of the population that these are counted among, or nil: all.
  ///   - windows: the windows.
  ///   - state: the state of the first of them; the components are `stride` apart.
  ///   - memory: room for ``memory`` numbers.
  func advance(
    _ synapses: Range<Int>, among selected: [Int]?, through windows: KernelWindows<Double>,
    state: UnsafeMutablePointer<Double>, stride: Int, memory: UnsafeMutablePointer<Double>)

  /// The same with a state and signals in 32 bits.
  func advance(
    _ synapses: Range<Int>, among selected: [Int]?, through windows: KernelWindows<Float>,
    state: UnsafeMutablePointer<Float>, stride: Int, memory: UnsafeMutablePointer<Double>)
}

/// Consecutive windows of a block of synapses.
package struct KernelWindows<Scalar> {
  package let durations: UnsafeBufferPointer<Double>
  /// The first signal of the first synapse in the first window.
  package let signals: UnsafePointer<Scalar>
  /// From a signal of a synapse to its next.
  package let signalStride: Int
  /// From a window to the next.
  package let windowStride: Int
  private let first: Int
  private let feed: SignalFeed

  /// - Parameters:
  ///   - durations: how long each lasts.
  ///   - first: which of the pieces begun by a feed the first one begins with.
  ///   - feed: the feed.
  ///   - signals: the first signal of the first synapse in the first window.
  ///   - signalStride: from a signal of a synapse to its next.
  ///   - windowStride: from a window to the next.
  package init(
    _ durations: UnsafeBufferPointer<Double>, first: Int, of feed: SignalFeed,
    signals: UnsafePointer<Scalar>, signalStride: Int, windowStride: Int
  ) {
    self.durations = durations
    self.first = first
    self.feed = feed
    self.signals = signals
    self.signalStride = signalStride
    self.windowStride = windowStride
  }

  /// When a window begins.
  package func start(of window: Int) -> Double { feed.start(of: first + window) }
}
