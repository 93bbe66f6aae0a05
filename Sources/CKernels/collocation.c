#include "CKernels.h"
#include "collocation_nodes.h"
#include "elementary.h"

#define LANES COLLOCATION_LANES
#define EACH_LANE _Pragma("clang loop vectorize(assume_safety)") for (size_t i = 0; i < n; i++)

double collocation_node(size_t j) { return nodes[j]; }

INLINE double magnitude(double x) { return x < 0 ? -x : x; }

// Σ_j row[j] values[j] of lane i.
INLINE double dot(const double row[NODES], const double *values, size_t i) {
  double sum = row[0] * values[i];
  _Pragma("clang loop unroll(full)")
  for (int j = 1; j < NODES; j++) sum = fused(row[j], values[j * LANES + i], sum);
  return sum;
}

// An estimate of the error of the integral of the polynomial through some values, per unit of length.
//
// Lobatto's rule with n nodes is exact up to degree 2n − 3; the coefficients of the interpolant reach
// degree n − 1. Those of a smooth function fall at least geometrically: what is first left out is about
// the square of the last of them over the largest value.
INLINE double tail(const double *values, size_t i) {
  double largest = 0;
  _Pragma("clang loop unroll(full)")
  for (int j = 0; j < NODES; j++) {
    double size = magnitude(values[j * LANES + i]);
    largest = size > largest ? size : largest;
  }
  double rest = magnitude(dot(next_to_last, values, i)) + magnitude(dot(last, values, i));
  // A difference that rounding alone makes counts for nothing.
  rest = rest > 1e-14 * largest ? rest : 0;
  return largest > 0 ? rest * (rest / largest) : 0;
}

// The node before which values change sign for the first time, or 0. Zeros are on no side.
INLINE void find_change(size_t n, const double *values, const double *counts,
                        double *change) {
  EACH_LANE {
    double side = 0, found = 0;
    _Pragma("clang loop unroll(full)")
    for (int j = 0; j < NODES; j++) {
      double value = j == 0 ? values[j * LANES + i] * counts[i] : values[j * LANES + i];
      found = found == 0 && side * value < 0 ? j : found;
      side = value > 0 ? 1 : value < 0 ? -1 : side;
    }
    change[i] = found;
  }
}

FOR_EVERY_PROCESSOR
static void evaluate(const struct law *law, const struct collocation_tolerances *tolerances, size_t n,
                     const struct collocation_step *s) {
  double values[NODES * LANES], decays[NODES * LANES], depths[NODES * LANES];
  double momentum_error[LANES], rho_error[LANES];
  const double relative = tolerances->relative;

  // m e^(t/τ_m) = m(0) + ∫ e^(t/τ_m) g dt/τ_m.
  for (int j = 0; j < NODES; j++)
    EACH_LANE {
      double x = nodes[j] * law->momentum_rate * s->size[i];
      values[j * LANES + i] = exponential(x) * law->gradient_gain * s->gradient[j * LANES + i];
      decays[j * LANES + i] = exponential(-x);
    }
  for (int j = 1; j < NODES; j++)
    EACH_LANE {
      double x = law->momentum_rate * s->size[i];
      s->momentum[j * LANES + i] =
          fused(x, dot(integration[j], values, i), s->momentum[i]) * decays[j * LANES + i];
    }
  EACH_LANE {
    double largest = 0;
    _Pragma("clang loop unroll(full)")
    for (int j = 0; j < NODES; j++) {
      double size = magnitude(s->momentum[j * LANES + i]);
      largest = size > largest ? size : largest;
    }
    double error = law->momentum_rate * s->size[i] * decays[(NODES - 1) * LANES + i] * tail(values, i);
    momentum_error[i] = error / fused(relative, largest, tolerances->momentum);
  }

  // ρ e^K = ρ(0) + p ∫ e^K dt with K = ∫ rate dt.
  for (int j = 0; j < NODES; j++)
    EACH_LANE {
      values[j * LANES + i] =
          fused(law->consumption, magnitude(law->gradient_gain * s->gradient[j * LANES + i]), law->decay);
    }
  for (int j = 0; j < NODES; j++)
    EACH_LANE { depths[j * LANES + i] = s->size[i] * dot(integration[j], values, i); }
  EACH_LANE { rho_error[i] = s->rho[i] * s->size[i] * tail(values, i); }
  for (int j = 0; j < NODES; j++)
    EACH_LANE {
      values[j * LANES + i] = exponential(depths[j * LANES + i]);
      decays[j * LANES + i] = exponential(-depths[j * LANES + i]);
    }
  // From here on depths holds ρ.
  for (int j = 0; j < NODES; j++)
    EACH_LANE {
      double produced = law->production * s->size[i] * dot(integration[j], values, i);
      depths[j * LANES + i] = (s->rho[i] + produced) * decays[j * LANES + i];
    }
  EACH_LANE {
    s->new_rho[i] = depths[(NODES - 1) * LANES + i];
    double error = rho_error[i] +
                   law->production * s->size[i] * decays[(NODES - 1) * LANES + i] * tail(values, i);
    rho_error[i] = error / fused(relative, s->new_rho[i], tolerances->rho);
  }

  for (int j = 0; j < NODES; j++)
    EACH_LANE { values[j * LANES + i] = s->momentum[j * LANES + i] * depths[j * LANES + i]; }
  EACH_LANE {
    s->integral[i] = s->size[i] * dot(integration[NODES - 1], values, i);
    double error = law->learning_rate * s->size[i] * tail(values, i) /
                   fused(relative, s->weight[i], tolerances->weight);
    error = error > momentum_error[i] ? error : momentum_error[i];
    error = error > rho_error[i] ? error : rho_error[i];
    // What is not finite is no error that can pass.
    s->error[i] = error < 1e300 ? error : 1e300;
  }
  find_change(n, s->gradient, s->gradient_counts, s->gradient_change);
  find_change(n, s->momentum, s->momentum_counts, s->momentum_change);
}

void collocation_evaluate(const struct law *law, const struct collocation_tolerances *tolerances,
                          size_t n, const struct collocation_step *step) {
  evaluate(law, tolerances, n, step);
}

// Newton's method on the polynomial, kept between the nodes by halving.
double collocation_zero(const double *values, size_t low, size_t high) {
  double c[NODES];
  for (int k = 0; k < NODES; k++) {
    c[k] = 0;
    for (int j = 0; j < NODES; j++) c[k] += powers[k][j] * values[j * LANES];
  }
  double a = 2 * nodes[low] - 1, b = 2 * nodes[high] - 1;
  double value_a = values[low * LANES], value_b = values[high * LANES];
  double y = (a * value_b - b * value_a) / (value_b - value_a);
  for (int k = 0; k < 60; k++) {
    double value = c[NODES - 1], slope = 0;
    for (int j = NODES - 2; j >= 0; j--) {
      slope = slope * y + value;
      value = value * y + c[j];
    }
    if ((value < 0) == (value_a < 0))
      a = y;
    else
      b = y;
    double next = y - value / slope;
    if (!(next > a && next < b)) next = 0.5 * (a + b);
    double moved = next < y ? y - next : next - y;
    y = next;
    if (moved < 1e-13) break;
  }
  return 0.5 * (y + 1);
}
