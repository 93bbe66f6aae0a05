/// At most `count` of some numbered things, ascending and evenly spaced, the first and the last among them.
package func evenlySpaced(_ count: Int, among population: Int) -> [Int] {
  let count = min(count, population)
  guard count > 1 else { return Array(0..<count) }
  return (0..<count).map { $0 * (population - 1) / (count - 1) }
}
