/// What columns a table has, in their order: what is written goes by it, and what is read is recognised and checked by it.
package struct TableSchema: Sendable {
  /// A column, or many of a kind.
  package enum Part: Sendable {
    /// A column that every such table has.
    case one(Column)
    /// A column that some have.
    case optional(Column)
    /// Columns that each table names itself, such as the results of a sweep.
    ///
    /// - Parameters:
    ///   - what: what one of them is, in words, if there must be one.
    ///   - kind: what stands in them.
    ///   - endings: the columns of one thing are called by its name with these endings.
    case several(what: String?, Column.Kind = .number, endings: [String] = [""])
  }

  /// What such a table is called, with its article.
  package let title: String
  /// The name of the file.
  package let file: String
  /// From left to right.
  package let parts: [Part]
  /// Whether other columns, or fewer, may stand behind those that say what a row is about: somebody's own, or those of
  /// other versions.
  package let isOpen: Bool

  package init(_ title: String, file: String, isOpen: Bool = false, _ parts: [Part]) {
    (self.title, self.file, self.isOpen, self.parts) = (title, file, isOpen, parts)
  }

  /// The columns that have a name of their own.
  package var named: [Column] {
    parts.compactMap { part in
      switch part {
      case .one(let column), .optional(let column): column
      case .several: nil
      }
    }
  }

  /// The columns that such a table begins with, and whether each is in every one.
  var leading: [(column: Column, isOptional: Bool)] {
    parts.prefix { if case .several = $0 { false } else { true } }.compactMap { part in
      switch part {
      case .one(let column): (column, false)
      case .optional(let column): (column, true)
      case .several: nil
      }
    }
  }

  /// The time in seconds, behind that in learning steps, where it is known how long these are.
  package static let seconds = Column("time_s", .finite, unit: "s", isKey: true)

  /// The column of a name.
  ///
  /// - Precondition: there is one.
  package subscript(name: String) -> Column { named.first { $0.name == name }! }

  /// The names of a header.
  ///
  /// - Parameters:
  ///   - lists: for each part of several columns, in order, the names that they have in this table.
  ///   - withOptional: whether the table has its optional columns, but for the time in seconds.
  ///   - inSeconds: whether it has that.
  package func header(
    _ lists: [String]..., withOptional: Bool = false, inSeconds: Bool = false
  ) -> [String] {
    header(lists) { $0.name == Self.seconds.name ? inSeconds : withOptional }
  }

  /// The names of a header that has some of the optional columns.
  ///
  /// - Parameters:
  ///   - lists: for each part of several columns, in order, the names that they have in this table.
  ///   - optional: the names of the optional columns that are there.
  package func header(_ lists: [String]..., having optional: Set<String>) -> [String] {
    header(lists) { optional.contains($0.name) }
  }

  private func header(_ lists: [[String]], has: (Column) -> Bool) -> [String] {
    var lists = lists[...]
    return parts.flatMap { part -> [String] in
      switch part {
      case .one(let column): [column.name]
      case .optional(let column): has(column) ? [column.name] : []
      case .several(_, _, let endings):
        lists.removeFirst().flatMap { name in endings.map { name + $0 } }
      }
    }
  }

  /// The header in words, with dots for what each table names itself.
  package var text: String {
    parts.compactMap { part in
      switch part {
      case .one(let column): column.name
      case .optional: nil
      case .several: "…"
      }
    }.joined(separator: ",")
  }

  // MARK: Over seeds

  /// What the column of a standard deviation is called.
  package static func deviation(of name: String) -> String { "\(name)_sd" }

  /// The same table averaged over seeds: behind each column that was found its standard deviation.
  package var overSeeds: TableSchema {
    func pair(_ column: Column) -> [Column] {
      column.isKey ? [column] : [column, column.named(Self.deviation(of: column.name))]
    }
    return TableSchema(
      "\(title) over seeds", file: file.replacing(".csv", with: "-seeds.csv"), isOpen: isOpen,
      parts.flatMap { part -> [Part] in
        switch part {
        case .one(let column): pair(column).map { .one($0) }
        case .optional(let column): pair(column).map { .optional($0) }
        case .several(let what, let kind, let endings):
          [.several(what: what, kind, endings: endings.flatMap { [$0, Self.deviation(of: $0)] })]
        }
      })
  }
}
