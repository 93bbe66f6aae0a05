extension NetworkWorkspace {
  /// Draws which units of the hidden nodes dropout silences in a window, for the examples that are loaded.
  func drawMasks(_ window: Int) {
    for (place, mask) in masks.enumerated() {
      let units = stages[hidden[place]].outputCount
      Self.copy(
        random.mask(
          ofLayer: place, units: units, rows: share.examples, window: window,
          dropout: network.dropout),
        to: arrangement == .rows ? mask : inRows)
      if arrangement == .lanes { Scalar.maps.fromRows(count, units, inRows, 0, mask) }
    }
  }
}
