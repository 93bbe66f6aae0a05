// What `respond` and `send_back` have in common: some positions of each plane of the output, so many rows and columns
// apart, are sums over the taps of a kernel and the planes of an input, the kernel moving by a step from one to the next.
//
// With a stride, an input row feeds only kernel rows that agree with it modulo the stride. The rows of one remainder
// are a sweep with step 1 and a smaller kernel of its own, and so are columns.

// Positions along one direction.
struct direction {
  size_t inputs, outputs;   // the planes' whole lengths
  size_t first, apart;      // the place in the output of the first position, and the way to the next
  size_t positions;
  ptrdiff_t start;          // the input under the first position's tap 0
  size_t step;              // how far the kernel moves to the next position
  size_t taps;
};

struct sweep {
  struct direction rows, columns;
  size_t planes;            // of the input
  const real *weights;      // by (group of output planes, input plane, row, column, plane in the group)
  size_t group_distance;    // from a group's weights to the next one's
};

// Taps and positions that lie inside the input.
struct range {
  size_t from, to;
};

// What two ranges share.
INLINE struct range overlap(struct range a, struct range b) {
  size_t from = a.from > b.from ? a.from : b.from, to = least(a.to, b.to);
  return (struct range){from, to < from ? from : to};
}

// The taps inside the input for one position.
INLINE struct range taps_inside(const struct direction *d, size_t position) {
  ptrdiff_t start = d->start + (ptrdiff_t)(position * d->step);
  ptrdiff_t from = start < 0 ? -start : 0, to = (ptrdiff_t)d->inputs - start;
  if (to > (ptrdiff_t)d->taps) to = (ptrdiff_t)d->taps;
  if (from > to) from = to = 0;
  return (struct range){(size_t)from, (size_t)to};
}

// The positions all of whose taps lie inside.
INLINE struct range positions_inside(const struct direction *d) {
  ptrdiff_t step = (ptrdiff_t)d->step, room = (ptrdiff_t)d->inputs - (ptrdiff_t)d->taps - d->start;
  size_t from = d->start < 0 ? (size_t)((-d->start + step - 1) / step) : 0;
  size_t to = room < 0 ? 0 : (size_t)(room / step) + 1;
  from = least(from, d->positions);
  to = least(to, d->positions);
  return (struct range){from, to < from ? from : to};
}

INLINE struct sweep forward_sweep(const struct convolution *shape, const real *packed) {
  ptrdiff_t start = -(ptrdiff_t)shape->padding;
  size_t size = shape->kernel_rows * shape->kernel_columns;
  return (struct sweep){
    .rows = {shape->rows, shape->output_rows, 0, 1, shape->output_rows, start, shape->stride,
             shape->kernel_rows},
    .columns = {shape->columns, shape->output_columns, 0, 1, shape->output_columns, start,
                shape->stride, shape->kernel_columns},
    .planes = shape->channels,
    .weights = packed,
    .group_distance = shape->channels * size * GROUP,
  };
}

// The taps of a kernel of `size` that meet rows with one remainder of row + padding: remainder, remainder + stride, …
INLINE size_t taps_of_remainder(size_t size, size_t stride, size_t remainder) {
  return remainder < size ? (size - remainder + stride - 1) / stride : 0;
}

// The rows (or columns) first, first + stride, … of what lies below. Tap t meets kernel row
// remainder + stride·(taps − 1 − t), so that the errors' rows rise with t.
INLINE struct direction backward_direction(const struct convolution *shape, size_t below,
                                           size_t outputs, size_t size, size_t first) {
  size_t shifted = first + shape->padding;
  size_t taps = taps_of_remainder(size, shape->stride, shifted % shape->stride);
  return (struct direction){
    outputs, below, first, shape->stride, (below - first + shape->stride - 1) / shape->stride,
    (ptrdiff_t)(shifted / shape->stride) - (ptrdiff_t)taps + 1, 1, taps,
  };
}

// The taps that come before those of a remainder.
INLINE size_t taps_before(size_t size, size_t stride, size_t remainder) {
  size_t sum = 0;
  for (size_t r = 0; r < remainder; r++) sum += taps_of_remainder(size, stride, r);
  return sum;
}

INLINE struct sweep backward_sweep(const struct convolution *shape, const real *packed, size_t row,
                                   size_t column) {
  size_t stride = shape->stride;
  struct direction rows =
    backward_direction(shape, shape->rows, shape->output_rows, shape->kernel_rows, row);
  struct direction columns =
    backward_direction(shape, shape->columns, shape->output_columns, shape->kernel_columns, column);
  // Packed one after the other: kernels of all columns' remainders for one of the rows' remainders.
  size_t before =
    taps_before(shape->kernel_rows, stride, (row + shape->padding) % stride) * shape->kernel_columns +
    taps_before(shape->kernel_columns, stride, (column + shape->padding) % stride) * rows.taps;
  size_t channels = (shape->channels + GROUP - 1) / GROUP * GROUP;
  return (struct sweep){
    .rows = rows,
    .columns = columns,
    .planes = shape->maps,
    .weights = packed + before * channels * shape->maps,
    .group_distance = shape->maps * rows.taps * columns.taps * GROUP,
  };
}

// Positions along one direction of the output whose tap lies inside the input.
INLINE struct range positions_met(size_t inputs, size_t outputs, size_t stride, size_t padding, size_t tap) {
  size_t from = tap < padding ? (padding - tap + stride - 1) / stride : 0;
  size_t to = inputs + padding > tap ? (inputs + padding - tap - 1) / stride + 1 : 0;
  to = least(to, outputs);
  return (struct range){least(from, to), to};
}

// Divides `left` things among as few parts of at most `most` as need be; the size of the first, which is as even as can be.
INLINE size_t even_part(size_t left, size_t most) {
  size_t parts = (left + most - 1) / most;
  return (left + parts - 1) / parts;
}

// Σ over the examples, by halves.
INLINE real sum_of_lanes(const real *lanes) {
  real sums[EXAMPLE_LANES / 2];
  for (size_t i = 0; i < EXAMPLE_LANES / 2; i++) sums[i] = lanes[i] + lanes[i + EXAMPLE_LANES / 2];
  for (size_t n = EXAMPLE_LANES / 4; n > 0; n /= 2)
    for (size_t i = 0; i < n; i++) sums[i] += sums[i + n];
  return sums[0];
}

// Tiles of positions, and the planes that are read at a time.
struct tiling {
  size_t rows, columns, planes;
  double copied;   // inputs for each position
};

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

// Whether copying is worth its time: not if the rows under one row of positions stay in the first cache in place, nor, as
// long as they stay in the second, for few products with each number.
INLINE int copy_pays(const struct sweep *s, const struct tiling *t, size_t maps) {
  size_t places = s->planes * least(s->rows.taps, s->rows.inputs) * s->columns.inputs;
  size_t bytes = places * EXAMPLE_LANES * sizeof(real);
  double products = (double)(s->rows.taps * s->columns.taps * maps) / t->copied;
  return t->planes > 0 && bytes > 49152 && products > (bytes > 131072 ? 15 : 80);
}
