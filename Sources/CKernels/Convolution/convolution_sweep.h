// What `respond` and `send_back` have in common: some positions of each plane of the output, so many rows and
// columns apart, are sums over the taps of a kernel and the planes of an input, the kernel moving by a step from one to
// the next.
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
