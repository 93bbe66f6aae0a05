extension StudyModel {
  /// The signals of a synapse, g and g_b if its rule has one, if they stay as they are; nil if they move.
  package func constantSignals(of synapse: Int) -> [Double]? {
    guard case .constant(let gradient) = study.drive else { return nil }
    let g = gradient.value(of: synapse, field: study.field(.gradient))
    guard dynamics.rule.signalsPerSynapse == 2 else { return [g] }
    guard let partner = study.synapse.backward, partner.noiseDeviation == 0 else { return nil }
    return [g, partner.gain * g]
  }
}
