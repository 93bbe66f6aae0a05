/// result = base + h · direction on the given components.
func advance(
  _ result: inout [Double], by h: Double, along direction: [Double], from base: [Double],
  in range: Range<Int>
) {
  precondition(
    range.upperBound <= min(result.count, direction.count, base.count), "vectors differ in length")
  var result = result.mutableSpan
  let (base, direction) = (base.span, direction.span)
  for index in range {
    result[unchecked: index] = base[unchecked: index] + h * direction[unchecked: index]
  }
}

/// result = result + h · direction.
func advance(_ result: inout [Double], by h: Double, along direction: [Double]) {
  precondition(result.count == direction.count, "vectors differ in length")
  var result = result.mutableSpan
  let direction = direction.span
  for index in direction.indices {
    result[unchecked: index] += h * direction[unchecked: index]
  }
}
