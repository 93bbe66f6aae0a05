// The sweep at one level: see convolution_level.h.
//
// It goes over the output in tiles of positions. The input under a tile, some planes at a time, is copied side by side
// to the stack, where it stays in the first cache for all maps: in place, rows of different planes would displace one
// another there, standing powers of 2 apart.

// Planes of an input, or the part of them under a tile.
struct LEVEL(source) {
  const real *numbers;
  ptrdiff_t row, column;    // where it starts in the whole input
  size_t rows, columns;
};

// A loop over planes, or over rows of a kernel: how often, and how far input and weights move.
struct LEVEL(loop) {
  size_t count, inputs, weights;
};

// What a block of sums reads and writes.
struct LEVEL(block) {
  struct LEVEL(loop) outer, inner;
  const real *numbers;          // of the source
  ptrdiff_t start;              // where among them position 0 has its tap 0 of a row
  const real *row_weights;      // of that tap, for the first map
  const real *input, *weights;  // of the first tap that counts
  real *output;                 // position 0 of the first map
  const real *bias;             // of the first map, or NULL
  size_t maps;                  // how many are wanted
  int adding;
  struct range columns;         // of taps
};

// Adds the products of one tap.
INLINE TARGET void LEVEL(add_tap)(const size_t maps, const size_t span, size_t group, const real *x, const real *w,
                                  const size_t *from, VECTOR sums[MAPS][SPAN]) {
  VECTOR inputs[SPAN];
  EVERY(v, span) inputs[v] = *(const VECTOR *)(x + from[v]);
  EVERY(m, maps) {
    VECTOR weight = w[m / GROUP * group + m % GROUP];
    EVERY(v, span) sums[m][v] = fused(weight, inputs[v], sums[m][v]);
  }
}

// Adds the products of all planes and taps of a block. Taps of a row that are `known` beforehand (otherwise 0) stand
// side by side in the program.
INLINE TARGET void LEVEL(add_taps)(const struct sweep *s, const struct LEVEL(block) *b, const size_t maps,
                                   const size_t span, const size_t known, const size_t *from, VECTOR sums[MAPS][SPAN]) {
  size_t group = s->group_distance, taps = b->columns.to - b->columns.from;
  const real *plane_input = b->input, *plane_weights = b->weights;
  for (size_t outer = b->outer.count; outer > 0; outer--) {
    const real *row_input = plane_input, *row_weights = plane_weights;
    for (size_t inner = b->inner.count; inner > 0; inner--) {
      if (known) {
        EVERY(tap, known)
          LEVEL(add_tap)(maps, span, group, row_input + tap * EXAMPLE_LANES, row_weights + tap * GROUP, from, sums);
      } else {
        const real *x = row_input, *w = row_weights;
        _Pragma("clang loop unroll(disable)") for (size_t tap = taps; tap > 0; tap--) {
          LEVEL(add_tap)(maps, span, group, x, w, from, sums);
          x += EXAMPLE_LANES;
          w += GROUP;
        }
      }
      row_input += b->inner.inputs;
      row_weights += b->inner.weights;
    }
    plane_input += b->outer.inputs;
    plane_weights += b->outer.weights;
  }
}

// The sums of `maps` maps and `span` registers, from register `first` of a row of positions.
INLINE TARGET void LEVEL(sum_block)(const struct sweep *s, const struct LEVEL(block) *b,
                                    const size_t maps, const size_t span, size_t first) {
  size_t output_plane = s->rows.outputs * s->columns.outputs * EXAMPLE_LANES;
  size_t from[SPAN], to[SPAN];
  VECTOR sums[MAPS][SPAN];
  EVERY(v, span) {
    size_t position = (first + v) / PARTS, part = (first + v) % PARTS * WIDTH;
    from[v] = position * s->columns.step * EXAMPLE_LANES + part;
    to[v] = position * s->columns.apart * EXAMPLE_LANES + part;
  }
  EVERY(m, maps) EVERY(v, span) {
    if (m >= b->maps) sums[m][v] = 0;
    else if (b->adding) sums[m][v] = *(VECTOR *)(b->output + m * output_plane + to[v]);
    else sums[m][v] = b->bias ? b->bias[m] : 0;
  }
  size_t taps = b->columns.to - b->columns.from;
  if (taps == 1) LEVEL(add_taps)(s, b, maps, span, 1, from, sums);
  else if (taps == 2) LEVEL(add_taps)(s, b, maps, span, 2, from, sums);
  else if (taps == 3) LEVEL(add_taps)(s, b, maps, span, 3, from, sums);
  else LEVEL(add_taps)(s, b, maps, span, 0, from, sums);
  EVERY(m, maps) if (m < b->maps)
    EVERY(v, span) *(VECTOR *)(b->output + m * output_plane + to[v]) = sums[m][v];
}

// The positions of a range of a row, which have the same taps.
INLINE TARGET void LEVEL(sum_positions)(const struct sweep *s, const struct LEVEL(block) *b,
                                        const size_t maps, size_t from, size_t to) {
  for (size_t first = from * PARTS, end = to * PARTS, span; first < end; first += span) {
    span = even_part(end - first, SPAN);
    if (span == 1) LEVEL(sum_block)(s, b, maps, 1, first);
    else if (span == 2) LEVEL(sum_block)(s, b, maps, 2, first);
    else if (span == 3) LEVEL(sum_block)(s, b, maps, 3, first);
    else LEVEL(sum_block)(s, b, maps, SPAN, first);
  }
}

// A row of a tile: positions at the borders one by one, each with its own taps.
INLINE TARGET void LEVEL(sum_row)(const struct sweep *s, struct LEVEL(block) *b, const size_t maps,
                                  struct range columns) {
  struct range inside = positions_inside(&s->columns);
  for (size_t position = columns.from, to; position < columns.to; position = to) {
    b->columns = taps_inside(&s->columns, position);
    b->input = b->numbers + (b->start + (ptrdiff_t)(b->columns.from * EXAMPLE_LANES));
    b->weights = b->row_weights + b->columns.from * GROUP;
    to = position + 1;
    if (inside.from <= position && position < inside.to) to = least(inside.to, columns.to);
    LEVEL(sum_positions)(s, b, maps, position, to);
  }
}

// All maps of a tile, from some planes of the input.
TARGET static __attribute__((noinline))
void LEVEL(sum_tile)(const struct sweep *s, const struct tile *tile, const struct LEVEL(source) *source,
                     struct range maps, const real *bias, int adding, real *output) {
  size_t output_row = s->columns.outputs * EXAMPLE_LANES, output_plane = s->rows.outputs * output_row;
  size_t input_row = source->columns * EXAMPLE_LANES, weights_row = s->columns.taps * GROUP;
  struct LEVEL(loop) planes = {
    tile->planes.to - tile->planes.from, source->rows * input_row, s->rows.taps * weights_row};
  for (size_t map = maps.from; map < maps.to; map += MAPS)
    for (size_t row = tile->rows.from; row < tile->rows.to; row++) {
      struct range taps = taps_inside(&s->rows, row);
      ptrdiff_t first_row = s->rows.start + (ptrdiff_t)(row * s->rows.step + taps.from) - source->row;
      ptrdiff_t first_column = s->columns.start - source->column;
      struct LEVEL(loop) kernel_rows = {taps.to - taps.from, input_row, weights_row};
      struct LEVEL(block) b = {
        .outer = planes,
        .inner = kernel_rows,
        .numbers = source->numbers,
        .start = (first_row * (ptrdiff_t)source->columns + first_column) * EXAMPLE_LANES,
        .row_weights = s->weights + map / GROUP * s->group_distance + tile->planes.from * planes.weights +
                       taps.from * weights_row,
        .output = output + map * output_plane + (s->rows.first + row * s->rows.apart) * output_row +
                  s->columns.first * EXAMPLE_LANES,
        .bias = bias ? bias + map : 0,
        .maps = maps.to - map,
        .adding = adding,
      };
      if (kernel_rows.count == 1) {
        // One loop instead of two.
        b.inner = planes;
        b.outer = kernel_rows;
      }
      if (MAPS > GROUP && b.maps <= GROUP) LEVEL(sum_row)(s, &b, GROUP, tile->columns);
      else LEVEL(sum_row)(s, &b, MAPS, tile->columns);
    }
}

// Copies the input under a tile, and calls for what will be copied next, `ahead` of it.
INLINE TARGET struct LEVEL(source) LEVEL(copy_source)(const struct sweep *s, const struct tile *tile, const real *input,
                                                      ptrdiff_t ahead, real *copy) {
  struct range rows = inputs_under(&s->rows, tile->rows), columns = inputs_under(&s->columns, tile->columns);
  const real *copied = copy;
  for (size_t plane = tile->planes.from; plane < tile->planes.to; plane++)
    for (size_t row = rows.from; row < rows.to; row++) {
      size_t place = (plane * s->rows.inputs + row) * s->columns.inputs + columns.from;
      const real *x = input + place * EXAMPLE_LANES;
      for (size_t n = columns.to - columns.from; n > 0; n--) {
        __builtin_prefetch((const void *)((uintptr_t)x + (uintptr_t)ahead * sizeof(real)), 0, 2);
        EVERY(p, PARTS) *(VECTOR *)(copy + p * WIDTH) = *(const VECTOR *)(x + p * WIDTH);
        copy += EXAMPLE_LANES;
        x += EXAMPLE_LANES;
      }
    }
  return (struct LEVEL(source)){copied, (ptrdiff_t)rows.from, (ptrdiff_t)columns.from, rows.to - rows.from,
                                columns.to - columns.from};
}

// The planes [first, first + count) of the output.
TARGET static void LEVEL(sweep)(const struct sweep *s, const real *bias, size_t first, size_t count,
                                const real *input, int adding, real *output) {
  _Alignas(64) real copy[COPIED * EXAMPLE_LANES];
  struct range maps = {first, first + count};
  struct tiling t = tiling_of(s);
  if (copy_pays(s, &t, count)) {
    struct tile next;
    for (struct tile u = tile_from(s, &t, 0, 0, 0); u.rows.from < s->rows.positions; u = next) {
      next = tile_after(s, &t, &u);
      ptrdiff_t ahead = start_of_tile(s, &next) - start_of_tile(s, &u);
      struct LEVEL(source) source = LEVEL(copy_source)(s, &u, input, ahead, copy);
      LEVEL(sum_tile)(s, &u, &source, maps, bias, adding || u.planes.from > 0, output);
    }
  } else {
    struct LEVEL(source) all = {input, 0, 0, s->rows.inputs, s->columns.inputs};
    for (size_t row = 0; row < s->rows.positions; row++) {
      struct tile u = {{row, row + 1}, {0, s->columns.positions}, {0, s->planes}};
      LEVEL(sum_tile)(s, &u, &all, maps, bias, adding, output);
    }
  }
}
