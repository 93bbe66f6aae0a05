// Weights in the order in which a sweep reads them. The last group is filled up with zeros.

static size_t packed_count(const struct convolution *shape) {
  size_t size = shape->kernel_rows * shape->kernel_columns;
  size_t maps = (shape->maps + GROUP - 1) / GROUP * GROUP;
  size_t channels = (shape->channels + GROUP - 1) / GROUP * GROUP;
  size_t forth = maps * shape->channels, back = channels * shape->maps;
  return (forth > back ? forth : back) * size;
}

static void pack(const struct convolution *shape, const real *weights, real *packed) {
  size_t length = shape->channels * shape->kernel_rows * shape->kernel_columns;
  for (size_t group = 0; group < shape->maps; group += GROUP)
    for (size_t i = 0; i < length; i++)
      for (size_t map = group; map < group + GROUP; map++)
        *packed++ = map < shape->maps ? weights[map * length + i] : 0;
}

// The weights of one tap from some map to a group of channels.
INLINE void pack_tap(const struct convolution *shape, const real *weights, size_t map, size_t group,
                     size_t row, size_t column, real *packed) {
  for (size_t k = 0; k < GROUP; k++) {
    size_t kernel = map * shape->channels + group + k;
    size_t place = (kernel * shape->kernel_rows + row) * shape->kernel_columns + column;
    packed[k] = group + k < shape->channels ? weights[place] : 0;
  }
}

// The kernels that meet one remainder of rows and of columns, turned around. Returns the place behind them.
static real *pack_remainder(const struct convolution *shape, const real *weights, size_t row,
                            size_t column, real *packed) {
  size_t stride = shape->stride;
  size_t rows = taps_of_remainder(shape->kernel_rows, stride, row);
  size_t columns = taps_of_remainder(shape->kernel_columns, stride, column);
  for (size_t group = 0; group < shape->channels; group += GROUP)
    for (size_t map = 0; map < shape->maps; map++)
      for (size_t i = rows; i-- > 0;)
        for (size_t j = columns; j-- > 0; packed += GROUP)
          pack_tap(shape, weights, map, group, row + i * stride, column + j * stride, packed);
  return packed;
}

static void pack_back(const struct convolution *shape, const real *weights, real *packed) {
  for (size_t row = 0; row < shape->stride; row++)
    for (size_t column = 0; column < shape->stride; column++)
      packed = pack_remainder(shape, weights, row, column, packed);
}
