import GradientDrives

/// A network as the drive knows it: a window begins with some examples, and then there is a gradient for any weights.
///
/// What else a window needs belongs here too: mirrors that move the backward weights before it, and importances that
/// are filtered from window to window.
final class PresentedNetwork<Scalar: NetworkScalar> {
  let drive: NetworkDrive
  let workspace: any NetworkEvaluator<Scalar>
  private let mirror: MirrorPhase<Scalar>?
  let weights: ConvertedWeights<Scalar>
  /// The examples of a window as an augmentation shows them, and their classes.
  private var shown: (features: [Float], labels: [Int32], places: [Int32]) = ([], [], [])

  init(_ drive: NetworkDrive) {
    self.drive = drive
    workspace = drive.simulation.makeEvaluator(
      Scalar.self, for: drive.network,
      NetworkSetting(
        feedback: drive.feedback, modulation: drive.modulation, random: drive.random,
        threads: drive.threads), capacity: drive.batch)
    mirror = drive.mirror.map {
      MirrorPhase(
        $0, network: drive.network, frozen: drive.frozen, random: drive.random,
        threads: drive.threads)
    }
    weights = ConvertedWeights(
      count: drive.signalCount, needsBackward: drive.feedback.usesBackwardWeights)
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
    augmentation.write(
      rows, of: drive.examples, epoch: epoch, seed: drive.random.seed, to: &shown.features)
    for (place, row) in rows.enumerated() { shown.labels[place] = drive.examples.labels[Int(row)] }
    workspace.load(
      features: shown.features, labels: shown.labels, rows: shown.places[..<rows.count],
      permutation: permutation)
  }

  /// Begins a window with the examples loaded last.
  func begin(_ window: Int) { workspace.beginWindow(window) }

  /// Sees the weights at the start of a window, once; moves the backward weights if there are mirrors.
  func enter(_ window: Int, _ weights: PopulationWeights) {
    workspace.advanceStatistics(by: drive.window)
    if mirror == nil, drive.modulation?.timeConstant == nil { return }
    let (forward, _) = self.weights.numbers(weights)
    if let mirror {
      switch weights {
      case .double(_, let backward):
        mirror.adjust(backward, forward: forward, window: window, duration: drive.window)
      case .single(_, let backward):
        mirror.adjust(backward, forward: forward, window: window, duration: drive.window)
      }
    }
    workspace.filterImportances(forward, duration: drive.window)
  }
}
