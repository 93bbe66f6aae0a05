// The gradient at one level: see convolution_level.h.
//
// A block has sums for a few maps, a few channels and one tap, which thus agree in what lies inside. Over a chunk of
// positions, whose errors and inputs the first cache holds, each tap's sums stay in registers; from chunk to chunk the
// sums of many blocks wait on the stack.

// How many sums wait: 56 KiB.
#define WAITING (57344 / sizeof(real) / EXAMPLE_LANES)

// A chunk: rows of output positions in each of some tiles; and the taps at a time.
struct LEVEL(chunk) {
  struct range tiles, rows, taps;
};

// Adds a chunk's products for one tap, `maps` maps and `channels` channels.
INLINE TARGET void LEVEL(add_products)(const struct convolution *s, const struct LEVEL(chunk) *chunk, size_t tap,
                                       const size_t maps, const size_t channels, const real *errors,
                                       const real *inputs, real *waiting) {
  size_t tap_row = tap / s->kernel_columns, tap_column = tap % s->kernel_columns;
  struct range rows = positions_met(s->rows, s->output_rows, s->stride, s->padding, tap_row);
  struct range columns = positions_met(s->columns, s->output_columns, s->stride, s->padding, tap_column);
  rows = overlap(rows, chunk->rows);
  size_t output_row = s->output_columns * EXAMPLE_LANES, output_plane = s->output_rows * output_row;
  size_t input_row = s->columns * EXAMPLE_LANES, input_plane = s->rows * input_row;
  size_t step = s->stride * EXAMPLE_LANES;
  ptrdiff_t first_row = (ptrdiff_t)(rows.from * s->stride + tap_row) - (ptrdiff_t)s->padding;
  ptrdiff_t first_column = (ptrdiff_t)(columns.from * s->stride + tap_column) - (ptrdiff_t)s->padding;
  errors += rows.from * output_row + columns.from * EXAMPLE_LANES;
  inputs += first_row * (ptrdiff_t)input_row + first_column * EXAMPLE_LANES;
  size_t row_count = rows.to - rows.from, column_count = columns.to - columns.from;
  if (column_count == 0) return;
  for (size_t part = 0; part < EXAMPLE_LANES; part += WIDTH) {
    VECTOR sums[MAPS][CHANNELS];
    EVERY(m, maps) EVERY(c, channels) sums[m][c] = *(VECTOR *)(waiting + part + (m * channels + c) * EXAMPLE_LANES);
    for (size_t tile = chunk->tiles.from; tile < chunk->tiles.to; tile++) {
      const real *row_errors = errors + tile * s->maps * output_plane + part;
      const real *row_inputs = inputs + tile * s->channels * input_plane + part;
      for (size_t row = row_count; row > 0; row--) {
        const real *e = row_errors, *x = row_inputs;
        _Pragma("clang loop unroll(disable)") for (size_t n = column_count; n > 0; n--) {
          VECTOR input[CHANNELS];
          EVERY(c, channels) input[c] = *(const VECTOR *)(x + c * input_plane);
          EVERY(m, maps) {
            VECTOR error = *(const VECTOR *)(e + m * output_plane);
            EVERY(c, channels) sums[m][c] = fused(error, input[c], sums[m][c]);
          }
          e += EXAMPLE_LANES;
          x += step;
        }
        row_errors += output_row;
        row_inputs += s->stride * input_row;
      }
    }
    EVERY(m, maps) EVERY(c, channels) *(VECTOR *)(waiting + part + (m * channels + c) * EXAMPLE_LANES) = sums[m][c];
  }
}

// Adds a chunk's products for all taps of a block.
INLINE TARGET void LEVEL(add_block)(const struct convolution *s, const struct LEVEL(chunk) *chunk, const size_t maps,
                                    const size_t channels, const real *errors, const real *inputs, real *waiting) {
  for (size_t tap = chunk->taps.from; tap < chunk->taps.to; tap++) {
    LEVEL(add_products)(s, chunk, tap, maps, channels, errors, inputs, waiting);
    waiting += maps * channels * EXAMPLE_LANES;
  }
}

// Adds a chunk's products for `maps` maps and a range of channels.
INLINE TARGET void LEVEL(add_chunk)(const struct convolution *s, const struct LEVEL(chunk) *chunk, const size_t maps,
                                    struct range channels, const real *errors, const real *inputs, real *waiting) {
  size_t input_plane = s->rows * s->columns * EXAMPLE_LANES, taps = chunk->taps.to - chunk->taps.from;
  for (size_t channel = channels.from, n; channel < channels.to; channel += n) {
    const real *x = inputs + channel * input_plane;
    n = even_part(channels.to - channel, CHANNELS);
    if (n == 1) LEVEL(add_block)(s, chunk, maps, 1, errors, x, waiting);
    else if (n == 2) LEVEL(add_block)(s, chunk, maps, 2, errors, x, waiting);
    else LEVEL(add_block)(s, chunk, maps, 3, errors, x, waiting);
    waiting += taps * maps * n * EXAMPLE_LANES;
  }
}

// Adds all tiles' products for `maps` maps, a range of channels and a range of taps.
INLINE TARGET void LEVEL(add_tiles)(const struct convolution *s, struct range taps, struct range channels,
                                    const size_t maps, size_t tiles, const real *errors, const real *inputs,
                                    real *waiting) {
  size_t rows = rows_of_chunk(s, maps), together = tiles_of_chunk(s, maps);
  for (size_t tile = 0; tile < tiles; tile += together)
    for (size_t row = 0; row < s->output_rows; row += rows) {
      struct LEVEL(chunk) chunk = {
        {tile, least(tile + together, tiles)}, {row, least(row + rows, s->output_rows)}, taps};
      LEVEL(add_chunk)(s, &chunk, maps, channels, errors, inputs, waiting);
    }
}

// The gradients of some maps, of as many channels and taps at a time as can wait.
TARGET static __attribute__((noinline))
void LEVEL(gradient_maps)(const struct convolution *s, size_t maps, size_t tiles, const real *errors,
                          const real *inputs, real *gradient) {
  _Alignas(64) real waiting[WAITING * EXAMPLE_LANES];
  size_t kernel = s->kernel_rows * s->kernel_columns;
  size_t taps = least(kernel, WAITING / (maps * CHANNELS)), most = WAITING / (maps * taps);
  for (size_t channel = 0, n; channel < s->channels; channel += n) {
    n = even_part(s->channels - channel, most);
    for (size_t tap = 0; tap < kernel; tap += taps) {
      struct range t = {tap, least(tap + taps, kernel)}, c = {channel, channel + n};
      memset(waiting, 0, (t.to - t.from) * n * maps * EXAMPLE_LANES * sizeof(real));
      if (maps == MAPS) LEVEL(add_tiles)(s, t, c, MAPS, tiles, errors, inputs, waiting);
      else if (maps == 4) LEVEL(add_tiles)(s, t, c, 4, tiles, errors, inputs, waiting);
      else if (maps == 2) LEVEL(add_tiles)(s, t, c, 2, tiles, errors, inputs, waiting);
      else LEVEL(add_tiles)(s, t, c, 1, tiles, errors, inputs, waiting);
      add_examples(s, t, c, maps, waiting, gradient);
    }
  }
}

// The maps [first, first + count).
TARGET static void LEVEL(gradient)(const struct convolution *s, size_t first, size_t count, size_t tiles,
                                   const real *errors, const real *inputs, real *gradient) {
  size_t output_plane = s->output_rows * s->output_columns * EXAMPLE_LANES;
  size_t length = s->channels * s->kernel_rows * s->kernel_columns;
  for (size_t map = first, maps; map < first + count; map += maps) {
    size_t left = first + count - map;
    maps = left >= MAPS ? MAPS : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    LEVEL(gradient_maps)(s, maps, tiles, errors + map * output_plane, inputs, gradient + map * length);
  }
}

#undef WAITING
