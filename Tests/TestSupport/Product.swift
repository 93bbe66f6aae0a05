/// All pairs of indices.
package func product(_ a: Int, _ b: Int) -> [(Int, Int)] {
  (0..<a).flatMap { i in (0..<b).map { (i, $0) } }
}
