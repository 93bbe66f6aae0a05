/// At most `count` of some numbered things, ascending and evenly spread, the first and the last among them.
package func spread(_ count: Int, over population: Int) -> [Int] {
  let count = min(count, population)
  guard count > 1 else { return Array(0..<count) }
  return (0..<count).map { $0 * (population - 1) / (count - 1) }
}
