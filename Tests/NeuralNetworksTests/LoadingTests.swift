import DataSets
import NeuralNetworks
import SynapticDynamics
import Testing

/// Examples that do not fit a network stop the program: the loops over units trust what was loaded, and write
/// at the place of the label.
struct LoadingTests {
  private static func load(
    features: [Float], labels: [Int32], rows: Range<Int32>, permutation: FeaturePermutation? = nil
  ) {
    NetworkWorkspace<Double>(
      Network(sizes: [4, 3, 2]), feedback: .transport,
      random: NetworkDraws(seed: 1, initialisation: .glorotUniform), capacity: 2
    ).load(features: features, labels: labels, rows: rows, permutation: permutation)
  }

  @Test func examplesThatFit() async {
    await #expect(processExitsWith: .success) {
      Self.load(features: [1, 2, 3, 4], labels: [1], rows: 0..<1)
      Self.load(features: Array(repeating: 1, count: 12), labels: [0, 1, 0], rows: 1..<3)
    }
  }

  @Test func labelsAreClasses() async {
    await #expect(processExitsWith: .failure) {
      Self.load(features: [1, 2, 3, 4], labels: [2], rows: 0..<1)
    }
    await #expect(processExitsWith: .failure) {
      Self.load(features: [1, 2, 3, 4], labels: [-1], rows: 0..<1)
    }
  }

  @Test func featuresMatchLabels() async {
    await #expect(processExitsWith: .failure) {
      Self.load(features: [1, 2, 3], labels: [0], rows: 0..<1)
    }
  }

  @Test func rowsExist() async {
    await #expect(processExitsWith: .failure) {
      Self.load(features: [1, 2, 3, 4], labels: [0], rows: 1..<2)
    }
    await #expect(processExitsWith: .failure) {
      Self.load(features: [1, 2, 3, 4], labels: [0], rows: 0..<0)
    }
    await #expect(processExitsWith: .failure) {
      Self.load(features: Array(repeating: 1, count: 12), labels: [0, 1, 0], rows: 0..<3)
    }
  }

  @Test func permutationsAreOfTheInputs() async {
    await #expect(processExitsWith: .success) {
      Self.load(
        features: [1, 2, 3, 4], labels: [1], rows: 0..<1,
        permutation: FeaturePermutation(of: 4, seed: 1))
    }
    for count in [3, 5] {
      await #expect(processExitsWith: .failure) { [count = count as Int] in
        Self.load(
          features: [1, 2, 3, 4], labels: [1], rows: 0..<1,
          permutation: FeaturePermutation(of: count, seed: 1))
      }
    }
  }
}
