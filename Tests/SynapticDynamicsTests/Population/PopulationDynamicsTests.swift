import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import Testing

@Suite struct PopulationDynamicsTests {
  /// The state is laid out component by component, and messages say so.
  @Test func namesComponents() throws {
    let drive = TabulatedDrive(ListedTable(constant: [1, 1, 1]))
    let predisposed = BioAdam.Kinetics(predisposition: Predisposition(temperature: 1))
    let rule = BioAdam(predisposed, tracksContractionClock: true)
    let dynamics = try PopulationDynamics(rule: rule, drive: drive)
    #expect(dynamics.synapseCount == 3)
    #expect(
      rule.components.map(\.name) == [
        "m", "c", "rho", "contraction_clock", "w_f", "w_b",
      ])
    // As people see it, m⁺ and m⁻ stand where they always stood, and m comes last.
    #expect(
      rule.shownQuantities.map(\.name) == [
        "m_plus", "m_minus", "rho", "contraction_clock", "w_f", "w_b", "m",
      ])
    #expect(dynamics.componentName(7) == "synapse 1, ρ")
    #expect(dynamics.componentName(11) == "synapse 2, s")
    let paired = try PopulationDynamics(
      rule: BioAdam(backward: BioAdam.Kinetics()), drive: PartnerDrive(forward: drive))
    #expect(paired.synapseCount == 3)
    #expect(paired.componentName(3 * 3 + 2) == "synapse 2, m_b")
    #expect(
      paired.rule.shownQuantities.map(\.name) == [
        "m_plus", "m_minus", "rho", "m_plus_b", "m_minus_b", "rho_b", "w_f", "w_b", "m", "m_b",
      ])
    let state = [0.5, 4, 3, -0.25, 2, 7, 0.1, 0.2]
    #expect(
      paired.rule.shownQuantities.map { $0.value(of: 0, among: 1, state: state.span) }
        == [1.75, 2.25, 3, 1.125, 0.875, 7, 0.1, 0.2, 0.5, -0.25])
  }

  /// An absolute tolerance for each group, laid out as the state; errors measured by the worst
  /// pair.
  @Test func tolerancesFollowTheGroups() throws {
    let drive = TabulatedDrive(ListedTable(constant: [1, 1]))
    let dynamics = try PopulationDynamics(rule: BioAdam(), drive: drive)
    let tolerances = dynamics.tolerances(
      relative: 1e-5, absolute: [.rho: 1e-3, .w: 1e-4], otherwise: 1e-7)
    #expect(tolerances.relative == 1e-5 && tolerances.norm == .worstGroup(count: 2))
    #expect(
      tolerances.absolute == [1e-7, 1e-7, 1e-7, 1e-7, 1e-3, 1e-3, 1e-4, 1e-4, 1e-4, 1e-4])
    #expect(dynamics.tolerances().absolute == [1e-9])
    let predisposed = BioAdam.Kinetics(predisposition: Predisposition(temperature: 1))
    let clocked = try PopulationDynamics(
      rule: BioAdam(predisposed, tracksContractionClock: true), drive: drive)
    #expect(
      clocked.tolerances(absolute: [.w: 1e-4]).absolute
        == [1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, .infinity, .infinity, 1e-4, 1e-4, 1e-4, 1e-4])
  }

  /// Two problems of one population, one after the other, do not disturb each other.
  @Test func canBeRunAgain() throws {
    let table = HeldNoiseTable(
      signalCount: 2, window: 1, standardDeviation: [1],
      field: RandomField(seed: 1, purpose: .gradient))
    let dynamics = try PopulationDynamics(rule: BioAdam(), drive: TabulatedDrive(table))
    let problem = dynamics.problem(
      from: 0, to: 20, initialState: Array(repeating: 0.5, count: 10))
    let first = try RungeKutta4(stepSize: 0.1).final(problem)
    let other = dynamics.problem(from: 7.25, to: 9, initialState: Array(repeating: 1, count: 10))
    _ = try ExactPropagator(dynamics).final(other)
    #expect(try RungeKutta4(stepSize: 0.1).final(problem) == first)
  }

  /// The failure of a trial state names the pair and the component.
  @Test func failuresNameTheSynapse() throws {
    let drive = TabulatedDrive(ListedTable(constant: [1, 1]))
    let rule = BioAdam(BioAdam.Kinetics(learningRate: .infinity))
    let dynamics = try PopulationDynamics(rule: rule, drive: drive)
    let problem = dynamics.problem(
      from: 0, to: 1, initialState: [0, 1, 2, 3, 1, 1, 0, 0, 0, 0])
    let failure = #expect(throws: SolverFailure.self) {
      try ForwardEuler(stepSize: 1).final(problem)
    }
    #expect(failure?.description.contains("derivative of synapse 0, w_f") == true)
  }
}
