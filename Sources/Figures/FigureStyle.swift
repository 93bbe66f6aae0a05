/// The colours and widths of all figures.
enum FigureStyle {
  /// Of a curve: colours that stay apart also for colour-blind eyes (M. Okabe & K. Ito, 2008).
  static func curve(_ index: Int) -> String { palette[index % palette.count] }

  /// Of one of many curves that have an order, as the layers of a deep network have: from dark to light where there are
  /// more than colours that stay apart; somebody's own colours begin again. (Viridis, by S. van der Walt & N. Smith.)
  static func curve(_ index: Int, of count: Int) -> String {
    count > palette.count && palette == standardPalette
      ? ordered(index, of: count) : curve(index)
  }

  /// Of one of some curves whose order matters more than that each stands apart: from dark to light, unless somebody wants
  /// colours of their own.
  static func ordered(_ index: Int, of count: Int) -> String {
    guard palette == standardPalette else { return curve(index) }
    let place = Double(index) / Double(max(count - 1, 1)) * Double(scale.count - 1)
    let lower = min(Int(place), scale.count - 2)
    let share = place - Double(lower)
    let digits = zip(scale[lower], scale[lower + 1]).map { a, b in
      let value = Int((Double(a) + share * (Double(b) - Double(a))).rounded())
      return (value < 16 ? "0" : "") + String(value, radix: 16)
    }
    return "#" + digits.joined()
  }

  /// How many curves have colours that stay apart.
  static var curveCount: Int { palette.count }

  /// Red, green and blue from dark to light.
  private static let scale: [[UInt8]] = [
    [0x44, 0x01, 0x54], [0x3b, 0x52, 0x8b], [0x21, 0x91, 0x8c], [0x5e, 0xc9, 0x62],
    [0xd8, 0xe2, 0x19],
  ]
  /// The colours of the figure that is being made.
  @TaskLocal static var palette = standardPalette
  static let standardPalette = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", black, "#999999",
  ]
  /// Of what stands alone.
  static let black = "#000000"
  /// Of what is written on dark colours.
  static let white = "#ffffff"
  /// Of lines behind the curves.
  static let grid = "#dddddd"
  /// Of lines that divide a diagram.
  static let division = "#777777"
  /// Of what is less than the rest, such as the error of a reference.
  static let faint = "#666666"
  /// Of a cell that has no value.
  static let missing = "#e4e4e4"
  /// Of a curve that was fitted.
  static let fit = "#aa3377"
  /// Of values, from small to large.
  static let map = "(0 '#f7fbff', 1 '#c6dbef', 2 '#6baed6', 3 '#2171b5', 4 '#08306b')"

  // MARK: Lines

  /// How many signs a terminal has for lines.
  static let signCount = 7
  /// How wide curves are.
  static let curveWidth = 2
  /// How a curve is drawn: all of a kind mean the same in all panels of a figure.
  enum Line {
    /// What was measured.
    case solid
    /// What was measured besides: backward weights, training examples.
    case dashed
    /// What theory says: equilibria, predictions.
    case dotted

    /// Gnuplot's words for it.
    ///
    /// - Parameters:
    ///   - number: of the run.
    ///   - count: of how many. Those drawn first are wider, so that they are seen behind others that are the same.
    func look(ofRun number: Int = 0, of count: Int = 1) -> String {
      let more = 2 * Double(min(count - 1 - number, 3))
      return switch self {
      case .solid: "lw \(Double(curveWidth) + more)"
      case .dashed: "lw \(1.5 + more) dt 2"
      case .dotted: "lw \(1.5 + more) dt 3"
      }
    }
  }
}
