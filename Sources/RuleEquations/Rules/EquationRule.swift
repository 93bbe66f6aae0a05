import RandomNumbers
import SynapticDynamics

/// A rule made of equations, for some synapses.
package struct EquationRule: KernelRule, DifferentiableRule {
  package let name: String
  package let components: [StateComponent]
  package let signalsPerSynapse: Int
  private let system: EquationSystem
  /// The values of the constants that are the same for all, and the numbers of those that are not.
  private let shared: [Int: Double]
  private let varying: [Int]
  /// The programs where nothing becomes of the weights besides.
  private let programs: EquationPrograms
  /// The values of the constants that are not the same for all: one after the other, one number for each synapse.
  private var constantValues: [Double]

  /// Makes a rule.
  ///
  /// - Parameters:
  ///   - text: what it is.
  ///   - system: its equations.
  ///   - synapses: for which synapses of the study's population.
  ///   - field: from which constants are drawn, each by its number as index.
  /// - Throws: ``EquationRuleTooLarge`` if it is larger than the kernels have room for.
  package init(_ text: RuleText, _ system: EquationSystem, synapses: Range<Int>, field: RandomField)
    throws
  {
    name = text.name
    components = text.components
    signalsPerSynapse = system.signalCount
    var shared: [Int: Double] = [:]
    var values: [Double] = []
    var varying: [Int] = []
    for (k, constant) in text.constants.enumerated() {
      if case .constant(let value) = constant.values {
        shared[k] = value
      } else {
        varying.append(k)
        values += constant.values.values(of: synapses, field: field, index: k)
      }
    }
    constantValues = values
    self.system = system
    self.shared = shared
    self.varying = varying
    programs = try Self.programs(system, shared, varying, WeightLaw())
  }

  private static func programs(
    _ system: EquationSystem, _ shared: [Int: Double], _ varying: [Int], _ weights: WeightLaw
  ) throws -> EquationPrograms {
    do {
      return try EquationPrograms(system, shared: shared, varying: varying, weights: weights)
    } catch is ProgramTooLarge { throw EquationRuleTooLarge() }
  }

  package func kernel(_ weights: WeightLaw) throws -> any RuleKernel {
    let programs =
      weights == WeightLaw() ? programs : try Self.programs(system, shared, varying, weights)
    return EquationKernel(programs, constants: constantValues)
  }

  package func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>, rates: inout MutableSpan<Double>
  ) {
    EquationKernel(programs, constants: constantValues).writeAllRates(
      at: time, signalsPerSynapse: signalsPerSynapse, gradient: gradient, state: state,
      rates: &rates)
  }

  package func selecting(_ synapses: [Int]) -> any SynapticRule {
    var selected = self
    selected.constantValues = EquationKernel.selected(
      constantValues, synapses, kinds: varying.count)
    return selected
  }

  package func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    EquationKernel(programs, constants: constantValues).writeJacobian(
      ofSynapse: i, at: time, gradient: gradient, state: state, &block)
  }
}

/// A rule has more in it than the kernels have room for.
package struct EquationRuleTooLarge: Error, CustomStringConvertible {
  package var description: String {
    "the equations are too large for the kernels: at most 64 numbers may be at hand at once for a synapse, and 512 arrays"
      + " (entries of the Jacobian among them) and 1024 numbers that all synapses share"
  }
}
