/// What the first layer of a network in discrete time reads in every step.
public enum StepInput: Sendable, Equatable {
  /// The example's numbers, in each step the same.
  case repeated
  /// In each step the next row of an image.
  case rows
  /// How often each input fires in a step. With rates an input fires at most once: with the probability of its number, times the highest
  /// rate, times how long a step lasts, in the steps that begin before the encoding ends.
  case spikes(SpikeEncoding)

  /// Whether the examples are spikes.
  var isGiven: Bool {
    if case .spikes(let encoding) = self { encoding.kind == .given } else { false }
  }
}
