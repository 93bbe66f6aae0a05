/// The shape of what a layer takes or gives for one example: maps of rows × columns numbers, map after map and in
/// each row by row. Units without a place, as those of a dense layer, are maps of one number.
public struct Shape: Sendable, Equatable {
  /// How many maps there are.
  public let channels: Int
  /// The height of a map.
  public let rows: Int
  /// The width of a map.
  public let columns: Int

  /// A shape: so many units, or so many maps.
  ///
  /// - Precondition: all are above 0.
  public init(_ channels: Int, rows: Int = 1, columns: Int = 1) {
    precondition(channels > 0 && rows > 0 && columns > 0, "a shape has a number at least")
    self.channels = channels
    self.rows = rows
    self.columns = columns
  }

  /// How many numbers there are.
  public var count: Int { channels * rows * columns }
}
