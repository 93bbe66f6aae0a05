import CKernels

/// A layer as the kernels want it: of each source a row of weights, one for each neuron, and of the gradient too.
final class LayerWeights {
  typealias Memory = UnsafeMutablePointer<Double>

  let layer: SpikingLayer
  /// How many numbers a row has.
  let stride: Int
  /// How many sources there are that are no inputs of the layer: they arrive with no weight, to be told of errors.
  let listenerCount: Int
  /// The layer for the kernels. Its sources are the inputs, those without weight, and the layer's own neurons.
  private(set) var kernel = spike_layer()
  /// The rows on the way there, and on the way back.
  let columns, returnColumns: Memory
  private let delays: Memory?

  /// - Parameters:
  ///   - layer: the layer.
  ///   - fires: whether its neurons do.
  ///   - listeners: how many sources arrive with no weight.
  ///   - duration: of a trial.
  ///   - mostSpikes: of a neuron.
  init(_ layer: SpikingLayer, fires: Bool, listeners: Int, duration: Double, mostSpikes: Int) {
    self.layer = layer
    listenerCount = listeners
    let group = Int(spike_group)
    stride = (layer.unitCount + group - 1) / group * group
    let rows = layer.input.count + listeners + (layer.isRecurrent ? layer.unitCount : 0)
    columns = Double.room(rows * stride)
    returnColumns = Double.room(rows * stride)
    if layer.isRecurrent {
      let delays = Memory.allocate(capacity: layer.unitCount)
      delays.initialize(from: layer.delays, count: layer.unitCount)
      self.delays = delays
    } else {
      delays = nil
    }
    let neuron = layer.neuron
    kernel = spike_layer(
      neuron: spike_neuron(
        tau_m: neuron.tauM, tau_s: neuron.tauS, threshold: neuron.threshold, reset: neuron.reset,
        refractory: neuron.refractoryTime),
      fires: fires ? 1 : 0, units: layer.unitCount, stride: stride,
      inputs: layer.input.count + listeners, duration: duration, weights: columns, delays: delays,
      most_spikes: UInt32(clamping: mostSpikes))
    rowCount = rows
  }

  deinit {
    columns.deallocate()
    returnColumns.deallocate()
    delays?.deallocate()
  }

  /// How many sources there are.
  let rowCount: Int
  /// How many numbers a gradient has.
  var gradientCount: Int { rowCount * stride }

  /// The row of a weight's source, by the weight's place among those of a neuron.
  private func row(_ place: Int) -> Int {
    place < layer.input.count ? place : place + listenerCount
  }

  /// Takes in weights, neuron by neuron.
  func take(_ weights: UnsafePointer<Double>, into rows: Memory) {
    let (fan, units) = (layer.parameters.fanIn, layer.unitCount)
    transpose(rows: units, columns: fan) { unit, place in
      rows[row(place) * stride + unit] = weights[unit * fan + place]
    }
  }

  /// Gives a gradient, neuron by neuron.
  func give(_ rows: UnsafePointer<Double>, to gradient: Memory) {
    let (fan, units) = (layer.parameters.fanIn, layer.unitCount)
    transpose(rows: units, columns: fan) { unit, place in
      gradient[unit * fan + place] = rows[row(place) * stride + unit]
    }
  }

  /// Sets the weights of one source on the way back.
  func setReturn(ofSource source: Int, _ weight: (_ unit: Int) -> Double) {
    for unit in 0..<layer.unitCount { returnColumns[source * stride + unit] = weight(unit) }
  }

  /// Goes through a matrix in squares that stay in the cache.
  @inline(__always)
  private func transpose(rows: Int, columns: Int, _ body: (_ row: Int, _ column: Int) -> Void) {
    let side = 16
    for firstRow in Swift.stride(from: 0, to: rows, by: side) {
      for firstColumn in Swift.stride(from: 0, to: columns, by: side) {
        for row in firstRow..<min(firstRow + side, rows) {
          for column in firstColumn..<min(firstColumn + side, columns) { body(row, column) }
        }
      }
    }
  }
}
