// The gradient at one level: see convolution_level.h.
//
// A block has sums for a few maps, a few channels and one tap, which thus agree in what lies inside. Over a chunk of
// positions, whose errors and inputs the first cache holds, each tap's sums stay in registers; from chunk to chunk the
// sums of many blocks wait on the stack. A chunk's errors are copied side by side: in place, the rows of different maps
// would displace one another in the cache, standing powers of 2 apart.

// The sums that wait, 44 KiB, and the errors copied for one map.
#define WAITING (45056 / sizeof(real) / EXAMPLE_LANES)
#define POSITIONS (POSITION_BYTES / sizeof(real) / EXAMPLE_LANES)

// Output positions in their order: rows of some tiles, or a part of one row.
struct LEVEL(chunk) {
  struct range tiles, rows, columns;
};

// A tap of the kernel.
struct LEVEL(tap) {
  struct range rows, columns;   // of output positions that it meets inside the input
  ptrdiff_t place;              // of its input for output position 0, from the plane's start
};

// What a block has in common for all its taps.
struct LEVEL(products) {
  const struct convolution *shape;
  const struct LEVEL(chunk) *chunk;
  const real *errors;           // the copy, for the first map
  const real *inputs;           // of tile 0 and the first channel
};

// Adds a chunk's products for one tap, `maps` maps and `channels` channels.
INLINE TARGET void LEVEL(add_products)(const struct LEVEL(products) *p, const struct LEVEL(tap) *tap,
                                       const size_t maps, const size_t channels, real *waiting) {
  const struct convolution *s = p->shape;
  size_t input_plane = s->rows * s->columns * EXAMPLE_LANES, step = s->stride * EXAMPLE_LANES;
  const size_t map = POSITIONS * EXAMPLE_LANES;
  struct range rows = overlap(p->chunk->rows, tap->rows), columns = overlap(p->chunk->columns, tap->columns);
  size_t row_length = p->chunk->columns.to - p->chunk->columns.from;
  size_t tile_length = (p->chunk->rows.to - p->chunk->rows.from) * row_length;
  size_t first = (rows.from - p->chunk->rows.from) * row_length + columns.from - p->chunk->columns.from;
  for (size_t part = 0; part < PARTS; part++) {
    VECTOR sums[MAPS][CHANNELS];
    real *place = waiting + part * WIDTH;
    EVERY(m, maps) EVERY(c, channels)
      sums[m][c] = *(VECTOR *)(place + (m * channels + c) * EXAMPLE_LANES);
    for (size_t tile = p->chunk->tiles.from; tile < p->chunk->tiles.to; tile++) {
      const real *row_errors =
        p->errors + ((tile - p->chunk->tiles.from) * tile_length + first) * EXAMPLE_LANES + part * WIDTH;
      const real *row_inputs = p->inputs + tile * s->channels * input_plane + part * WIDTH +
                               (tap->place + (ptrdiff_t)((rows.from * s->columns + columns.from) * step));
      for (size_t row = rows.from; row < rows.to; row++) {
        const real *e = row_errors, *x = row_inputs;
        _Pragma("clang loop unroll(disable)") for (size_t n = columns.to - columns.from; n > 0; n--) {
          VECTOR input[CHANNELS];
          EVERY(c, channels) input[c] = *(const VECTOR *)(x + c * input_plane);
          EVERY(m, maps) {
            VECTOR error = *(const VECTOR *)(e + m * map);
            EVERY(c, channels) sums[m][c] = fused(error, input[c], sums[m][c]);
          }
          e += EXAMPLE_LANES;
          x += step;
        }
        row_errors += row_length * EXAMPLE_LANES;
        row_inputs += s->columns * step;
      }
    }
    EVERY(m, maps) EVERY(c, channels)
      *(VECTOR *)(place + (m * channels + c) * EXAMPLE_LANES) = sums[m][c];
  }
}

// All taps of a range for one block. Returns the place behind its sums.
INLINE TARGET real *LEVEL(add_block)(const struct LEVEL(products) *p, struct range taps, const size_t maps,
                                     const size_t channels, real *waiting) {
  const struct convolution *s = p->shape;
  ptrdiff_t padding = (ptrdiff_t)s->padding;
  for (size_t index = taps.from; index < taps.to; index++) {
    size_t row = index / s->kernel_columns, column = index % s->kernel_columns;
    struct LEVEL(tap) tap = {
      positions_met(s->rows, s->output_rows, s->stride, s->padding, row),
      positions_met(s->columns, s->output_columns, s->stride, s->padding, column),
      (((ptrdiff_t)row - padding) * (ptrdiff_t)s->columns + (ptrdiff_t)column - padding) * EXAMPLE_LANES,
    };
    LEVEL(add_products)(p, &tap, maps, channels, waiting);
    waiting += maps * channels * EXAMPLE_LANES;
  }
  return waiting;
}

INLINE TARGET real *LEVEL(add_channels)(const struct LEVEL(products) *p, struct range taps, const size_t maps,
                                        size_t channels, real *waiting) {
  if (channels == 1) return LEVEL(add_block)(p, taps, maps, 1, waiting);
  if (channels == 2) return LEVEL(add_block)(p, taps, maps, 2, waiting);
  return LEVEL(add_block)(p, taps, maps, 3, waiting);
}

// How many of the maps that are left make a block.
INLINE size_t LEVEL(maps_of_block)(size_t left) { return left >= MAPS ? MAPS : left >= 4 ? 4 : left >= 2 ? 2 : 1; }

// A chunk's products for all blocks.
TARGET static void LEVEL(add_chunk)(const struct convolution *s, const struct LEVEL(chunk) *chunk, struct range taps,
                                    struct range channels, size_t maps, const real *errors, const real *inputs,
                                    real *waiting) {
  size_t input_plane = s->rows * s->columns * EXAMPLE_LANES;
  for (size_t channel = channels.from, n; channel < channels.to; channel += n) {
    n = even_part(channels.to - channel, CHANNELS);
    for (size_t map = 0, m; map < maps; map += m) {
      struct LEVEL(products) p = {
        s, chunk, errors + map * POSITIONS * EXAMPLE_LANES, inputs + channel * input_plane};
      m = LEVEL(maps_of_block)(maps - map);
      if (m == MAPS) waiting = LEVEL(add_channels)(&p, taps, MAPS, n, waiting);
      else if (m == 4) waiting = LEVEL(add_channels)(&p, taps, 4, n, waiting);
      else if (m == 2) waiting = LEVEL(add_channels)(&p, taps, 2, n, waiting);
      else waiting = LEVEL(add_channels)(&p, taps, 1, n, waiting);
    }
  }
}

// Copies a chunk's errors of some maps.
INLINE TARGET void LEVEL(copy_errors)(const struct convolution *s, const struct LEVEL(chunk) *chunk, size_t maps,
                                      const real *errors, real *copies) {
  size_t row_length = (chunk->columns.to - chunk->columns.from) * PARTS;
  for (size_t map = 0; map < maps; map++) {
    real *copy = copies + map * POSITIONS * EXAMPLE_LANES;
    for (size_t tile = chunk->tiles.from; tile < chunk->tiles.to; tile++)
      for (size_t row = chunk->rows.from; row < chunk->rows.to; row++) {
        size_t place = ((tile * s->maps + map) * s->output_rows + row) * s->output_columns + chunk->columns.from;
        const real *e = errors + place * EXAMPLE_LANES;
        for (size_t n = row_length; n > 0; n--) {
          *(VECTOR *)copy = *(const VECTOR *)e;
          copy += WIDTH;
          e += WIDTH;
        }
      }
  }
}

// The gradients of some maps, a range of channels and a range of taps.
TARGET static void LEVEL(gradient_blocks)(const struct convolution *s, struct range taps, struct range channels,
                                          size_t maps, size_t tiles, const real *errors, const real *inputs,
                                          real *gradient) {
  _Alignas(64) real waiting[WAITING * EXAMPLE_LANES], copies[MAP_BLOCK * POSITIONS * EXAMPLE_LANES];
  memset(waiting, 0, (taps.to - taps.from) * (channels.to - channels.from) * maps * EXAMPLE_LANES * sizeof(real));
  size_t columns_at_once = least(s->output_columns, POSITIONS);
  size_t rows_at_once = least(s->output_rows, POSITIONS / columns_at_once);
  size_t tiles_at_once = rows_at_once < s->output_rows ? 1 : POSITIONS / (rows_at_once * columns_at_once);
  for (size_t tile = 0; tile < tiles; tile += tiles_at_once)
    for (size_t row = 0; row < s->output_rows; row += rows_at_once)
      for (size_t column = 0; column < s->output_columns; column += columns_at_once) {
        struct LEVEL(chunk) chunk = {{tile, least(tile + tiles_at_once, tiles)},
                                     {row, least(row + rows_at_once, s->output_rows)},
                                     {column, least(column + columns_at_once, s->output_columns)}};
        LEVEL(copy_errors)(s, &chunk, maps, errors, copies);
        LEVEL(add_chunk)(s, &chunk, taps, channels, maps, copies, inputs, waiting);
      }
  size_t kernel = s->kernel_rows * s->kernel_columns;
  const real *sums = waiting;
  for (size_t channel = channels.from, n; channel < channels.to; channel += n) {
    n = even_part(channels.to - channel, CHANNELS);
    for (size_t map = 0, m; map < maps; map += m) {
      m = LEVEL(maps_of_block)(maps - map);
      for (size_t index = taps.from; index < taps.to; index++)
        for (size_t i = 0; i < m * n; i++, sums += EXAMPLE_LANES)
          gradient[((map + i / n) * s->channels + channel + i % n) * kernel + index] = sum_of_lanes(sums);
    }
  }
}

// The maps [first, first + count).
TARGET static void LEVEL(gradient)(const struct convolution *s, size_t first, size_t count, size_t tiles,
                                   const real *errors, const real *inputs, real *gradient) {
  size_t output_plane = s->output_rows * s->output_columns * EXAMPLE_LANES;
  size_t kernel = s->kernel_rows * s->kernel_columns;
  for (size_t map = first; map < first + count; map += MAP_BLOCK) {
    size_t maps = least(first + count - map, MAP_BLOCK);
    size_t taps = least(kernel, WAITING / (maps * CHANNELS));
    size_t most = WAITING / (maps * taps);
    for (size_t channel = 0, channels; channel < s->channels; channel += channels) {
      channels = even_part(s->channels - channel, most);
      for (size_t tap = 0; tap < kernel; tap += taps)
        LEVEL(gradient_blocks)(s, (struct range){tap, least(tap + taps, kernel)},
                               (struct range){channel, channel + channels}, maps, tiles,
                               errors + map * output_plane, inputs, gradient + map * s->channels * kernel);
    }
  }
}

#undef POSITIONS
#undef WAITING
