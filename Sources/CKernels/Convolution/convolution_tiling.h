// Which part of an input a sweep reads at a time.

// Tiles of positions, and the planes that are read at a time.
struct tiling {
  size_t rows, columns, planes;
  double copied;   // inputs for each position
};

// A tile's input is at most so many numbers of all examples at a time, 24 KiB; and where it can, a sweep adds so many
// products to a sum before it writes it.
enum { COPIED = 24576 / sizeof(real) / EXAMPLE_LANES, PRODUCTS = 144 };

// The inputs under some positions of one direction.
INLINE struct range inputs_under(const struct direction *d, struct range positions) {
  ptrdiff_t from = d->start + (ptrdiff_t)(positions.from * d->step);
  ptrdiff_t to = d->start + (ptrdiff_t)((positions.to - 1) * d->step + d->taps);
  ptrdiff_t end = (ptrdiff_t)d->inputs;
  from = from < 0 ? 0 : from > end ? end : from;
  to = to < from ? from : to > end ? end : to;
  return (struct range){(size_t)from, (size_t)to};
}

// The positions over at most `inputs` inputs.
INLINE size_t positions_over(const struct direction *d, size_t inputs) {
  if (inputs >= d->inputs) return d->positions;
  return inputs < d->taps ? 0 : least((inputs - d->taps) / d->step + 1, d->positions);
}

// Tiles whose input fits the copy, with the fewest inputs copied for a position; no planes if a kernel does not fit.
static struct tiling tiling_of(const struct sweep *s) {
  size_t taps = s->rows.taps * s->columns.taps;
  struct tiling best = {0, 0, 0, 0};
  if (taps == 0) return best;
  size_t planes = even_part(s->planes, taps < PRODUCTS ? PRODUCTS / taps : 1);
  for (size_t rows = 1; rows <= least(s->rows.positions, 8); rows++) {
    size_t under_rows = least((rows - 1) * s->rows.step + s->rows.taps, s->rows.inputs);
    size_t columns = positions_over(&s->columns, COPIED / planes / under_rows);
    if (columns == 0) break;
    columns = even_part(s->columns.positions, columns);
    size_t under_columns = least((columns - 1) * s->columns.step + s->columns.taps, s->columns.inputs);
    double copied = (double)(under_rows * under_columns) / (double)(rows * columns);
    if (best.planes && copied >= best.copied) continue;
    best = (struct tiling){rows, columns, planes, copied};
  }
  return best;
}

// Whether copying is worth its time: not if the rows under one row of positions stay in the first cache in place,
// nor, as long as they stay in the second, for few products with each number.
INLINE int copy_pays(const struct sweep *s, const struct tiling *t, size_t maps) {
  size_t places = s->planes * least(s->rows.taps, s->rows.inputs) * s->columns.inputs;
  size_t bytes = places * EXAMPLE_LANES * sizeof(real);
  double products = (double)(s->rows.taps * s->columns.taps * maps) / t->copied;
  return t->planes > 0 && bytes > 49152 && products > (bytes > 131072 ? 15 : 80);
}

// A tile and some planes of its input.
struct tile {
  struct range rows, columns, planes;
};

INLINE struct tile tile_from(const struct sweep *s, const struct tiling *t, size_t row, size_t column, size_t plane) {
  return (struct tile){{row, least(row + t->rows, s->rows.positions)},
                       {column, least(column + t->columns, s->columns.positions)},
                       {plane, least(plane + t->planes, s->planes)}};
}

// The next one: more planes, then more columns, then more rows.
INLINE struct tile tile_after(const struct sweep *s, const struct tiling *t, const struct tile *u) {
  if (u->planes.to < s->planes) return tile_from(s, t, u->rows.from, u->columns.from, u->planes.to);
  if (u->columns.to < s->columns.positions) return tile_from(s, t, u->rows.from, u->columns.to, 0);
  return tile_from(s, t, u->rows.to, 0, 0);
}

// Where a tile's input starts, but for the borders.
INLINE ptrdiff_t start_of_tile(const struct sweep *s, const struct tile *u) {
  size_t row = u->planes.from * s->rows.inputs + u->rows.from * s->rows.step;
  return (ptrdiff_t)((row * s->columns.inputs + u->columns.from * s->columns.step) * EXAMPLE_LANES);
}
