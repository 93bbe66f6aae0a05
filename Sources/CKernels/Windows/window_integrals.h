#ifndef SYNAPTIC_DYNAMICS_WINDOW_INTEGRALS_H
#define SYNAPTIC_DYNAMICS_WINDOW_INTEGRALS_H

#include "../Elementary/elementary.h"

// The integrals of e^(−bx) over [0, 1] that a window of constant signal is made of, each to a few
// units in the last place for every b ≥ 0.
//
//     φ₁ = (1 − e^(−b))/b = ∫ e^(−bx) dx              φ₂ = (1 − φ₁)/b = ∫ (1−x) e^(−bx) dx
//     φ₃ = (½ − φ₂)/b = ∫ ½(1−x)² e^(−bx) dx          χ = φ₁ − φ₂ = ∫ x e^(−bx) dx
//     κ = φ₂ − φ₃ = (½ − χ)/b
struct integrals {
  double decay, phi1, phi2, phi3, chi;
  double kappa;  // accurate for b ≤ 1 only; above, nothing needs it
};

// For b ≤ 1: the alternating series of φ₃, Σ (−b)ʲ/(j+3)!, gives all others by the recurrences read
// from right to left, which lose nothing there (φ₂ ≥ 0.36, φ₁ ≥ 0.63, e^(−b) ≥ 0.36 are differences
// from ½ and 1). The first term left out, 1/20!, is 4e-19. Even and odd powers in two chains, which
// the processor works on side by side.
INLINE struct integrals integrals_by_series(double b) {
  double x = b * b;
  double even = fused(x, 1.0 / 121645100408832000, 1.0 / 355687428096000);
  even = fused(even, x, 1.0 / 1307674368000);
  even = fused(even, x, 1.0 / 6227020800);
  even = fused(even, x, 1.0 / 39916800);
  even = fused(even, x, 1.0 / 362880);
  even = fused(even, x, 1.0 / 5040);
  even = fused(even, x, 1.0 / 120);
  even = fused(even, x, 1.0 / 6);
  double odd = fused(x, 1.0 / 6402373705728000, 1.0 / 20922789888000);
  odd = fused(odd, x, 1.0 / 87178291200);
  odd = fused(odd, x, 1.0 / 479001600);
  odd = fused(odd, x, 1.0 / 3628800);
  odd = fused(odd, x, 1.0 / 40320);
  odd = fused(odd, x, 1.0 / 720);
  odd = fused(odd, x, 1.0 / 24);
  struct integrals of;
  of.phi3 = fused(-b, odd, even);
  of.phi2 = fused(-b, of.phi3, 0.5);
  of.phi1 = fused(-b, of.phi2, 1.0);
  of.decay = fused(-b, of.phi1, 1.0);
  of.chi = of.phi1 - of.phi2;
  of.kappa = of.phi2 - of.phi3;
  return of;
}

// For b > 1: the recurrences from left to right, starting from e^(−b). φ₁ and φ₂ approach each other,
// so that χ has a form of its own.
INLINE struct integrals integrals_by_decay(double b, double decay) {
  double inverse = 1.0 / b;
  struct integrals of;
  of.decay = decay;
  of.phi1 = (1.0 - decay) * inverse;
  of.phi2 = (1.0 - of.phi1) * inverse;
  of.phi3 = (0.5 - of.phi2) * inverse;
  of.chi = (of.phi1 - decay) * inverse;
  of.kappa = (0.5 - of.chi) * inverse;
  return of;
}

// For every b ≥ 0.
INLINE struct integrals integrals_of(double b) {
  struct integrals of = integrals_by_series(b);
  struct integrals large = integrals_by_decay(b, exponential(-b));
  int is_small = b <= 1.0;
  of.decay = is_small ? of.decay : large.decay;
  of.phi1 = is_small ? of.phi1 : large.phi1;
  of.phi2 = is_small ? of.phi2 : large.phi2;
  of.phi3 = is_small ? of.phi3 : large.phi3;
  of.chi = is_small ? of.chi : large.chi;
  of.kappa = is_small ? of.kappa : large.kappa;
  return of;
}

// What a window of constant signal does to ρ, and ∫ m ρ dt over it in two parts.
struct held_window {
  double momentum_part;  // P
  double gradient_part;  // Q
  double rho;            // at the end
};

// With A = h/τ_m, B = bh (b the rate of ρ) and ρ(t) = ρ(0) e^(−bt) + p t φ₁(bt) (p the production),
// m(t) = m(0) e^(−t/τ_m) + g (1 − e^(−t/τ_m)), so that
//
//     ∫ m ρ dt = m(0) P + g Q,     P = ∫ e^(−t/τ_m) ρ dt,     Q = ∫ (1 − e^(−t/τ_m)) ρ dt.
//
// P and Q are sums of positive terms; splitting at m(0) and g, not at m(0) − g and g, keeps the sum
// accurate also when m(0) is small against g of the opposite sign. With S = ∫₀¹ (1−e^(−Ax))
// (1−e^(−Bx)) dx/B,
//
//     P = h [ρ(0) φ₁(A+B) + p h ψ],   ψ = (A χ(A) + e^(−A) B φ₂(B))/(A+B)
//     Q = h [ρ(0) A (B χ(B) + e^(−B) A φ₂(A))/(A+B) + p h S]
//     S = A/(A+B) · (B κ(B) + A (φ₂(A) φ₁(B) − φ₃(A)))        B ≤ 1
//       = A/(A+B) · (φ₂(A) (1 + A φ₁(B)) − χ(B))              B > 1
//
// No term 1/(1/τ_m − b) occurs. (Model: arXiv:2212.09440, eqs. 7 and 15.)
INLINE struct held_window held_window(double h, double a, struct integrals of_a, double b,
                                      double production, double rho) {
  struct integrals of_b = integrals_of(b);
  double produced = production * h;
  double scale = h / (a + b);
  double phi1_of_sum = a * of_a.phi1 + of_a.decay * b * of_b.phi1;
  double psi = a * of_a.chi + of_a.decay * b * of_b.phi2;
  double gradient_only = b * of_b.chi + of_b.decay * a * of_a.phi2;
  double small = b * of_b.kappa + a * (of_a.phi2 * of_b.phi1 - of_a.phi3);
  double large = of_a.phi2 * (1.0 + a * of_b.phi1) - of_b.chi;
  struct held_window window;
  window.momentum_part = scale * (rho * phi1_of_sum + produced * psi);
  window.gradient_part =
      scale * a * (rho * gradient_only + produced * (b <= 1.0 ? small : large));
  // From ρ on where it moves little; rounded e^(−B) would make it drift over many short windows.
  double moved = rho + (produced - rho * b) * of_b.phi1;
  double relaxed = rho * of_b.decay + produced * of_b.phi1;
  window.rho = b <= 1.0 ? moved : relaxed;
  return window;
}

#endif
