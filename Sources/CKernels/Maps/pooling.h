// Windows that become one number, and every so many places of a map, for the numbers `real`. Included by one file for each
// kind of number. All of one tile.

// A place of a map, and one of a window: `body` with x, the place among those read, y, the place among the windows, and k, its
// number in the window.
#define EACH_WINDOW(pooling, ...)                                                                      \
  size_t windows_down = (pooling)->rows / (pooling)->window_rows;                                       \
  size_t windows_along = (pooling)->columns / (pooling)->window_columns;                                \
  for (size_t m = 0; m < (pooling)->maps; m++)                                                          \
    for (size_t r = 0; r < windows_down; r++)                                                           \
      for (size_t c = 0; c < windows_along; c++) {                                                      \
        size_t y_place = ((m * windows_down + r) * windows_along + c) * EXAMPLE_LANES;                  \
        for (size_t i = 0, k = 0; i < (pooling)->window_rows; i++)                                      \
          for (size_t j = 0; j < (pooling)->window_columns; j++, k++) {                                 \
            size_t x_place = ((m * (pooling)->rows + r * (pooling)->window_rows + i) * (pooling)->columns + \
                              c * (pooling)->window_columns + j) * EXAMPLE_LANES;                       \
            __VA_ARGS__                                                                                       \
          }                                                                                             \
      }

INLINE void clear_maps(const struct pooling *pooling, real *x) {
  memset(x, 0, pooling->maps * pooling->rows * pooling->columns * EXAMPLE_LANES * sizeof(real));
}

FOR_EVERY_PROCESSOR
static void largest(const struct pooling *pooling, const real *x, real *y, uint8_t *winners) {
  EACH_WINDOW(pooling, {
    if (k == 0) {
      memcpy(y + y_place, x + x_place, EXAMPLE_LANES * sizeof(real));
      memset(winners + y_place, 0, EXAMPLE_LANES);
    } else {
      EACH_LANE(l) {
        real here = x[x_place + l], before = y[y_place + l];
        int wins = here > before || (here != here && before == before);
        y[y_place + l] = wins ? here : before;
        winners[y_place + l] = wins ? (uint8_t)k : winners[y_place + l];
      }
    }
  })
}

FOR_EVERY_PROCESSOR
static void to_winners(const struct pooling *pooling, const uint8_t *winners, const real *e, int adding, real *x) {
  if (!adding) clear_maps(pooling, x);
  EACH_WINDOW(pooling, { EACH_LANE(l) x[x_place + l] += winners[y_place + l] == k ? e[y_place + l] : 0; })
}

FOR_EVERY_PROCESSOR
static void of_winners(const struct pooling *pooling, const uint8_t *winners, const real *x, int adding, real *y) {
  EACH_WINDOW(pooling, {
    if (k == 0 && !adding) memset(y + y_place, 0, EXAMPLE_LANES * sizeof(real));
    EACH_LANE(l) y[y_place + l] += winners[y_place + l] == k ? x[x_place + l] : 0;
  })
}

FOR_EVERY_PROCESSOR
static void average(const struct pooling *pooling, const real *x, int adding, real *y) {
  real share = 1 / (real)(pooling->window_rows * pooling->window_columns);
  EACH_WINDOW(pooling, {
    if (k == 0 && !adding) memset(y + y_place, 0, EXAMPLE_LANES * sizeof(real));
    EACH_LANE(l) y[y_place + l] += share * x[x_place + l];
  })
}

FOR_EVERY_PROCESSOR
static void average_back(const struct pooling *pooling, const real *e, int adding, real *x) {
  real share = 1 / (real)(pooling->window_rows * pooling->window_columns);
  if (!adding) clear_maps(pooling, x);
  EACH_WINDOW(pooling, { EACH_LANE(l) x[x_place + l] += share * e[y_place + l]; })
}

// Every place that is read: `body` with x and y, the places among those read and given.
#define EACH_SAMPLE(sampling, ...)                                                                     \
  size_t rows_given = ((sampling)->rows + (sampling)->stride - 1) / (sampling)->stride;                 \
  size_t columns_given = ((sampling)->columns + (sampling)->stride - 1) / (sampling)->stride;           \
  for (size_t m = 0; m < (sampling)->maps; m++)                                                         \
    for (size_t r = 0; r < rows_given; r++)                                                             \
      for (size_t c = 0; c < columns_given; c++) {                                                      \
        size_t y_place = (((m + (sampling)->before) * rows_given + r) * columns_given + c) * EXAMPLE_LANES; \
        size_t x_place = ((m * (sampling)->rows + r * (sampling)->stride) * (sampling)->columns +       \
                          c * (sampling)->stride) * EXAMPLE_LANES;                                      \
        EACH_LANE(l) __VA_ARGS__                                                                               \
      }

FOR_EVERY_PROCESSOR
static void subsample(const struct subsampling *sampling, const real *x, int adding, real *y) {
  size_t given = ((sampling->rows + sampling->stride - 1) / sampling->stride) *
                 ((sampling->columns + sampling->stride - 1) / sampling->stride);
  size_t maps = sampling->before + sampling->maps + sampling->after;
  if (!adding) memset(y, 0, maps * given * EXAMPLE_LANES * sizeof(real));
  EACH_SAMPLE(sampling, { y[y_place + l] += x[x_place + l]; })
}

FOR_EVERY_PROCESSOR
static void subsample_back(const struct subsampling *sampling, const real *e, int adding, real *x) {
  if (!adding) memset(x, 0, sampling->maps * sampling->rows * sampling->columns * EXAMPLE_LANES * sizeof(real));
  EACH_SAMPLE(sampling, { x[x_place + l] += e[y_place + l]; })
}

void NAME(largest)(const struct pooling *pooling, const real *x, real *y, uint8_t *winners) {
  largest(pooling, x, y, winners);
}

void NAME(to_winners)(const struct pooling *pooling, const uint8_t *winners, const real *e, int adding, real *x) {
  to_winners(pooling, winners, e, adding, x);
}

void NAME(of_winners)(const struct pooling *pooling, const uint8_t *winners, const real *x, int adding, real *y) {
  of_winners(pooling, winners, x, adding, y);
}

void NAME(average)(const struct pooling *pooling, const real *x, int adding, real *y) {
  average(pooling, x, adding, y);
}

void NAME(average_back)(const struct pooling *pooling, const real *e, int adding, real *x) {
  average_back(pooling, e, adding, x);
}

void NAME(subsample)(const struct subsampling *sampling, const real *x, int adding, real *y) {
  subsample(sampling, x, adding, y);
}

void NAME(subsample_back)(const struct subsampling *sampling, const real *e, int adding, real *x) {
  subsample_back(sampling, e, adding, x);
}
