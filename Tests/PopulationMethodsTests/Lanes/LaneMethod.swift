import ODESolvers
import PopulationMethods
import SynapticDynamics
import Testing

/// A method that steps each synapse by itself.
struct LaneMethod: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let make:
    @Sendable (PopulationDynamics, _ relative: Double, _ absolute: [StateComponent.Group: Double])
      throws -> any Solver

  static let all = [
    LaneMethod(testDescription: "collocation") {
      try Collocation($0, relative: $1, absolute: $2)
    },
    LaneMethod(testDescription: "dormandPrince") {
      try DormandPrince($0, relative: $1, absolute: $2)
    },
  ]
}
