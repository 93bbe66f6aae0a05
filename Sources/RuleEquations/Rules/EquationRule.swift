import RandomNumbers
import SynapticDynamics

/// A rule made of equations, for some synapses.
package struct EquationRule: KernelRule, WindowRule, DifferentiableRule {
  package let name: String
  package let components: [StateComponent]
  package let signalsPerSynapse: Int
  private let written: WrittenRule
  /// The values of the constants that are not the same for all: one after the other, one number for each synapse.
  private var constantValues: [Double]

  /// Makes a rule.
  ///
  /// - Parameters:
  ///   - written: what it is.
  ///   - synapses: for which synapses of the study's population.
  ///   - field: from which constants are drawn, each by its number as index.
  init(_ written: WrittenRule, synapses: Range<Int>, field: RandomField) {
    name = written.text.name
    components = written.text.components
    signalsPerSynapse = written.signalsPerSynapse
    self.written = written
    constantValues = written.programs.layout.constants.flatMap {
      written.text.constants[$0].values.values(of: synapses, field: field, index: $0)
    }
  }

  private var kernel: EquationKernel {
    EquationKernel(written.programs, constants: constantValues)
  }

  /// - Throws: ``EquationRuleTooLarge`` if with what becomes of the weights there is no room any more.
  /// - Precondition: its constants are the rule's.
  package func kernel(_ weights: WeightLaw, _ constants: HeldConstants) throws -> any RuleKernel {
    precondition(constants.areTheRules, "equations say by themselves how constants vary")
    return weights == WeightLaw()
      ? kernel : EquationKernel(try written.programs(weights), constants: constantValues)
  }

  /// - Throws: ``EquationRuleTooLarge`` if with what becomes of the weights there is no room any more.
  /// - Precondition: its constants are the rule's.
  package func laneKernel(_ weights: WeightLaw, _ constants: HeldConstants) throws -> any LaneKernel
  {
    precondition(constants.areTheRules, "equations say by themselves how constants vary")
    return EquationLanes(try written.lanePrograms(weights), constants: constantValues)
  }

  package func windowKernel(_ weights: WeightLaw) throws -> any WindowKernel {
    EquationWindows(try written.windowPrograms(weights), constants: constantValues)
  }

  package func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>, rates: inout MutableSpan<Double>
  ) {
    kernel.writeAllRates(
      at: time, signalsPerSynapse: signalsPerSynapse, gradient: gradient, state: state,
      rates: &rates)
  }

  package func selecting(_ synapses: [Int]) -> any SynapticRule {
    var selected = self
    selected.constantValues = EquationKernel.selected(
      constantValues, synapses, kinds: written.programs.layout.constants.count)
    return selected
  }

  package func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    kernel.writeJacobian(
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
