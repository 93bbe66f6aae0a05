import DataFiles
import HostSystem
import NeuralNetworks
import Results

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
