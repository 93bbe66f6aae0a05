// Sums over maps and normalisation, for the numbers `real`. Included by one file for each kind of number.
//
// A sum over a map of a tile goes lane by lane, in four parts that take the positions in turn; what the tiles have is added
// in 64 bits. The order is the same for every width of registers.

enum { PARTS = 4 };

struct lane_sums {
  real of[PARTS][EXAMPLE_LANES];
};

// Adds up the lanes that have examples.
INLINE double sum_of_lanes(const struct lane_sums *sums, size_t live) {
  double sum = 0;
  for (size_t l = 0; l < live; l++)
    sum += ((double)sums->of[0][l] + sums->of[1][l]) + ((double)sums->of[2][l] + sums->of[3][l]);
  return sum;
}

// `sums` of `term` and `others` of `other`, expressions of i, over a map.
#define SUMS_OVER_MAP(sums, term, others, other, positions)                                    \
  memset(&(sums), 0, sizeof(sums));                                                            \
  memset(&(others), 0, sizeof(others));                                                        \
  for (size_t p = 0; p < (positions); p++) {                                                   \
    real *part = (sums).of[p % PARTS], *part_of_others = (others).of[p % PARTS];               \
    EACH_LANE(l) {                                                                             \
      size_t i = p * EXAMPLE_LANES + l;                                                        \
      part[l] += (term);                                                                       \
      part_of_others[l] += (other);                                                            \
    }                                                                                          \
  }

// `sums` of `term`, an expression of i, over a map.
#define SUM_OVER_MAP(sums, positions, term)                                                    \
  memset(&(sums), 0, sizeof(sums));                                                            \
  for (size_t p = 0; p < (positions); p++) {                                                   \
    real *part = (sums).of[p % PARTS];                                                         \
    EACH_LANE(l) {                                                                             \
      size_t i = p * EXAMPLE_LANES + l;                                                        \
      part[l] += (term);                                                                       \
    }                                                                                          \
  }

FOR_EVERY_PROCESSOR
static void sums(size_t tiles, size_t maps, size_t first, size_t end, size_t positions, const real *a, real *result) {
  for (size_t m = first; m < end; m++) {
    double sum = 0;
    for (size_t tile = 0; tile < tiles; tile++) {
      const real *map = a + (tile * maps + m) * positions * EXAMPLE_LANES;
      struct lane_sums parts;
      SUM_OVER_MAP(parts, positions, map[i]);
      sum += sum_of_lanes(&parts, EXAMPLE_LANES);
    }
    result[m] = (real)sum;
  }
}

FOR_EVERY_PROCESSOR
static void statistics(size_t count, size_t maps, size_t first, size_t end, size_t positions, const real *a,
                       real *mean, real *variance) {
  double n = (double)count * (double)positions;
  for (size_t m = first; m < end; m++) {
    double sum = 0, squares = 0, rest = 0;
    for (size_t tile = 0; tile < tiles_of(count); tile++) {
      const real *map = a + (tile * maps + m) * positions * EXAMPLE_LANES;
      struct lane_sums parts;
      SUM_OVER_MAP(parts, positions, map[i]);
      sum += sum_of_lanes(&parts, live_lanes(count, tile));
    }
    real middle = (real)(sum / n);
    // The mean is rounded: what is left of it belongs to the variance's formula.
    for (size_t tile = 0; tile < tiles_of(count); tile++) {
      const real *map = a + (tile * maps + m) * positions * EXAMPLE_LANES;
      struct lane_sums parts, rests;
      SUMS_OVER_MAP(parts, (map[i] - middle) * (map[i] - middle), rests, map[i] - middle, positions);
      squares += sum_of_lanes(&parts, live_lanes(count, tile));
      rest += sum_of_lanes(&rests, live_lanes(count, tile));
    }
    mean[m] = middle;
    variance[m] = (real)(squares / n - rest / n * (rest / n));
  }
}

FOR_EVERY_PROCESSOR
static void normalise(size_t count, size_t maps, size_t first, size_t end, size_t positions, const real *a,
                      const real *mean, const real *scale, const real *gamma, const real *beta, real *y) {
  for (size_t tile = 0; tile < tiles_of(count); tile++) {
    size_t live = live_lanes(count, tile);
    for (size_t m = first; m < end; m++) {
      size_t start = (tile * maps + m) * positions * EXAMPLE_LANES;
      const real *map = a + start;
      real *result = y + start;
      real middle = mean[m], factor = gamma[m] * scale[m], offset = beta[m];
      _Pragma("clang loop vectorize(assume_safety)") for (size_t i = 0; i < positions * EXAMPLE_LANES; i++)
        result[i] = fused(map[i] - middle, factor, offset);
      // What idle lanes have grows without bound where the others' variance is small, layer after layer.
      if (live < EXAMPLE_LANES)
        for (size_t p = 0; p < positions; p++)
          for (size_t l = live; l < EXAMPLE_LANES; l++) result[p * EXAMPLE_LANES + l] = 0;
    }
  }
}

FOR_EVERY_PROCESSOR
static void error_sums(size_t tiles, size_t maps, size_t first, size_t end, size_t positions, const real *a,
                       const real *mean, const real *scale, const real *e, real *along, real *sum) {
  for (size_t m = first; m < end; m++) {
    double products = 0, errors = 0;
    real middle = mean[m];
    for (size_t tile = 0; tile < tiles; tile++) {
      size_t start = (tile * maps + m) * positions * EXAMPLE_LANES;
      const real *map = a + start, *error = e + start;
      struct lane_sums parts, others;
      SUMS_OVER_MAP(parts, error[i] * (map[i] - middle), others, error[i], positions);
      products += sum_of_lanes(&parts, EXAMPLE_LANES);
      errors += sum_of_lanes(&others, EXAMPLE_LANES);
    }
    along[m] = (real)(products * (double)scale[m]);
    sum[m] = (real)errors;
  }
}

FOR_EVERY_PROCESSOR
static void through_statistics(size_t count, size_t batch, size_t maps, size_t first, size_t end, size_t positions,
                               const real *a, const real *mean, const real *scale, const real *gamma,
                               const real *along, const real *sum, real *e) {
  real n = (real)batch * (real)positions;
  for (size_t tile = 0; tile < tiles_of(count); tile++) {
    size_t live = live_lanes(count, tile);
    for (size_t m = first; m < end; m++) {
      size_t start = (tile * maps + m) * positions * EXAMPLE_LANES;
      const real *map = a + start;
      real *error = e + start;
      real middle = mean[m], factor = gamma[m] * scale[m], level = sum[m] / n, slope = along[m] * scale[m] / n;
      for (size_t p = 0; p < positions; p++) EACH_LANE(l) {
        size_t i = p * EXAMPLE_LANES + l;
        error[i] = l < live ? factor * (error[i] - level - (map[i] - middle) * slope) : 0;
      }
    }
  }
}

void NAME(sums)(size_t tiles, size_t maps, size_t first, size_t end, size_t positions, const real *a, real *result) {
  sums(tiles, maps, first, end, positions, a, result);
}

void NAME(statistics)(size_t count, size_t maps, size_t first, size_t end, size_t positions, const real *a, real *mean,
                      real *variance) {
  statistics(count, maps, first, end, positions, a, mean, variance);
}

void NAME(normalise)(size_t count, size_t maps, size_t first, size_t end, size_t positions, const real *a,
                     const real *mean, const real *scale, const real *gamma, const real *beta, real *y) {
  normalise(count, maps, first, end, positions, a, mean, scale, gamma, beta, y);
}

void NAME(error_sums)(size_t tiles, size_t maps, size_t first, size_t end, size_t positions, const real *a,
                      const real *mean, const real *scale, const real *e, real *along, real *sum) {
  error_sums(tiles, maps, first, end, positions, a, mean, scale, e, along, sum);
}

void NAME(through_statistics)(size_t count, size_t batch, size_t maps, size_t first, size_t end, size_t positions,
                              const real *a, const real *mean, const real *scale, const real *gamma,
                              const real *along, const real *sum, real *e) {
  through_statistics(count, batch, maps, first, end, positions, a, mean, scale, gamma, along, sum, e);
}
