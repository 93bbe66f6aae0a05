import ODESolvers
import Results
import Studies

extension LearningRecorder {
  /// The spikes of so many test examples are kept.
  private static let mostExamples = 100

  /// The gradient of the last window beside central differences, with the weights of a state; nil where units do not spike.
  ///
  /// - Throws: `NetworkFailure` if a neuron fires too often.
  func gradientCheck(_ state: StateVector) throws
    -> Summary.GradientSummary?
  {
    try model.gradientCheck(forwardWeights(state), window: max(progress.windows - 1, 0))
  }

  /// The forward weights of all synapses in a state, of which each rank has a part.
  func forwardWeights(_ state: StateVector) throws -> [Double] {
    let n = dynamics.synapseCount
    let first = state.count - 2 * n
    return try dynamics.gatherEverywhere((first..<(first + n)).map { state[$0] })
  }

  /// Writes `spikes.csv`: the spikes of the first hundred test examples, with some weights.
  ///
  /// - Throws: `OutputError`; `NetworkFailure` if a neuron fires too often.
  func writeSpikes(_ forward: [Double], to output: OutputDirectory) throws {
    let numbers = model.examples.test.numbers
    var rows: [SpikeRow] = []
    let task = model.drive.task(ofWindow: max(progress.windows - 1, 0))
    _ = try model.probe.evaluateTests(forward.span, task: task, atMost: Self.mostExamples) {
      for example in $0.examples {
        for spike in $0.spikes(ofExample: example) {
          rows.append(
            SpikeRow(
              time: spike.time, example: Int(numbers[example]), layer: spike.layer,
              neuron: spike.neuron))
        }
      }
    }
    try output.write(rows, as: SpikeRow.schema)
  }

  /// Writes `voltages.csv`: what neurons do in some test examples, with some weights.
  ///
  /// - Throws: `OutputError`; `NetworkFailure` if a neuron fires too often.
  func write(_ voltages: RecordedVoltages, _ forward: [Double], to output: OutputDirectory) throws {
    let numbers = model.examples.test.numbers
    let task = model.drive.task(ofWindow: max(progress.windows - 1, 0))
    var rows: [VoltageRow] = []
    let count = voltages.examples.last! + 1
    _ = try model.probe.evaluateTests(forward.span, task: task, atMost: count) { response in
      for example in voltages.examples where response.examples.contains(example) {
        for voltage in response.voltages(ofExample: example, voltages.electrodes) {
          rows.append(
            VoltageRow(
              example: Int(numbers[example]), layer: voltage.layer, neuron: voltage.neuron,
              time: voltage.time, voltage: voltage.voltage, current: voltage.current))
        }
      }
    }
    try output.write(rows, as: VoltageRow.schema)
  }
}
