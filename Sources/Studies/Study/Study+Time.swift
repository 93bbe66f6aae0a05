import DataFiles
import SynapticDynamics

extension Study {
  /// A time in learning steps, with what it is in time for people behind it, if the study says how long a step is.
  package func timeText(_ steps: Double) -> String {
    shortDescription(steps) + (learningStep.map { " (\($0.text(of: steps)))" } ?? "")
  }

  /// The study's times, line by line, if it says how long a step is.
  var explanationOfTimes: [String] {
    guard let learningStep else { return [] }
    var times = [("duration", duration)]
    times += rule.constants.filter(\.isTime).filter { synapse.constants.has($0) }
      .map { ("synapse.\($0.key)", synapse.constants[$0]) }
    if let window = drive.window { times.append(("drive.window", window)) }
    if case .every(let interval) = record.grid { times.append(("record.every", interval)) }
    if integrator.method.steps == .fixed { times.append(("integrator.dt", integrator.dt)) }
    let texts = times.map { "\($0) \(learningStep.text(of: $1))" }
    return ["a learning step is \(learningStep.text): \(texts.joined(separator: ", "))"]
  }
}
