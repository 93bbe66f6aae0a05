/// Bio-Adam's substances of n synapses at rest: m = 0, m⁺ + m⁻ = 2m₀, and ρ.
package func rest(_ n: Int, m0: Double = 1, rho: Double = 1) -> [Double] {
  [0, 2 * m0, rho].flatMap { Array(repeating: $0, count: n) }
}
