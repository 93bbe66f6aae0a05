/// How somebody wants a figure. All but the last group hold for every kind of figure.
public struct FigureOptions: Sendable {
  /// An axis of a diagram.
  public enum AxisName: String, Sendable, CaseIterable { case x, y }

  /// Where a legend stands.
  public enum KeyPlace: String, Sendable, CaseIterable {
    /// Below the panels, in as many columns as there is room for; what is done unless somebody asks.
    case below
    case right
    case none
    // In a corner of the first panel, where it may cover curves.
    case topLeft, topRight, bottomLeft, bottomRight
  }

  /// Nothing in particular: what is drawn unless somebody asks.
  public init() {}

  // MARK: Size and look

  /// In points of 1/72 inch; nil for the column of a journal that suits the figure.
  public var width: Double?
  /// In points; nil for what suits the width.
  public var height: Double?
  /// In points.
  public var fontSize = 8.0
  /// The family; nil for the form's own.
  public var font: String?
  /// What stands above the figure, in place of the panel's own title if there is one panel; empty for no titles at all.
  public var title: String?
  /// Of the curves, one after the other; nil for colours that stay apart also for colour-blind eyes.
  public var colors: [String]?
  /// Where the legend stands.
  public var key = KeyPlace.below
  /// A file of gnuplot's commands, which are done before each panel.
  public var style: String?

  // MARK: Axes

  /// Which axes are logarithmic besides those that are by themselves; empty for none at all.
  public var logarithmic: Set<AxisName>?
  /// From where to where axes go.
  public var ranges: [AxisName: ClosedRange<Double>] = [:]

  // MARK: What is drawn

  /// The panels, by their names; nil for those that are drawn by themselves.
  public var panels: [String]?
  /// The columns, of a sweep the result as well; nil for those that are drawn by themselves.
  public var columns: [String]?
  /// Of spikes and voltages the example; nil for the first.
  public var example: Int?
  /// Of traces the synapses; nil for some spread over those recorded.
  public var synapses: [Int]?
  /// What several files, or the synapses of one trace, are called.
  public var labels: [String]?
  /// Whether of two traces the second less the first is drawn.
  public var isDifference = false
  /// Of arrays of traces the times; nil for three.
  public var times: [Double]?
  /// Of sweeps the key across.
  public var across: String?
  /// Of sweeps the key that has a curve for each of its values.
  public var by: String?
  /// Of sweeps the result; nil for the one that is looked at first.
  public var result: String?
}
