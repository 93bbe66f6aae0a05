import ODESolvers

/// Windows of one length that follow each other from time 0 on; pieces lie in them, and may be shorter.
package struct WindowGrid: Sendable {
  private let length: Double

  package init(length: Double) { self.length = length }

  /// The number of the window in which a piece lies, from 0.
  package func window(of piece: ClosedRange<Double>) -> Int {
    Int((piece.inside / length).rounded(.down))
  }

  /// Whether that window ends with the piece.
  package func ends(with piece: ClosedRange<Double>) -> Bool {
    let end = Double(window(of: piece) + 1) * length
    return piece.upperBound >= end || piece.upperBound.isSameTime(as: end)
  }
}
