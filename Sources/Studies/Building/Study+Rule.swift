import SynapticDynamics

extension Study {
  /// The rule with its constants.
  ///
  /// - Throws: ``StudyError`` if the weights give no unit of temperature.
  func makeRule() throws -> any SynapticRule {
    let predisposition = try predisposition()
    return switch rule {
    case .gradientFlow:
      GradientFlow(
        learningRate: synapse.learningRate, gradientGain: synapse.gradientGain,
        predisposition: predisposition)
    case .momentum, .nesterov:
      Momentum(
        tauM: synapse.tauM, learningRate: synapse.learningRate,
        gradientGain: synapse.gradientGain, predisposition: predisposition,
        looksAhead: rule == .nesterov)
    case .rmsProp:
      RMSProp(
        tauV: synapse.tauRho, epsilon: synapse.epsilon, learningRate: synapse.learningRate,
        gradientGain: synapse.gradientGain, predisposition: predisposition)
    case .adam:
      Adam(
        tauM: synapse.tauM, tauV: synapse.tauRho, epsilon: synapse.epsilon,
        learningRate: synapse.learningRate, gradientGain: synapse.gradientGain,
        predisposition: predisposition, biasCorrection: synapse.biasCorrection)
    case .bioAdam:
      bioAdam(predisposition)
    }
  }

  private func bioAdam(_ predisposition: Predisposition?) -> BioAdam {
    let forward = BioAdam.Kinetics(
      tauM: synapse.tauM, coConsumption: synapse.coConsumption,
      learningRate: synapse.learningRate, restConcentration: synapse.restConcentration,
      gradientGain: synapse.gradientGain, predisposition: predisposition)
    let backward = synapse.backward.map { partner in
      var kinetics = forward
      kinetics.tauM = partner.tauM ?? forward.tauM
      if let tauRho = partner.tauRho {
        kinetics.coConsumption = CoConsumption(tauRho: tauRho, epsilon: synapse.epsilon)
      }
      return kinetics
    }
    return BioAdam(
      forward, backward: backward, tracksContractionClock: record.contractionClock)
  }

  private func predisposition() throws -> Predisposition? {
    guard let temperature = synapse.temperature else { return nil }
    let unit =
      switch synapse.temperatureScale {
      case .absolute: 1.0
      case .initialStandardDeviation: initialDeviation
      }
    let absolute = temperature * unit
    guard absolute > 0 && absolute.isFinite else {
      throw StudyError(
        "synapse.temperature: \(temperature) times the standard deviation \(unit) of the initial forward"
          + " weights is no temperature; use temperature_scale: absolute")
    }
    return Predisposition(temperature: absolute, gain: synapse.predispositionGain)
  }
}

extension SynapseDescription {
  var coConsumption: CoConsumption {
    if let general {
      CoConsumption(alpha: general.alpha, gamma: general.gamma, saturation: general.rho0)
    } else {
      CoConsumption(tauRho: tauRho, epsilon: epsilon)
    }
  }
}

extension Study {
  /// The standard deviation of the whole population's initial forward weights about their mean.
  ///
  /// They are drawn here and not kept: a rank that has a part of them gets the same sum as one that
  /// has all.
  private var initialDeviation: Double {
    let (source, field, count) = (
      synapse.initialForward, field(.forwardWeights), Double(synapseCount)
    )
    var mean = 0.0
    for i in 0..<synapseCount { mean += source.value(of: i, field: field) }
    mean /= count
    var squares = SumOfSquares()
    for i in 0..<synapseCount { squares.add(source.value(of: i, field: field) - mean) }
    return squares.root(over: count)
  }
}
