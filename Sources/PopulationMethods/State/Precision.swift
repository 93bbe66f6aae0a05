/// The numbers that methods made for populations keep a state in.
public enum Precision: String, Sendable, CaseIterable {
  /// 64 bits.
  case double
  /// 32 bits: half the memory and up to twice the speed, with a relative error of 6e-8 in each step or window.
  case single
}
