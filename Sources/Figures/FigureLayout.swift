import HostSystem

/// The size of a figure, and the unit of what is laid out in it.
///
/// Figures are laid out in pixels of a text of 13: so all room for text goes by the text, however large that is on paper.
struct FigureLayout {
  /// Of a text, in the unit of layouts.
  static let text = 13.0
  /// The widths of one column of a journal and of two, in points: 8.6 cm and 17.8 cm.
  static let column = 8.6 / 2.54 * 72
  static let twoColumns = 17.8 / 2.54 * 72

  /// A point, in the unit of layouts.
  let point: Double
  /// What somebody wants, in the unit of layouts.
  let width, height: Double?
  let key: FigureOptions.KeyPlace
  /// Whether a title stands above all panels.
  let hasTitle: Bool

  init(_ options: FigureOptions = FigureOptions()) {
    point = Self.text / options.fontSize
    (width, height) = (
      options.width.map { $0 * Self.text / options.fontSize },
      options.height.map { $0 * Self.text / options.fontSize }
    )
    key = options.key
    hasTitle = options.title.map { !$0.isEmpty } ?? false
  }

  /// The width that is wanted, or one column of a journal or two.
  func width(columns: Int) -> Double {
    width ?? (columns == 1 ? Self.column : Self.twoColumns) * point
  }
}
