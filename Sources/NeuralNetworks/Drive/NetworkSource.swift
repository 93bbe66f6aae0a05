import DataSets
import GradientDrives
import ODESolvers
import Parallel

/// A network drive at work: it shows the model its examples window by window, and holds gradients.
///
/// All that it knows of the network is its ``PresentedNetwork``.
final class NetworkSource<Scalar: NetworkScalar>: WeightDependentSource {
  private let drive: NetworkDrive
  private var ranks = Ranks.alone
  private lazy var model = PresentedNetwork<Scalar>(drive, ranks: ranks)
  private lazy var hardware = drive.hardware.map {
    ConstrainedUpdates($0, seed: drive.random.seed, synapses: ranks.share(of: drive.signalCount))
  }
  /// ∂L/∂w of this rank's synapses.
  private lazy var gradient = Scalar.room(ranks.share(of: drive.signalCount).count)
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

  init(_ drive: NetworkDrive) { self.drive = drive }

  deinit { gradient.deallocate() }

  func join(_ ranks: Ranks) { self.ranks = ranks }

  var isSmooth: Bool { model.isSmooth }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func begin(_ pieces: ArraySlice<ClosedRange<Double>>) {
    let piece = pieces.first!
    if piece.lowerBound <= start {
      // Another run: its weights are others.
      enteredWindow = -1
      heldWindow = -1
      model.memory = []
    }
    start = piece.lowerBound
    let grid = WindowGrid(length: drive.window)
    present(grid.window(of: piece))
    endsWindow = grid.ends(with: piece)
  }

  /// Takes in the examples of a window.
  private func present(_ window: Int) {
    guard window != self.window else { return }
    let task = drive.task(ofWindow: window)
    let epoch = window / drive.windowsPerEpoch
    if drive.presentation == .fullBatch {
      if task != self.task || drive.augmentation != nil {
        model.load(
          ArraySlice(0..<Int32(drive.examples.exampleCount)), of: task, epoch: epoch)
      }
    } else {
      if epoch != self.epoch {
        self.epoch = epoch
        order = LabelledSet.order(
          ofEpoch: epoch, seed: drive.random.seed, count: drive.examples.exampleCount)
      }
      let first = window % drive.windowsPerEpoch * drive.batch
      model.load(order[first..<min(first + drive.batch, order.count)], of: task, epoch: epoch)
    }
    self.window = window
    self.task = task
    model.begin(window)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func enter(_ weights: PopulationWeights) throws {
    guard enteredWindow != window else { return }
    enteredWindow = window
    hardware?.remember(weights)
    try model.enter(window, weights)
  }

  func leave(_ weights: PopulationWeights) {
    if endsWindow { hardware?.constrain(weights, window: window) }
  }

  var memory: [Double] {
    get { model.memory }
    set { model.memory = newValue }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func update(at time: Double, weights: PopulationWeights) throws {
    // Pieces may be shorter than windows.
    guard !drive.isHeld || heldWindow != window else { return }
    heldWindow = window
    let loss: Double
    do {
      loss = try model.gradient(weights, into: gradient)
    } catch let error as NetworkFailure {
      throw SolverFailure(.drive(error.message), time: time, advice: error.advice)
    }
    guard loss.isFinite else {
      throw SolverFailure(
        .notFinite(quantity: "loss", component: "the network", value: loss), time: time,
        advice: "The weights run away: lower the learning rate, or scale the examples.")
    }
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

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func gradient(
    at time: Double, piece: Int, signals: Range<Int>, into result: inout MutableSpan<Float>
  ) {
    result.withUnsafeMutableBufferPointer {
      Scalar.convert(
        gradient + signals.lowerBound, count: signals.count, to: $0.baseAddress!)
    }
  }
}
