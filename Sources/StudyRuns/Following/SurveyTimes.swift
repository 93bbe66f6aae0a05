/// How many surveys of a population a run can afford: by what is counted, never by what a clock says, so that the same study has
/// the same rows everywhere.
package struct SurveyTimes {
  /// So many synapses are surveyed whatever a run costs: some hundredths of a second.
  private static let free = 1e6

  /// So many intervals between surveys are as good as free.
  private let most: Double
  /// How many more there may be for each recorded interval.
  private let share: Double

  /// Surveys that take a few hundredths of a run, where the work is known before.
  ///
  /// It is told for an interval, of which a run that is made longer has more: were it that of the run, roundings could give a
  /// longer one surveys that a shorter one did not make.
  ///
  /// A survey takes about as long as sixty of Euler's steps, or six in which signals are computed.
  ///
  /// - Parameters:
  ///   - synapses: how many there are.
  ///   - steps: how many steps each of them takes from one recorded time to the next.
  ///   - signals: how often each of them gets a signal in that time.
  package init(of synapses: Int, steps: Double, signals: Double) {
    most = Self.free / Double(synapses)
    share = steps / 1000 + signals / 100
  }

  /// Surveys where nobody knows the work before, but that it is more.
  package init(of synapses: Int) { (most, share) = (10 * Self.free / Double(synapses), 0) }

  /// Each of some recorded times, or each second, fourth, … of them, and the last: at most some fifty intervals, and no fewer
  /// than three if there are so many.
  package func times(among recorded: [Double]) -> [Double] {
    let intervals = Double(recorded.count - 1)
    // n over the bound does not fall as n rises, so that a longer run never surveys more often.
    let bound = max(4, min(50, max(most, share * intervals)))
    var every = 1
    while intervals / Double(every) > bound { every *= 2 }
    var times = stride(from: 0, to: recorded.count, by: every).map { recorded[$0] }
    if let last = recorded.last, times.last != last { times.append(last) }
    return times
  }
}
