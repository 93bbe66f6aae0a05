/// The numbers that signals are wanted in: `Double` or `Float`.
package protocol SignalScalar: BinaryFloatingPoint {
  /// Has a source write g of neighbouring signals.
  static func write(
    from source: any GradientSource, at time: Double, piece: Int, signals: Range<Int>,
    into gradient: inout MutableSpan<Self>)
  /// Has a source write g of signals that need not be neighbours.
  static func write(
    from source: any GradientSource, at time: Double, piece: Int,
    gathering signals: ArraySlice<Int>, into gradient: inout MutableSpan<Self>)
}

extension Double: SignalScalar {
  package static func write(
    from source: any GradientSource, at time: Double, piece: Int, signals: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    source.gradient(at: time, piece: piece, signals: signals, into: &gradient)
  }

  package static func write(
    from source: any GradientSource, at time: Double, piece: Int,
    gathering signals: ArraySlice<Int>, into gradient: inout MutableSpan<Double>
  ) {
    source.gradient(at: time, piece: piece, gathering: signals, into: &gradient)
  }
}

extension Float: SignalScalar {
  package static func write(
    from source: any GradientSource, at time: Double, piece: Int, signals: Range<Int>,
    into gradient: inout MutableSpan<Float>
  ) {
    source.gradient(at: time, piece: piece, signals: signals, into: &gradient)
  }

  package static func write(
    from source: any GradientSource, at time: Double, piece: Int,
    gathering signals: ArraySlice<Int>, into gradient: inout MutableSpan<Float>
  ) {
    withScratch(signals.count) { values in
      source.gradient(at: time, piece: piece, gathering: signals, into: &values)
      for i in 0..<signals.count { gradient[i] = Float(values[i]) }
    }
  }
}
