/// A step of Euler's method that is going to be taken.
package struct PlannedStep {
  /// When it begins.
  package var start: Double
  /// Its length.
  package var size: Double
  /// Which of the pieces begun it lies in.
  package var piece: Int

  package init(start: Double, size: Double, piece: Int = 0) {
    self.start = start
    self.size = size
    self.piece = piece
  }
}
