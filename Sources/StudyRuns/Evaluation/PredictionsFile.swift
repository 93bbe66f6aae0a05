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

/// What hidden layers give, an array of numpy's for each: examples × units, of maps examples × maps × rows × columns.
struct ActivityFiles {
  private let files: [(node: Int, file: AtomicFile)]

  /// The folder within the output's.
  static let folder = "activities"

  init(_ output: OutputDirectory, _ network: Network, exampleCount: Int) throws {
    try output.makeFolder(Self.folder)
    files = try network.nodes.indices.dropLast()
      .filter { !network.nodes[$0].weights.isEmpty }
      .map { number in
        let layer = FinalStateFiles.layerName(network.layerNumber(ofNode: number))
        let file = try output.makeFile("\(Self.folder)/\(layer).npy")
        let shape = network.nodes[number].layer.output
        let sizes =
          shape.rows * shape.columns == 1
          ? [shape.channels] : [shape.channels, shape.rows, shape.columns]
        try file.write(NPYFile.head(shape: [exampleCount] + sizes).span.bytes)
        return (number, file)
      }
  }

  /// Appends some examples.
  func add(_ response: NetworkResponse) throws {
    for (node, file) in files {
      try file.write(numbers: response.activities(ofNode: node)[...])
    }
  }

  func commit() throws { for (_, file) in files { try file.commit() } }

  /// Removes what an earlier evaluation left.
  static func remove(from output: OutputDirectory) { output.removeArrays(in: folder) }
}
