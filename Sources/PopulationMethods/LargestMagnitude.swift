/// The largest magnitude of some numbers; NaN counts as none.
func largestMagnitude(_ values: UnsafePointer<Double>, count: Int) -> Double {
  var largest = SIMD8<Double>()
  var index = 0
  while index &+ 8 <= count {
    let value = UnsafeRawPointer(values + index).loadUnaligned(as: SIMD8<Double>.self)
    let magnitude = value.replacing(with: -value, where: value .< 0)
    largest.replace(with: magnitude, where: magnitude .> largest)
    index &+= 8
  }
  var result = largest.max()
  while index < count {
    result = max(result, values[index].magnitude)
    index &+= 1
  }
  return result
}
