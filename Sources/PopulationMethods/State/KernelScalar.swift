import GradientDrives
import ODESolvers
import SynapticDynamics

/// The numbers that methods made for populations keep a state in: `Double` or `Float`.
protocol KernelScalar: SignalScalar, WeightScalar, SIMDScalar, Codable {
  /// Steps in place; returns the first that leaves a value that is not finite.
  static func eulerSteps(
    _ kernel: any RuleKernel, _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool,
    synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Self>, signalStride: Int,
    state: UnsafeMutablePointer<Self>
  ) -> Int?
  /// Carries synapses through windows in place.
  static func advance(
    _ kernel: any WindowKernel, _ synapses: Range<Int>, among selected: [Int]?,
    through windows: KernelWindows<Self>, state: UnsafeMutablePointer<Self>, stride: Int,
    memory: UnsafeMutablePointer<Double>)
  /// Adds signals of a whole piece to sums of |g|; returns the largest |g| among them.
  static func add(
    _ signals: UnsafePointer<Self>, of block: Range<Int>, to sums: GradientSums,
    lasting length: Double, thread: Int
  ) -> Double
  /// The values as a state.
  static func vector(_ values: [Self]) -> StateVector
  /// The values of a state.
  static func values(_ vector: borrowing StateVector) -> [Self]
  /// Shows the values as numbers of 64 bits, without a copy if they are.
  static func withDoubles(_ values: [Self], _ body: (Span<Double>) throws -> Void) rethrows
  /// Room for as many values as there are numbers of 64 bits, whose own memory it is if they are the same.
  static func takeRoom(of numbers: inout [Double]) -> [Self]
  /// Hands values over in that room.
  static func hand(_ values: consuming [Self], to numbers: inout [Double])
}

extension Double: KernelScalar {
  static func eulerSteps(
    _ kernel: any RuleKernel, _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool,
    synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Double>, signalStride: Int,
    state: UnsafeMutablePointer<Double>
  ) -> Int? {
    kernel.eulerSteps(
      steps, isSequential: isSequential, synapses: synapses, of: n, gradient: gradient,
      signalStride: signalStride, state: state)
  }

  static func advance(
    _ kernel: any WindowKernel, _ synapses: Range<Int>, among selected: [Int]?,
    through windows: KernelWindows<Double>, state: UnsafeMutablePointer<Double>, stride: Int,
    memory: UnsafeMutablePointer<Double>
  ) {
    kernel.advance(
      synapses, among: selected, through: windows, state: state, stride: stride, memory: memory)
  }

  static func add(
    _ signals: UnsafePointer<Double>, of block: Range<Int>, to sums: GradientSums,
    lasting length: Double, thread: Int
  ) -> Double {
    sums.add(signals, of: block, lasting: length, thread: thread)
  }

  static func vector(_ values: [Double]) -> StateVector { .double(values) }

  static func values(_ vector: borrowing StateVector) -> [Double] {
    switch vector {
    case .double(let values): values
    case .single(let values): values.map(Double.init)
    }
  }

  static func withDoubles(_ values: [Double], _ body: (Span<Double>) throws -> Void) rethrows {
    try body(values.span)
  }

  static func takeRoom(of numbers: inout [Double]) -> [Double] {
    var room: [Double] = []
    swap(&room, &numbers)
    return room
  }

  static func hand(_ values: consuming [Double], to numbers: inout [Double]) { numbers = values }
}

extension Float: KernelScalar {
  static func eulerSteps(
    _ kernel: any RuleKernel, _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool,
    synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Float>, signalStride: Int,
    state: UnsafeMutablePointer<Float>
  ) -> Int? {
    kernel.eulerSteps(
      steps, isSequential: isSequential, synapses: synapses, of: n, gradient: gradient,
      signalStride: signalStride, state: state)
  }

  static func advance(
    _ kernel: any WindowKernel, _ synapses: Range<Int>, among selected: [Int]?,
    through windows: KernelWindows<Float>, state: UnsafeMutablePointer<Float>, stride: Int,
    memory: UnsafeMutablePointer<Double>
  ) {
    kernel.advance(
      synapses, among: selected, through: windows, state: state, stride: stride, memory: memory)
  }

  static func add(
    _ signals: UnsafePointer<Float>, of block: Range<Int>, to sums: GradientSums,
    lasting length: Double, thread: Int
  ) -> Double {
    sums.add(signals, of: block, lasting: length, thread: thread)
  }

  static func vector(_ values: [Float]) -> StateVector { .single(values) }

  static func values(_ vector: borrowing StateVector) -> [Float] {
    switch vector {
    case .double(let values): values.map(Float.init)
    case .single(let values): values
    }
  }

  static func withDoubles(_ values: [Float], _ body: (Span<Double>) throws -> Void) rethrows {
    let doubles = values.map(Double.init)
    try body(doubles.span)
  }

  static func takeRoom(of numbers: inout [Double]) -> [Float] {
    Array(repeating: 0, count: numbers.count)
  }

  static func hand(_ values: consuming [Float], to numbers: inout [Double]) {
    for i in numbers.indices { numbers[i] = Double(values[i]) }
  }
}
