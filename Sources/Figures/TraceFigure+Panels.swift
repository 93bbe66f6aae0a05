extension TraceFigure {
  /// A diagram: curves over time.
  struct Panel {
    var title: String
    var label: String
    var isLogarithmic = false
    /// What is drawn of each trace; nil of a trace that has no such quantity.
    var curves: [Curves?]
  }

  /// Gnuplot expressions of a row.
  struct Curves {
    var solid: String
    var dashed: String?
  }

  /// The panel of a column.
  ///
  /// - Throws: `DataFileError` if a trace lacks it.
  static func panel(column: String, of traces: [TraceFile]) throws -> Panel {
    for trace in traces { try trace.header.find(column) }
    let name = GnuplotScript.escaped(column)
    let curves = Curves(solid: "column(\(GnuplotScript.quoted(column)))")
    return Panel(
      title: name, label: label(name, of: column, in: traces), curves: traces.map { _ in curves })
  }

  /// Momentum, ρ or v, or the substances of a rule that is written in the study; the weights and their difference.
  static func standardPanels(_ traces: [TraceFile]) -> [Panel] {
    let substances =
      traces.contains(where: \.isOfWrittenRule)
      ? substancePanels(traces)
      : [momentumPanel(traces), rhoPanel(traces), secondMomentPanel(traces)].compactMap { $0 }
    return substances + weightPanels(traces)
  }

  /// The weights, or that one of them which was recorded, and their difference.
  private static func weightPanels(_ traces: [TraceFile]) -> [Panel] {
    let names = ["w_f", "w_b"].filter { name in traces.allSatisfy { $0.columns.contains(name) } }
    guard names.count == 2 else {
      return names.map { name in
        Panel(
          title: "weights \(name)", label: label("w", of: "w", in: traces),
          curves: traces.map { _ in Curves(solid: "column('\(name)')") })
      }
    }
    return [
      Panel(
        title: "weights w_f (solid) and w_b (dashed)", label: label("w", of: "w", in: traces),
        curves: traces.map { _ in Curves(solid: "column('w_f')", dashed: "column('w_b')") }),
      Panel(
        title: "difference |w_f − w_b|", label: label("|w_f − w_b|", of: "w", in: traces),
        isLogarithmic: !traces.contains(where: \.differenceVanishes),
        curves: traces.map { _ in Curves(solid: "abs(column('w_f')-column('w_b'))") }),
    ]
  }

  /// A panel for each substance that any of the traces has.
  private static func substancePanels(_ traces: [TraceFile]) -> [Panel] {
    var names: [String] = []
    for name in traces.flatMap(\.quantities)
    where !["g", "w_f", "w_b"].contains(name) && !names.contains(name) {
      names.append(name)
    }
    return names.map { name in
      let ranges = traces.compactMap { $0.ranges[name] }
      let lowest = ranges.map(\.lowerBound).min()!
      let highest = ranges.map(\.upperBound).max()!
      let column = "column(\(GnuplotScript.quoted(name)))"
      return Panel(
        title: GnuplotScript.escaped(name),
        label: label(GnuplotScript.escaped(name), of: name, in: traces),
        isLogarithmic: lowest > 0 && highest > 20 * lowest,
        curves: traces.map { $0.columns.contains(name) ? Curves(solid: column) : nil })
    }
  }

  private static func momentumPanel(_ traces: [TraceFile]) -> Panel? {
    // A gradient that is noise would hide the momentum behind it.
    let hidesGradient = traces.contains { $0.isNoise || $0.isUnfinished || !$0.hasSignal }
    let curves = traces.map { trace -> Curves? in
      let dashed = hidesGradient ? nil : "\(trace.gradientGain)*column('g')"
      if trace.columns.contains("m") { return Curves(solid: "column('m')", dashed: dashed) }
      // Of an older trace.
      return trace.columns.contains("m_plus") && trace.columns.contains("m_minus")
        ? Curves(solid: "column('m_minus')-column('m_plus')", dashed: dashed) : nil
    }
    guard curves.contains(where: { $0 != nil }) else { return nil }
    let suffix = hidesGradient ? "" : " (solid) and gradient \(signalName(traces)) (dashed)"
    return Panel(title: "momentum m = m^- − m^+\(suffix)", label: "m", curves: curves)
  }

  /// ρ with ρ* = production/(consumption·K|g| + decay): of the present g where it changes seldom, of
  /// the average |g| where it changes often.
  private static func rhoPanel(_ traces: [TraceFile]) -> Panel? {
    var (lowest, highest) = (Double.infinity, 0.0)
    let usesAverage = traces.contains(where: \.usesAverageGradient)
    let curves = traces.map { trace -> Curves? in
      guard let range = trace.ranges["rho"] else { return nil }
      guard !trace.isUnfinished else {
        (lowest, highest) = (min(lowest, range.lowerBound), max(highest, range.upperBound))
        return Curves(solid: "column('rho')")
      }
      let law = trace.equilibrium
      let (production, consumption, decay) = (
        law?.production ?? 1e-3, law?.consumption ?? 1e-3, law?.decay ?? 1e-11
      )
      guard trace.hasSignal else {
        lowest = min(lowest, range.lowerBound)
        highest = max(highest, range.upperBound)
        return Curves(solid: "column('rho')")
      }
      let gain = trace.gradientGain
      let equilibria = trace.averageGradient.map { production / (consumption * gain * $0 + decay) }
      lowest = min(lowest, range.lowerBound, equilibria.min()!)
      highest = max(highest, range.upperBound, equilibria.max()!)
      let magnitude = usesAverage ? averageGradient : "abs(column('g'))"
      return Curves(
        solid: "column('rho')",
        dashed: "\(production)/(\(consumption)*\(gain)*\(magnitude)+\(decay))")
    }
    guard curves.contains(where: { $0 != nil }) else { return nil }
    let signal = signalName(traces)
    guard traces.contains(where: \.hasSignal) else {
      return Panel(
        title: "ρ", label: "ρ", isLogarithmic: lowest > 0 && highest > 20 * lowest, curves: curves)
    }
    return Panel(
      title: traces.allSatisfy(\.isUnfinished)
        ? "ρ"
        : usesAverage
          ? "ρ (solid) and its equilibrium 1/(⟨|\(signal)|⟩+ε) (dashed)"
          : "ρ (solid) and its equilibrium ρ* = 1/(|\(signal)|+ε) (dashed)",
      label: "ρ", isLogarithmic: lowest > 0 && highest > 20 * lowest, curves: curves)
  }

  private static func secondMomentPanel(_ traces: [TraceFile]) -> Panel? {
    let curves = traces.map { $0.columns.contains("v") ? Curves(solid: "column('v')") : nil }
    guard curves.contains(where: { $0 != nil }) else { return nil }
    return Panel(title: "second moment v", label: "v", curves: curves)
  }

  /// g, or Kg where a gain stands between the signal and the equations.
  static func signalName(_ traces: [TraceFile]) -> String {
    traces.allSatisfy { $0.gradientGain == 1 } ? "g" : "Kg"
  }

  /// Stands for ⟨|g|⟩ of a synapse in an expression.
  static var averageGradient: String { "average_of_g" }
}
