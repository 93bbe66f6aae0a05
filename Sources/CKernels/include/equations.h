#ifndef SYNAPTIC_DYNAMICS_EQUATIONS_H
#define SYNAPTIC_DYNAMICS_EQUATIONS_H

#include <stddef.h>
#include <stdint.h>

/// What an operation makes of its operands a, b, c.
enum equation_code {
  EQUATION_COPY,            ///< a
  EQUATION_ADD,             ///< a + b
  EQUATION_SUBTRACT,        ///< a − b
  EQUATION_MULTIPLY,        ///< a b
  EQUATION_DIVIDE,          ///< a / b
  EQUATION_FUSED,           ///< a b + c, rounded once
  EQUATION_FUSED_FROM,      ///< c − a b, rounded once
  EQUATION_FUSED_LESS,      ///< a b − c, rounded once
  EQUATION_TOWARDS,         ///< a + b (c − a), the difference and the sum rounded once each
  EQUATION_NEGATE,          ///< −a
  EQUATION_MAGNITUDE,       ///< |a|
  EQUATION_MAGNITUDE_ADD,   ///< |a| + b
  EQUATION_SIGN_MULTIPLY,   ///< b with the sign of a, 0 where a is
  EQUATION_SIGN,            ///< −1, 0 or 1
  EQUATION_MINIMUM,         ///< the smaller of a and b
  EQUATION_MAXIMUM,         ///< the larger of a and b
  EQUATION_EXPONENTIAL,     ///< e^a
  EQUATION_LOGARITHM,       ///< log a
  EQUATION_SQUARE_ROOT,     ///< √a
  EQUATION_TANH,            ///< tanh a
  EQUATION_SIGMOID,         ///< 1/(1 + e^−a)
  EQUATION_POWER,           ///< a^b for a ≥ 0
  EQUATION_LESS,            ///< 1 if a < b, else 0
  EQUATION_LESS_OR_EQUAL,   ///< 1 if a ≤ b, else 0
  EQUATION_SELECT,          ///< b where a is not 0, else c
  EQUATION_WATCH            ///< nothing, but it is told if a + b + c is not finite
};

/// One operation on a tile of synapses.
///
/// An operand is a slot, or where its bit in `uniform` is set (1: a, 2: b, 4: c) one of the numbers that all synapses share.
/// With `EQUATION_WATCHED` there, which operations of three operands may have, it is told if the result is not finite.
struct equation_operation {
  uint8_t code;  ///< an `equation_code`
  uint8_t uniform;
  uint16_t result;
  uint16_t a, b, c;
};

enum { EQUATION_WATCHED = 8 };

/// Slots and shared numbers that a program may have at most.
enum { EQUATION_MOST_STREAMS = 512, EQUATION_MOST_REGISTERS = 64, EQUATION_MOST_UNIFORMS = 1024 };

/// Passes operations over n synapses, tile by tile.
///
/// Slots from 0 on are the streams, arrays of n numbers each, which may be written in place; those that follow are registers of
/// a tile. Returns 1, or 0 if something watched is not finite.
int equation_run(const struct equation_operation *operations, size_t count, size_t stream_count,
                 double *const *streams, const double *uniforms, size_t n);

/// Passes operations several times over n synapses, tile by tile as often as it is to be while the tile is in the cache.
///
/// The streams are written in place, by operations that add to what stands there; operations EQUATION_WATCH stand last.
/// `uniforms` has the shared numbers of each pass. Returns how many passes left all that is watched finite: with fewer than
/// `step_count` the next one left something that is not, and the state has no other such values than those.
size_t equation_step(const struct equation_operation *operations, size_t count, size_t stream_count, double *const *streams,
                     const double *const *uniforms, size_t step_count, size_t n);

/// Passes operations over the shared numbers themselves: slots are places among them.
void equation_run_uniform(const struct equation_operation *operations, size_t count, double *uniforms,
                          size_t uniform_count);

#endif
