import GradientDrives
import Parallel

/// A network as the drive knows it: a window begins with some examples, and then there is a gradient for any weights.
///
/// What else a window needs belongs here too: mirrors that move the backward weights before it, and importances that
/// are filtered from window to window.
final class PresentedNetwork<Scalar: NetworkScalar> {
  let drive: NetworkDrive
  let workspace: any NetworkEvaluator<Scalar>
  private let mirror: MirrorPhase<Scalar>?
  let weights: ConvertedWeights<Scalar>
  let ranks: Ranks
  /// The synapses of this rank among all.
  let own: Range<Int>
  /// What is here of a window's examples.
  private let share: BatchShare
  /// The examples of a window as an augmentation shows them, and their classes.
  private var shown: (features: [Float], labels: [Int32], places: [Int32]) = ([], [], [])

  init(_ drive: NetworkDrive, ranks: Ranks) {
    self.drive = drive
    self.ranks = ranks
    own = ranks.share(of: drive.signalCount)
    let setting = NetworkSetting(
      feedback: drive.feedback, modulation: drive.modulation, random: drive.random,
      threads: drive.threads, ranks: ranks,
      partSize: drive.simulation.partSize(ofBatch: drive.batch, for: drive.network))
    share = setting.makeShare()
    // The last batch of an epoch may be smaller, and shared out otherwise.
    let batches = [drive.batch, drive.examples.exampleCount % drive.batch]
    workspace = drive.simulation.makeEvaluator(
      Scalar.self, for: drive.network, setting,
      capacity: batches.map(share.capacity(ofBatch:)).max()!)
    mirror = drive.mirror.map {
      MirrorPhase(
        $0, network: drive.network, frozen: drive.frozen, random: drive.random,
        threads: drive.threads)
    }
    weights = ConvertedWeights(
      count: drive.signalCount, needsBackward: drive.feedback.usesBackwardWeights, ranks: ranks)
    if drive.augmentation != nil {
      shown.features = Array(repeating: 0, count: drive.batch * drive.examples.featureCount)
      shown.labels = Array(repeating: 0, count: drive.batch)
      shown.places = Array(0..<Int32(drive.batch))
    }
  }

  /// Whether gradients are smooth functions of the weights.
  ///
  /// The slopes of rectifiers and of maxima jump, and so do errors that travel through signs of weights; the factors of
  /// modulation bend where another unit becomes the most important one, unless a filter holds them in a window.
  var isSmooth: Bool {
    if case .signSymmetry = drive.feedback { return false }
    let hasSmoothFactors = drive.modulation.map { $0.timeConstant != nil } ?? true
    return hasSmoothFactors
      && !drive.network.nodes.contains { $0.activation == .relu || !$0.layer.isSmooth }
  }

  /// What is remembered from window to window, besides what follows from the weights; setting it goes on from there,
  /// with nothing anew.
  var memory: [Double] {
    get { workspace.filteredImportances + workspace.statistics }
    set {
      let filtered = newValue.isEmpty ? 0 : newValue.count - drive.network.memoryCount
      workspace.filteredImportances = Array(newValue[..<filtered])
      workspace.statistics = Array(newValue[filtered...])
    }
  }

  /// Takes in the examples of a window, as an epoch and a task show them.
  func load(_ rows: ArraySlice<Int32>, of task: Int, epoch: Int) {
    let permutation = drive.tasks.permutations[task]
    guard let augmentation = drive.augmentation else {
      workspace.load(
        features: drive.examples.features, labels: drive.examples.labels, rows: rows,
        permutation: permutation)
      return
    }
    // The others are shown elsewhere.
    share.begin(rows.count)
    augmentation.write(
      share.rows(of: rows), of: drive.examples, epoch: epoch, seed: drive.random.seed,
      to: &shown.features, at: share.examples.lowerBound)
    for (place, row) in rows.enumerated() { shown.labels[place] = drive.examples.labels[Int(row)] }
    workspace.load(
      features: shown.features, labels: shown.labels, rows: shown.places[..<rows.count],
      permutation: permutation)
  }

  /// Begins a window with the examples loaded last.
  func begin(_ window: Int) { workspace.beginWindow(window) }

  /// Sees the weights at the start of a window, once; moves the backward weights if there are mirrors.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  func enter(_ window: Int, _ weights: PopulationWeights) throws {
    workspace.advanceStatistics(by: drive.window)
    if mirror == nil, drive.modulation?.timeConstant == nil { return }
    let (forward, _) = try self.weights.numbers(weights)
    if let mirror {
      switch weights {
      case .double(_, let backward):
        mirror.adjust(
          backward, of: own, forward: forward, window: window, duration: drive.window)
      case .single(_, let backward):
        mirror.adjust(
          backward, of: own, forward: forward, window: window, duration: drive.window)
      }
    }
    workspace.filterImportances(forward, duration: drive.window)
  }
}
