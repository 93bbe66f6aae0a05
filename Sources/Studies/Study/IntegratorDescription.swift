import ODESolvers
import PopulationMethods
import SynapticDynamics

/// The section `integrator`.
package struct IntegratorDescription: Sendable, Equatable {
  package enum LinearSolver: String, CaseIterable, Sendable { case structured, dense, krylov }

  package var method = IntegrationMethod.cvodeAdams
  package var dt = 1.0
  /// Of the state of Euler's steps and of exact windows.
  package var precision = Precision.double
  package var relativeTolerance = Tolerances.standardRelative
  package var absoluteTolerance = AbsoluteTolerance.all(Tolerances.standardAbsolute)
  package var positivity = false
  package var linearSolver = LinearSolver.structured
  package var maximumSteps = SolveOptions.standardMaximumSteps

  package enum AbsoluteTolerance: Sendable, Equatable {
    case all(Double)
    case groups([StateComponent.Group: Double])
  }
}

extension IntegratorDescription.AbsoluteTolerance {
  /// Of each group: what is said of it, or the standard.
  package var groups: [StateComponent.Group: Double] {
    switch self {
    case .all(let value):
      Dictionary(uniqueKeysWithValues: StateComponent.Group.allCases.map { ($0, value) })
    case .groups(let groups):
      Dictionary(
        uniqueKeysWithValues: StateComponent.Group.allCases.map {
          ($0, groups[$0] ?? Tolerances.standardAbsolute)
        })
    }
  }
}
