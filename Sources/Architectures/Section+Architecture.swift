import Configuration
import DataFiles
import NeuralNetworks

extension Section {
  /// The layers of a network: a list of sizes and of layers, the name of a known architecture, or `{count: 3, width: 64}`.
  package func architecture(_ key: String, default architecture: Architecture) -> Architecture {
    guard let node = node(key) else { return architecture }
    switch node.content {
    case .scalar(let name):
      if let known = Architecture.known.first(where: { $0.name == name }) { return known }
      let names = Architecture.known.compactMap(\.name)
      diagnostics.report(
        "\(qualified(key)): found \(node.summary), expected a list of layers or one of "
          + names.joined(separator: ", ") + suggestion(for: name, among: names), at: node.origin)
      return architecture
    case .mapping:
      let inner = section(key)
      defer { inner.finish() }
      let count = inner.size("count", default: architecture.layers.count, atMost: 1000)
      let width = inner.size("width", default: 64, atMost: Self.mostUnits)
      return Architecture(Array(repeating: .dense(width), count: count))
    case .list(let items):
      let before = diagnostics.count
      let plans = layers(items, key: key, depth: 0)
      return diagnostics.count == before ? Architecture(plans) : architecture
    }
  }

  private static let mostUnits = 1_000_000
  private static let mostChannels = 100_000
  private static let mostLayers = 10_000
  private static let deepestBlock = 4

  private func layers(_ items: [ConfigurationNode], key: String, depth: Int) -> [LayerPlan] {
    guard items.count <= Self.mostLayers else {
      diagnostics.report(
        "\(qualified(key)): found \(items.count) layers, expected at most \(Self.mostLayers)",
        at: items[0].origin)
      return []
    }
    return items.enumerated().compactMap { number, item in
      let key = "\(key)[\(number)]"
      guard case .mapping = item.content else {
        return size(item, key: key, atMost: Self.mostUnits).map { .dense($0) }
      }
      let layer = Section(
        item, name: qualified(key), at: item.origin, diagnostics: diagnostics)
      return layer.layer(depth: depth)
    }
  }

  /// This section as a layer; nil if it is none, which is told.
  private func layer(depth: Int) -> LayerPlan? {
    let kinds = ["dense", "convolution", "pooling", "residual"].filter { origin(of: $0) != nil }
    guard kinds.count == 1 else {
      diagnostics.report(
        "\(name): found \(kinds.isEmpty ? "no kind of layer" : kinds.joined(separator: " and ")), expected"
          + " one of dense, convolution, pooling, residual", at: origin)
      return nil
    }
    defer { finish() }
    switch kinds[0] {
    case "pooling": return pooling().map { .pooling($0) }
    case "residual": return residual(depth: depth).map { .residual($0) }
    default: return weighted(kinds[0]).map { .weighted($0) }
    }
  }

  private func weighted(_ kind: String) -> WeightedPlan? {
    let normalisation = choice("normalisation", default: Normalisation.none)
    let activation = layerActivation()
    let hasBiases = node("bias") == nil ? nil : flag("bias", default: true)
    let isRecurrent = kind == "dense" && flag("recurrent", default: false)
    let sums: WeightedPlan.Kind?
    if kind == "dense" {
      sums = size(node("dense")!, key: "dense", atMost: Self.mostUnits).map { .dense($0) }
    } else {
      sums = convolution()
    }
    return sums.map {
      WeightedPlan(
        $0, normalisation: normalisation, hasBiases: hasBiases, activation: activation,
        isRecurrent: isRecurrent)
    }
  }

  private func convolution() -> WeightedPlan.Kind? {
    let before = diagnostics.count
    let inner = section("convolution")
    guard diagnostics.count == before else { return nil }
    defer { inner.finish() }
    for key in ["channels", "kernel"] where inner.node(key) == nil {
      diagnostics.report(
        "the key \"\(inner.qualified(key))\" is missing, expected a whole number from 1 on",
        at: inner.origin)
    }
    let channels = inner.size("channels", default: 1, atMost: Self.mostChannels)
    let kernel = inner.size("kernel", default: 1, atMost: 1000)
    let stride = inner.size("stride", default: 1, atMost: 1000)
    var padding = WeightedPlan.Padding.same
    if let node = inner.node("padding"), !inner.has("same", for: "padding") {
      guard case .scalar(let text) = node.content,
        let zeros = finiteNumber(text).flatMap(Int.init(exactly:)), (0..<1000).contains(zeros)
      else {
        diagnostics.report(
          "\(inner.qualified("padding")): found \(node.summary), expected same or a whole number from 0"
            + " to 999", at: node.origin)
        return nil
      }
      padding = .zeros(zeros)
    }
    return diagnostics.count == before
      ? .convolution(channels: channels, kernel: kernel, stride: stride, padding: padding) : nil
  }

  private func pooling() -> PoolingPlan? {
    let inner = section("pooling")
    defer { inner.finish() }
    let kinds = ["maximum", "average"].filter { inner.origin(of: $0) != nil }
    guard kinds.count == 1 else {
      diagnostics.report(
        "\(inner.name): found \(kinds.isEmpty ? "neither" : "both") maximum \(kinds.isEmpty ? "nor" : "and")"
          + " average, expected one of them", at: inner.origin)
      for kind in ["maximum", "average"] { _ = inner.node(kind) }
      return nil
    }
    if kinds[0] == "maximum" {
      // Which number of a window is the largest is kept in a byte.
      return inner.size(inner.node("maximum")!, key: "maximum", atMost: 15).map { .maximum($0) }
    }
    if inner.has("all", for: "average") {
      _ = inner.node("average")
      return .averageOfMaps
    }
    return inner.size(
      inner.node("average")!, key: "average", atMost: 1000, expected: "all or a whole number"
    ).map { .average($0) }
  }

  private func residual(depth: Int) -> ResidualPlan? {
    let shortcut = choice("shortcut", default: ResidualPlan.Shortcut.identity)
    let activation = layerActivation()
    let node = node("residual")!
    guard case .list(let items) = node.content, !items.isEmpty else {
      diagnostics.report(
        "\(qualified("residual")): found \(node.summary), expected a list of layers",
        at: node.origin)
      return nil
    }
    guard depth < Self.deepestBlock else {
      diagnostics.report(
        "\(qualified("residual")): found blocks within blocks, expected \(Self.deepestBlock) at most",
        at: node.origin)
      return nil
    }
    let before = diagnostics.count
    let plans = layers(items, key: "residual", depth: depth + 1)
    return diagnostics.count == before
      ? ResidualPlan(plans, shortcut: shortcut, activation: activation) : nil
  }

  /// `none` is another word for `linear`.
  private func layerActivation() -> Activation? {
    guard node("activation") != nil else { return nil }
    if has("none", for: "activation") { return .linear }
    let word = word(
      "activation", among: Activation.allCases.map(\.rawValue) + ["none"], default: "linear")
    return Activation(rawValue: word)
  }

  // MARK: Sizes

  private func size(_ key: String, default size: Int, atMost most: Int) -> Int {
    guard let node = node(key) else { return size }
    return self.size(node, key: key, atMost: most) ?? size
  }

  private func size(
    _ node: ConfigurationNode, key: String, atMost most: Int, expected: String = "a whole number"
  ) -> Int? {
    if case .scalar(let text) = node.content,
      let size = Int(text) ?? finiteNumber(text).flatMap(Int.init(exactly:)), size >= 1,
      size <= most
    {
      return size
    }
    diagnostics.report(
      "\(qualified(key)): found \(node.summary), expected \(expected) from 1 to \(most)",
      at: node.origin)
    return nil
  }
}
