import Configuration

extension RuleText {
  /// Writes the section `rule` of a study, which reads as the same rule again.
  package func write(to writer: inout YAMLWriter) {
    writer.section("rule") { writer in
      writer.write("name", text: name)
      if !constants.isEmpty {
        writer.section("constants") { for one in constants { $0.write(one.name, one.values) } }
      }
      if !substances.isEmpty {
        writer.section("substances") { writer in
          for one in substances {
            writer.section(one.name) {
              $0.write("initial", one.initial)
              $0.write("positive", "\(one.isPositive)")
              $0.write("group", one.group.rawValue)
            }
          }
        }
      }
      if !auxiliaries.isEmpty {
        writer.section("let") { for one in auxiliaries { $0.write(one.name, text: one.text) } }
      }
      writer.section("equations") { for one in equations { $0.write(one.name, text: one.text) } }
      if !units.isEmpty {
        writer.section("units") { for one in units { $0.write(one.name, text: one.text) } }
      }
    }
  }
}
