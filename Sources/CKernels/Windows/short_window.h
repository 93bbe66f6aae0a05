#ifndef SYNAPTIC_DYNAMICS_SHORT_WINDOW_H
#define SYNAPTIC_DYNAMICS_SHORT_WINDOW_H

#include <float.h>

#include "../Elementary/elementary.h"
#include "law.h"
#include "window_integrals.h"

// A window in which ρ relaxes little: B = bh ≤ ¼, b its rate. It needs neither a division nor an exponential.
//
// ρ(hx) = ρ(0) + d x φ₁(Bx) with d = ph − ρ(0) B, p the production. With A = h/τ_m, and the moments
//
//     μ_k = ∫₀¹ xᵏ e^(−Ax) dx,     ν_k = ∫₀¹ xᵏ (1 − e^(−Ax)) dx,
//
// which hang on the window alone,
//
//     ∫ m ρ dt = h [m(0) (ρ(0) μ₀ + d R) + g (ρ(0) ν₀ + d S)],
//     R = Σ (−B)ᵏ μ_(k+1)/(k+1)!,     S = Σ (−B)ᵏ ν_(k+1)/(k+1)!,
//     ρ(h) = ρ(0) + d φ₁(B),     φ₁ = Σ (−B)ᵏ/(k+1)!
//
// As in the long window the sum is split at m(0) and g. What comes after the first eleven terms (in 32 bits six) is less
// than B¹¹/12! = 5e-16 (B⁶/7! = 5e-8) of φ₁, R and S, which d ≤ B ρ(0) or d ≤ ph multiplies. For B ≤ 2⁻⁷ six terms will do, whose
// rest is less than B⁶/7! = 5e-17 (in 32 bits three, B³/4! = 2e-8).
#define short_limit 0.25
#define brief_limit 0x1p-7

enum {
  TERMS = sizeof(real) < sizeof(double) ? 6 : 11,
  FEW_TERMS = sizeof(real) < sizeof(double) ? 3 : 6,
};

struct short_window {
  real duration, produced;  // h, ph
  real brief_gradient;      // the largest |g| for which few terms will do
  real mu, nu;              // μ₀, ν₀
  real momentum[TERMS], gradient[TERMS], relaxation[TERMS];  // of R, S, φ₁
};

// Where μ_k is found by its recurrences: from high k down, μ_k = (e^(−A) + A μ_(k+1))/(k+1), which forgets its start within
// 64 steps up to A = 16; from μ₀ up for longer windows, μ_k = (k μ_(k−1) − e^(−A))/A, which loses nothing for k < A. And
// ν_k = (1 − e^(−A) − A μ_(k+1))/(k+1).
INLINE void find_moments(double a, double decay, double approach, double *mu, double *nu) {
  double moments[TERMS + 2];
  if (a <= 16.0) {
    double moment = 0;
    for (int k = a <= 1.0 ? 30 : 64; k >= 0; k--) {
      moment = fused(a, moment, decay) / (k + 1);
      if (k < TERMS + 2) moments[k] = moment;
    }
  } else {
    moments[0] = approach / a;
    for (int k = 1; k < TERMS + 2; k++) moments[k] = (k * moments[k - 1] - decay) / a;
  }
  for (int k = 0; k <= TERMS; k++) {
    mu[k] = moments[k];
    nu[k] = (approach - a * moments[k + 1]) / (k + 1);
  }
}

INLINE struct short_window short_window_of(const struct law *law, double duration, double exponent,
                                           double decay, double approach) {
  double mu[TERMS + 1], nu[TERMS + 1];
  find_moments(exponent, decay, approach, mu, nu);
  struct short_window of;
  of.duration = (real)duration;
  of.produced = (real)(law->production * duration);
  // No infinite gradient is one of them.
  const double brief = (brief_limit / duration - law->decay) / law->consumption;
  const double largest = sizeof(real) < sizeof(double) ? FLT_MAX : DBL_MAX;
  of.brief_gradient = (real)(brief < largest ? brief : largest);
  of.mu = (real)mu[0];
  of.nu = (real)nu[0];
  double factorial = 1;
  for (int k = 0; k < TERMS; k++) {
    factorial *= -(k + 1);
    of.momentum[k] = (real)(-mu[k + 1] / factorial);
    of.gradient[k] = (real)(-nu[k + 1] / factorial);
    of.relaxation[k] = (real)(-1 / factorial);
  }
  return of;
}

// Σ cₖ bᵏ, of which few terms have b and those that come after them `rest`, b or 0.
INLINE real polynomial(const real *c, int are_all_brief, real b, real rest) {
  real sum = c[FEW_TERMS - 1];
  if (!are_all_brief) {
    real high = c[TERMS - 1];
    for (int k = TERMS - 2; k >= FEW_TERMS; k--) high = fused(high, b, c[k]);
    sum = fused(high, rest, sum);
  }
  for (int k = FEW_TERMS - 2; k >= 0; k--) sum = fused(sum, b, c[k]);
  return sum;
}

// ∫ m ρ dt/h over a short window; ρ becomes what it is at the end.
INLINE real short_window(const struct short_window *of, int are_all_brief, real rate,
                         real momentum, real gradient, real *rho) {
  real b = rate * of->duration;
  // A synapse for which few terms will do has the same sum whether all others are like it or not.
  real rest = are_all_brief || magnitude(gradient) <= of->brief_gradient ? 0 : b;
  real change = fused(-*rho, b, of->produced);
  real r = polynomial(of->momentum, are_all_brief, b, rest);
  real s = polynomial(of->gradient, are_all_brief, b, rest);
  real by_momentum = fused(change, r, *rho * of->mu);
  real by_gradient = fused(change, s, *rho * of->nu);
  *rho = fused(change, polynomial(of->relaxation, are_all_brief, b, rest), *rho);
  return fused(momentum, by_momentum, gradient * by_gradient);
}

#endif
