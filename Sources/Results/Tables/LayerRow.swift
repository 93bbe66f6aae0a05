import DataFiles
import SynapticDynamics

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

  /// How the forward weights are distributed; nil if one is not finite.
  package var moments: WeightMoments?

  /// What errors of the layer's units are multiplied by, if they are modulated.
  package var factors: Factors?

  /// The factors of a layer's units by the weights of the moment; nothing is said of readouts, which have none.
  package struct Factors: Codable, Sendable, Equatable {
    package var mean: Double?
    package var deviation: Double?
    package var lowest: Double?
    package var highest: Double?

    /// Of some units; nil: of none.
    package init(_ factors: [Double]?) {
      guard let factors, !factors.isEmpty else { return }
      let mean = factors.reduce(0, +) / Double(factors.count)
      let squares = factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      deviation = (squares / Double(factors.count)).squareRoot()
      (lowest, highest) = (factors.min(), factors.max())
    }
  }

  /// What the layer's neurons did with the test examples, if they spike.
  package var firing: Firing?

  /// How often the neurons of a layer fire; nothing is said of readouts, which never do.
  package struct Firing: Codable, Sendable, Equatable {
    /// Spikes of a neuron in an example, on average.
    package var spikes: Double?
    /// The share of the neurons that fire in no example.
    package var silent: Double?
    /// When a neuron fires first in an example, on average over those in which it fires; nil if it never does.
    package var firstSpike: Double?

    package init(spikes: Double?, silent: Double?, firstSpike: Double?) {
      (self.spikes, self.silent, self.firstSpike) = (spikes, silent, firstSpike)
    }
  }

  /// A row of which nothing is known yet but the size of the weights.
  package init(epoch: Double, time: Double, layer: Int, norm: Double) {
    (self.epoch, self.time, self.layer, self.norm) = (epoch, time, layer, norm)
  }

  /// The columns of `layers.csv`; those of factors are there if errors are modulated, those of spikes if units spike.
  package static let schema = TableSchema(
    "a layers.csv", file: "layers.csv", isOpen: true,
    [
      .one(Column("epoch", .finite, unit: "epochs", isKey: true)),
      .one(Column("time", .finite, unit: "learning steps", isKey: true)),
      .optional(TableSchema.seconds),
      .one(Column("layer", .count(from: 1), isKey: true)), .one(Column("angle", unit: "degrees")),
      .one(Column("norm_ratio")), .one(Column("difference")), .one(Column("difference_predicted")),
      .one(Column("error_angle", unit: "degrees")), .one(Column("weight_norm")),
      .optional(Column("weight_sd")), .optional(Column("weight_kurtosis")),
      .one(Column("gradient")), .one(Column("rho_time", unit: "learning steps")),
      .one(Column("rho_ratio")), .one(Column("adam_ratio")), .optional(Column("factor_mean")),
      .optional(Column("factor_sd")), .optional(Column("factor_min")),
      .optional(Column("factor_max")), .optional(Column("spikes")),
      .optional(Column("silent", .share)),
      .optional(Column("first_spike", unit: "units of the trial's time")),
    ])
}

extension LayerRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(short: epoch)
    table.add(shortTime: time)
    table.add(layer)
    let values = [
      angle, normRatio, difference, predictedDifference, errorAngle, norm, moments?.deviation,
      moments?.kurtosis, gradient, rhoTime, rhoRatio, adamRatio,
    ]
    for value in values { table.add(value.flatMap { $0.isFinite ? $0 : nil }) }
    if let factors {
      for value in [factors.mean, factors.deviation, factors.lowest, factors.highest] {
        table.add(value)
      }
    }
    guard let firing else { return }
    for value in [firing.spikes, firing.silent, firing.firstSpike] { table.add(value) }
  }
}

extension LayerRow {
  /// The optional columns that a table of rows like this one has; tables of earlier versions have not those of weights.
  var optionalColumns: Set<String> {
    var columns: Set = ["weight_sd", "weight_kurtosis"]
    if factors != nil {
      columns.formUnion(["factor_mean", "factor_sd", "factor_min", "factor_max"])
    }
    if firing != nil { columns.formUnion(["spikes", "silent", "first_spike"]) }
    return columns
  }
}
