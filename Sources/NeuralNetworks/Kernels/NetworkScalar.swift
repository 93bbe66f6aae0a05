import CKernels

#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// The numbers that a network computes in: `Double` or `Float`.
public protocol NetworkScalar: BinaryFloatingPoint, Sendable {
  /// c = a·b + beta·c for matrices stored row by row, each as it is or transposed: c is rows × columns.
  static func multiply(
    rows: Int, columns: Int, inner: Int,
    _ a: UnsafePointer<Self>, stride strideOfA: Int, isTransposed: Bool,
    _ b: UnsafePointer<Self>, stride strideOfB: Int, isTransposed isBTransposed: Bool,
    plus beta: Self, times c: UnsafeMutablePointer<Self>, stride strideOfC: Int)
  /// The loops over units.
  static var units: UnitKernels<Self> { get }
  /// The loops over maps.
  static var maps: MapKernels<Self> { get }
  /// The loops over neurons in discrete time.
  static var steppedNeurons: SteppedNeuronKernels<Self> { get }
  /// Takes numbers of 32 bits.
  static func convert(
    _ values: UnsafePointer<Float>, count: Int, to result: UnsafeMutablePointer<Self>)
  /// Rounds numbers of 64 bits.
  static func convert(
    _ values: UnsafePointer<Double>, count: Int, to result: UnsafeMutablePointer<Self>)
  /// Turns into numbers of 64 bits.
  static func convert(
    _ values: UnsafePointer<Self>, count: Int, to result: UnsafeMutablePointer<Double>)
  /// Rounds to 32 bits.
  static func convert(
    _ values: UnsafePointer<Self>, count: Int, to result: UnsafeMutablePointer<Float>)
}

extension NetworkScalar {
  /// Memory for some numbers, all 0, where registers of any width may begin.
  package static func room(_ count: Int) -> UnsafeMutablePointer<Self> {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Self>.stride, alignment: 64)
    let memory = bytes.bindMemory(to: Self.self, capacity: max(count, 1))
    memory.initialize(repeating: 0, count: max(count, 1))
    return memory
  }
}

/// The loops over units, in C: see `units.h`.
public struct UnitKernels<Scalar>: Sendable {
  package typealias Numbers = UnsafePointer<Scalar>
  package typealias Results = UnsafeMutablePointer<Scalar>

  let activate: @Sendable (unit_kind, Int, Results) -> Void
  let timesSlope: @Sendable (unit_kind, Int, Numbers, Results) -> Void
  let times: @Sendable (Int, Numbers, Results) -> Void
  package let plus: @Sendable (Int, Numbers, Results) -> Void
  let fillRows: @Sendable (Int, Int, Numbers, Results) -> Void
  package let columnSums: @Sendable (Int, Int, Numbers, Results) -> Void
  let softmaxErrors:
    @Sendable (Int, Int, UnsafePointer<Int32>, Scalar, Results, inout Int) -> Double
  let squareErrors:
    @Sendable (Int, Int, UnsafePointer<Int32>, Scalar, Numbers, Results, inout Int) -> Double
  let signs: @Sendable (Int, Int, Numbers, Numbers, Results) -> Void
  let dot: @Sendable (Int, Numbers, Numbers) -> Double
  let absoluteRowSums: @Sendable (Int, Int, Numbers, Results) -> Void
  let absoluteColumnSums: @Sendable (Int, Int, Numbers, Results) -> Void
  let absolute: @Sendable (Int, Numbers, Results) -> Void
  let modulation: @Sendable (Int, Int, Scalar, Scalar, Numbers?, Results) -> Void
  let relax: @Sendable (Int, Double, Double, Numbers, Results) -> Void
}

extension Double: NetworkScalar {
  /// The product by BLAS.
  public static func multiply(
    rows: Int, columns: Int, inner: Int,
    _ a: UnsafePointer<Double>, stride strideOfA: Int, isTransposed: Bool,
    _ b: UnsafePointer<Double>, stride strideOfB: Int, isTransposed isBTransposed: Bool,
    plus beta: Double, times c: UnsafeMutablePointer<Double>, stride strideOfC: Int
  ) {
    BLAS.prepare()
    cblas_dgemm(
      CblasRowMajor, isTransposed ? CblasTrans : CblasNoTrans,
      isBTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(strideOfA), b, Int32(strideOfB), beta, c, Int32(strideOfC))
  }

  /// The loops of this kind of numbers.
  public static let units = UnitKernels<Double>(
    activate: units_activate, timesSlope: units_times_slope, times: units_times,
    plus: units_plus, fillRows: units_fill_rows, columnSums: units_column_sums,
    softmaxErrors: { units_softmax_errors($0, $1, $2, $3, $4, &$5) },
    squareErrors: { units_square_errors($0, $1, $2, $3, $4, $5, &$6) }, signs: units_signs,
    dot: units_dot,
    absoluteRowSums: units_absolute_row_sums, absoluteColumnSums: units_absolute_column_sums,
    absolute: units_absolute, modulation: units_modulation, relax: units_relax)

  /// Copies, rounds or widens.
  public static func convert(
    _ values: UnsafePointer<Double>, count: Int, to result: UnsafeMutablePointer<Double>
  ) {
    result.update(from: values, count: count)
  }
}

extension Double {
  /// Copies, rounds or widens.
  public static func convert(
    _ values: UnsafePointer<Float>, count: Int, to result: UnsafeMutablePointer<Double>
  ) {
    kernel_to_double(count, values, result)
  }

  /// Copies, rounds or widens.
  public static func convert(
    _ values: UnsafePointer<Double>, count: Int, to result: UnsafeMutablePointer<Float>
  ) {
    kernel_to_float(count, values, result)
  }
}

extension Float: NetworkScalar {
  /// The product by BLAS.
  public static func multiply(
    rows: Int, columns: Int, inner: Int,
    _ a: UnsafePointer<Float>, stride strideOfA: Int, isTransposed: Bool,
    _ b: UnsafePointer<Float>, stride strideOfB: Int, isTransposed isBTransposed: Bool,
    plus beta: Float, times c: UnsafeMutablePointer<Float>, stride strideOfC: Int
  ) {
    BLAS.prepare()
    cblas_sgemm(
      CblasRowMajor, isTransposed ? CblasTrans : CblasNoTrans,
      isBTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(strideOfA), b, Int32(strideOfB), beta, c, Int32(strideOfC))
  }

  /// The loops of this kind of numbers.
  public static let units = UnitKernels<Float>(
    activate: units_float_activate, timesSlope: units_float_times_slope, times: units_float_times,
    plus: units_float_plus, fillRows: units_float_fill_rows, columnSums: units_float_column_sums,
    softmaxErrors: { units_float_softmax_errors($0, $1, $2, $3, $4, &$5) },
    squareErrors: { units_float_square_errors($0, $1, $2, $3, $4, $5, &$6) },
    signs: units_float_signs, dot: units_float_dot,
    absoluteRowSums: units_float_absolute_row_sums,
    absoluteColumnSums: units_float_absolute_column_sums,
    absolute: units_float_absolute, modulation: units_float_modulation, relax: units_float_relax)

  /// Copies, rounds or widens.
  public static func convert(
    _ values: UnsafePointer<Double>, count: Int, to result: UnsafeMutablePointer<Float>
  ) {
    kernel_to_float(count, values, result)
  }

  /// Copies, rounds or widens.
  public static func convert(
    _ values: UnsafePointer<Float>, count: Int, to result: UnsafeMutablePointer<Float>
  ) {
    result.update(from: values, count: count)
  }

  /// Copies, rounds or widens.
  public static func convert(
    _ values: UnsafePointer<Float>, count: Int, to result: UnsafeMutablePointer<Double>
  ) {
    kernel_to_double(count, values, result)
  }
}

/// The library of the matrix products.
public enum BLAS {
  /// OpenBLAS by itself splits products over threads as it sees fit, and their results depend on it: here it has
  /// one thread, and products are split by us.
  private static let isPrepared: Void = {
    #if !canImport(Accelerate)
      openblas_use_wide_registers()
      openblas_set_num_threads(1)
    #endif
  }()

  @inline(__always)
  static func prepare() { isPrepared }

  /// Its name, version, and the processor that its kernels are for: on another one results differ in their last
  /// digits.
  public static var version: String {
    prepare()
    #if canImport(Accelerate)
      return "Accelerate"
    #else
      return String(cString: openblas_get_config()).split(separator: " ").prefix(2)
        .joined(separator: " ") + " " + String(cString: openblas_get_corename())
    #endif
  }
}
