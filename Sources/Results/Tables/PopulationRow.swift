import DataFiles
import Foundation
import SynapticDynamics

/// One row of `population.csv`: how the quantities of all synapses are distributed at a time, and how forward and backward
/// weights agree.
package struct PopulationRow: Codable, Sendable {
  package var time: Double
  /// The angle between forward and backward weights in degrees, and ‖w_b‖/‖w_f‖; nil if one of them is zero.
  package var angle: Double?
  package var normRatio: Double?
  /// In the order of the columns; nil where there is none, as of ρ/ρ* before any time has passed.
  package var distributions: [Distribution?]

  package init(
    time: Double, angle: Double?, normRatio: Double?, distributions: [Distribution?]
  ) {
    (self.time, self.angle, self.normRatio) = (time, angle, normRatio)
    self.distributions = distributions
  }

  /// The column of |w_f − w_b|.
  package static let difference = "difference"
  /// The column of ρ/ρ*.
  package static let rhoRatio = "rho_ratio"

  /// What is told of each quantity, as its columns end.
  package static let endings =
    Distribution.shares.map { "_q\($0 < 0.1 ? "0" : "")\(Int((100 * $0).rounded()))" }
    + ["_mean", "_sd"]

  /// The columns of `population.csv`.
  package static let schema = TableSchema(
    "a population.csv", file: "population.csv",
    [
      .one(Column("time", .finite, unit: "learning steps", isKey: true)),
      .optional(TableSchema.seconds),
      .one(Column("angle", unit: "degrees")), .one(Column("norm_ratio")), .one(Column("cosine")),
      .several(what: "a quantity", endings: endings),
    ])
}

extension PopulationRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(time: time)
    table.add(angle)
    table.add(normRatio)
    table.add(angle.map { Self.cosine(degrees: $0) })
    for distribution in distributions {
      let values = distribution.map { $0.quantiles + [$0.mean, $0.deviation] }
      for k in Self.endings.indices { table.add(values.flatMap { $0[k].isFinite ? $0[k] : nil }) }
    }
  }

  /// Exact at right angles too.
  private static func cosine(degrees: Double) -> Double {
    degrees == 90 ? 0 : cos(degrees * .pi / 180)
  }
}
