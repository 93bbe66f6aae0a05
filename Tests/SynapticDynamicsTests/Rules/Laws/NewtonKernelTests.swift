import CKernels
import GradientDrives
import ODESolvers
import SynapticDynamics
import TestSupport
import Testing

/// The kernel that solves Newton's systems against the blocks of the rules, and against itself.
@Suite struct NewtonKernelTests {
  /// The built-in rules solve by kernel, a rule that only forwards to them by its blocks. Their f comes
  /// from a tanh, whose absolute error of 1e-16 meets derivatives of up to 100, and they add some
  /// ten terms.
  @Test(arguments: JacobianTests.rules)
  func agreesWithTheBlocks(_ rule: any DifferentiableRule) throws {
    for seed in 0..<200 {
      var random = SeededRandom(seed: seed)
      let n = Int(random.next() % 40) + 1
      let gradient = (0..<(n * rule.signalsPerSynapse)).map { _ in random.normal() }
      let state = rule.components.flatMap { component in
        (0..<n).map { _ in
          let value = random.uniform(-3, 3)
          return component.group == .rho && random.uniform() < 0.9
            ? 0.3 + value.magnitude : value
        }
      }
      let right = state.map { _ in random.normal() }
      let gamma = random.uniform(0.01, 0.3)
      func solution(_ rule: any DifferentiableRule) throws -> [Double] {
        let drive = TabulatedDrive(ListedTable(constant: gradient))
        let problem = try PopulationDynamics(rule: rule, drive: drive).problem(
          from: 0, to: 1, initialState: state)
        var start = state
        var startSpan = start.mutableSpan
        try problem.pieceWillBegin?(0...1, &startSpan)
        var vector = right
        var span = vector.mutableSpan
        try #require(problem.newtonSolve != nil)
        try problem.newtonSolve?(0.7, gamma, state.span, &span)
        return vector
      }
      let scale = 1 + right.map { $0.magnitude }.max()!
      for (a, b) in zip(try solution(rule), try solution(ByBlocks(base: rule))) {
        #expect((a - b).magnitude <= 1e-13 * (scale + b.magnitude), "seed \(seed)")
      }
    }
  }

  /// A synapse's bits depend on its own numbers only, and the first of two weights is solved like a
  /// single one.
  @Test func placeDoesNotMatter() {
    for seed in LawKernelTests.seeds {
      let random = LawCase(seed: seed)
      let gamma = 0.1 * Double(seed % 7)
      let together = solution(random, gamma)
      for i in 0..<random.count {
        let alone = solution(random.alone(i), gamma)
        let ours = random.moved.map { together[$0 * random.stride + i] }
        #expect(ours == random.moved.map { alone[$0] }, "seed \(seed)")
      }
      var single = random
      single.law.weight_count = 1
      let first = random.law.weight * random.stride
      let ofSingle = solution(single, gamma)
      #expect(
        ofSingle[first..<(first + random.stride)] == together[first..<(first + random.stride)],
        "seed \(seed)")
    }
  }

  /// With γ = 0 the system is the identity.
  @Test func nothingToSolve() {
    for seed in LawKernelTests.seeds {
      let random = LawCase(seed: seed)
      #expect(solution(random, 0) == right(random), "seed \(seed)")
    }
  }

  private func right(_ random: LawCase) -> [Double] { random.state.map { 1 - 0.3 * $0 } }

  private func solution(_ random: LawCase, _ gamma: Double) -> [Double] {
    var vector = right(random)
    withUnsafePointer(to: random.law) {
      law_newton_solve(
        $0, random.count, random.stride, gamma, random.gradient, random.state, &vector)
    }
    return vector
  }
}

/// A rule without kernels that is otherwise another one.
private struct ByBlocks: DifferentiableRule {
  let base: any DifferentiableRule

  var name: String { base.name }
  var components: [StateComponent] { base.components }
  var signalsPerSynapse: Int { base.signalsPerSynapse }

  func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>
  ) {
    base.rates(at: time, gradient: gradient, state: state, rates: &rates)
  }

  func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    base.jacobianBlock(ofSynapse: i, at: time, gradient: gradient, state: state, block: &block)
  }
}
