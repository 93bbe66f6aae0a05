/// The largest magnitude of some numbers; NaN counts as none.
@_specialize(where Scalar == Double)
@_specialize(where Scalar == Float)
func largestMagnitude<Scalar: KernelScalar>(_ values: UnsafePointer<Scalar>, count: Int) -> Double {
  var largest = SIMD8<Scalar>()
  var index = 0
  while index &+ 8 <= count {
    let value = UnsafeRawPointer(values + index).loadUnaligned(as: SIMD8<Scalar>.self)
    let magnitude = value.replacing(with: -value, where: value .< 0)
    largest.replace(with: magnitude, where: magnitude .> largest)
    index &+= 8
  }
  var result = largest.max()
  while index < count {
    result = max(result, values[index].magnitude)
    index &+= 1
  }
  return Double(result)
}
