#ifndef SYNAPTIC_DYNAMICS_PATH_PIECES_H
#define SYNAPTIC_DYNAMICS_PATH_PIECES_H

#include "../Elementary/numbers_double.h"

#include "../Weights/weights.h"
#include "moving_windows.h"
#include "path_nodes.h"

#include <math.h>

// A piece of each lane's way: Lobatto's collocation for ∫ e^(t/τ_m) (g − m(0)), for ∫ rate(|g|), for
// ∫ e^(that) (dρ/dt at 0, for the rate of now) and for ∫ m ρ in turn. Each takes the values of the one before at the
// nodes; what it counts from is the start of the piece, so that nothing is lost in a short one.

#define EACH_NODE(j, from) _Pragma("clang loop unroll(full)") for (int j = from; j < NODES; j++)

// The product of a piece's length and a rate, at most: Lobatto's rule then leaves 1e-15 in each. Roundings of the length apart.
static const double longest_piece = 0.2, rounded_piece = 0.2 * (1 + 1e-12);
// So often a lane's pieces are cut at changes of sign; what is left of them then is below all measure.
enum { MOST_CUTS = 40 };
// Lanes that would need more are given up: it is better to take shorter steps.
static const double most_pieces = 1e4;

// Lanes on their way.
struct walk {
  struct lanes coefficient[PATH_POINTS];  // of g, in Newton's form
  struct lanes at, size;                  // where the piece starts, and its length; 0: arrived
  struct lanes pace;                      // the longest piece that the rates allow
  struct lanes momentum, rho, clock, weight[2];
  struct lanes cuts;
  // Of the piece: at its nodes; at its end; η ∫ m ρ dt.
  struct lanes gradient[NODES], momenta[NODES];
  struct lanes new_rho, swept, steepest;
  struct flags turns;  // whether it is not to be taken as it is
  int gives_up;        // whether a lane needs too many
};

INLINE double dot(const double factors[NODES], const double values[NODES]) {
  double even = factors[0] * values[0], odd = factors[1] * values[1];
  even = fused(factors[2], values[2], even);
  odd = fused(factors[3], values[3], odd);
  return fused(factors[4], values[4], even) + odd;
}

// e^x and e^(−x) for |x| ≤ 0.2: what the series leave out is 1e-17.
INLINE void small_exponentials(double x, double *up, double *down) {
  double s = x * x;
  double even = fused(s, 1.0 / 3628800, 1.0 / 40320);
  double odd = fused(s, 1.0 / 39916800, 1.0 / 362880);
  even = fused(even, s, 1.0 / 720), odd = fused(odd, s, 1.0 / 5040);
  even = fused(even, s, 1.0 / 24), odd = fused(odd, s, 1.0 / 120);
  even = fused(even, s, 0.5), odd = fused(odd, s, 1.0 / 6);
  odd = fused(odd, s * x, x);
  *up = 1.0 + fused(even, s, odd);
  *down = 1.0 + fused(even, s, -odd);
}

// Newton's coefficients of the path's signals, times the gain: differences divided by their times.
INLINE void take_path(const struct signal_path *path, double gain, size_t first, size_t count, size_t width,
                      struct lanes *coefficient) {
  for (size_t k = 0; k < path->count; k++) {
    const double *signals = path->signals[k] + first;
    for (size_t i = 0; i < count; i++) coefficient[k].of[i] = gain * signals[i];
    for (size_t i = count; i < width; i++) coefficient[k].of[i] = 0;
  }
  for (size_t order = 1; order < path->count; order++) {
    for (size_t k = path->count - 1; k >= order; k--) {
      double inverse = 1.0 / (path->times[k] - path->times[k - order]);
      EACH_LANE(i, width)
        coefficient[k].of[i] = (coefficient[k].of[i] - coefficient[k - 1].of[i]) * inverse;
    }
  }
}

INLINE void take_gradients(const struct signal_path *path, size_t width, struct walk *t) {
  size_t last = path->count - 1;
  EACH_NODE(j, 0) {
    EACH_LANE(i, width) t->gradient[j].of[i] = t->coefficient[last].of[i];
    for (size_t k = last; k-- > 0;) {
      double time = path->times[k];
      EACH_LANE(i, width) {
        double x = fused(nodes[j], t->size.of[i], t->at.of[i]) - time;
        t->gradient[j].of[i] = fused(t->gradient[j].of[i], x, t->coefficient[k].of[i]);
      }
    }
  }
}

// What m's relaxation makes of a piece: e^x and e^(−x) at its nodes for x the time from its start in units of τ_m.
struct relaxation {
  double up[NODES], down[NODES];
};

INLINE struct relaxation relaxation_of(double exponent) {
  struct relaxation of;
  EACH_NODE(j, 1) small_exponentials(nodes[j] * exponent, &of.up[j], &of.down[j]);
  return of;
}

// Of pieces that are all as long as the first, or each as long as it is.
INLINE void try_momentum(const struct law *law, size_t width, const struct relaxation *of_all,
                         struct walk *t) {
  double rate = law->momentum_rate;
  EACH_LANE(i, width) {
    double a = rate * t->size.of[i], start = t->momentum.of[i], v[NODES];
    struct relaxation of = of_all ? *of_all : relaxation_of(a);
    v[0] = t->gradient[0].of[i] - start;
    EACH_NODE(j, 1) v[j] = of.up[j] * (t->gradient[j].of[i] - start);
    t->momenta[0].of[i] = start;
    EACH_NODE(j, 1) t->momenta[j].of[i] = fused(a * of.down[j], dot(integration[j], v), start);
  }
}

INLINE void try_rest(const struct law *law, size_t width, struct walk *t) {
  EACH_LANE(i, width) {
    double size = t->size.of[i], start = t->rho.of[i], rate[NODES], decay[NODES], v[NODES], product[NODES];
    // |g| as if g had one sign all along.
    double consumption = t->gradient[MIDDLE].of[i] < 0 ? -law->consumption : law->consumption;
    EACH_NODE(j, 0) rate[j] = fused(consumption, t->gradient[j].of[i], law->decay);
    double steepest = law->momentum_rate;
    EACH_NODE(j, 0) steepest = magnitude(rate[j]) > steepest ? magnitude(rate[j]) : steepest;
    v[0] = law->production - rate[0] * start;
    EACH_NODE(j, 1) {
      double growth;
      small_exponentials(size * dot(integration[j], rate), &growth, &decay[j]);
      v[j] = growth * (law->production - rate[j] * start);
    }
    product[0] = t->momenta[0].of[i] * start;
    double rho = start;
    EACH_NODE(j, 1) {
      rho = fused(size * decay[j], dot(integration[j], v), start);
      product[j] = t->momenta[j].of[i] * rho;
    }
    t->new_rho.of[i] = rho;
    t->swept.of[i] = law->learning_rate * size * dot(integration[LAST], product);
    t->steepest.of[i] = steepest;
  }
}

// Whether values have not one sign. What a start or an end at a zero leaves is none.
INLINE int64_t changes_sign(const struct lanes values[NODES], size_t i) {
  double side = values[MIDDLE].of[i] < 0 ? -1 : 1, largest = 0, lowest = 0;
  EACH_NODE(j, 0) {
    double value = side * values[j].of[i];
    largest = value > largest ? value : largest;
    lowest = value < lowest ? value : lowest;
  }
  return -lowest > 1e-9 * largest;
}

// Which pieces are not to be taken as they are. Returns whether there are such.
INLINE int64_t look(const struct law *law, size_t width, struct walk *t) {
  int64_t any = 0;
  int64_t side_matters = law->inverse_temperature != 0;
  EACH_LANE(i, width) {
    int64_t turns = changes_sign(t->gradient, i) | (side_matters & changes_sign(t->momenta, i));
    turns &= t->cuts.of[i] < MOST_CUTS;
    turns |= !(t->size.of[i] * t->steepest.of[i] <= rounded_piece);
    turns &= t->size.of[i] > 0;
    t->turns.of[i] = turns;
    any |= turns;
  }
  return any;
}

// Where the polynomial through values first changes its sign, by Newton's method between two nodes, by halving where
// that leaves them; 1 if it does not.
static double zero_of(const struct lanes values[NODES], size_t i) {
  double v[NODES], power[NODES], largest = 0;
  for (int j = 0; j < NODES; j++) {
    v[j] = values[j].of[i];
    if (magnitude(v[j]) > largest) largest = magnitude(v[j]);
  }
  // The last node before it and the first one beyond; nodes between have a 0.
  int before = magnitude(v[0]) > 1e-9 * largest ? 0 : 1, beyond = before + 1;
  double side = v[before] < 0 ? -1 : 1;
  for (; beyond < NODES && !(side * v[beyond] < 0); beyond++)
    if (side * v[beyond] > 0) before = beyond;
  if (beyond == NODES) return 1;
  for (int k = 0; k < NODES; k++) power[k] = dot(powers[k], v);
  double low = nodes[before], high = nodes[beyond];
  double x = low + (high - low) * (v[before] / (v[before] - v[beyond]));
  for (int round = 0; round < 8; round++) {
    double value = power[LAST], slope = 0;
    for (int k = LAST - 1; k >= 0; k--) {
      slope = slope * x + value;
      value = value * x + power[k];
    }
    if (side * value > 0) low = x; else high = x;
    double next = x - value / slope;
    next = next > low && next < high ? next : 0.5 * (low + high);
    if (magnitude(next - x) <= 1e-15) return next;
    x = next;
  }
  return x;
}

// The next piece of what is left, without a sliver at the end.
INLINE double longest_part(double left, double pace) {
  return left <= pace ? left : 0.5 * left <= pace ? 0.5 * left : pace;
}

// Shortens the pieces that are not to be taken as they are.
static void cut(const struct law *law, double length, size_t width, struct walk *t) {
  for (size_t i = 0; i < width; i++) {
    if (!t->turns.of[i]) continue;
    double left = length - t->at.of[i];
    if (!(t->size.of[i] * t->steepest.of[i] <= rounded_piece)) {
      t->pace.of[i] = longest_piece / t->steepest.of[i];
      double pieces = ceil(left / t->pace.of[i]);
      // So many, or not a number.
      if (!(pieces <= most_pieces)) {
        t->gives_up = 1;
        t->size.of[i] = 0;
        t->at.of[i] = length;
      } else {
        double size = longest_part(left, t->pace.of[i]);
        t->size.of[i] = size < 0.9 * t->size.of[i] ? size : 0.9 * t->size.of[i];
      }
      continue;
    }
    double part = zero_of(t->gradient, i);
    if (law->inverse_temperature != 0) {
      double other = zero_of(t->momenta, i);
      if (other < part) part = other;
    }
    t->cuts.of[i] += 1;
    // Without a zero to be found the piece is taken the next time.
    if (part == 1) t->cuts.of[i] = MOST_CUTS;
    t->size.of[i] *= part > 1e-6 ? part : 1e-6;
  }
}

INLINE void advance_weights(const struct law *law, const struct predisposed *predisposed, size_t width,
                            struct walk *t) {
  real *weight[2] = {t->weight[0].of, t->weight[1].of};
  if (law->inverse_temperature == 0) {
    for (size_t k = 0; k < law->weight_count; k++) advance_freely(width, t->swept.of, weight[k]);
  } else if (law->weight_count == 2) {
    advance_predisposed(predisposed, 2, width, t->swept.of, weight, weight);
  } else if (law->weight_count == 1) {
    advance_predisposed(predisposed, 1, width, t->swept.of, weight, weight);
  }
}

// Takes the pieces that are good, and says which to try next. Returns whether a lane has some way before it.
INLINE int64_t take(const struct law *law, const struct predisposed *predisposed, double length, size_t width,
                    struct walk *t) {
  int64_t any = 0;
  EACH_LANE(i, width) {
    int64_t turns = t->turns.of[i];
    double end = t->at.of[i] + t->size.of[i];
    int64_t arrives = end >= length * (1 - 0x1p-50);
    double next = longest_part(length - end, t->pace.of[i]);
    t->momentum.of[i] = turns ? t->momentum.of[i] : t->momenta[LAST].of[i];
    t->rho.of[i] = turns ? t->rho.of[i] : t->new_rho.of[i];
    t->swept.of[i] = turns ? 0 : t->swept.of[i];
    t->at.of[i] = turns ? t->at.of[i] : arrives ? length : end;
    t->size.of[i] = turns ? t->size.of[i] : arrives ? 0 : next;
    any |= turns | !arrives;
  }
  if (law->clock != 0) advance_clock(width, t->swept.of, t->clock.of);
  advance_weights(law, predisposed, width, t);
  return any;
}

// Takes one piece of all lanes, or shortens it. Returns whether a lane has some way before it.
INLINE int64_t go_on(const struct law *law, const struct predisposed *predisposed, const struct signal_path *path,
                     double length, const struct relaxation *of_all, size_t width, struct walk *t) {
  take_gradients(path, width, t);
  try_momentum(law, width, of_all, t);
  try_rest(law, width, t);
  int64_t any_turns = look(law, width, t);
  int64_t any = take(law, predisposed, length, width, t);
  if (any_turns) cut(law, length, width, t);
  return any;
}

#endif
