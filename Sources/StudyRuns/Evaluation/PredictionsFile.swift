import DataFiles
import DataSets
import HostSystem
import NeuralNetworks
import Results

/// `predictions.csv` as it is written: a row for each example.
struct PredictionsFile {
  private let file: AtomicFile
  private var table: TableWriter
  private let names: [String]?
  private let classCount: Int
  /// How many numbers of an example stand in it.
  private let inputCount: Int

  init(_ output: OutputDirectory, _ network: Network, featureCount: Int, names: [String]?) throws {
    inputCount = (2...EvaluationTables.mostInputs).contains(featureCount) ? featureCount : 0
    let schema = EvaluationTables.predictions
    self.names = names
    classCount = network.classCount
    let symbol = network.loss == .softmaxCrossEntropy ? "p" : "y"
    file = try output.makeFile(schema.file)
    let classNames = names == nil ? [] : ["class_name", "predicted_name"]
    table = TableWriter(
      schema.header(
        (0..<classCount).map { "\(symbol)_\($0)" },
        having: Set(classNames + EvaluationTables.inputs(inputCount))))
  }

  /// Appends some examples.
  mutating func add(_ response: NetworkResponse, _ predicted: [Int], of examples: LabelledSet)
    throws
  {
    let outputs = response.outputs()
    for (k, example) in response.examples.enumerated() {
      let label = Int(examples.labels[example])
      table.add(Int(examples.numbers[example]))
      table.add(label)
      table.add(predicted[k])
      if let names {
        table.add(names[label])
        table.add(names[predicted[k]])
      }
      let first = example * examples.featureCount
      for input in examples.features[first..<(first + inputCount)] { table.add(Double(input)) }
      for output in outputs[(k * classCount)..<((k + 1) * classCount)] { table.add(output) }
      table.endRow()
    }
    try file.write(table.text)
    table.removeText()
  }

  func commit() throws { try file.commit() }
}
