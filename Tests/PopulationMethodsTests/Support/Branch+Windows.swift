import CKernels
import PopulationMethods
import SynapticDynamics

extension BioAdam.Branch {
  /// Carries all synapses of a branch over a window of length `duration`.
  ///
  /// - Parameters:
  ///   - start: the population before the window.
  ///   - end: receives the population after the window, but for other branches.
  ///   - duration: h.
  ///   - gradient: all signals.
  /// - Complexity: O(n), without allocation.
  func propagate(
    _ start: borrowing PopulationState, to end: inout PopulationState, over duration: Double,
    gradient: [Double]
  ) {
    let n = start.count
    forEachComponent { component in
      for i in (component * n)..<((component + 1) * n) { end.values[i] = start.values[i] }
    }
    end.values.withUnsafeMutableBufferPointer { values in
      gradient.withUnsafeBufferPointer { gradient in
        withUnsafePointer(to: duration) { duration in
          propagate(
            count: n, stride: n, windows: 1, durations: duration,
            gradient: gradient.baseAddress! + signal * n, gradientStride: 0,
            state: values.baseAddress!)
        }
      }
    }
  }

  /// Carries synapses in place through windows of held gradient.
  ///
  /// - Parameters:
  ///   - count: how many synapses.
  ///   - stride: how far apart the components of a synapse are.
  ///   - windows: how many windows.
  ///   - durations: the length of each window.
  ///   - gradient: the branch's signal, one row for each window.
  ///   - gradientStride: how far apart these rows are.
  ///   - state: the first component of the first synapse.
  func propagate<Scalar: WindowScalar>(
    count: Int, stride: Int, windows: Int, durations: UnsafePointer<Double>,
    gradient: UnsafePointer<Scalar>, gradientStride: Int, state: UnsafeMutablePointer<Scalar>
  ) {
    Scalar.carry(law, count, stride, windows, durations, gradient, gradientStride, state)
  }

  /// The components that the branch moves.
  private func forEachComponent(_ body: (Int) -> Void) {
    for component in firstSubstance..<(firstSubstance + 3) { body(component) }
    for component in weights { body(component) }
    if let clock { body(clock) }
  }
}

/// The numbers that there is a kernel of windows for.
protocol WindowScalar: BinaryFloatingPoint {
  /// Carries synapses through windows; see `held_windows.h`.
  static func carry(
    _ law: law, _ count: Int, _ stride: Int, _ windows: Int, _ durations: UnsafePointer<Double>,
    _ gradient: UnsafePointer<Self>, _ gradientStride: Int, _ state: UnsafeMutablePointer<Self>)
}

extension Double: WindowScalar {
  static func carry(
    _ law: law, _ count: Int, _ stride: Int, _ windows: Int, _ durations: UnsafePointer<Double>,
    _ gradient: UnsafePointer<Double>, _ gradientStride: Int,
    _ state: UnsafeMutablePointer<Double>
  ) {
    var law = law
    held_windows(&law, count, stride, windows, durations, gradient, gradientStride, state)
  }
}

extension Float: WindowScalar {
  static func carry(
    _ law: law, _ count: Int, _ stride: Int, _ windows: Int, _ durations: UnsafePointer<Double>,
    _ gradient: UnsafePointer<Float>, _ gradientStride: Int, _ state: UnsafeMutablePointer<Float>
  ) {
    var law = law
    held_windows_float(&law, count, stride, windows, durations, gradient, gradientStride, state)
  }
}
