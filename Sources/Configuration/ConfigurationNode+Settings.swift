extension ConfigurationNode {
  /// Replaces a value as `key.path=value` says.
  package mutating func apply(
    _ setting: String, of option: String, diagnostics: Diagnostics
  ) {
    let option = "\(option) \(setting)"
    let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let keys = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, keys.allSatisfy({ !$0.isEmpty }) else {
      diagnostics.report(
        "expected key.path=value, for example synapse.tau_m=20", at: .option(option))
      return
    }
    do {
      let value = try ConfigurationNode(option: option, value: String(parts[1]))
      if let index = set(keys[...], to: value) {
        let above = keys[..<index].joined(separator: ".")
        diagnostics.report(
          "\"\(above)\" is a value, not a mapping of keys, so there is no \"\(keys[index])\" in it",
          at: .option(option))
      }
    } catch {
      diagnostics.report(mistake: "\(error)", namedAt: .option(option))
    }
  }
}
