import Results

extension TraceQuantity {
  /// Gnuplot's expression of it, of a synapse at a position.
  func expression(position: Int) -> String {
    switch self {
    case .column(let name): "column(\(GnuplotScript.quoted(name)))"
    case .momentum: "column('m_minus')-column('m_plus')"
    case .difference: "abs(column('w_f')-column('w_b'))"
    case .gradient(let gain): "\(gain)*column('g')"
    case .equilibrium(let law):
      "\(law.production)/(\(law.consumption)*\(law.gain)*abs(column('g'))+\(law.decay))"
    case .level(let values): "\(values[position])"
    }
  }
}
