// How examples stand side by side, and what is done alike to all places of a map, for the numbers `real`. Included by one
// file for each kind of number.

// The lanes of a place, one after the other.
#define EACH_LANE(l) _Pragma("clang loop vectorize(assume_safety)") for (size_t l = 0; l < EXAMPLE_LANES; l++)

INLINE size_t tiles_of(size_t count) { return (count + EXAMPLE_LANES - 1) / EXAMPLE_LANES; }

// How many lanes of a tile have an example.
INLINE size_t live_lanes(size_t count, size_t tile) {
  size_t left = count - tile * EXAMPLE_LANES;
  return left < EXAMPLE_LANES ? left : EXAMPLE_LANES;
}

void NAME(from_rows)(size_t count, size_t width, const real *rows, int adding, real *tiles) {
  for (size_t tile = 0; tile < tiles_of(count); tile++) {
    const real *from = rows + tile * EXAMPLE_LANES * width;
    real *to = tiles + tile * EXAMPLE_LANES * width;
    size_t live = live_lanes(count, tile);
    for (size_t j = 0; j < width; j++)
      for (size_t l = 0; l < EXAMPLE_LANES; l++) {
        real number = l < live ? from[l * width + j] : 0;
        to[j * EXAMPLE_LANES + l] = adding ? to[j * EXAMPLE_LANES + l] + number : number;
      }
  }
}

void NAME(to_rows)(size_t count, size_t width, const real *tiles, real *rows) {
  for (size_t tile = 0; tile < tiles_of(count); tile++) {
    const real *from = tiles + tile * EXAMPLE_LANES * width;
    real *to = rows + tile * EXAMPLE_LANES * width;
    size_t live = live_lanes(count, tile);
    for (size_t l = 0; l < live; l++)
      for (size_t j = 0; j < width; j++) to[l * width + j] = from[j * EXAMPLE_LANES + l];
  }
}

void NAME(spread)(size_t count, size_t maps, size_t positions, const real *rows, real *tiles) {
  for (size_t tile = 0; tile < tiles_of(count); tile++)
    for (size_t m = 0; m < maps; m++) {
      real *to = tiles + (tile * maps + m) * positions * EXAMPLE_LANES;
      size_t live = live_lanes(count, tile);
      for (size_t l = 0; l < EXAMPLE_LANES; l++)
        to[l] = l < live ? rows[(tile * EXAMPLE_LANES + l) * maps + m] : 0;
      for (size_t p = 1; p < positions; p++)
        memcpy(to + p * EXAMPLE_LANES, to, EXAMPLE_LANES * sizeof(real));
    }
}

FOR_EVERY_PROCESSOR
static void times_factors(size_t tiles, size_t maps, size_t positions, const real *factors, real *a) {
  for (size_t tile = 0; tile < tiles; tile++)
    for (size_t m = 0; m < maps; m++) {
      real *map = a + (tile * maps + m) * positions * EXAMPLE_LANES;
      real factor = factors[m];
      _Pragma("clang loop vectorize(assume_safety)") for (size_t i = 0; i < positions * EXAMPLE_LANES; i++)
        map[i] *= factor;
    }
}

void NAME(times_factors)(size_t tiles, size_t maps, size_t positions, const real *factors, real *a) {
  times_factors(tiles, maps, positions, factors, a);
}
