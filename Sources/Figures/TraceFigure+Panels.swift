import Results
extension TraceFigure {
  /// A diagram: curves over time.
  struct Panel {
    /// By what it is chosen.
    var name: String
    var title: String
    var label: String
    var axis: Axis
    /// What stands on the axis below in place of the time: in a phase portrait.
    var across: (label: String, axis: Axis)?
    /// Whether it is drawn unless somebody chooses.
    var isStandard = true
    /// Whether what is solid is drawn over what is dashed rather than over time.
    var isPortrait: Bool { across != nil }
    /// What is drawn of each trace; nil of a trace that has no such quantity.
    var curves: [Curves?]
  }

  /// What is drawn of a synapse in a panel. Solid lines and dashed ones were measured, dotted ones are where theory says that
  /// the solid ones tend to: so in all panels.
  struct Curves {
    var solid: TraceQuantity
    var dashed: TraceQuantity?
    var dotted: TraceQuantity?

    /// Each with how it is drawn.
    var lines: [(quantity: TraceQuantity, line: FigureStyle.Line)] {
      [(solid, .solid), (dashed, .dashed), (dotted, .dotted)].compactMap { quantity, line in
        quantity.map { ($0, line) }
      }
    }
    var all: [TraceQuantity] { lines.map(\.quantity) }
  }

  /// Makes the panels of some traces.
  struct PanelMaker {
    let traces: [TraceFile]
    /// Of each trace the positions of the synapses that are drawn.
    let positions: [[Int]]
    /// What the two runs are called whose difference is drawn.
    var difference: [String]?

    /// The panels of columns: that which a column is in by itself, or else one of its own.
    ///
    /// - Throws: `DataFileError` if a trace lacks one.
    func panels(_ columns: [String]) throws -> [Panel] {
      let standard = allPanels()
      var panels: [Panel] = []
      for column in columns {
        for trace in traces { try trace.header.find(column) }
        let name = difference == nil && ["w_f", "w_b"].contains(column) ? "weights" : column
        let panel =
          standard.first { $0.name == name }
          ?? difference.map { differencePanel(column, between: $0) } ?? plain(column)
        if !panels.contains(where: { $0.name == panel.name }) { panels.append(panel) }
      }
      return panels
    }

    private func plain(_ column: String) -> Panel {
      let name = GnuplotScript.escaped(column)
      return panel(
        column, name, label: label(name, of: column),
        of: traces.map { _ in Curves(solid: .column(column)) })
    }

    /// Momentum, ρ or v, or the substances of a rule that is written in the study; the weights and their difference; and what is
    /// drawn where somebody chooses it.
    func allPanels() -> [Panel] {
      if let difference { return differencePanels(between: difference) }
      let substances =
        traces.contains(where: \.isOfWrittenRule)
        ? substancePanels() : [momentumPanel(), rhoPanel(), secondMomentPanel()].compactMap { $0 }
      return substances + weightPanels() + [portrait()].compactMap { $0 }
    }

    /// What the second run has less what the first has, of all that follows from the equations.
    private func differencePanels(between runs: [String]) -> [Panel] {
      let hidden = traces[0].columns.contains("m") ? ["g", "m_plus", "m_minus"] : ["g"]
      return traces[0].quantities.filter { !hidden.contains($0) }.map {
        differencePanel($0, between: runs)
      }
    }

    private func differencePanel(_ column: String, between runs: [String]) -> Panel {
      var panel = plain(column)
      panel.label = "Δ\(panel.label.replacing("rho", with: "ρ"))"
      panel.title =
        "\(panel.title): \(runs.reversed().map(GnuplotScript.escaped).joined(separator: " − "))"
      return panel
    }

    /// ρ over m: where a synapse is at a time, from which its future follows while g stays.
    private func portrait() -> Panel? {
      guard traces.allSatisfy({ $0.columns.contains("rho") && $0.columns.contains("m") }) else {
        return nil
      }
      var panel = panel(
        "phase", "phase portrait", label: label("ρ", of: "rho"),
        of: traces.map { _ in Curves(solid: .column("rho")) }, logarithmicBeyond: 20)
      let momenta = traces.indices.compactMap {
        traces[$0].range(of: .column("m"), at: positions[$0])
      }
      panel.across = (label("m", of: "m"), Axis(data: union(of: momenta)))
      panel.isStandard = false
      return panel
    }

    private func label(_ symbol: String, of column: String) -> String {
      TraceFigure.label(symbol, of: column, in: traces)
    }

    /// A panel over the range of what is drawn in it.
    ///
    /// - Parameter factor: by how much values above 0 differ that are drawn by ratios; nil if they never are.
    private func panel(
      _ name: String, _ title: String, label: String, of curves: [Curves?],
      logarithmicBeyond factor: Double? = nil
    ) -> Panel {
      var ranges: [ClosedRange<Double>] = []
      for (number, curves) in curves.enumerated() {
        ranges += (curves?.all ?? []).compactMap {
          traces[number].range(of: $0, at: positions[number])
        }
      }
      let range = union(of: ranges)
      return Panel(
        name: name, title: title, label: label,
        axis: Axis(
          isLogarithmic: factor.map { Axis.isBestLogarithmic(range, beyond: $0) } ?? false,
          data: range),
        curves: curves)
    }

    /// The weights, or that one of them which was recorded, and their difference.
    private func weightPanels() -> [Panel] {
      let names = ["w_f", "w_b"].filter { name in traces.allSatisfy { $0.columns.contains(name) } }
      guard names.count == 2 else {
        return names.map { name in
          panel(
            "weights", "weights \(name)", label: label("w", of: "w"),
            of: traces.map { _ in Curves(solid: .column(name)) })
        }
      }
      return [
        panel(
          "weights", "weights w_f, w_b (dashed)", label: label("w", of: "w"),
          of: traces.map { _ in Curves(solid: .column("w_f"), dashed: .column("w_b")) }),
        panel(
          "difference", "difference |w_f − w_b|", label: label("|w_f − w_b|", of: "w"),
          of: traces.map { _ in Curves(solid: .difference) }, logarithmicBeyond: 1),
      ]
    }

    /// A panel for each substance that any of the traces has.
    private func substancePanels() -> [Panel] {
      var names: [String] = []
      for name in traces.flatMap(\.quantities)
      where !["g", "w_f", "w_b"].contains(name) && !names.contains(name) {
        names.append(name)
      }
      return names.map { name in
        panel(
          name, GnuplotScript.escaped(name), label: label(GnuplotScript.escaped(name), of: name),
          of: traces.map { $0.columns.contains(name) ? Curves(solid: .column(name)) : nil },
          logarithmicBeyond: 20)
      }
    }

    private func momentumPanel() -> Panel? {
      // A gradient that is noise would hide the momentum behind it.
      let hidesGradient = traces.contains { $0.isNoise || $0.isUnfinished || !$0.hasSignal }
      let curves = traces.map { trace -> Curves? in
        let gradient =
          hidesGradient ? nil : TraceQuantity.gradient(gain: trace.gradientGain)
        if trace.columns.contains("m") { return Curves(solid: .column("m"), dotted: gradient) }
        // Of an older trace.
        return trace.columns.contains("m_plus") && trace.columns.contains("m_minus")
          ? Curves(solid: .momentum, dotted: gradient) : nil
      }
      guard curves.contains(where: { $0 != nil }) else { return nil }
      let suffix =
        hidesGradient ? "" : ", gradient \(TraceFigure.signalName(traces)) (dotted)"
      return panel("m", "momentum m\(suffix)", label: "m", of: curves)
    }

    /// ρ with ρ* = production/(consumption·K|g| + decay): of the present g where it changes seldom, of the run's average |g| where
    /// it moves. Where that is not known there is no ρ*: rows of noise are no average.
    private func rhoPanel() -> Panel? {
      let usesAverage = traces.contains(where: \.hasMovingGradient)
      let curves = traces.map { trace -> Curves? in
        guard trace.columns.contains("rho") else { return nil }
        var curves = Curves(solid: .column("rho"))
        guard !trace.isUnfinished, trace.hasSignal || trace.averageGradient != nil else {
          return curves
        }
        if usesAverage {
          let law = trace.law
          curves.dotted = trace.averageGradient.map { .level($0.map(law.equilibrium)) }
        } else if trace.hasSignal {
          curves.dotted = .equilibrium(trace.law)
        }
        return curves
      }
      guard curves.contains(where: { $0 != nil }) else { return nil }
      let signal = TraceFigure.signalName(traces)
      let hasEquilibrium = curves.contains { $0?.dotted != nil }
      let equilibrium = usesAverage ? "1/(⟨|\(signal)|⟩+ε)" : "1/(|\(signal)|+ε)"
      return panel(
        "rho", hasEquilibrium ? "ρ, equilibrium \(equilibrium) (dotted)" : "ρ", label: "ρ",
        of: curves, logarithmicBeyond: 20)
    }

    private func secondMomentPanel() -> Panel? {
      let curves = traces.map { $0.columns.contains("v") ? Curves(solid: .column("v")) : nil }
      guard curves.contains(where: { $0 != nil }) else { return nil }
      return panel("v", "second moment v", label: "v", of: curves)
    }
  }

  /// g, or Kg where a gain stands between the signal and the equations.
  static func signalName(_ traces: [TraceFile]) -> String {
    traces.allSatisfy { $0.gradientGain == 1 } ? "g" : "Kg"
  }
}
