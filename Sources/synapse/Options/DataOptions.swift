import ArgumentParser
import DataSets
import Studies

/// Where data sets are.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data-dir"),
    help: ArgumentHelp(
      "Where data sets are looked for first; then in $SYNAPSE_DATA and ~/.local/share/synapse/data.",
      valueName: "folder"), completion: .directory)
  var dataFolder: String?

  var folders: DataFolders { DataFolders(dataFolder) }

  /// What studies name, none of it open yet.
  func makeInputs() -> StudyInputs { StudyInputs(dataFolders: folders) }
}
