// Which part of the errors and inputs the gradient reads at a time.

// A block of its sums has so many channels.
enum { CHANNELS = 3 };

// Positions along one direction of the output whose tap lies inside the input.
INLINE struct range positions_met(size_t inputs, size_t outputs, size_t stride, size_t padding, size_t tap) {
  size_t from = tap < padding ? (padding - tap + stride - 1) / stride : 0;
  size_t to = inputs + padding > tap ? (inputs + padding - tap - 1) / stride + 1 : 0;
  to = least(to, outputs);
  return (struct range){least(from, to), to};
}

// Σ over the examples, by halves.
INLINE real sum_of_lanes(const real *lanes) {
  real sums[EXAMPLE_LANES / 2];
  for (size_t i = 0; i < EXAMPLE_LANES / 2; i++) sums[i] = lanes[i] + lanes[i + EXAMPLE_LANES / 2];
  for (size_t n = EXAMPLE_LANES / 4; n > 0; n /= 2)
    for (size_t i = 0; i < n; i++) sums[i] += sums[i + n];
  return sums[0];
}

// The lines of 64 bytes that a block of so many maps reads for some rows of output positions.
INLINE size_t chunk_lines(const struct convolution *s, size_t maps, size_t rows) {
  size_t inputs = least((rows - 1) * s->stride + s->kernel_rows, s->rows) * s->columns;
  return (maps * rows * s->output_columns + CHANNELS * inputs) * (EXAMPLE_LANES * sizeof(real) / 64);
}

// As many lines as the first cache holds beside the sums, and as many positions as pay.
enum { CHUNK_LINES = 450, CHUNK_POSITIONS = 64 };

INLINE size_t rows_of_chunk(const struct convolution *s, size_t maps) {
  size_t rows = 1;
  while (rows < s->output_rows && (rows + 1) * s->output_columns <= CHUNK_POSITIONS &&
         chunk_lines(s, maps, rows + 1) <= CHUNK_LINES)
    rows++;
  return rows;
}

// One unless all rows are together.
INLINE size_t tiles_of_chunk(const struct convolution *s, size_t maps) {
  if (rows_of_chunk(s, maps) < s->output_rows) return 1;
  size_t tiles = least(CHUNK_LINES / chunk_lines(s, maps, s->output_rows),
                       CHUNK_POSITIONS / (s->output_rows * s->output_columns));
  return tiles > 0 ? tiles : 1;
}

// The gradients of a range of taps and channels, from the sums that waited, which stand (block of channels, tap, map,
// channel, example).
INLINE void add_examples(const struct convolution *s, struct range taps, struct range channels, size_t maps,
                         const real *sums, real *gradient) {
  size_t kernel = s->kernel_rows * s->kernel_columns;
  for (size_t channel = channels.from, n; channel < channels.to; channel += n) {
    n = even_part(channels.to - channel, CHANNELS);
    for (size_t tap = taps.from; tap < taps.to; tap++)
      for (size_t map = 0; map < maps; map++)
        for (size_t c = channel; c < channel + n; c++, sums += EXAMPLE_LANES)
          gradient[(map * s->channels + c) * kernel + tap] = sum_of_lanes(sums);
  }
}
