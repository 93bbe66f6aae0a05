import Foundation
import SynapticDynamics

extension Summary.AlignmentSummary {
  package init(_ alignment: Alignment) {
    angleDegrees = alignment.angle.isFinite ? alignment.angle : nil
    normRatio = alignment.normRatio.isFinite ? alignment.normRatio : nil
    largestDifference = alignment.largestDifference
  }
}

extension Summary.Spread {
  /// - Precondition: there are values.
  package init(_ values: [Double]) {
    let sorted = values.sorted()
    min = sorted[0]
    median = sorted[sorted.count / 2]
    max = sorted[sorted.count - 1]
  }
}

extension Summary.EquilibriumSummary {
  /// - Parameters:
  ///   - rule: the rule.
  ///   - rho: ρ of the synapses looked at.
  ///   - averageGradient: of the same synapses.
  package init(_ rule: BioAdam, rho: [Double], averageGradient: [Double]) {
    let n = averageGradient.count
    synapses = n
    let kinetics = rule.forward
    production = kinetics.coConsumption.production
    consumption = kinetics.coConsumption.consumption
    decay = kinetics.coConsumption.decay
    gradientGain = kinetics.gradientGain
    let equilibria = averageGradient.map { Equilibrium(kinetics, gradient: $0) }
    let ratios = (0..<n).map { rho[$0] / equilibria[$0].rho }
    rhoOverEquilibrium = Summary.Spread(ratios)
    rhoRelaxationTime = Summary.Spread(equilibria.map(\.rhoTime))
    shareWithinFivePercent =
      Double(ratios.count { ($0 - 1).magnitude <= 0.05 }) / Double(ratios.count)
  }
}

extension Summary.StepLimitSummary {
  package init(_ limits: StepSizeLimits) {
    eulerMonotone = limits.eulerMonotone
    eulerStable = limits.eulerStable
    rk4Stable = limits.rungeKutta4Stable
    limitedBy = limits.limit.description
  }
}

extension Summary.ViolationSummary {
  package init(_ violation: InvariantMonitor.Violation) {
    invariant = violation.invariant.rawValue
    synapse = violation.synapse
    time = violation.time
    value = violation.value
  }
}
