import CKernels

/// The loops over maps, in C: see `maps.h` and `convolution.h`.
public struct MapKernels<Scalar>: Sendable {
  package typealias Numbers = UnsafePointer<Scalar>
  package typealias Results = UnsafeMutablePointer<Scalar>
  typealias Convolution = UnsafePointer<convolution>
  typealias Windows = UnsafePointer<pooling>
  typealias Winners = UnsafePointer<UInt8>
  typealias Sampling = UnsafePointer<subsampling>

  let packedCount: @Sendable (Convolution) -> Int
  let pack, packBack: @Sendable (Convolution, Numbers, Results) -> Void
  let respond: @Sendable (Convolution, Numbers, Numbers?, Int, Int, Numbers, Int32, Results) -> Void
  let sendBack: @Sendable (Convolution, Numbers, Int, Int, Numbers, Int32, Results) -> Void
  let gradient: @Sendable (Convolution, Int, Int, Int, Numbers, Numbers, Results) -> Void

  package let fromRows: @Sendable (Int, Int, Numbers, Int32, Results) -> Void
  package let toRows: @Sendable (Int, Int, Numbers, Results) -> Void
  package let spread: @Sendable (Int, Int, Int, Numbers, Results) -> Void
  let timesFactors: @Sendable (Int, Int, Int, Numbers, Results) -> Void
  package let sums: @Sendable (Int, Int, Int, Int, Int, Numbers, Results) -> Void
  let statistics: @Sendable (Int, Int, Int, Int, Int, Numbers, Results, Results) -> Void
  let normalise:
    @Sendable (Int, Int, Int, Int, Int, Numbers, Numbers, Numbers, Numbers, Numbers, Results) ->
      Void
  let errorSums:
    @Sendable (Int, Int, Int, Int, Int, Numbers, Numbers, Numbers, Numbers, Results, Results) ->
      Void
  let throughStatistics:
    @Sendable (
      Int, Int, Int, Int, Int, Int, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Results
    ) -> Void

  let largest: @Sendable (Windows, Numbers, Results, UnsafeMutablePointer<UInt8>) -> Void
  let toWinners, ofWinners: @Sendable (Windows, Winners, Numbers, Int32, Results) -> Void
  let average, averageBack: @Sendable (Windows, Numbers, Int32, Results) -> Void
  let subsample, subsampleBack: @Sendable (Sampling, Numbers, Int32, Results) -> Void
}

extension Double {
  /// The loops of this kind of numbers.
  public static let maps = MapKernels<Double>(
    packedCount: convolution_packed_count, pack: convolution_pack, packBack: convolution_pack_back,
    respond: convolution_respond, sendBack: convolution_send_back, gradient: convolution_gradient,
    fromRows: maps_from_rows, toRows: maps_to_rows, spread: maps_spread,
    timesFactors: maps_times_factors, sums: maps_sums, statistics: maps_statistics,
    normalise: maps_normalise, errorSums: maps_error_sums,
    throughStatistics: maps_through_statistics, largest: maps_largest, toWinners: maps_to_winners,
    ofWinners: maps_of_winners, average: maps_average, averageBack: maps_average_back,
    subsample: maps_subsample, subsampleBack: maps_subsample_back)
}

extension Float {
  /// The loops of this kind of numbers.
  public static let maps = MapKernels<Float>(
    packedCount: convolution_float_packed_count, pack: convolution_float_pack,
    packBack: convolution_float_pack_back, respond: convolution_float_respond,
    sendBack: convolution_float_send_back, gradient: convolution_float_gradient,
    fromRows: maps_float_from_rows, toRows: maps_float_to_rows, spread: maps_float_spread,
    timesFactors: maps_float_times_factors, sums: maps_float_sums,
    statistics: maps_float_statistics, normalise: maps_float_normalise,
    errorSums: maps_float_error_sums, throughStatistics: maps_float_through_statistics,
    largest: maps_float_largest, toWinners: maps_float_to_winners,
    ofWinners: maps_float_of_winners, average: maps_float_average,
    averageBack: maps_float_average_back, subsample: maps_float_subsample,
    subsampleBack: maps_float_subsample_back)
}
