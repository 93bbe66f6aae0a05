/// |a − b| relative to |b|.
package func relativeError(_ a: Double, _ b: Double) -> Double {
  a == b ? 0 : (a - b).magnitude / b.magnitude
}
