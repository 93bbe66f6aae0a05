import CKernels
import RandomNumbers
import RuleEquations
import SynapticDynamics

/// Euler's step of Bio-Adam written as equations, against the kernel of the rule that is built in.
public enum EquationBenchmark {
  private static let runs = 7

  /// Measures.
  ///
  /// - Parameters:
  ///   - counts: numbers of synapses.
  ///   - isQuick: shorter runs.
  /// - Throws: what is in the way of the rule's kernels.
  public static func run(counts: [Int], isQuick: Bool, report: (BenchmarkResult) -> Void) throws {
    for n in counts {
      let steps = max(1, (isQuick ? 2_000_000 : 6_000_000) / n)
      for predisposition in [false, true] {
        let kernel = try written(predisposition: predisposition)
        let field = RandomField(seed: 1, purpose: .forwardWeights)
        let gradient = (0..<n).map { field.uniform(synapse: $0, index: 2) - 0.5 }
        var state = initialState(n)
        var builtIn = state
        var law = bioAdam(predisposition: predisposition).branches[0].law
        var (timings, others) = (Timings(), Timings())
        for _ in 0..<runs {
          others.time {
            for _ in 0..<steps { _ = law_euler_step(&law, n, n, 1, 0, gradient, &builtIn) }
          }
          timings.time {
            for _ in 0..<steps {
              state.withUnsafeMutableBufferPointer {
                _ = kernel.eulerStep(
                  PlannedStep(start: 0, size: 1), isSequential: false, synapses: 0..<n, of: n,
                  gradient: gradient, signalStride: n, state: $0.baseAddress!)
              }
            }
          }
        }
        var row = BenchmarkResult(
          "equations", "Bio-Adam as text\(predisposition ? ", predisposition" : ""), Euler",
          synapses: n)
        row.measured(timings, operations: n * steps, isOfSynapses: true)
        row.compared(with: others)
        row.speedup = others.median / timings.median
        report(row)
      }
    }
  }

  /// Bio-Adam with the paper's constants.
  private static func written(predisposition: Bool) throws -> any RuleKernel {
    let rule = try WrittenRule(
      yaml: """
        name: bioAdamText
        constants: {tau_m: 10, tau_rho: 1000, epsilon: 1e-8, eta: 1e-3, m0: 1\(predisposition ? ", T: 10" : "")}
        substances: {m: {}, c: {}, rho: {positive: true}}
        equations:
          m: (g - m)/tau_m
          c: (2*m0 - c)/tau_m
          rho: (1 - (abs(g) + epsilon)*rho)/tau_rho
          w: -eta*m*rho\(predisposition ? "*sigmoid(sign(m)*w/T)" : "")
        """)
    return try rule.rule(for: 0..<1, field: RandomField(seed: 1, purpose: .ruleConstants))
      .kernel(WeightLaw(), .theRules)
  }
}
