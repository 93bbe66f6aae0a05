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
    min = values.min()!
    median = Distribution.median(values)
    max = values.max()!
  }

  package init(_ spread: (low: Double, median: Double, high: Double)) {
    (min, median, max) = (spread.low, spread.median, spread.high)
  }
}

extension Summary.EquilibriumSummary {
  /// - Parameters:
  ///   - rule: the rule.
  ///   - rho: ρ of the synapses looked at.
  ///   - averageGradient: of the same synapses.
  package init(_ rule: BioAdam, rho: [Double], averageGradient: [Double]) {
    let equilibria = averageGradient.map { Equilibrium(rule.forward, gradient: $0) }
    let ratios = zip(rho, equilibria).map { $0 / $1.rho }
    self.init(
      rule, synapses: ratios.count, ratio: Summary.Spread(ratios),
      relaxationTime: Summary.Spread(equilibria.map(\.rhoTime)),
      shareWithinFivePercent:
        Double(ratios.count { ($0 - 1).magnitude <= 0.05 }) / Double(ratios.count))
  }

  /// - Parameters:
  ///   - rule: the rule.
  ///   - synapses: how many were looked at.
  ///   - ratio: of their ρ/ρ*.
  ///   - relaxationTime: of their ρ.
  ///   - shareWithinFivePercent: of those whose ρ/ρ* is near 1.
  package init(
    _ rule: BioAdam, synapses: Int, ratio: Summary.Spread, relaxationTime: Summary.Spread,
    shareWithinFivePercent: Double
  ) {
    self.synapses = synapses
    production = rule.forward.coConsumption.production
    consumption = rule.forward.coConsumption.consumption
    decay = rule.forward.coConsumption.decay
    gradientGain = rule.forward.gradientGain
    rhoOverEquilibrium = ratio
    rhoRelaxationTime = relaxationTime
    self.shareWithinFivePercent = shareWithinFivePercent
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
