import DataFiles

/// The tables of a network that learns: `learning.csv`, `layers.csv` and, with tasks in sequence, `tasks.csv`.
package struct LearningTables {
  package let learning: [LearningRow]
  package let layers: [LayerRow]
  package let tasks: [TaskRow]

  package init(learning: [LearningRow], layers: [LayerRow], tasks: [TaskRow]) {
    (self.learning, self.layers, self.tasks) = (learning, layers, tasks)
  }

  /// Writes them whole, in place of those of the epoch before.
  ///
  /// - Parameters:
  ///   - output: the run's folder.
  ///   - validates: whether examples are held out.
  ///   - step: how long a learning step is, if that is known.
  /// - Throws: `OutputError`.
  package func write(to output: OutputDirectory, validates: Bool, step: PhysicalTime?) throws {
    try output.write(
      learning, as: LearningRow.schema,
      having: validates ? ["validation_loss", "validation_accuracy"] : [], step: step)
    try output.write(
      layers, as: LayerRow.schema, having: layers.first?.optionalColumns ?? [], step: step)
    if !tasks.isEmpty { try output.write(tasks, as: TaskRow.schema, step: step) }
  }
}
