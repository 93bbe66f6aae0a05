/// The colours and widths of all figures.
enum Palette {
  /// Of a curve: colours that stay apart also for colour-blind eyes (M. Okabe & K. Ito, 2008).
  static func curve(_ index: Int) -> String { curves[index % curves.count] }

  private static let curves = [
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

  // MARK: Widths

  /// Of curves.
  static let curveWidth = 2
  /// Of the dashed curves beside them.
  static let dashedWidth = 1.5
}
