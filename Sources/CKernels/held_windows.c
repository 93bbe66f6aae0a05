#include "held_windows.h"

#include "increments.h"
#include "lanes.h"
#include "window_integrals.h"

// Synapses go through all windows tile by tile, so that a tile stays in the fastest cache.

// Part of a population, and what a window makes of it on the way.
struct tile {
  struct lanes plus, minus, momentum, rho, clock, weight[2];
  struct lanes gradient, rate, start;  // g, b, m at the start of the window
  struct lanes exponent;               // A, up to the change of sign if there is one
  struct lanes swept;                  // η ∫ m ρ dt, as long as m keeps its sign
};

// What is the same for all synapses of a window.
struct window {
  double duration, exponent;
  struct integrals integrals;
};

INLINE struct window window_of(const struct law *law, double duration) {
  struct window window;
  window.duration = duration;
  window.exponent = duration * law->momentum_rate;
  window.integrals = integrals_of(window.exponent, 1);
  // In two factors: far below the smallest normal number too.
  double root = exponential(-0.5 * window.exponent);
  if (window.exponent > 700.0) window.integrals.decay = root * root;
  return window;
}

// A direction of change: potentiation increases u = w/T, depression u = −w/T.
INLINE double direction(double swept) { return swept < 0 ? 1.0 : -1.0; }

INLINE void advance_predisposed(const struct law *law, size_t width, const double *swept,
                                double *weight) {
  struct lanes u, c, delta;
  double scale = law->predisposition_gain * law->inverse_temperature;
  double temperature = 1.0 / law->inverse_temperature;
  EACH_LANE(i, width) {
    u.of[i] = direction(swept[i]) * (weight[i] * law->inverse_temperature);
    c.of[i] = scale * magnitude(swept[i]);
  }
  u.of[TILE] = c.of[TILE] = 0;
  find_increments(width, u.of, c.of, delta.of);
  EACH_LANE(i, width) weight[i] += direction(swept[i]) * (temperature * delta.of[i]);
}

INLINE void advance_freely(size_t width, const double *swept, double *weight) {
  EACH_LANE(i, width) weight[i] -= swept[i];
}

// Carries ρ up to the end of the window, or up to a change of sign, and leaves η ∫ m ρ dt.
INLINE void sweep(const struct law *law, const struct window *window, size_t width, int is_split,
                  int any_large, struct tile *t) {
  double tau = 1.0 / law->momentum_rate;
  struct integrals whole = window->integrals;
  EACH_LANE(i, width) {
    double a = window->exponent;
    double h = window->duration;
    struct integrals of_a = whole;
    if (is_split) {
      double own = t->exponent.of[i];
      int crosses = own < a;
      struct integrals before = integrals_of(own, any_large);
      of_a.decay = crosses ? before.decay : whole.decay;
      of_a.phi1 = crosses ? before.phi1 : whole.phi1;
      of_a.phi2 = crosses ? before.phi2 : whole.phi2;
      of_a.phi3 = crosses ? before.phi3 : whole.phi3;
      of_a.chi = crosses ? before.chi : whole.chi;
      h = crosses ? own * tau : h;
      a = crosses ? own : a;
    }
    struct held_window held = held_window(h, a, of_a, t->rate.of[i] * h, law->production,
                                          t->rho.of[i], any_large);
    double integral =
        t->start.of[i] * held.momentum_part + t->gradient.of[i] * held.gradient_part;
    t->swept.of[i] = law->learning_rate * integral;
    t->rho.of[i] = held.rho;
  }
}

// What follows a change of sign: m starts from 0.
struct remainder {
  struct lanes rho, gradient, rate, exponent, swept, clock, weight[2];
};

INLINE void sweep_rest(const struct law *law, size_t width, int any_large, struct remainder *r) {
  double tau = 1.0 / law->momentum_rate;
  EACH_LANE(j, width) {
    double a = r->exponent.of[j];
    double h = a * tau;
    struct held_window held =
        held_window(h, a, integrals_of(a, any_large), r->rate.of[j] * h, law->production,
                    r->rho.of[j], any_large);
    r->swept.of[j] = law->learning_rate * (r->gradient.of[j] * held.gradient_part);
    r->rho.of[j] = held.rho;
  }
}

// Finds the changes of sign: up to them the exponent log(1 − m/g), or A without one.
INLINE size_t find_crossings(const struct window *window, size_t width, struct tile *t,
                             size_t *index) {
  ALIGNED int64_t crosses[ROOM];
  int64_t any = 0;
  EACH_LANE(i, width) {
    double a = log_1p(-t->start.of[i] / t->gradient.of[i]);
    // m may be too small against g for its change of sign to take any time at all. Where m and g
    // agree, or one is 0, the logarithm is negative, infinite or no number.
    int64_t is = (t->start.of[i] < 0) != (t->gradient.of[i] < 0) && t->start.of[i] != 0 &&
                 t->gradient.of[i] != 0 && a > 0x1p-1022 && a < window->exponent;
    t->exponent.of[i] = is ? a : window->exponent;
    crosses[i] = is;
    any |= is;
  }
  return any ? list(width, crosses, index) : 0;
}

INLINE void advance_clock(size_t width, const double *swept, double *clock) {
  EACH_LANE(i, width) clock[i] += magnitude(swept[i]);
}

INLINE void advance_weights(const struct law *law, size_t width, const double *swept,
                            struct lanes *weights) {
  for (size_t k = 0; k < law->weight_count; k++) {
    if (law->inverse_temperature != 0)
      advance_predisposed(law, width, swept, weights[k].of);
    else
      advance_freely(width, swept, weights[k].of);
  }
}

// The second half of a window in which m changes sign.
INLINE void finish_crossings(const struct law *law, const struct window *window, size_t count,
                             const size_t *index, int moves_weights, struct tile *t) {
  struct remainder r;
  int64_t any_large = 0;
  gather(count, index, t->rho.of, r.rho.of);
  gather(count, index, t->gradient.of, r.gradient.of);
  gather(count, index, t->rate.of, r.rate.of);
  double tau = 1.0 / law->momentum_rate;
  EACH_LANE(j, count) {
    double a = window->exponent - t->exponent.of[index[j]];
    r.exponent.of[j] = a;
    any_large |= a > 1.0 || r.rate.of[j] * (a * tau) > 1.0;
  }
  if (any_large)
    sweep_rest(law, count, 1, &r);
  else
    sweep_rest(law, count, 0, &r);
  scatter(count, index, r.rho.of, t->rho.of);
  if (law->clock) {
    gather(count, index, t->clock.of, r.clock.of);
    advance_clock(count, r.swept.of, r.clock.of);
    scatter(count, index, r.clock.of, t->clock.of);
  }
  if (!moves_weights) return;
  for (size_t k = 0; k < law->weight_count; k++)
    gather(count, index, t->weight[k].of, r.weight[k].of);
  advance_weights(law, count, r.swept.of, r.weight);
  for (size_t k = 0; k < law->weight_count; k++)
    scatter(count, index, r.weight[k].of, t->weight[k].of);
}

INLINE void carry(const struct law *law, double duration, size_t width, struct tile *t) {
  struct window window = window_of(law, duration);
  double twice_rest = 2.0 * law->rest_concentration;
  double decay = window.integrals.decay;
  int64_t any_large = 0, any_opposite = 0;
  EACH_LANE(i, width) {
    double g = t->gradient.of[i];
    double m = t->momentum.of[i];
    // Around g, so that m = g stays there exactly.
    double new_m = g + (m - g) * decay;
    double sum = t->plus.of[i] + t->minus.of[i];
    double new_sum = twice_rest + (sum - twice_rest) * decay;
    double rate = law->consumption * magnitude(g) + law->decay;
    t->plus.of[i] = 0.5 * (new_sum - new_m);
    t->minus.of[i] = 0.5 * (new_sum + new_m);
    t->start.of[i] = m;
    t->momentum.of[i] = new_m;
    t->rate.of[i] = rate;
    any_large |= rate * duration > 1.0;
    any_opposite |= (m < 0) != (g < 0);
  }
  int is_predisposed = law->inverse_temperature != 0;
  size_t index[ROOM];
  size_t crossing = any_opposite && (is_predisposed || law->clock)
                        ? find_crossings(&window, width, t, index)
                        : 0;
  if (crossing) {
    struct lanes rho = t->rho;
    if (any_large || window.exponent > 1.0)
      sweep(law, &window, width, 1, 1, t);
    else
      sweep(law, &window, width, 1, 0, t);
    if (law->clock) advance_clock(width, t->swept.of, t->clock.of);
    if (is_predisposed) advance_weights(law, width, t->swept.of, t->weight);
    finish_crossings(law, &window, crossing, index, is_predisposed, t);
    if (is_predisposed) return;
    // Only the clock needed the split.
    t->rho = rho;
  }
  if (any_large)
    sweep(law, &window, width, 0, 1, t);
  else
    sweep(law, &window, width, 0, 0, t);
  if (law->clock && !crossing) advance_clock(width, t->swept.of, t->clock.of);
  advance_weights(law, width, t->swept.of, t->weight);
}

// The components that a law moves, and where a tile keeps them.
INLINE void exchange(const struct law *law, size_t count, size_t stride, int is_load,
                     double *state, double *momentum, struct tile *t) {
  double *outside[7] = {momentum};
  double *inside[7] = {t->momentum.of, t->plus.of, t->minus.of, t->rho.of};
  for (size_t k = 0; k < 3; k++) outside[1 + k] = state + (law->substance + k) * stride;
  size_t arrays = 4;
  for (size_t k = 0; k < law->weight_count; k++) {
    outside[arrays] = state + (law->weight + k) * stride;
    inside[arrays++] = t->weight[k].of;
  }
  if (law->clock) {
    outside[arrays] = state + law->clock * stride;
    inside[arrays++] = t->clock.of;
  }
  for (size_t k = 0; k < arrays; k++) {
    if (is_load)
      memcpy(inside[k], outside[k], count * sizeof(double));
    else
      memcpy(outside[k], inside[k], count * sizeof(double));
  }
}

FOR_EVERY_PROCESSOR
static void carry_tile(const struct law *constants, size_t count, size_t stride, size_t windows,
                       const double *durations, const double *gradient, size_t gradient_stride,
                       double *state, double *momentum) {
  // A copy, which no store to an array can change: the compiler keeps it in registers.
  struct law own = *constants, *law = &own;
  // Zeros in the places that belong to nobody keep quiet: nothing is swept there.
  struct tile tile;
  memset(&tile, 0, sizeof tile);
  exchange(law, count, stride, 1, state, momentum, &tile);
  size_t width = whole_groups(count);
  for (size_t k = 0; k < windows; k++) {
    if (!(durations[k] > 0)) continue;
    const double *row = gradient + k * gradient_stride;
    for (size_t i = 0; i < count; i++) tile.gradient.of[i] = law->gradient_gain * row[i];
    carry(law, durations[k], width, &tile);
  }
  exchange(law, count, stride, 0, state, momentum, &tile);
}

void held_windows(const struct law *law, size_t n, size_t stride, size_t windows,
                  const double *durations, const double *gradient, size_t gradient_stride,
                  double *state, double *momentum) {
  for (size_t first = 0; first < n; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    carry_tile(law, count, stride, windows, durations, gradient + first, gradient_stride,
               state + first, momentum + first);
  }
}

FOR_EVERY_PROCESSOR
static void log1p_for_processor(size_t n, const double *x, double *result) {
  for (size_t i = 0; i < n; i++) result[i] = log_1p(x[i]);
}

void kernel_log1p(size_t n, const double *x, double *result) { log1p_for_processor(n, x, result); }

FOR_EVERY_PROCESSOR
static void increments_for_processor(size_t n, const double *u, const double *c, double *result) {
  for (size_t first = 0; first < n; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    struct lanes some_u = {{0}}, some_c = {{0}}, delta;
    memcpy(some_u.of, u + first, count * sizeof(double));
    memcpy(some_c.of, c + first, count * sizeof(double));
    find_increments(whole_groups(count), some_u.of, some_c.of, delta.of);
    memcpy(result + first, delta.of, count * sizeof(double));
  }
}

void kernel_predisposed_increment(size_t n, const double *u, const double *c, double *result) {
  increments_for_processor(n, u, c, result);
}
