// Neurons in discrete time, for the numbers `real`. Included by one file for each kind of number, which defines what
// units_loops.h asks for.
//
// Neurons are taken in pieces of a row that stay in the first-level cache, each through all steps.

#include <math.h>

#include "../Units/formulas.h"

#define EACH _Pragma("clang loop vectorize(assume_safety)")

enum { PIECE = 256 };

#define EACH_PIECE(layout, row, first, count)                                                 \
  for (size_t row = 0; row < (layout)->rows; row++)                                           \
    for (size_t first = 0, count; first < (layout)->width; first += PIECE)                    \
      if ((count = (layout)->width - first < PIECE ? (layout)->width - first : PIECE), count)

INLINE real activation(real u, real leak) { return u > 0 ? u : leak * u; }

INLINE real response(real s, real threshold, int output) {
  if (output == OUTPUT_INTEGRATES) return s;
  real v = s - threshold;
  return output == OUTPUT_SOFT ? sigmoid_of(v) : (real)(v > 0);
}

INLINE real rest_of(real s, real y, real threshold, int output, int resets_softly) {
  if (output == OUTPUT_INTEGRATES) return s;
  if (resets_softly) return s - threshold * y;
  // However large it was, of what fired nothing is left.
  return output == OUTPUT_SOFT ? s * (1 - y) : y != 0 ? 0 : s;
}

// How far from the threshold the surrogate of leaky integrate-and-fire neurons falls to a half, squared.
#define SURROGATE_WIDTH ((real)0.2)

INLINE real slope_of(enum step_slope slope, real v) {
  if (slope == SLOPE_LOGISTIC) {
    real y = sigmoid_of(v);
    return y * (1 - y);
  }
  if (slope == SLOPE_TANH) {
    real t = tanh_of(v);
    return (1 - t) * (1 + t);
  }
  return SURROGATE_WIDTH / (v * v + SURROGATE_WIDTH);
}

INLINE void carry_forward(const struct stepped_neuron *neuron, int output, size_t count, const real *threshold,
                          const real *mask, real *rest, real *trace, real *s, real *z, uint8_t *fired) {
  real decay = (real)neuron->decay, leak = (real)neuron->leak, filter = (real)neuron->filter;
  int resets_softly = neuron->resets_softly;
  EACH for (size_t i = 0; i < count; i++) {
    real one = activation(s[i] + decay * rest[i], leak);
    real y = response(one, threshold[i], output);
    s[i] = one;
    rest[i] = rest_of(one, y, threshold[i], output, resets_softly);
    trace[i] = filter == 1 ? y : trace[i] + filter * (y - trace[i]);
  }
  if (mask) {
    EACH for (size_t i = 0; i < count; i++) z[i] = trace[i] * mask[i];
  } else {
    memcpy(z, trace, count * sizeof(real));
  }
  if (fired) {
    EACH for (size_t i = 0; i < count; i++) fired[i] = s[i] > threshold[i];
  }
}

FOR_EVERY_PROCESSOR
static void forward(const struct stepped_neuron *neuron, const struct step_layout *layout, const real *thresholds,
                    const real *mask, real *rest, real *trace, real *s, real *z, uint8_t *fired) {
  EACH_PIECE(layout, row, first, count) {
    size_t place = row * layout->width + first;
    for (size_t t = 0; t < layout->steps; t++) {
      size_t here = t * layout->stride + place;
      const real *masked = mask ? mask + place : 0;
      uint8_t *flags = fired ? fired + here : 0;
#define ON(output) \
  carry_forward(neuron, output, count, thresholds + first, masked, rest + place, trace + place, s + here, z + here, flags)
      if (neuron->output == OUTPUT_FIRES) ON(OUTPUT_FIRES);
      else if (neuron->output == OUTPUT_SOFT) ON(OUTPUT_SOFT);
      else ON(OUTPUT_INTEGRATES);
    }
  }
}

INLINE void carry_back(const struct stepped_neuron *neuron, enum step_slope slope, size_t count, const real *threshold,
                       const real *mask, const real *factor, const real *s, real *error, real *next, real *trace,
                       real *biases) {
  real decay = (real)neuron->decay, leak = (real)neuron->leak, filter = (real)neuron->filter;
  int output = neuron->output, resets_softly = neuron->resets_softly;
  if (mask) {
    EACH for (size_t i = 0; i < count; i++) error[i] *= mask[i];
  }
  if (filter != 1) {
    EACH for (size_t i = 0; i < count; i++) {
      trace[i] = error[i] + (1 - filter) * trace[i];
      error[i] = filter * trace[i];
    }
  }
  if (factor) {
    EACH for (size_t i = 0; i < count; i++) error[i] *= factor[i];
  }
  if (output == OUTPUT_INTEGRATES) {
    EACH for (size_t i = 0; i < count; i++) {
      real of_s = error[i] + decay * next[i];
      next[i] = error[i] = s[i] > 0 ? of_s : leak * of_s;
    }
    return;
  }
  EACH for (size_t i = 0; i < count; i++) {
    real v = s[i] - threshold[i], y = response(s[i], threshold[i], output), later = decay * next[i];
    real of_y = error[i] - later * (resets_softly ? threshold[i] : s[i]);
    real of_v = of_y * slope_of(slope, v);
    real of_s = of_v + later * (resets_softly ? 1 : 1 - y);
    biases[i] += of_v + (resets_softly ? later * y : 0);
    // g has the sign of u.
    next[i] = error[i] = s[i] > 0 ? of_s : leak * of_s;
  }
}

FOR_EVERY_PROCESSOR
static void backward(const struct stepped_neuron *neuron, enum step_slope slope, const struct step_layout *layout,
                     const real *thresholds, const real *mask, const real *factors, size_t factor_stride,
                     const real *s, real *errors, real *next, real *trace, real *biases) {
  EACH_PIECE(layout, row, first, count) {
    size_t place = row * layout->width + first;
    const real *masked = mask ? mask + place : 0, *factor = factors ? factors + row * factor_stride + first : 0;
    for (size_t t = layout->steps; t-- > 0;) {
      size_t here = t * layout->stride + place;
#define BACK(slope)                                                                                     \
  carry_back(neuron, slope, count, thresholds + first, masked, factor, s + here, errors + here, next + place, \
             trace + place, biases + place)
      if (slope == SLOPE_LOGISTIC) BACK(SLOPE_LOGISTIC);
      else if (slope == SLOPE_TANH) BACK(SLOPE_TANH);
      else BACK(SLOPE_RATIONAL);
    }
  }
}

// What becomes of Σ z · errors from step t on if the spike of step t is made, or unmade.
INLINE void change(const struct stepped_neuron *neuron, const struct step_layout *layout, size_t t, size_t count,
                   const real *threshold, const real *s, const real *errors, real *result) {
  real decay = (real)neuron->decay, filter = (real)neuron->filter;
  // How far rest and z are from what they were.
  real rest[PIECE], trace[PIECE];
  EACH for (size_t i = 0; i < count; i++) {
    int fires = s[i] > threshold[i];
    rest[i] = fires ? threshold[i] : -s[i];
    trace[i] = filter * (fires ? -1 : 1);
    result[i] = trace[i] * errors[i];
  }
  for (size_t later = 1; later < layout->steps - t; later++) {
    const real *u = s + later * layout->stride, *error = errors + later * layout->stride;
    EACH for (size_t i = 0; i < count; i++) {
      real other = u[i] + decay * rest[i];
      int fires = u[i] > threshold[i], would = other > threshold[i];
      rest[i] = (would ? 0 : other) - (fires ? 0 : u[i]);
      trace[i] = (1 - filter) * trace[i] + filter * (real)(would - fires);
      result[i] += trace[i] * error[i];
    }
  }
}

FOR_EVERY_PROCESSOR
static void aggregate(const struct stepped_neuron *neuron, const struct step_layout *layout, const real *thresholds,
                      const real *mask, int filters_twice, const real *s, real *errors, double *sums) {
  real filter = (real)neuron->filter;
  for (size_t row = 0; row < layout->rows; row++) sums[row] = 0;
  EACH_PIECE(layout, row, first, count) {
    size_t place = row * layout->width + first;
    const real *threshold = thresholds + first;
    if (mask) {
      for (size_t t = 0; t < layout->steps; t++) {
        real *error = errors + t * layout->stride + place;
        EACH for (size_t i = 0; i < count; i++) error[i] *= mask[place + i];
      }
    }
    if (filters_twice) {
      for (size_t t = layout->steps - 1; t-- > 0;) {
        real *error = errors + t * layout->stride + place, *later = error + layout->stride;
        EACH for (size_t i = 0; i < count; i++) error[i] += (1 - filter) * later[i];
      }
    }
    double sum = 0;
    for (size_t t = 0; t < layout->steps; t++) {
      size_t here = t * layout->stride + place;
      real changes[PIECE];
      change(neuron, layout, t, count, threshold, s + here, errors + here, changes);
      EACH for (size_t i = 0; i < count; i++) {
        real distance = threshold[i] - s[here + i], slope = 1 / (distance * distance * distance);
        slope = slope > 5 || distance == 0 ? 5 : slope < -5 ? -5 : slope;
        errors[here + i] = changes[i] * slope;
      }
      for (size_t i = 0; i < count; i++) sum += errors[here + i] < 0 ? -errors[here + i] : errors[here + i];
    }
    sums[row] += sum;
  }
}

FOR_EVERY_PROCESSOR
static void rescale(const struct step_layout *layout, real factor, const real *factors, size_t factor_stride, real *a) {
  for (size_t t = 0; t < layout->steps; t++) {
    for (size_t row = 0; row < layout->rows; row++) {
      real *one = a + t * layout->stride + row * layout->width;
      const real *of_row = factors ? factors + row * factor_stride : 0;
      if (of_row) {
        EACH for (size_t i = 0; i < layout->width; i++) one[i] *= factor * of_row[i];
      } else {
        EACH for (size_t i = 0; i < layout->width; i++) one[i] *= factor;
      }
    }
  }
}

FOR_EVERY_PROCESSOR
static void filter_in_place(const struct step_layout *layout, real filter, real *trace, real *x) {
  EACH_PIECE(layout, row, first, count) {
    size_t place = row * layout->width + first;
    for (size_t t = 0; t < layout->steps; t++) {
      real *one = x + t * layout->stride + place, *last = trace + place;
      EACH for (size_t i = 0; i < count; i++) one[i] = last[i] = last[i] + filter * (one[i] - last[i]);
    }
  }
}

FOR_EVERY_PROCESSOR
static void repeat(const struct step_layout *layout, const real *weights, const real *one, real *all) {
  size_t n = layout->rows * layout->width;
  for (size_t t = 0; t < layout->steps; t++) {
    real weight = weights[t], *result = all + t * layout->stride;
    EACH for (size_t i = 0; i < n; i++) result[i] = weight * one[i];
  }
}

FOR_EVERY_PROCESSOR
static void gather_steps(const struct step_layout *layout, const real *weights, const real *all, real *sum) {
  EACH_PIECE(layout, row, first, count) {
    size_t place = row * layout->width + first;
    real *result = sum + place;
    EACH for (size_t i = 0; i < count; i++) result[i] = 0;
    for (size_t t = 0; t < layout->steps; t++) {
      real weight = weights[t];
      const real *one = all + t * layout->stride + place;
      EACH for (size_t i = 0; i < count; i++) result[i] += weight * one[i];
    }
  }
}

void NAME(forward)(const struct stepped_neuron *neuron, const struct step_layout *layout, const real *thresholds,
                   const real *mask, real *rest, real *trace, real *s, real *z, uint8_t *fired) {
  forward(neuron, layout, thresholds, mask, rest, trace, s, z, fired);
}

void NAME(backward)(const struct stepped_neuron *neuron, enum step_slope slope, const struct step_layout *layout,
                    const real *thresholds, const real *mask, const real *factors, size_t factor_stride,
                    const real *s, real *errors, real *next, real *trace, real *biases) {
  backward(neuron, slope, layout, thresholds, mask, factors, factor_stride, s, errors, next, trace, biases);
}

void NAME(aggregate)(const struct stepped_neuron *neuron, const struct step_layout *layout, const real *thresholds,
                     const real *mask, int filters_twice, const real *s, real *errors, double *sums) {
  aggregate(neuron, layout, thresholds, mask, filters_twice, s, errors, sums);
}

void NAME(rescale)(const struct step_layout *layout, real factor, const real *factors, size_t factor_stride, real *a) {
  rescale(layout, factor, factors, factor_stride, a);
}

void NAME(filter)(const struct step_layout *layout, real filter, real *trace, real *x) {
  filter_in_place(layout, filter, trace, x);
}

void NAME(repeat)(const struct step_layout *layout, const real *weights, const real *one, real *all) {
  repeat(layout, weights, one, all);
}

void NAME(gather)(const struct step_layout *layout, const real *weights, const real *all, real *sum) {
  gather_steps(layout, weights, all, sum);
}
