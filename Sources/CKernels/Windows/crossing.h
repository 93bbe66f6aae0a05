#ifndef SYNAPTIC_DYNAMICS_CROSSING_H
#define SYNAPTIC_DYNAMICS_CROSSING_H

#include "window_integrals.h"

// A window in which m changes its sign: ∫ m ρ dt/(−g τ_m) before, and ∫ m ρ dt/(g τ_m) after.
//
// Both by themselves, not one as the whole less the other: predisposition may let a weight go a thousand times as far for the
// smaller one.
struct crossing {
  double before, after;  // both in the unit of ρ
};
struct short_crossing {
  real before, after;
};

// **Before.** m reaches 0 at t* = a τ_m, a = log(1 + z), z = −m(0)/g, and is −g (e^s − 1) until then, s = (t* − t)/τ_m. So there
// is no resonance between the relaxation of m and that of ρ, and with β = b τ_m, B = β a, b the rate of ρ, p its production,
//
//     ∫₀^a (e^s − 1) ρ ds = [ρ(0) (z − a φ₁(B)) + p τ_m (z − a − a² φ₂(B))]/(1 + β).
//
// With L₃ = z − a − ½a² = Σ aᵏ/k! from k = 3 on, L₂ = L₃ + ½a², the brackets are sums of positive terms:
//
//     z − a φ₁(B) = L₂ + a B φ₂(B),     z − a − a² φ₂(B) = L₃ + a² B φ₃(B).
//
// **After**, for the time c τ_m that is left, m is g (1 − e^(−s)), and what held_window() says of Q holds with m(0) = 0.

// The integrals by their series, for |b| ≤ 1, in the numbers `real`. In 32 bits the first term left out is 1/12! = 2e-9.
struct series {
  real decay, phi1, phi2, phi3, chi, kappa;
};

INLINE struct series series_of(real b) {
  struct series of;
  if (sizeof(real) == sizeof(double)) {
    of.phi3 = (real)integrals_by_series(b).phi3;
  } else {
    real x = b * b;
    real even = fused(x, (real)(1.0 / 39916800), (real)(1.0 / 362880));
    even = fused(fused(fused(even, x, (real)(1.0 / 5040)), x, (real)(1.0 / 120)), x, (real)(1.0 / 6));
    real odd = fused(x, (real)(1.0 / 3628800), (real)(1.0 / 40320));
    odd = fused(fused(odd, x, (real)(1.0 / 720)), x, (real)(1.0 / 24));
    of.phi3 = fused(-b, odd, even);
  }
  of.phi2 = fused(-b, of.phi3, (real)0.5);
  of.phi1 = fused(-b, of.phi2, (real)1);
  of.decay = fused(-b, of.phi1, (real)1);
  of.chi = of.phi1 - of.phi2;
  of.kappa = of.phi2 - of.phi3;
  return of;
}

// For a + c ≤ 1 and β (a + c) ≤ 1.
INLINE struct short_crossing short_crossing(real a, real c, real ratio, real produced, real rho) {
  real inverse = 1 / (1 + ratio);
  real b = ratio * a, square = a * a;
  struct series of_b = series_of(b);
  real third = a * square * series_of(-a).phi3;
  real second = fused((real)0.5, square, third);
  real by_rho = fused(a * b, of_b.phi2, second);
  real by_production = fused(square * b, of_b.phi3, third);
  struct short_crossing crossing;
  crossing.before = inverse * fused(rho, by_rho, produced * by_production);
  rho = fused(fused(produced, a, -rho * b), of_b.phi1, rho);
  b = ratio * c;
  of_b = series_of(b);
  struct series of_c = series_of(c);
  by_rho = fused(b, of_b.chi, of_b.decay * c * of_c.phi2);
  by_production = fused(b, of_b.kappa, c * fused(of_c.phi2, of_b.phi1, -of_c.phi3));
  crossing.after = inverse * c * fused(rho, by_rho, produced * c * by_production);
  return crossing;
}

// For every a, c and β.
INLINE struct crossing long_crossing(double z, double a, double c, double ratio, double produced,
                                     double rho) {
  double b = ratio * a;
  struct integrals of_b = integrals_of(b);
  double half_square = 0.5 * a * a;
  // The series serves up to 1.
  double bounded = a < 1.0 ? a : 1.0;
  double series = bounded * bounded * bounded * integrals_by_series(-bounded).phi3;
  double third = a < 1.0 ? series : z - a - half_square;
  double by_rho = third + half_square + a * b * of_b.phi2;
  double by_production = third + a * a * b * of_b.phi3;
  struct crossing crossing;
  crossing.before = (rho * by_rho + produced * by_production) / (1.0 + ratio);
  double moved = rho + (produced * a - rho * b) * of_b.phi1;
  double relaxed = rho * of_b.decay + produced * a * of_b.phi1;
  rho = b <= 1.0 ? moved : relaxed;
  // m may reach 0 right at the end.
  c = c > 0x1p-900 ? c : 0x1p-900;
  crossing.after =
      held_window(c, c, integrals_of(c), ratio * c, produced, rho).gradient_part;
  return crossing;
}

#endif
