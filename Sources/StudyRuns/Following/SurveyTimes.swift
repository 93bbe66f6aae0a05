/// How many surveys of a population a run can afford: by what is counted, never by what a clock says, so that the same study has
/// the same rows everywhere.
package struct SurveyTimes {
  /// So many synapses are surveyed whatever a run costs: some hundredths of a second.
  private static let free = 1e6

  /// The most intervals between surveys; there may be half as many.
  private let most: Double

  /// Surveys that take a few hundredths of a run, where the work is known before.
  ///
  /// A survey takes about as long as sixty of Euler's steps, or six in which signals are computed.
  ///
  /// - Parameters:
  ///   - synapses: how many there are.
  ///   - steps: how many steps each of them takes.
  ///   - signals: how often each of them gets a signal.
  package init(of synapses: Int, steps: Double, signals: Double) {
    most = max(Self.free / Double(synapses), steps / 1000 + signals / 100)
  }

  /// Surveys where nobody knows the work before, but that it is more.
  package init(of synapses: Int) { most = 10 * Self.free / Double(synapses) }

  /// Each of some recorded times, or each second, fourth, … of them, and the last: at most some fifty, and no fewer than some
  /// four if there are so many.
  package func times(among recorded: [Double]) -> [Double] {
    var every = 1
    while Double((recorded.count - 1) / every) > max(4, min(50, most)) { every *= 2 }
    var times = stride(from: 0, to: recorded.count, by: every).map { recorded[$0] }
    if let last = recorded.last, times.last != last { times.append(last) }
    return times
  }
}
