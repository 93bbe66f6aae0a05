import DataSets
import NeuralNetworks
import RandomNumbers
import SynapticDynamics
import Testing

/// Tasks in sequence: what a drive and a probe do in one is what they do with a set whose features were moved
/// beforehand, bit for bit.
struct TaskTests {
  private let digits = try! DataSet.digits()
  private static let network = Network(sizes: [64, 12, 10], dropout: 0.2)
  private static let random = NetworkDraws(seed: 6, initialisation: .glorotUniform)

  private func tasks(_ count: Int = 3, epochs: Int = 2, permuted: Int? = nil) -> TaskSequence {
    TaskSequence(
      count: count, epochsPerTask: epochs, permutedFeatures: permuted, featureCount: 64, seed: 6)
  }

  private func drive(
    _ examples: LabelledSet, _ tasks: TaskSequence = .single,
    _ presentation: NetworkDrive.Presentation = .held,
    _ precision: NetworkDrive.Precision = .double
  ) -> NetworkDrive {
    NetworkDrive(
      Self.network, feedback: .backwardWeights, examples: examples, tasks: tasks,
      presentation: presentation, batch: 100, precision: precision, random: Self.random)
  }

  private static func weights(_ purpose: RandomField.Purpose) -> [Double] {
    network.initialWeights(.glorotUniform, field: RandomField(seed: 6, purpose: purpose))
  }

  /// The gradients of windows, one after the other.
  private func gradients(_ drive: NetworkDrive, _ windows: some Sequence<Int>) throws -> [[Double]]
  {
    let dynamics = try PopulationDynamics(rule: GradientFlow(), drive: drive)
    var state = Self.weights(.forwardWeights) + Self.weights(.backwardWeights)
    return try windows.map { window in
      let piece = Double(window)...Double(window + 1)
      try state.withUnsafeMutableBufferPointer {
        try dynamics.feed.begin([piece], state: $0.baseAddress!)
      }
      return dynamics.feed.gradient(at: piece.lowerBound)
    }
  }

  @Test func epochsBelongToTasks() {
    let tasks = tasks(3, epochs: 2)
    #expect((0..<9).map(tasks.task(ofEpoch:)) == [0, 0, 1, 1, 2, 2, 2, 2, 2])
    #expect(tasks.permutations[0] == nil && tasks.permutations.dropFirst().allSatisfy { $0 != nil })
    #expect((0..<9).allSatisfy { TaskSequence.single.task(ofEpoch: $0) == 0 })
  }

  /// 15 windows make an epoch: three tasks of two epochs, and a fourth pair that stays with the last.
  @Test(arguments: [nil, 20], [NetworkDrive.Precision.double, .single])
  func gradientsAreThoseOfPermutedSets(permuted: Int?, precision: NetworkDrive.Precision) throws {
    for presentation in [NetworkDrive.Presentation.held, .following] {
      let sequence = drive(digits.training, tasks(permuted: permuted), presentation, precision)
      #expect(sequence.windowsPerEpoch == 15)
      let found = try gradients(sequence, 0..<120)
      for task in 0..<3 {
        let set =
          task == 0 ? digits : try digits.permutingFeatures(seed: 6, count: permuted, task: task)
        let windows = (30 * task)..<(task == 2 ? 120 : 30 * (task + 1))
        let expected = try gradients(
          drive(set.training, .single, presentation, precision), windows)
        #expect(Array(found[windows]) == expected, "task \(task + 1)")
        if task > 0 {
          let other = try gradients(
            drive(digits.training, .single, presentation, precision), windows.prefix(1))
          #expect(other[0] != expected[0])
        }
      }
    }
  }

  /// With all examples at once a window is an epoch; the flow jumps where tasks meet, and there alone.
  @Test func fullBatchesChangeWithTheTask() throws {
    let first = try digits.prefix(training: 90)
    let network = Network(sizes: [64, 12, 10])
    func drive(_ examples: LabelledSet, _ tasks: TaskSequence = .single) -> NetworkDrive {
      NetworkDrive(
        network, feedback: .transport, examples: examples, tasks: tasks, presentation: .fullBatch,
        random: Self.random)
    }
    let found = try gradients(drive(first.training, tasks()), 0..<8)
    for (window, task) in [0, 0, 1, 1, 2, 2, 2, 2].enumerated() {
      let set = task == 0 ? first : try first.permutingFeatures(seed: 6, task: task)
      #expect(try found[window] == gradients(drive(set.training), 0..<1)[0], "window \(window)")
    }
    #expect(found[1] != found[2] && found[3] != found[4])
    // Another run begins with the first task again.
    let again = try gradients(drive(first.training, tasks()), [0, 5, 0])
    #expect(again[0] == again[2] && again[1] == found[5])
  }

  @Test func probesLookAtPermutedSets() throws {
    let probe = NetworkProbe(Self.network, feedback: .backwardWeights, random: Self.random)
    let (forward, backward) = (
      Self.weights(.forwardWeights), Self.weights(.backwardWeights)
    )
    for permuted in [nil, 20] {
      let tasks = tasks(permuted: permuted)
      for task in 1..<3 {
        let set = try digits.permutingFeatures(seed: 6, count: permuted, task: task).test
        #expect(
          try probe.evaluate(
            forward: forward.span, on: digits.test, permutation: tasks.permutations[task])
            == probe.evaluate(forward: forward.span, on: set))
        #expect(
          try probe.errorAngles(
            forward: forward.span, backward: backward.span, on: digits.test,
            permutation: tasks.permutations[task], window: 0)
            == probe.errorAngles(
              forward: forward.span, backward: backward.span, on: set, window: 0))
      }
    }
  }
}
