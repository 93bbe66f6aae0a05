import DataFiles

/// One row of `learning.csv`: how well a network does after an epoch.
struct LearningRow: Codable, Sendable {
  var epoch: Double
  var time: Double
  var trainingLoss, trainingAccuracy: Double
  var testLoss, testAccuracy: Double
  /// Of the examples that are held out, if some are.
  var validationLoss, validationAccuracy: Double?
  var steps, gradients, rejected: Int

  /// The columns' names.
  ///
  /// - Parameter validates: whether examples are held out.
  static func header(validates: Bool) -> String {
    "epoch,time,train_loss,train_accuracy,test_loss,test_accuracy,"
      + (validates ? "validation_loss,validation_accuracy," : "")
      + "steps,gradient_evaluations,rejected_steps"
  }

  var text: String {
    let validation = [validationLoss, validationAccuracy].compactMap { $0 }.map { "\($0)," }
    return
      "\(epoch.shortText),\(time.shortText),\(trainingLoss),\(trainingAccuracy),\(testLoss),\(testAccuracy),"
      + "\(validation.joined())\(steps),\(gradients),\(rejected)"
  }
}

/// One row of `layers.csv`: what became of a layer after an epoch. What a layer or a rule does not have is
/// left empty.
struct LayerRow: Codable, Sendable {
  var epoch: Double
  var time: Double
  /// From 1, the layer at the inputs.
  var layer: Int
  /// Between the forward weights and those through which errors come back, in degrees.
  var angle: Double?
  /// ‖W_b‖/‖W_f‖.
  var normRatio: Double?
  /// ‖W_f − W_b‖, and what the contraction clock says of it.
  var difference: Double?
  var predictedDifference: Double?
  /// Between the delivered error and backpropagation's, in degrees.
  var errorAngle: Double?
  /// ‖W_f‖.
  var norm: Double
  /// The median over synapses of ⟨|K g|⟩ in the epoch.
  var gradient: Double?
  /// The median of τ_ρ/(⟨|K g|⟩ + ε).
  var rhoTime: Double?
  /// The median of ρ (⟨|K g|⟩ + ε): 1 in equilibrium.
  var rhoRatio: Double?
  /// The size of m ρ over that of Adam's m̂/(√v̂ + ε), as root mean squares.
  var adamRatio: Double?

  static let header =
    "epoch,time,layer,angle,norm_ratio,difference,difference_predicted,error_angle,weight_norm,gradient,"
    + "rho_time,rho_ratio,adam_ratio"

  var text: String {
    let values = [
      angle, normRatio, difference, predictedDifference, errorAngle, norm, gradient, rhoTime,
      rhoRatio, adamRatio,
    ]
    let texts = values.map { $0.map { $0.isFinite ? "\($0)" : "" } ?? "" }
    return "\(epoch.shortText),\(time.shortText),\(layer),\(texts.joined(separator: ","))"
  }
}
