import DataSets
import Testing

/// What every permutation of features must be, over many seeds; which ones they are is compared with an
/// independent program in `PreparationTests`.
@Suite struct FeaturePermutationTests {
  @Test(arguments: UInt64(0)..<30) func featuresChangePlaces(seed: UInt64) {
    for count in [0, 1, 2, 7, 40, 64] {
      for task in 0..<4 {
        let permutation = FeaturePermutation(of: 64, count: count, seed: seed, task: task)
        #expect(permutation.sources.sorted() == Array(0..<64))
        let moved = permutation.sources.enumerated().filter { $0.offset != Int($0.element) }
        #expect(moved.count <= count)
        // What moved, moved among itself.
        #expect(Set(moved.map { Int32($0.offset) }) == Set(moved.map(\.element)))
        #expect(
          permutation == FeaturePermutation(of: 64, count: count, seed: seed, task: task))
      }
    }
  }

  /// A random permutation leaves one feature in its place on average, whatever their number, with variance 1
  /// (P. R. de Montmort, 1713); the mean of 400 is within 5/√400 of it.
  @Test func oneStaysOnAverage() {
    for count in [20, 784] {
      var staying = 0
      for task in 0..<400 {
        let sources = FeaturePermutation(of: 784, count: count, seed: 9, task: task).sources
        let fixed = sources.enumerated().count { $0.offset == Int($0.element) }
        staying += fixed - (784 - count)
      }
      #expect((Double(staying) / 400 - 1).magnitude < 0.25, "\(count)")
    }
  }

  /// Subsets and permutations are those of a task alone. Of 20 out of 784 features two tasks share half of one
  /// on average.
  @Test(arguments: UInt64(0)..<10) func tasksDiffer(seed: UInt64) {
    func permutation(_ task: Int, _ count: Int) -> FeaturePermutation {
      FeaturePermutation(of: 784, count: count, seed: seed, task: task)
    }
    for task in 1..<5 {
      #expect(permutation(task, 784) != permutation(task + 1, 784))
      #expect(
        permutation(task, 784)
          != FeaturePermutation(of: 784, count: 784, seed: seed + 1, task: task))
      let subsets = [task, task + 1].map { task in
        Set(
          permutation(task, 20).sources.enumerated().filter { $0.offset != Int($0.element) }.map(
            \.element))
      }
      #expect(subsets[0].intersection(subsets[1]).count < 6)
    }
  }
}
