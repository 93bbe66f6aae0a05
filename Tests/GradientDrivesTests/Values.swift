import GradientDrives

/// What a freshly opened drive says within one piece.
func values(
  _ drive: any GradientDrive, in piece: ClosedRange<Double>, at times: [Double]
) throws -> [[Double]] {
  var source = try drive.makeSource()
  try source.begin([piece])
  return times.map { time in
    var gradient = [Double](repeating: .nan, count: drive.signalCount)
    source.gradient(at: time, into: &gradient)
    return gradient
  }
}
