// Bio-Adam's windows for the numbers `real`. Included by one file for each kind of number.
//
// Synapses go through all windows tile by tile, so that a tile stays in the fastest cache.

#define TILE_BYTES 2048  // packed groups of lanes whose m changes its sign are fuller
#include "../Weights/weights.h"
#include "crossing.h"
#include "held_windows.h"
#include "short_window.h"

// Part of a population, and what a window makes of it on the way.
struct tile {
  struct lanes momentum, sum, rho, clock, weight[2];
  struct lanes gradient, rate;         // g, b
  struct lanes start, start_rho;       // m and ρ at the start of the window
  struct lanes swept, after;           // η ∫ m ρ dt as long as m keeps its sign, and from there on
  struct flags crosses;                // whether m changes its sign
  struct flags is_long;                // whether the short window's formulas do not serve for ρ
};

// Empties lanes that belong to nobody.
INLINE void clear(size_t from, size_t to, struct tile *t) {
  struct lanes *all[] = {&t->momentum,  &t->sum,       &t->rho,      &t->clock,
                         &t->weight[0], &t->weight[1], &t->gradient, &t->rate,
                         &t->start,     &t->start_rho, &t->swept,    &t->after};
  for (size_t k = 0; k < sizeof all / sizeof *all; k++)
    memset(all[k]->of + from, 0, (to - from) * sizeof(real));
}

// What fills up packed groups has an m that changes its sign, as what is packed has: no formula divides by 0 there. Next to nothing
// is swept.
INLINE void clear_nobody(struct tile *t) {
  clear(TILE, ROOM, t);
  t->gradient.of[TILE] = (real)1e-20;
  t->start.of[TILE] = (real)-1e-20;
}

// What is the same for all synapses of a window.
struct window {
  double duration, exponent;  // h, A
  struct integrals integrals;
  double approach;  // 1 − e^(−A), for A ≤ 1
  struct short_window short_window;
};

INLINE struct window window_of(const struct law *law, double duration) {
  struct window window;
  window.duration = duration;
  window.exponent = duration * law->momentum_rate;
  window.integrals = integrals_of(window.exponent);
  window.approach = window.exponent * window.integrals.phi1;
  // In two factors: far below the smallest normal number too.
  double root = exponential(-0.5 * window.exponent);
  if (window.exponent > 700.0) window.integrals.decay = root * root;
  window.short_window = short_window_of(law, duration, window.exponent, window.integrals.decay,
                                        window.approach);
  return window;
}

// What x becomes on its way to a target, where it stays exactly once it is there. In a short window that is
// little more than x, and in a long one little more than the target: what is added is small, so that
// it may be rounded. The share is 1 − e^(−A) in a short window, A ≤ 1, and e^(−A) in a long one.
INLINE real relaxed(int is_short, real share, real x, real target) {
  return is_short ? fused(target - x, share, x) : fused(x - target, share, target);
}

// Carries m, m⁺ + m⁻ and ρ, the last by the short window's formulas; says for whom these do not serve, and whose m changes
// its sign.
INLINE void carry_substances(const struct law *law, const struct window *window, int is_short,
                             int are_all_brief, size_t width, struct tile *t,
                             real_flag *any_long, real_flag *any_crosses) {
  const real twice_rest = (real)(2.0 * law->rest_concentration);
  const real share = (real)(is_short ? window->approach : window->integrals.decay);
  const real consumption = (real)law->consumption, decay = (real)law->decay;
  const real learning_rate = (real)law->learning_rate, duration = (real)window->duration;
  const real most = (real)(short_limit / window->duration);
  const struct short_window by_series = window->short_window;
  // Longer than numbers of this kind tell.
  const real_flag is_endless = !(duration <= largest_duration);
  real_flag some_long = 0, some_cross = 0;
  EACH_LANE_ALONE(i, width) {
    real g = t->gradient.of[i], m = t->momentum.of[i], rho = t->rho.of[i];
    real rate = fused(consumption, magnitude(g), decay);
    real end = relaxed(is_short, share, m, g);
    t->sum.of[i] = relaxed(is_short, share, t->sum.of[i], twice_rest);
    t->start.of[i] = m;
    t->start_rho.of[i] = rho;
    t->momentum.of[i] = end;
    t->rate.of[i] = rate;
    real sum = short_window(&by_series, are_all_brief, rate, m, g, &rho);
    t->swept.of[i] = learning_rate * (duration * sum);
    t->rho.of[i] = rho;
    // m may be so much larger than g that its change of sign leaves nothing to sweep.
    real_flag crosses = ((m < 0) != (end < 0)) & (m != 0) & (end != 0) &
                        (magnitude(m) < largest_quotient * magnitude(g));
    real_flag is_long = !(rate <= most) | is_endless;
    t->crosses.of[i] = crosses;
    t->is_long.of[i] = is_long;
    some_long |= is_long;
    some_cross |= crosses;
  }
  *any_long = some_long;
  *any_crosses = some_cross;
}

// Carries ρ of the lanes for which the short window's formulas do not serve, in 64 bits.
INLINE void carry_long(const struct law *law, const struct window *window, size_t width,
                       struct tile *t) {
  struct listed listed;
  struct wide_lanes start, gradient, rho, swept;
  list(width, &t->is_long, &listed);
  gather_wide(&listed, t->start.of, start.of);
  gather_wide(&listed, t->gradient.of, gradient.of);
  gather_wide(&listed, t->start_rho.of, rho.of);
  const struct integrals of_a = window->integrals;
  EACH_LANE(j, listed.count) {
    double g = gradient.of[j], m = start.of[j];
    double rate = law->consumption * (g < 0 ? -g : g) + law->decay;
    struct held_window held = held_window(window->duration, window->exponent, of_a,
                                          rate * window->duration, law->production, rho.of[j]);
    swept.of[j] = law->learning_rate * (m * held.momentum_part + g * held.gradient_part);
    rho.of[j] = held.rho;
  }
  scatter_wide(&listed, swept.of, t->swept.of);
  scatter_wide(&listed, rho.of, t->rho.of);
}

// The lanes in which m changes its sign, packed together.
struct crossings {
  struct listed listed;
  struct lanes clock, weight[2], swept;  // what is swept from there on
};

// Splits η ∫ m ρ dt where m changes its sign, in windows and for rates that are short.
INLINE void split_short(const struct law *law, const struct window *window,
                        const struct listed *listed, struct tile *t) {
  struct lanes start, gradient, rate, rho, before, after;
  gather(listed, t->start.of, start.of);
  gather(listed, t->gradient.of, gradient.of);
  gather(listed, t->rate.of, rate.of);
  gather(listed, t->start_rho.of, rho.of);
  const real tau = (real)(1.0 / law->momentum_rate), produced = (real)law->production * tau;
  const real learning_rate = (real)law->learning_rate;
  const real exponent = (real)window->exponent;
  EACH_LANE(j, listed->count) {
    real a = log_of_1_plus(-start.of[j] / gradient.of[j]);
    a = a < exponent ? a : exponent;
    struct short_crossing crossing =
        short_crossing(a, exponent - a, rate.of[j] * tau, produced, rho.of[j]);
    real size = tau * gradient.of[j];
    before.of[j] = -learning_rate * (size * crossing.before);
    after.of[j] = learning_rate * (size * crossing.after);
  }
  scatter(listed, before.of, t->swept.of);
  scatter(listed, after.of, t->after.of);
}

// The same in all others, in 64 bits.
INLINE void split_long(const struct law *law, const struct window *window, int is_short,
                       size_t width, struct tile *t) {
  struct flags splits;
  EACH_LANE(i, width) splits.of[i] = t->crosses.of[i] & (!is_short | t->is_long.of[i]);
  struct listed listed;
  struct wide_lanes start, gradient, rho, before, after;
  list(width, &splits, &listed);
  gather_wide(&listed, t->start.of, start.of);
  gather_wide(&listed, t->gradient.of, gradient.of);
  gather_wide(&listed, t->start_rho.of, rho.of);
  const double tau = 1.0 / law->momentum_rate, exponent = window->exponent;
  EACH_LANE(j, listed.count) {
    double g = gradient.of[j], z = -start.of[j] / g;
    double rate = law->consumption * (g < 0 ? -g : g) + law->decay;
    double a = log_1p(z);
    a = a < exponent ? a : exponent;
    struct crossing crossing =
        long_crossing(z, a, exponent - a, rate * tau, law->production * tau, rho.of[j]);
    double size = tau * g;
    before.of[j] = -law->learning_rate * (size * crossing.before);
    after.of[j] = law->learning_rate * (size * crossing.after);
  }
  scatter_wide(&listed, before.of, t->swept.of);
  scatter_wide(&listed, after.of, t->after.of);
}

INLINE void split(const struct law *law, const struct window *window, int is_short, int any_long,
                  size_t width, struct tile *t, struct crossings *x) {
  list(width, &t->crosses, &x->listed);
  if (is_short) split_short(law, window, &x->listed, t);
  if (!is_short || any_long) split_long(law, window, is_short, width, t);
  gather(&x->listed, t->after.of, x->swept.of);
  x->swept.of[TILE] = x->weight[0].of[TILE] = x->weight[1].of[TILE] = 0;
}

// What comes after the change of sign.
INLINE void finish(const struct law *law, const struct predisposed *predisposed,
                   struct crossings *x, struct tile *t) {
  const struct listed *listed = &x->listed;
  if (law->clock) {
    gather(listed, t->clock.of, x->clock.of);
    advance_clock(listed->count, x->swept.of, x->clock.of);
    scatter(listed, x->clock.of, t->clock.of);
  }
  real *weight[2] = {x->weight[0].of, x->weight[1].of};
  for (size_t k = 0; k < law->weight_count; k++) gather(listed, t->weight[k].of, weight[k]);
  advance_predisposed(predisposed, law->weight_count, listed->count, x->swept.of, weight, weight);
  for (size_t k = 0; k < law->weight_count; k++) scatter(listed, weight[k], t->weight[k].of);
}

INLINE void carry(const struct law *law, const struct predisposed *predisposed,
                  const struct window *window, int are_all_brief, size_t width, struct tile *t) {
  real_flag any_long, any_crosses;
  if (window->exponent > 1.0)
    carry_substances(law, window, 0, 0, width, t, &any_long, &any_crosses);
  else if (!are_all_brief)
    carry_substances(law, window, 1, 0, width, t, &any_long, &any_crosses);
  else
    carry_substances(law, window, 1, 1, width, t, &any_long, &any_crosses);
  if (any_long) carry_long(law, window, width, t);
  // Without predisposition the sum over a whole window will do, with the changes of sign in it.
  if (law->inverse_temperature == 0) {
    for (size_t k = 0; k < law->weight_count; k++)
      advance_freely(width, t->swept.of, t->weight[k].of);
    return;
  }
  struct crossings crossings;
  if (any_crosses)
    split(law, window, window->exponent <= 1.0, any_long != 0, width, t, &crossings);
  if (law->clock) advance_clock(width, t->swept.of, t->clock.of);
  real *weight[2] = {t->weight[0].of, t->weight[1].of};
  advance_predisposed(predisposed, law->weight_count, width, t->swept.of, weight, weight);
  if (any_crosses) finish(law, predisposed, &crossings, t);
}

// The components that a law moves, and where a tile keeps them.
INLINE void exchange(const struct law *law, size_t count, size_t stride, int is_load, real *state,
                     struct tile *t) {
  real *outside[6];
  real *inside[6] = {t->momentum.of, t->sum.of, t->rho.of};
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
      memcpy(inside[k], outside[k], count * sizeof(real));
    else
      memcpy(outside[k], inside[k], count * sizeof(real));
  }
}

enum { MOST_WINDOWS = 16 };  // prepared together

FOR_EVERY_PROCESSOR
static void carry_some(const struct law *constants, size_t n, size_t stride, size_t count,
                       const double *durations, const real *gradient, size_t gradient_stride,
                       real *state) {
  // A copy, which no store to an array can change: the compiler keeps it in registers.
  const struct law own = *constants, *law = &own;
  const struct predisposed predisposed = predisposed_of(law);
  struct window windows[MOST_WINDOWS];
  for (size_t k = 0; k < count; k++) {
    if (k > 0 && durations[k] == durations[k - 1])
      windows[k] = windows[k - 1];
    else
      windows[k] = window_of(law, durations[k]);
  }
  const real gain = (real)law->gradient_gain;
  struct tile tile;
  clear_nobody(&tile);
  for (size_t first = 0; first < n; first += TILE) {
    size_t some = n - first < TILE ? n - first : TILE;
    size_t width = whole_groups(some);
    if (some < width) clear(some, width, &tile);
    exchange(law, some, stride, 1, state + first, &tile);
    for (size_t k = 0; k < count; k++) {
      if (!(durations[k] > 0)) continue;
      const real *row = gradient + k * gradient_stride + first;
      const real brief = windows[k].short_window.brief_gradient;
      real_flag is_any_longer = 0;
      for (size_t i = 0; i < some; i++) {
        real g = gain * row[i];
        tile.gradient.of[i] = g;
        is_any_longer |= !(magnitude(g) <= brief);
      }
      carry(law, &predisposed, &windows[k], !is_any_longer, width, &tile);
    }
    exchange(law, some, stride, 0, state + first, &tile);
  }
}

INLINE void carry_all(const struct law *law, size_t n, size_t stride, size_t windows,
                      const double *durations, const real *gradient, size_t gradient_stride,
                      real *state) {
  for (size_t first = 0; first < windows; first += MOST_WINDOWS) {
    size_t count = windows - first < MOST_WINDOWS ? windows - first : MOST_WINDOWS;
    carry_some(law, n, stride, count, durations + first, gradient + first * gradient_stride,
               gradient_stride, state);
  }
}
