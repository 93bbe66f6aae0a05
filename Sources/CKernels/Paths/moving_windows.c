#include "held_windows.h"
#include "path_pieces.h"

// The components that a law moves, and where a walk keeps them.
INLINE size_t parts(const struct law *law, struct walk *t, size_t components[5], double *inside[5]) {
  size_t count = 0;
  components[count] = law->substance, inside[count++] = t->momentum.of;
  components[count] = law->substance + 2, inside[count++] = t->rho.of;
  for (size_t w = 0; w < law->weight_count; w++)
    components[count] = law->weight + w, inside[count++] = t->weight[w].of;
  if (law->clock) components[count] = law->clock, inside[count++] = t->clock.of;
  return count;
}

// Puts the lanes that have some way before them together.
INLINE void pack(const struct law *law, const struct signal_path *path, size_t width, struct walk *from,
                   struct walk *to, struct listed *listed) {
  struct flags goes_on;
  EACH_LANE(i, width) goes_on.of[i] = from->size.of[i] > 0;
  list(width, &goes_on, listed);
  size_t components[5];
  double *inside[2][5];
  size_t arrays = parts(law, from, components, inside[0]);
  parts(law, to, components, inside[1]);
  for (size_t k = 0; k < arrays; k++) gather(listed, inside[0][k], inside[1][k]);
  for (size_t k = 0; k < path->count; k++)
    gather(listed, from->coefficient[k].of, to->coefficient[k].of);
  gather(listed, from->at.of, to->at.of);
  gather(listed, from->size.of, to->size.of);
  gather(listed, from->pace.of, to->pace.of);
  gather(listed, from->cuts.of, to->cuts.of);
}

// Room for walks of a tile.
struct walks {
  struct walk all, some;
};

// Returns whether all lanes arrive.
INLINE int carry_tile(const struct law *law, const struct predisposed *predisposed, size_t count,
                       size_t stride, double length, const struct signal_path *path, size_t first,
                       struct walks *walks, double *state) {
  struct walk *all = &walks->all, *some = &walks->some;
  size_t width = whole_groups(count), components[5];
  double *inside[5];
  size_t arrays = parts(law, all, components, inside);
  for (size_t k = 0; k < arrays; k++)
    memcpy(inside[k], state + components[k] * stride, count * sizeof(double));
  take_path(path, law->gradient_gain, first, count, width, all->coefficient);
  // The places that belong to nobody have no way before them.
  double pace = longest_piece / law->momentum_rate, size = longest_part(length, pace);
  for (size_t i = 0; i < ROOM; i++) {
    all->at.of[i] = i < count ? 0 : length;
    all->size.of[i] = i < count ? size : 0;
    all->pace.of[i] = pace;
    all->cuts.of[i] = 0;
  }
  all->gives_up = some->gives_up = !(length <= most_pieces * pace);
  if (all->gives_up) return 0;
  struct relaxation of_all = relaxation_of(law->momentum_rate * size);
  if (go_on(law, predisposed, path, length, &of_all, width, all)) {
    struct listed left;
    pack(law, path, width, all, some, &left);
    while (go_on(law, predisposed, path, length, NULL, left.count, some)) {}
    double *packed[5];
    parts(law, some, components, packed);
    for (size_t k = 0; k < arrays; k++) scatter(&left, packed[k], inside[k]);
  }
  for (size_t k = 0; k < arrays; k++)
    memcpy(state + components[k] * stride, inside[k], count * sizeof(double));
  // m⁺ + m⁻ relaxes to 2m₀, whatever the signals are.
  double *sum = state + (law->substance + 1) * stride;
  double approach = -expm1(-length * law->momentum_rate), rest = 2.0 * law->rest_concentration;
  for (size_t i = 0; i < count; i++) sum[i] += (rest - sum[i]) * approach;
  return !all->gives_up && !some->gives_up;
}

FOR_EVERY_PROCESSOR
static int carry_all(const struct law *constants, size_t n, size_t stride, double length,
                      const struct signal_path *path, double *state) {
  // A copy, which no store to an array can change: the compiler keeps it in registers.
  const struct law own = *constants, *law = &own;
  const struct predisposed predisposed = predisposed_of(law);
  struct walks walks;
  int all_arrive = 1;
  for (size_t first = 0; first < n; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    // The places that belong to nobody are to have numbers.
    if (first == 0 || count < TILE) memset(&walks.all, 0, sizeof walks.all);
    all_arrive &=
        carry_tile(law, &predisposed, count, stride, length, path, first, &walks, state + first);
  }
  return all_arrive;
}

int moving_windows(const struct law *law, size_t n, size_t stride, double length,
                    const struct signal_path *path, double *state) {
  if (path->count > 1) return carry_all(law, n, stride, length, path, state);
  held_windows(law, n, stride, 1, &length, path->signals[0], n, state);
  return 1;
}

// Numbers that are not negative are in the order of their bits, and what is not a number is beyond all.
INLINE uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits & (UINT64_MAX >> 1);
}

FOR_EVERY_PROCESSOR
static void tile_errors(const struct law *constants, size_t count, size_t stride, const struct signal_path *path,
                        size_t first, const struct path_weights *weights, const double *state,
                        uint64_t *largest) {
  struct law own = *constants, *law = &own;
  struct path_weights of = *weights;
  struct lanes coefficient[PATH_POINTS], once, twice;
  size_t width = whole_groups(count);
  take_path(path, law->gradient_gain, first, count, width, coefficient);
  const double *momentum = state + law->substance * stride, *rho = state + (law->substance + 2) * stride;
  const double *weight = state + law->weight * stride, *other = weight + (law->weight_count == 2) * stride;
  double rate = law->momentum_rate;
  double speed = law->weight_count ? law->learning_rate * law->predisposition_gain * rate : 0;
  memset(&once, 0, sizeof once);
  memset(&twice, 0, sizeof twice);
  for (size_t i = 0; i < count; i++) {
    double p = magnitude(rho[i]), a = magnitude(weight[i]), b = magnitude(other[i]);
    double of_momentum = rate / fused(of.relative, magnitude(momentum[i]), of.momentum);
    double of_rho = law->consumption * p / fused(of.relative, p, of.rho);
    once.of[i] = of_momentum > of_rho ? of_momentum : of_rho;
    twice.of[i] = speed * p / fused(of.relative, a < b ? a : b, of.weight);
  }
  for (size_t j = 1; j < path->count; j++) {
    double by_once = of.once[j], by_twice = of.twice[j];
    uint64_t most = largest[j];
    for (size_t i = 0; i < count; i++) {
      double x = by_once * once.of[i], y = by_twice * twice.of[i];
      uint64_t bits = bits_of(coefficient[j].of[i] * (x > y ? x : y));
      most = bits > most ? bits : most;
    }
    largest[j] = most;
  }
}

void path_errors(const struct law *law, size_t n, size_t stride, const struct signal_path *path,
                 const struct path_weights *weights, const double *state, double *errors) {
  uint64_t largest[PATH_POINTS];
  memcpy(largest, errors, sizeof largest);
  for (size_t first = 0; first < n; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    tile_errors(law, count, stride, path, first, weights, state + first, largest);
  }
  memcpy(errors, largest, sizeof largest);
}
