#ifndef SYNAPTIC_DYNAMICS_COLLOCATION_STEP_H
#define SYNAPTIC_DYNAMICS_COLLOCATION_STEP_H

#include "collocation_tile.h"

// A step of each place: Lobatto's collocation for ∫ e^(t/τ_m) g, for K = ∫ rate(|g|), for ∫ e^K and
// for ∫ m ρ in turn. Each takes the values of the one before at the nodes; at the step's end all are
// of order 14.

#define EACH_NODE(j) _Pragma("clang loop unroll(full)") for (int j = 0; j < NODES; j++)

// Σ_j coefficients[j] values[j] of place i.
INLINE double dot(const double coefficients[NODES], const struct row *values, size_t i) {
  double even = coefficients[0] * values[0].of[i], odd = coefficients[1] * values[1].of[i];
  _Pragma("clang loop unroll(full)") for (int j = 2; j < NODES; j += 2) {
    even = fused(coefficients[j], values[j].of[i], even);
    odd = fused(coefficients[j + 1], values[j + 1].of[i], odd);
  }
  return even + odd;
}

INLINE double larger(double a, double b) { return a > b ? a : b; }
INLINE double smaller(double a, double b) { return a < b ? a : b; }

INLINE double largest_of(const struct row *values, size_t i) {
  double largest = 0;
  EACH_NODE(j) largest = larger(magnitude(values[j].of[i]), largest);
  return largest;
}

// An estimate of the error of the integral of the polynomial through some values, per unit of length.
//
// Lobatto's rule with n nodes is exact up to degree 2n − 3; the coefficients of the interpolant reach
// degree n − 1. Those of a smooth function fall at least geometrically: what is first left out is about
// the square of the last of them over the largest value.
INLINE double tail(const struct row *values, double largest, size_t i) {
  double rest = magnitude(dot(next_to_last, values, i)) + magnitude(dot(last, values, i));
  // A difference that rounding alone makes counts for nothing.
  rest = rest <= 1e-14 * largest ? 0 : rest;
  return rest == 0 ? 0 : rest * (rest / largest);
}

// An error in units of its tolerance; no error is none even if none is tolerated.
INLINE double measured(double error, double tolerance) { return error == 0 ? 0 : error / tolerance; }

// An error of an integral that grows over many steps. Where it is small beside the tolerance, crude steps
// would do, but their errors have one sign and add up: a step should also be right to a hundred
// tolerances of its own part, unless its error is below a thousandth of the tolerance.
INLINE double measured_part(double error, double tail, double largest, double relative) {
  double of_part = measured(tail, 100.0 * relative * largest);
  double tightened = 1000.0 * error;
  return larger(error, of_part < tightened ? of_part : tightened);
}

// m e^(t/τ_m) = m(0) + ∫ e^(t/τ_m) g dt/τ_m. As the nodes lie symmetrically, so do their exponentials.
INLINE void step_momentum(struct collocation_tile *t, size_t width, struct row *momentum_error) {
  struct row values[NODES], decays[NODES];
  double rate = t->task.law.momentum_rate;
  EACH_LANE(i, width) {
    double whole = rate * t->size.of[i];
    double growth = exponential(whole), decay = exponential(-whole);
    values[0].of[i] = t->gradient[0].of[i];
    values[NODES - 1].of[i] = growth * t->gradient[NODES - 1].of[i];
    decays[NODES - 1].of[i] = decay;
    _Pragma("clang loop unroll(full)") for (int j = 1; j < NODES / 2; j++) {
      double up = exponential(nodes[j] * whole), down = exponential(-nodes[j] * whole);
      values[j].of[i] = up * t->gradient[j].of[i];
      decays[j].of[i] = down;
      values[NODES - 1 - j].of[i] = growth * down * t->gradient[NODES - 1 - j].of[i];
      decays[NODES - 1 - j].of[i] = decay * up;
    }
  }
  _Pragma("clang loop unroll(full)") for (int j = 1; j < NODES; j++)
    EACH_LANE(i, width) {
      double gained = rate * t->size.of[i] * dot(integration[j], values, i);
      t->momentum[j].of[i] = (t->momentum[0].of[i] + gained) * decays[j].of[i];
    }
  const struct collocation_tolerances allowed = t->task.tolerances;
  EACH_LANE(i, width) {
    double rest = tail(values, largest_of(values, i), i);
    double error = rate * t->size.of[i] * decays[NODES - 1].of[i] * rest;
    double largest = largest_of(t->momentum, i);
    momentum_error->of[i] = measured(error, fused(allowed.relative, largest, allowed.momentum));
  }
}

// ρ e^K = ρ(0) + p ∫ e^K dt with K = ∫ rate dt; ρ at the nodes.
INLINE void step_rho(struct collocation_tile *t, size_t width, struct row *rho, struct row *rho_error) {
  struct row values[NODES], decays[NODES], rates[NODES];
  const struct law law = t->task.law;
  EACH_NODE(j)
    EACH_LANE(i, width) {
      double gradient = t->side_of_gradient.of[i] * t->gradient[j].of[i];
      rates[j].of[i] = fused(law.consumption, gradient, law.decay);
    }
  EACH_LANE(i, width) { values[0].of[i] = 1; }
  _Pragma("clang loop unroll(full)") for (int j = 1; j < NODES; j++)
    EACH_LANE(i, width) {
      double depth = t->size.of[i] * dot(integration[j], rates, i);
      values[j].of[i] = exponential(depth);
      decays[j].of[i] = 1.0 / values[j].of[i];
    }
  EACH_LANE(i, width) { rho[0].of[i] = t->rho.of[i]; }
  _Pragma("clang loop unroll(full)") for (int j = 1; j < NODES; j++)
    EACH_LANE(i, width) {
      double produced = law.production * t->size.of[i] * dot(integration[j], values, i);
      rho[j].of[i] = (t->rho.of[i] + produced) * decays[j].of[i];
    }
  const struct collocation_tolerances allowed = t->task.tolerances;
  EACH_LANE(i, width) {
    double end = rho[NODES - 1].of[i];
    double largest = largest_of(rates, i);
    double rest = tail(rates, largest, i);
    double of_depth = rest * larger(t->rho.of[i], end);
    double of_production =
        law.production * decays[NODES - 1].of[i] * tail(values, largest_of(values, i), i);
    double tolerance = fused(allowed.relative, end, allowed.rho);
    double error = measured(t->size.of[i] * (of_depth + of_production), tolerance);
    rho_error->of[i] = measured_part(error, rest, largest, allowed.relative);
    t->new_rho.of[i] = end;
    // Twice the area counts, and an error of K is one of ρ relative to it.
    t->gradient_cost.of[i] = measured(2.0 * law.consumption * end, tolerance);
  }
}

// ∫ m ρ dt, and the error of all together.
INLINE void step(struct collocation_tile *t, size_t width) {
  struct row rho[NODES], momentum_error, rho_error;
  step_momentum(t, width, &momentum_error);
  step_rho(t, width, rho, &rho_error);
  const struct law law = t->task.law;
  const struct collocation_tolerances allowed = t->task.tolerances;
  double rate = law.learning_rate * larger(law.predisposition_gain, 1.0);
  EACH_LANE(i, width) {
    double larger_rho = larger(rho[0].of[i], rho[NODES - 1].of[i]);
    EACH_NODE(j) rho[j].of[i] *= t->momentum[j].of[i];
    t->integral.of[i] = t->size.of[i] * dot(integration[NODES - 1], rho, i);
    double smallest = smaller(magnitude(t->weights[0].of[i]), magnitude(t->weights[1].of[i]));
    double tolerance = fused(allowed.relative, smallest, allowed.weight);
    t->momentum_cost.of[i] = measured(2.0 * rate * larger_rho, tolerance);
    double largest = largest_of(rho, i);
    double rest = tail(rho, largest, i);
    double error = measured(rate * t->size.of[i] * rest, tolerance);
    error = measured_part(error, rest, largest, allowed.relative);
    error = larger(momentum_error.of[i], error);
    error = larger(rho_error.of[i], error);
    // What is not finite is no error that can pass.
    int is_finite = magnitude(t->integral.of[i]) < 1e300 && magnitude(t->new_rho.of[i]) < 1e300;
    t->error.of[i] = is_finite && error < 1e300 ? error : 1e300;
  }
}

#endif
