import CKernels

extension BioAdam: LawRule {
  /// One law, or two if the backward partner has substances of its own.
  package func laws(at time: Double) -> Laws {
    Laws(forwardBranch.law, backwardBranch?.law)
  }

  /// Both partners' constants.
  package func scaled(learningRate: Double, temperature: Double) -> BioAdam {
    func scaled(_ kinetics: Kinetics) -> Kinetics {
      var kinetics = kinetics
      kinetics.learningRate *= learningRate
      kinetics.predisposition = kinetics.predisposition.scaled(temperature: temperature)
      return kinetics
    }
    return BioAdam(
      scaled(forward), backward: backward.map(scaled),
      tracksContractionClock: tracksContractionClock)
  }
}

extension BioAdam.Branch {
  /// What the kernels need to know of the branch.
  package var law: law {
    var law = CKernels.law(
      LAW_BIO_ADAM, substances: 0, gradientGain: kinetics.gradientGain,
      learningRate: kinetics.learningRate, predisposition: kinetics.predisposition)
    law.momentum_rate = 1 / kinetics.tauM
    law.rest_concentration = kinetics.restConcentration
    law.production = kinetics.coConsumption.production
    law.consumption = kinetics.coConsumption.consumption
    law.decay = kinetics.coConsumption.decay
    law.signal = signal
    law.substance = firstSubstance
    law.weight = weights.lowerBound
    law.weight_count = weights.count
    law.clock = clock ?? 0
    return law
  }
}
