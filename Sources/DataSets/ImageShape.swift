/// How the features of an example make an image: channel by channel, in each row by row.
public struct ImageShape: Sendable, Equatable {
  /// 1 for grey values, 3 for red, green, blue.
  public let channels: Int
  /// The height in pixels.
  public let rows: Int
  /// The width in pixels.
  public let columns: Int

  /// A shape.
  public init(channels: Int, rows: Int, columns: Int) {
    self.channels = channels
    self.rows = rows
    self.columns = columns
  }

  /// How many numbers an image has.
  public var featureCount: Int { channels * rows * columns }
}
