extension IntegratorDescription {
  /// The method with its setting.
  package var label: String {
    switch method {
    case .euler, .rk4: "\(method.rawValue) dt = \(dt)"
    case .cvodeAdams, .cvodeBDF, .collocation, .windowMap:
      "\(method.rawValue) rtol = \(relativeTolerance)"
    case .exact: method.rawValue
    }
  }
}
