import DataFiles

/// One row of `layers.csv`: what became of a layer after an epoch. What a layer or a rule does not have is
/// left empty.
package struct LayerRow: Codable, Sendable {
  package var epoch: Double
  package var time: Double
  /// From 1, the layer at the inputs.
  package var layer: Int
  /// Between the forward weights and those through which errors come back, in degrees.
  package var angle: Double?
  /// ‖W_b‖/‖W_f‖.
  package var normRatio: Double?
  /// ‖W_f − W_b‖, and what the contraction clock says of it.
  package var difference: Double?
  package var predictedDifference: Double?
  /// Between the delivered error and backpropagation's, in degrees.
  package var errorAngle: Double?
  /// ‖W_f‖.
  package var norm: Double
  /// The median over synapses of ⟨|K g|⟩ in the epoch.
  package var gradient: Double?
  /// The median of τ_ρ/(⟨|K g|⟩ + ε).
  package var rhoTime: Double?
  /// The median of ρ (⟨|K g|⟩ + ε): 1 in equilibrium.
  package var rhoRatio: Double?
  /// The size of m ρ over that of Adam's m̂/(√v̂ + ε), as root mean squares.
  package var adamRatio: Double?

  /// A row of which nothing is known yet but the size of the weights.
  package init(epoch: Double, time: Double, layer: Int, norm: Double) {
    (self.epoch, self.time, self.layer, self.norm) = (epoch, time, layer, norm)
  }

  package static let header =
    "epoch,time,layer,angle,norm_ratio,difference,difference_predicted,error_angle,weight_norm,gradient,"
    + "rho_time,rho_ratio,adam_ratio"

  package var text: String {
    let values = [
      angle, normRatio, difference, predictedDifference, errorAngle, norm, gradient, rhoTime,
      rhoRatio, adamRatio,
    ]
    let texts = values.map { $0.map { $0.isFinite ? "\($0)" : "" } ?? "" }
    return "\(epoch.shortText),\(time.shortText),\(layer),\(texts.joined(separator: ","))"
  }
}
