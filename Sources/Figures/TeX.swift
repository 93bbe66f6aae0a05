/// Texts for LaTeX, which reads gnuplot's markup otherwise.
enum TeX {
  /// LaTeX of a text in gnuplot's enhanced markup: escaped characters, subscripts and superscripts, and symbols.
  static func text(_ enhanced: String) -> String {
    let scalars = Array(enhanced.unicodeScalars)
    var tex = ""
    var place = 0
    func argument(from start: Int) -> (text: String, end: Int) {
      guard start < scalars.count else { return ("", start) }
      guard scalars[start] == "{", let end = scalars[start...].firstIndex(of: "}") else {
        return (plain(scalars[start]), start + 1)
      }
      return (scalars[(start + 1)..<end].map(plain).joined(), end + 1)
    }
    while place < scalars.count {
      let scalar = scalars[place]
      switch scalar {
      case "\\" where place + 1 < scalars.count:
        tex += plain(scalars[place + 1])
        place += 2
      case "_", "^":
        let (text, end) = argument(from: place + 1)
        tex += "\\ensuremath{\(scalar){\\mathrm{\(text)}}}"
        place = end
      default:
        tex += plain(scalar)
        place += 1
      }
    }
    return tex
  }

  /// A character as it is.
  private static func plain(_ scalar: Unicode.Scalar) -> String {
    symbols[scalar] ?? String(scalar)
  }

  /// In \ensuremath rather than between dollars: two of these side by side would begin a formula of its own.
  private static let symbols: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "_": "\\_", "^": "\\^{}", "{": "\\{", "}": "\\}", "&": "\\&",
    "%": "\\%",
    "#": "\\#", "$": "\\$", "~": "\\~{}", "<": "$<$", ">": "$>$", "|": "$|$", "*": "$*$",
    "\"": "''",
    "α": "\\ensuremath{\\alpha}", "β": "\\ensuremath{\\beta}", "γ": "\\ensuremath{\\gamma}",
    "Δ": "\\ensuremath{\\Delta}", "δ": "\\ensuremath{\\delta}",
    "ε": "\\ensuremath{\\varepsilon}", "η": "\\ensuremath{\\eta}", "θ": "\\ensuremath{\\theta}",
    "λ": "\\ensuremath{\\lambda}", "μ": "\\ensuremath{\\mu}",
    "µ": "\\ensuremath{\\mu}",
    "π": "\\ensuremath{\\pi}", "ρ": "\\ensuremath{\\rho}", "σ": "\\ensuremath{\\sigma}",
    "τ": "\\ensuremath{\\tau}", "ω": "\\ensuremath{\\omega}",
    "⟨": "\\ensuremath{\\langle}", "⟩": "\\ensuremath{\\rangle}", "‖": "\\ensuremath{\\|}",
    "−": "$-$", "–": "--", "·": "\\ensuremath{\\cdot}",
    "×": "\\ensuremath{\\times}",
    "±": "\\ensuremath{\\pm}", "≤": "\\ensuremath{\\le}", "≥": "\\ensuremath{\\ge}",
    "°": "$^\\circ$", "…": "\\dots{}",
    "∞": "\\ensuremath{\\infty}",
  ]
}
