import DataSets
import GradientDrives

/// Gradient signals from a network that learns: its forward weights are the w_f, and its errors travel back
/// through the w_b, of the very synapses that are integrated.
///
/// Examples are presented in windows, a batch in each, in an order that is drawn anew for every epoch. All
/// windows of an epoch present every training example once; the last may have fewer.
public struct NetworkDrive: GradientDrive {
  /// How time meets data.
  public enum Presentation: String, Sendable, CaseIterable {
    /// A batch lasts a window; its gradient is computed at the window's start and held.
    case held
    /// A batch lasts a window; its gradient follows the weights.
    case following
    /// All examples all the time; the gradient follows the weights. Windows are only where the run is looked
    /// at.
    case fullBatch
  }

  /// The numbers that gradients are computed in.
  public enum Precision: String, Sendable, CaseIterable {
    /// 64 bits.
    case double
    /// 32 bits; weights of 64 bits are rounded for it.
    case single
  }

  /// Backward weights that mirror the forward weights: at the start of each window Gaussian noise ξ goes into each
  /// layer, and dB/dt = rate · ⟨ξ φ(W ξ + b)ᵀ⟩ − decay · B for as long as a window lasts. (M. Akrout et al.,
  /// arXiv:1904.05391.)
  public struct Mirror: Sendable, Equatable {
    /// η_B.
    public var rate: Double
    /// λ_B.
    public var decay: Double
    /// How many draws of ξ are averaged.
    public var batch: Int

    /// A mirror.
    public init(rate: Double, decay: Double, batch: Int) {
      self.rate = rate
      self.decay = decay
      self.batch = batch
    }
  }

  /// The network.
  public var network: Network
  /// How its units compute.
  public var simulation: any NetworkSimulation
  /// How errors travel.
  public var feedback: Feedback
  /// What mirrors the forward weights, if anything does.
  public var mirror: Mirror?
  /// What multiplies errors on their way, if anything does.
  public var modulation: ErrorModulation?
  /// How weights in devices depart from their updates: noise, quantisation; nil for ideal weights.
  public var hardware: HardwareConstraints?
  /// What is learned.
  public var examples: LabelledSet
  /// λ: the gradient of a weight that has a partner is that of the loss and λ times the forward weight, as of a loss
  /// with λ/2 ‖W‖² besides.
  public var coupledDecay: Double
  /// Synapses that do not learn: their gradient is 0, and their backward weights are no mirrors that move. Errors pass through them.
  public var frozen: [Range<Int>]
  /// How images change from epoch to epoch; nil if they stay as they are.
  public var augmentation: Augmentation?
  /// How the examples change from task to task.
  public var tasks: TaskSequence
  /// How time meets data.
  public var presentation: Presentation
  /// How many examples are presented at a time.
  public var batch: Int
  /// How long, in learning steps.
  public var window: Double
  /// The numbers that gradients are computed in.
  public var precision: Precision
  /// Draws the order of the examples, and what the pathway and dropout need.
  public var random: NetworkDraws
  /// How many threads may work. Results do not depend on it.
  public var threads: Int

  /// Creates a drive.
  ///
  /// - Precondition: the examples fit the network, and permutations of tasks the examples; what is augmented are images;
  ///   batch and window are positive; a modulation with a time constant goes without dropout.
  public init(
    _ network: Network, simulation: any NetworkSimulation = LayerwiseResponse(),
    feedback: Feedback, mirror: Mirror? = nil,
    modulation: ErrorModulation? = nil, coupledDecay: Double = 0,
    hardware: HardwareConstraints? = nil, frozen: [Range<Int>] = [],
    examples: LabelledSet, augmentation: Augmentation? = nil, tasks: TaskSequence = .single,
    presentation: Presentation = .held, batch: Int = 64, window: Double = 1,
    precision: Precision = .double,
    random: NetworkDraws, threads: Int = 1
  ) {
    precondition(
      examples.featureCount == simulation.featureCount(for: network)
        && examples.classCount == network.classCount
        && examples.exampleCount > 0, "the examples do not fit the network")
    precondition(batch > 0 && window > 0, "there must be a batch and a window")
    precondition(
      augmentation == nil || examples.imageShape != nil, "only images can be augmented")
    self.network = network
    self.simulation = simulation
    self.feedback = feedback
    self.mirror = mirror
    self.modulation = modulation
    self.coupledDecay = coupledDecay
    self.hardware = hardware
    self.frozen = frozen
    self.examples = examples
    self.augmentation = augmentation
    self.tasks = tasks
    self.presentation = presentation
    self.batch =
      presentation == .fullBatch ? examples.exampleCount : min(batch, examples.exampleCount)
    self.window = window
    self.precision = precision
    self.random = random
    self.threads = threads
  }

  /// The number of synapses.
  public var signalCount: Int { network.synapseCount }
  /// Whether gradients are held in their windows.
  public var isHeld: Bool { presentation == .held }
  /// They depend on the weights.
  public var dependsOnWeights: Bool { true }

  /// Where windows meet.
  public func breakpoints(in interval: Range<Double>) -> [Double] {
    var times: [Double] = []
    var k = (interval.lowerBound / window).rounded(.down)
    while k * window < interval.upperBound {
      if k * window > interval.lowerBound { times.append(k * window) }
      k += 1
    }
    return withoutEnds(times, of: interval)
  }

  /// Nothing is known before the weights are.
  public func magnitudeBounds(over interval: ClosedRange<Double>) -> [Double] {
    Array(repeating: .infinity, count: signalCount)
  }

  /// Makes room for a batch.
  public func makeSource() -> any GradientSource {
    switch precision {
    case .double: NetworkSource<Double>(self)
    case .single: NetworkSource<Float>(self)
    }
  }

  /// Moves backward weights as the mirror phase before a window does, if there are mirrors.
  ///
  /// - Parameters:
  ///   - backward: the backward weights of all synapses before the phase.
  ///   - forward: the forward weights.
  ///   - window: the window that follows.
  public func runMirrorPhase(
    on backward: inout MutableSpan<Double>, forward: Span<Double>, before window: Int
  ) {
    guard let mirror else { return }
    let phase = MirrorPhase<Double>(
      mirror, network: network, frozen: frozen, random: random, threads: threads)
    forward.withUnsafeBufferPointer { forward in
      backward.withUnsafeMutableBufferPointer { backward in
        phase.adjust(
          backward.baseAddress!, of: 0..<signalCount, forward: forward.baseAddress!,
          window: window, duration: self.window)
      }
    }
  }

  /// How many numbers its source remembers from window to window, once it has seen examples: filtered importances, running
  /// statistics.
  package var memoryCount: Int {
    (modulation?.timeConstant == nil ? 0 : network.importanceCount) + network.memoryCount
  }

  /// How many windows an epoch has.
  public var windowsPerEpoch: Int { (examples.exampleCount + batch - 1) / batch }

  /// The task, from 0, that is presented in a window.
  public func task(ofWindow window: Int) -> Int { tasks.task(ofEpoch: window / windowsPerEpoch) }
}
