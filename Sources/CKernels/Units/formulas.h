// tanh and the logistic function, once, for the numbers `real`. Whoever includes this defines what units_loops.h says.

static const real log2_e_high = (real)0x1.71547652b82fep0;
// What the rounding of log₂e to `real` lost.
#define log2_e_low ((real)(sizeof(real) == 8 ? 0x1.777d0ffda0d24p-56 : 0x1.71547652b82fep0 - (float)0x1.71547652b82fep0))

// What is not a number stays so: it must show in the loss.
INLINE real positive(real x) { return x <= 0 ? 0 : x; }

// e^−x for x ≥ 0.
INLINE real falling_power(real x) {
  x = x > largest_power ? largest_power : x;
  return power_of(-log2_e_high, -log2_e_low, x);
}

INLINE real tanh_of(real a) {
  real size = a < 0 ? -a : a;
  size = size > largest_tanh ? largest_tanh : size;
  real e = falling_power(2 * size);
  real t = (1 - e) / (1 + e);
  return a < 0 ? -t : t;
}

INLINE real sigmoid_of(real a) {
  real e = falling_power(a < 0 ? -a : a);
  real f = 1 / (1 + e);
  return a < 0 ? e * f : f;
}
