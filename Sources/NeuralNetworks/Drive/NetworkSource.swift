import DataSets
import Foundation
import ODESolvers
import SynapticDynamics

/// A network drive at work.
final class NetworkSource<Scalar: NetworkScalar>: WeightDependentSource {
  private let drive: NetworkDrive
  private let workspace: NetworkWorkspace<Scalar>
  private let mirror: MirrorPhase<Scalar>?
  private let hardware: ConstrainedUpdates?
  /// ∂L/∂w of all synapses.
  private let gradient: UnsafeMutablePointer<Scalar>
  /// Weights of another kind of numbers, converted: first the forward, then the backward weights.
  private lazy var converted: UnsafeMutablePointer<Scalar> = {
    let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: 2 * count)
    memory.initialize(repeating: 0, count: 2 * count)
    hasConverted = true
    return memory
  }()
  private var hasConverted = false
  private let count: Int
  /// The window that is presented, the one whose jump was made, and the one whose gradient is held.
  private var window = -1
  private var enteredWindow = -1
  private var heldWindow = -1
  private var epoch = -1
  private var task = -1
  /// Where the last piece began, and whether it goes to the end of the window.
  private var start = -Double.infinity
  private var endsWindow = false
  private var order: [Int32] = []

  init(_ drive: NetworkDrive) {
    self.drive = drive
    count = drive.signalCount
    workspace = NetworkWorkspace(
      drive.network, feedback: drive.feedback, modulation: drive.modulation,
      random: drive.random, capacity: drive.batch, threads: drive.threads)
    mirror = drive.mirror.map {
      MirrorPhase($0, network: drive.network, random: drive.random, threads: drive.threads)
    }
    hardware = drive.hardware.map {
      ConstrainedUpdates($0, seed: drive.random.seed, synapseCount: drive.signalCount)
    }
    gradient = .allocate(capacity: count)
    gradient.initialize(repeating: 0, count: count)
  }

  deinit {
    gradient.deallocate()
    if hasConverted { converted.deallocate() }
  }

  /// The slope of a rectifier jumps, and so do errors that travel through signs of weights; the factors of
  /// modulation bend where another unit becomes the most important one, unless a filter holds them in a window.
  var isSmooth: Bool {
    if case .signSymmetry = drive.feedback { return false }
    let hasSmoothFactors = drive.modulation.map { $0.timeConstant != nil } ?? true
    return hasSmoothFactors && !drive.network.nodes.contains { $0.activation == .relu }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func begin(_ pieces: ArraySlice<ClosedRange<Double>>) {
    let piece = pieces.first!
    if piece.lowerBound <= start {
      // Another run: its weights are others.
      enteredWindow = -1
      heldWindow = -1
      workspace.modulator?.resetFilter()
    }
    start = piece.lowerBound
    present(Int((piece.inside / drive.window).rounded(.down)))
    let end = Double(window + 1) * drive.window
    endsWindow = piece.upperBound >= end || piece.upperBound.isSameTime(as: end)
  }

  /// Takes in the examples of a window.
  private func present(_ window: Int) {
    guard window != self.window else { return }
    let task = drive.task(ofWindow: window)
    if drive.presentation == .fullBatch {
      if task != self.task { load(0..<Int32(drive.examples.exampleCount), of: task) }
    } else {
      let epoch = window / drive.windowsPerEpoch
      if epoch != self.epoch {
        self.epoch = epoch
        order = LabelledSet.order(
          ofEpoch: epoch, seed: drive.random.seed, count: drive.examples.exampleCount)
      }
      let first = window % drive.windowsPerEpoch * drive.batch
      load(order[first..<min(first + drive.batch, order.count)], of: task)
    }
    self.window = window
    self.task = task
    workspace.beginWindow(window)
  }

  private func load(_ rows: some Collection<Int32>, of task: Int) {
    workspace.load(
      features: drive.examples.features, labels: drive.examples.labels, rows: rows,
      permutation: drive.tasks.permutations[task])
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func enter(_ weights: PopulationWeights) {
    guard enteredWindow != window else { return }
    enteredWindow = window
    hardware?.remember(weights)
    if mirror == nil, drive.modulation?.timeConstant == nil { return }
    let (forward, _) = numbers(weights)
    if let mirror {
      switch weights {
      case .double(_, let backward):
        mirror.adjust(backward, forward: forward, window: window, duration: drive.window)
      case .single(_, let backward):
        mirror.adjust(backward, forward: forward, window: window, duration: drive.window)
      }
    }
    workspace.modulator?.filter(forward, duration: drive.window)
  }

  func leave(_ weights: PopulationWeights) {
    if endsWindow { hardware?.constrain(weights, window: window) }
  }

  var memory: [Double] {
    get { workspace.modulator?.filtered ?? [] }
    set { workspace.modulator?.resetFilter(newValue) }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func update(at time: Double, weights: PopulationWeights) throws {
    // Pieces may be shorter than windows.
    guard !drive.isHeld || heldWindow != window else { return }
    heldWindow = window
    let (forward, backward) = numbers(weights)
    let loss = workspace.gradient(forward: forward, backward: backward, into: gradient)
    guard loss.isFinite else {
      throw SolverFailure(
        .notFinite(quantity: "loss", component: "the network", value: loss), time: time,
        advice: "The weights run away: lower the learning rate, or scale the examples.")
    }
  }

  /// The weights as the workspace takes them.
  private func numbers(_ weights: PopulationWeights)
    -> (forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>)
  {
    switch weights {
    case .double(let forward, let backward):
      if let forward = forward as? UnsafeMutablePointer<Scalar>,
        let backward = backward as? UnsafeMutablePointer<Scalar>
      {
        return (UnsafePointer(forward), UnsafePointer(backward))
      }
      Scalar.convert(forward, count: count, to: converted)
      if drive.feedback.usesBackwardWeights {
        Scalar.convert(backward, count: count, to: converted + count)
      }
    case .single(let forward, let backward):
      guard let forward = forward as? UnsafeMutablePointer<Scalar>,
        let backward = backward as? UnsafeMutablePointer<Scalar>
      else { preconditionFailure("weights of 32 bits want gradients of 32 bits") }
      return (UnsafePointer(forward), UnsafePointer(backward))
    }
    return (UnsafePointer(converted), UnsafePointer(converted + count))
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func gradient(
    at time: Double, piece: Int, signals: Range<Int>, into result: inout MutableSpan<Double>
  ) {
    result.withUnsafeMutableBufferPointer {
      Scalar.convert(
        gradient + signals.lowerBound, count: signals.count, to: $0.baseAddress!)
    }
  }
}
