#include "held_windows.h"

#include "../Weights/weights.h"
#include "window_integrals.h"

// Synapses go through all windows tile by tile, so that a tile stays in the fastest cache.

// Part of a population, and what a window makes of it on the way.
struct tile {
  struct lanes momentum, sum, rho, clock, weight[2];
  struct lanes gradient, rate, start;  // g, b, m at the start of the window
  struct lanes swept;                  // η ∫ m ρ dt, as long as m keeps its sign
  ALIGNED int64_t opposes[ROOM];       // whether m starts with the sign opposite to g's
  int64_t any_opposes;
  int64_t any_large;                   // whether a rate is too large for the series
};

// What is the same for all synapses of a window.
struct window {
  double duration, exponent;
  struct integrals integrals;
  double approach;  // 1 − e^(−A), for A ≤ 1
};

INLINE struct window window_of(const struct law *law, double duration) {
  struct window window;
  window.duration = duration;
  window.exponent = duration * law->momentum_rate;
  window.integrals = integrals_of(window.exponent, 1);
  window.approach = window.exponent * window.integrals.phi1;
  // In two factors: far below the smallest normal number too.
  double root = exponential(-0.5 * window.exponent);
  if (window.exponent > 700.0) window.integrals.decay = root * root;
  return window;
}

// Carries ρ to the end of the window.
INLINE void sweep(const struct law *law, const struct window *window, size_t width,
                  int any_large, struct tile *t) {
  struct integrals of_a = window->integrals;
  EACH_LANE(i, width) {
    struct held_window held =
        held_window(window->duration, window->exponent, of_a, t->rate.of[i] * window->duration,
                    law->production, t->rho.of[i], any_large);
    double integral =
        t->start.of[i] * held.momentum_part + t->gradient.of[i] * held.gradient_part;
    t->swept.of[i] = law->learning_rate * integral;
    t->rho.of[i] = held.rho;
  }
}

// The lanes in which m changes sign, packed together.
struct crossings {
  size_t count;  // in whole groups
  size_t index[ROOM];
  struct lanes start, gradient, rate, rho;
  struct lanes before, after;  // A of the two parts of the window
  struct lanes swept, clock, weight[2];
  int64_t any_large;
};

// Finds them: m passes 0 after τ_m log(1 − m/g).
INLINE void find_crossings(const struct window *window, size_t width, const struct tile *t,
                           struct crossings *x) {
  size_t candidates[ROOM];
  ALIGNED int64_t crosses[ROOM];
  struct lanes exponent;
  size_t count = list(width, t->opposes, candidates);
  EACH_LANE(j, count) {
    size_t i = candidates[j];
    double a = log_1p(-t->start.of[i] / t->gradient.of[i]);
    exponent.of[j] = a;
    // m may be too small against g for its change of sign to take any time at all.
    crosses[j] = a > 0x1p-1022 && a < window->exponent;
  }
  size_t crossing = 0;
  for (size_t j = 0; j < count; j++) {
    x->index[crossing] = candidates[j];
    x->before.of[crossing] = exponent.of[j];
    crossing += crosses[j] != 0;
  }
  x->count = whole_groups(crossing);
  for (size_t j = crossing; j < x->count; j++) {
    x->index[j] = TILE;
    x->before.of[j] = 0.5 * window->exponent;
  }
}

INLINE void pack_crossings(const struct law *law, const struct window *window,
                           const struct tile *t, struct crossings *x) {
  gather(x->count, x->index, t->start.of, x->start.of);
  gather(x->count, x->index, t->gradient.of, x->gradient.of);
  gather(x->count, x->index, t->rate.of, x->rate.of);
  gather(x->count, x->index, t->rho.of, x->rho.of);
  double tau = 1.0 / law->momentum_rate;
  int64_t any_large = 0;
  EACH_LANE(j, x->count) {
    double before = x->before.of[j];
    double after = window->exponent - before;
    x->after.of[j] = after;
    any_large |= before > 1.0 || after > 1.0 || x->rate.of[j] * (before * tau) > 1.0 ||
                 x->rate.of[j] * (after * tau) > 1.0;
  }
  x->any_large = any_large;
}

// Up to the change of sign.
INLINE void sweep_before(const struct law *law, int any_large, struct crossings *x) {
  double tau = 1.0 / law->momentum_rate;
  EACH_LANE(j, x->count) {
    double a = x->before.of[j], h = a * tau;
    struct held_window held = held_window(h, a, integrals_of(a, any_large), x->rate.of[j] * h,
                                          law->production, x->rho.of[j], any_large);
    double integral =
        x->start.of[j] * held.momentum_part + x->gradient.of[j] * held.gradient_part;
    x->swept.of[j] = law->learning_rate * integral;
    x->rho.of[j] = held.rho;
  }
}

// From there, where m is 0.
INLINE void sweep_after(const struct law *law, int any_large, struct crossings *x) {
  double tau = 1.0 / law->momentum_rate;
  EACH_LANE(j, x->count) {
    double a = x->after.of[j], h = a * tau;
    struct held_window held = held_window(h, a, integrals_of(a, any_large), x->rate.of[j] * h,
                                          law->production, x->rho.of[j], any_large);
    x->swept.of[j] = law->learning_rate * (x->gradient.of[j] * held.gradient_part);
    x->rho.of[j] = held.rho;
  }
}

// The second part of the windows in which m changes sign.
INLINE void finish_crossings(const struct law *law, struct crossings *x, struct tile *t) {
  if (x->any_large)
    sweep_after(law, 1, x);
  else
    sweep_after(law, 0, x);
  if (law->clock) {
    gather(x->count, x->index, t->clock.of, x->clock.of);
    advance_clock(x->count, x->swept.of, x->clock.of);
    scatter(x->count, x->index, x->clock.of, t->clock.of);
  }
  scatter(x->count, x->index, x->rho.of, t->rho.of);
  for (size_t k = 0; k < law->weight_count; k++) {
    gather(x->count, x->index, t->weight[k].of, x->weight[k].of);
    advance_predisposed(law, x->count, x->swept.of, x->weight[k].of);
    scatter(x->count, x->index, x->weight[k].of, t->weight[k].of);
  }
}

// What x becomes on its way to a target, where it stays exactly once it is there. In a short window that is
// little more than x, and in a long one little more than the target: what is added is small, so that
// it may be rounded. The share is 1 − e^(−A) in a short window, A ≤ 1, and e^(−A) in a long one.
INLINE double relaxed(int is_short, double share, double x, double target) {
  return is_short ? x + (target - x) * share : target + (x - target) * share;
}

// Carries m and m⁺ + m⁻, and prepares the rest.
INLINE void relax(const struct law *law, const struct window *window, int is_short, size_t width,
                  struct tile *t) {
  double twice_rest = 2.0 * law->rest_concentration;
  double share = is_short ? window->approach : window->integrals.decay;
  int64_t any_large = 0, any_opposes = 0;
  EACH_LANE(i, width) {
    double g = t->gradient.of[i];
    double m = t->momentum.of[i];
    double rate = law->consumption * magnitude(g) + law->decay;
    t->sum.of[i] = relaxed(is_short, share, t->sum.of[i], twice_rest);
    t->start.of[i] = m;
    t->momentum.of[i] = relaxed(is_short, share, m, g);
    t->rate.of[i] = rate;
    int64_t opposes = (m < 0) != (g < 0) && m != 0 && g != 0;
    t->opposes[i] = opposes;
    any_opposes |= opposes;
    any_large |= rate * window->duration > 1.0;
  }
  t->any_opposes = any_opposes;
  t->any_large = any_large;
}

INLINE void carry(const struct law *law, double duration, size_t width, struct tile *t) {
  struct window window = window_of(law, duration);
  if (window.exponent <= 1.0)
    relax(law, &window, 1, width, t);
  else
    relax(law, &window, 0, width, t);
  int is_predisposed = law->inverse_temperature != 0;
  struct crossings crossings;
  crossings.count = 0;
  // Without predisposition the sum over a whole window will do, with the changes of sign in it.
  if (t->any_opposes && is_predisposed)
    find_crossings(&window, width, t, &crossings);
  if (crossings.count) pack_crossings(law, &window, t, &crossings);
  if (t->any_large)
    sweep(law, &window, width, 1, t);
  else
    sweep(law, &window, width, 0, t);
  if (crossings.count) {
    if (crossings.any_large)
      sweep_before(law, 1, &crossings);
    else
      sweep_before(law, 0, &crossings);
    scatter(crossings.count, crossings.index, crossings.swept.of, t->swept.of);
  }
  if (law->clock) advance_clock(width, t->swept.of, t->clock.of);
  for (size_t k = 0; k < law->weight_count; k++) {
    if (is_predisposed)
      advance_predisposed(law, width, t->swept.of, t->weight[k].of);
    else
      advance_freely(width, t->swept.of, t->weight[k].of);
  }
  if (crossings.count) finish_crossings(law, &crossings, t);
}

// The components that a law moves, and where a tile keeps them.
INLINE void exchange(const struct law *law, size_t count, size_t stride, int is_load,
                     double *state, struct tile *t) {
  double *outside[6];
  double *inside[6] = {t->momentum.of, t->sum.of, t->rho.of};
  size_t arrays = 3;
  for (size_t k = 0; k < arrays; k++) outside[k] = state + (law->substance + k) * stride;
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
                       double *state) {
  // A copy, which no store to an array can change: the compiler keeps it in registers.
  struct law own = *constants, *law = &own;
  // Zeros in the places that belong to nobody keep quiet: nothing is swept there.
  struct tile tile;
  memset(&tile, 0, sizeof tile);
  exchange(law, count, stride, 1, state, &tile);
  size_t width = whole_groups(count);
  for (size_t k = 0; k < windows; k++) {
    if (!(durations[k] > 0)) continue;
    const double *row = gradient + k * gradient_stride;
    for (size_t i = 0; i < count; i++) tile.gradient.of[i] = law->gradient_gain * row[i];
    carry(law, durations[k], width, &tile);
  }
  exchange(law, count, stride, 0, state, &tile);
}

void held_windows(const struct law *law, size_t n, size_t stride, size_t windows,
                  const double *durations, const double *gradient, size_t gradient_stride,
                  double *state) {
  for (size_t first = 0; first < n; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    carry_tile(law, count, stride, windows, durations, gradient + first, gradient_stride,
               state + first);
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
