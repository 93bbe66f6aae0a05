import DataFiles
import Testing

@Suite struct NearestWordTests {
  @Test func nearestWordsAreThoseThatWereMeant() {
    let words = ["tau_m", "tau_rho", "temperature", "m0"]
    for (word, meant) in [
      ("tau-rho", "tau_rho"), ("TauM", "tau_m"), ("temprature", "temperature"),
      ("tempertaure", "temperature"), ("m1", "m0"),
    ] {
      #expect(nearest(to: word, among: words) == meant)
      #expect(suggestion(for: word, among: words) == "; did you mean \"\(meant)\"?")
    }
    #expect(nearest(to: "window", among: words) == nil)
    #expect(suggestion(for: "window", among: words) == "")
    // Time would grow with the square of the length.
    #expect(nearest(to: String(repeating: "m", count: 1_000_000), among: words) == nil)
  }
}
