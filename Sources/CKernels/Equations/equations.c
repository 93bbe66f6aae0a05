// Programs of operations over tiles of synapses: what rules written as equations become. A tile's registers stay in the
// first-level cache; an operation is one loop over the tile, without a branch.

#include "equations.h"

#include "../Elementary/total_functions.h"

// A tile has as many synapses as let its streams and registers stay in the first-level cache: a longer one where there are few,
// since going from an operation to the next costs time.
enum { EQUATION_TILE = 512, EQUATION_SHORT_TILE = 256, EQUATION_CALLED_TILE = 128, EQUATION_FEW_SLOTS = 11 };

// Programs of at most so many streams take several steps of a tile at once, of at most 64 tiles.
enum { EQUATION_MOST_COPIES = 24, EQUATION_MOST_STEPPED = 64 * EQUATION_SHORT_TILE };

enum { EVERY_FLAG = 15 };

#define LOOP _Pragma("clang loop vectorize(assume_safety)") for (size_t i = 0; i < width; i++)

// What an operation does with which of its operands shared, and whether its result is watched.
#define KEY(code, mask) (16 * (code) + (mask))

#define UNARY(code, expression)          \
  case KEY(code, 0):                     \
    LOOP {                               \
      const double x = a[i];             \
      r[i] = expression;                 \
    }                                    \
    break;

#define BINARY_CASE(code, mask, x_from, y_from, expression) \
  case KEY(code, mask):                                     \
    LOOP {                                                  \
      const double x = x_from, y = y_from;                  \
      r[i] = expression;                                    \
    }                                                       \
    break;

#define BINARY(code, expression)                      \
  BINARY_CASE(code, 0, a[i], b[i], expression)        \
  BINARY_CASE(code, 1, shared_a, b[i], expression)    \
  BINARY_CASE(code, 2, a[i], shared_b, expression)

// With or without a look at the result.
#define TERNARY_CASE(code, mask, x_from, y_from, z_from, expression) \
  case KEY(code, mask):                                              \
    LOOP {                                                           \
      const double x = x_from, y = y_from, z = z_from;               \
      r[i] = expression;                                             \
    }                                                                \
    break;                                                           \
  case KEY(code, EQUATION_WATCHED + (mask)): {                       \
    uint64_t found = 0;                                              \
    LOOP {                                                           \
      const double x = x_from, y = y_from, z = z_from;               \
      const double result = expression;                              \
      r[i] = result;                                                 \
      found |= beyond_numbers(result);                               \
    }                                                                \
    spoilt |= found;                                                 \
    break;                                                           \
  }

#define TERNARY(code, expression)                                   \
  TERNARY_CASE(code, 0, a[i], b[i], c[i], expression)               \
  TERNARY_CASE(code, 1, shared_a, b[i], c[i], expression)           \
  TERNARY_CASE(code, 2, a[i], shared_b, c[i], expression)           \
  TERNARY_CASE(code, 3, shared_a, shared_b, c[i], expression)       \
  TERNARY_CASE(code, 4, a[i], b[i], shared_c, expression)           \
  TERNARY_CASE(code, 5, shared_a, b[i], shared_c, expression)       \
  TERNARY_CASE(code, 6, a[i], shared_b, shared_c, expression)

// A number whose highest bit is set if x is not finite.
INLINE uint64_t beyond_numbers(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return (bits & 0x7fffffffffffffffu) + 0x0010000000000000u;
}

// All operations over one tile. Returns a number whose highest bit is set if something watched is not finite; without
// EQUATION_WATCHED among the flags nobody looks.
//
// While it is worked on, the next tile of so many slots is called for, a part with each operation: memory is slower than
// that, and cannot take all at once.
INLINE uint64_t run_tile(const struct equation_operation *operations, size_t count, double *const *slots,
                         size_t called_count, const double *uniforms, uint8_t flags, size_t width, size_t tile) {
  uint64_t spoilt = 0;
  const size_t lines = tile * sizeof(double) / 64;
  const size_t share = called_count * lines / (count + 1) + 1;
  size_t line = 0, slot = 0;
  for (size_t k = 0; k < count; k++) {
    for (size_t i = 0; i < share && slot < called_count; i++) {
      __builtin_prefetch((const char *)(slots[slot] + tile) + 64 * line);
      if (++line == lines) { line = 0; slot++; }
    }
    const struct equation_operation operation = operations[k];
    double *r = slots[operation.result];
    const double *a = 0, *b = 0, *c = 0;
    double shared_a = 0, shared_b = 0, shared_c = 0;
    if (operation.uniform & 1) shared_a = uniforms[operation.a]; else a = slots[operation.a];
    if (operation.uniform & 2) shared_b = uniforms[operation.b]; else b = slots[operation.b];
    if (operation.uniform & 4) shared_c = uniforms[operation.c]; else c = slots[operation.c];
    switch (KEY(operation.code, operation.uniform & flags)) {
      case KEY(EQUATION_COPY, 1):
        LOOP r[i] = shared_a;
        break;
      UNARY(EQUATION_COPY, x)
      BINARY(EQUATION_ADD, x + y)
      BINARY(EQUATION_SUBTRACT, x - y)
      BINARY(EQUATION_MULTIPLY, x * y)
      BINARY(EQUATION_DIVIDE, x / y)
      TERNARY(EQUATION_FUSED, fused(x, y, z))
      TERNARY(EQUATION_FUSED_FROM, fused(-x, y, z))
      TERNARY(EQUATION_FUSED_LESS, fused(x, y, -z))
      TERNARY(EQUATION_TOWARDS, fused(y, z - x, x))
      UNARY(EQUATION_NEGATE, -x)
      UNARY(EQUATION_MAGNITUDE, x < 0 ? -x : x)
      BINARY(EQUATION_MAGNITUDE_ADD, (x < 0 ? -x : x) + y)
      BINARY(EQUATION_SIGN_MULTIPLY, x > 0 ? y : x < 0 ? -y : x * y)
      UNARY(EQUATION_SIGN, x > 0 ? 1.0 : x < 0 ? -1.0 : x)
      BINARY(EQUATION_MINIMUM, x < y || x != x ? x : y)
      BINARY(EQUATION_MAXIMUM, x > y || x != x ? x : y)
      UNARY(EQUATION_EXPONENTIAL, full_exponential(x))
      UNARY(EQUATION_LOGARITHM, logarithm(x))
      UNARY(EQUATION_SQUARE_ROOT, __builtin_elementwise_sqrt(x))
      UNARY(EQUATION_TANH, hyperbolic_tangent(x))
      UNARY(EQUATION_SIGMOID, logistic(x))
      BINARY(EQUATION_POWER, power_function(x, y))
      BINARY(EQUATION_LESS, x < y ? 1.0 : 0.0)
      BINARY(EQUATION_LESS_OR_EQUAL, x <= y ? 1.0 : 0.0)
      TERNARY(EQUATION_SELECT, x != 0 ? y : z)
      case KEY(EQUATION_WATCH, 0): {
        uint64_t found = 0;
        LOOP found |= beyond_numbers(a[i] + b[i] + c[i]);
        spoilt |= found;
        break;
      }
    }
  }
  return spoilt;
}

// How many synapses a tile has: it goes by how many streams and registers are in use.
static size_t tile_size(const struct equation_operation *operations, size_t count, size_t stream_count) {
  size_t slots = stream_count;
  for (size_t k = 0; k < count; k++) {
    if (operations[k].code != EQUATION_WATCH && operations[k].result >= slots) slots = operations[k].result + 1u;
  }
  return slots <= EQUATION_FEW_SLOTS ? EQUATION_TILE : EQUATION_SHORT_TILE;
}

FOR_EVERY_PROCESSOR
static uint64_t run_for_processor(const struct equation_operation *operations, size_t count,
                                  size_t stream_count, double *const *streams, const double *uniforms,
                                  size_t n) {
  __attribute__((aligned(64))) double registers[EQUATION_MOST_REGISTERS][EQUATION_TILE];
  double *slots[EQUATION_MOST_STREAMS + EQUATION_MOST_REGISTERS];
  for (size_t k = 0; k < EQUATION_MOST_REGISTERS; k++) slots[stream_count + k] = registers[k];
  // What fits into the caches is there early enough.
  const size_t called_count = n * stream_count * sizeof(double) > 8 << 20 ? stream_count : 0;
  uint64_t spoilt = 0;
  // While one tile is worked on, the next has to find room beside it.
  const size_t tile = called_count != 0 ? EQUATION_CALLED_TILE : tile_size(operations, count, stream_count);
  for (size_t first = 0; first < n; first += tile) {
    const size_t width = n - first < tile ? n - first : tile;
    for (size_t k = 0; k < stream_count; k++) slots[k] = streams[k] + first;
    // A whole tile has loops without remainders.
    if (width == EQUATION_TILE) {
      spoilt |= run_tile(operations, count, slots, called_count, uniforms, EVERY_FLAG, EQUATION_TILE, EQUATION_TILE);
    } else {
      spoilt |= run_tile(operations, count, slots, called_count, uniforms, EVERY_FLAG, width, tile);
    }
  }
  return spoilt;
}

int equation_run(const struct equation_operation *operations, size_t count, size_t stream_count,
                 double *const *streams, const double *uniforms, size_t n) {
  return run_for_processor(operations, count, stream_count, streams, uniforms, n) >> 63 == 0;
}

// Steps of one tile, on a copy of its streams. Returns how many were taken before something watched was not finite.
//
// What is not finite stays so, since a step adds to what there is: so it is looked for after the last step, and where it is
// found the tile begins anew and is looked at after each.
INLINE size_t step_tile(const struct equation_operation *operations, size_t count, size_t watch_count, size_t stream_count,
                        double *const *streams, double *const *copies, const double *const *uniforms, size_t step_count,
                        size_t width) {
  for (int looks_always = 0;; looks_always = 1) {
    for (size_t k = 0; k < stream_count; k++) memcpy(copies[k], streams[k], width * sizeof(double));
    size_t step = 0;
    for (; step < step_count; step++) {
      const int looks = looks_always || step + 1 == step_count;
      if (run_tile(operations, looks ? count : count - watch_count, copies, 0, uniforms[step],
                   looks ? EVERY_FLAG : EVERY_FLAG - EQUATION_WATCHED, width, width) >> 63) break;
    }
    if (step == step_count || looks_always) return step;
  }
}

// What all tiles of some steps share.
struct stepping {
  const struct equation_operation *operations;
  size_t count, watch_count, stream_count, tile;
  const double *const *uniforms;
  uint8_t is_written[EQUATION_MOST_COPIES];
};

// Takes steps of the tile that begins at a synapse; writes it back if all are good, or in any case. Returns how many were good.
INLINE size_t step_tile_at(const struct stepping *s, size_t first, size_t n, size_t step_count, int writes_always,
                           double *const *streams, double *const *slots) {
  double *places[EQUATION_MOST_COPIES];
  const size_t width = n - first < s->tile ? n - first : s->tile;
  for (size_t k = 0; k < s->stream_count; k++) places[k] = streams[k] + first;
  // A whole tile has loops without remainders.
  const size_t taken = width == EQUATION_TILE
                           ? step_tile(s->operations, s->count, s->watch_count, s->stream_count, places, slots, s->uniforms,
                                       step_count, EQUATION_TILE)
                           : step_tile(s->operations, s->count, s->watch_count, s->stream_count, places, slots, s->uniforms,
                                       step_count, width);
  if (taken < step_count && !writes_always) return taken;
  for (size_t k = 0; k < s->stream_count; k++) {
    if (s->is_written[k]) memcpy(places[k], slots[k], width * sizeof(double));
  }
  return taken;
}

FOR_EVERY_PROCESSOR
static size_t step_for_processor(const struct equation_operation *operations, size_t count, size_t stream_count,
                                 double *const *streams, const double *const *uniforms, size_t step_count, size_t n) {
  struct stepping s = {operations, count, 0, stream_count, tile_size(operations, count, stream_count), uniforms, {0}};
  __attribute__((aligned(64))) double memory[(EQUATION_MOST_COPIES + EQUATION_MOST_REGISTERS) * EQUATION_SHORT_TILE];
  double *slots[EQUATION_MOST_COPIES + EQUATION_MOST_REGISTERS];
  for (size_t k = 0; k < stream_count + EQUATION_MOST_REGISTERS && (k + 1) * s.tile <= sizeof memory / sizeof *memory; k++) {
    slots[k] = memory + k * s.tile;
  }
  while (s.watch_count < count && operations[count - 1 - s.watch_count].code == EQUATION_WATCH) s.watch_count++;
  for (size_t k = 0; k < count; k++) {
    if (operations[k].code != EQUATION_WATCH && operations[k].result < stream_count) s.is_written[operations[k].result] = 1;
  }
  size_t good = step_count;
  uint64_t failed = UINT64_MAX;
  // Those that fail are left as they are at the first failure of all, so that what is not finite by then is seen, and no more.
  for (int writes_always = 0; writes_always < 2 && failed != 0; writes_always++) {
    const uint64_t chosen = failed;
    const size_t steps = writes_always ? good + 1 : step_count;
    failed = 0;
    for (size_t first = 0, number = 0; first < n; first += s.tile, number++) {
      if (!(chosen >> number & 1)) continue;
      const size_t taken = step_tile_at(&s, first, n, steps, writes_always, streams, slots);
      if (taken == steps) continue;
      failed |= (uint64_t)1 << number;
      if (taken < good) good = taken;
    }
  }
  return good;
}

size_t equation_step(const struct equation_operation *operations, size_t count, size_t stream_count, double *const *streams,
                     const double *const *uniforms, size_t step_count, size_t n) {
  if (step_count > 1 && stream_count <= EQUATION_MOST_COPIES && n <= EQUATION_MOST_STEPPED) {
    return step_for_processor(operations, count, stream_count, streams, uniforms, step_count, n);
  }
  for (size_t step = 0; step < step_count; step++) {
    if (!equation_run(operations, count, stream_count, streams, uniforms[step], n)) return step;
  }
  return step_count;
}

FOR_EVERY_PROCESSOR
static void run_uniform_for_processor(const struct equation_operation *operations, size_t count,
                                      double *uniforms, size_t uniform_count) {
  double *slots[EQUATION_MOST_UNIFORMS];
  for (size_t k = 0; k < uniform_count; k++) slots[k] = uniforms + k;
  run_tile(operations, count, slots, 0, uniforms, EVERY_FLAG, 1, 1);
}

void equation_run_uniform(const struct equation_operation *operations, size_t count, double *uniforms,
                          size_t uniform_count) {
  run_uniform_for_processor(operations, count, uniforms, uniform_count);
}
