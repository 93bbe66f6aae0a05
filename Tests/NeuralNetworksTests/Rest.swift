/// Bio-Adam's substances of n synapses at rest: m = 0, m⁺ + m⁻ = 2m₀ with m₀ = 1, and ρ = 1.
func rest(_ n: Int) -> [Double] {
  [0, 2, 1].flatMap { Array(repeating: $0, count: n) }
}
