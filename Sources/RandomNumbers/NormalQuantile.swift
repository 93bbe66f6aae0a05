import CKernels

/// The x at which the standard normal distribution function is p, to about 1e-15 of x.
///
/// Only operations that IEEE 754 rounds in one way are used: the same number everywhere.
///
/// Reference: M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988) 477–484.
///
/// - Parameter p: a probability from (0, 1); 0 and 1 give −∞ and ∞.
public func normalQuantile(_ p: Double) -> Double {
  var x = 0.0
  normal_quantiles(1, [p], &x)
  return x
}
