#include "CKernels.h"
#include "elementary.h"

// f·m: f = G σ(−w/T) for potentiation (m < 0) and G σ(w/T) for depression. By the logistic function,
// not by a tanh, small factors keep their digits.
INLINE double predisposed(double m, double weight, double inverse_temperature, double gain) {
  double scaled = weight * inverse_temperature;
  return gain * m / (1.0 + exponential(m < 0 ? scaled : -scaled));
}

// The loop, with the number of weights and the presence of predisposition known when compiling.
INLINE void write_rates(size_t n, size_t weight_count, int is_predisposed, const double *gradient,
                        struct bio_adam_state y, struct bio_adam_constants c,
                        struct bio_adam_rates d) {
  const double *restrict g = gradient;
  const double *restrict m_plus = y.m_plus, *restrict m_minus = y.m_minus, *restrict rho = y.rho;
  const double *restrict w0 = y.weights[0], *restrict w1 = y.weights[1];
  double *restrict d_plus = d.m_plus, *restrict d_minus = d.m_minus, *restrict d_rho = d.rho;
  double *restrict d_w0 = d.weights[0], *restrict d_w1 = d.weights[1];
  for (size_t i = 0; i < n; i++) {
    double signal = c.gradient_gain * g[i];
    double magnitude = signal < 0 ? -signal : signal;
    double m = m_minus[i] - m_plus[i];
    double speed = -c.learning_rate * rho[i];
    d_plus[i] = c.momentum_rate * (c.rest_concentration - m_plus[i] - 0.5 * signal);
    d_minus[i] = c.momentum_rate * (c.rest_concentration - m_minus[i] + 0.5 * signal);
    d_rho[i] = c.production - (c.consumption * magnitude + c.decay) * rho[i];
    d_w0[i] =
        speed * (is_predisposed
                     ? predisposed(m, w0[i], c.inverse_temperature, c.predisposition_gain)
                     : m);
    if (weight_count == 2)
      d_w1[i] =
          speed * (is_predisposed
                       ? predisposed(m, w1[i], c.inverse_temperature, c.predisposition_gain)
                       : m);
  }
}

// Declared nowhere else: the compiler cannot clone what was declared before.
FOR_EVERY_PROCESSOR
static void rates_for_processor(size_t n, size_t weight_count, const double *gradient,
                                const struct bio_adam_state *state,
                                const struct bio_adam_constants *constants,
                                const struct bio_adam_rates *rates) {
  if (constants->inverse_temperature != 0) {
    if (weight_count == 2)
      write_rates(n, 2, 1, gradient, *state, *constants, *rates);
    else
      write_rates(n, 1, 1, gradient, *state, *constants, *rates);
  } else {
    if (weight_count == 2)
      write_rates(n, 2, 0, gradient, *state, *constants, *rates);
    else
      write_rates(n, 1, 0, gradient, *state, *constants, *rates);
  }
}

void bio_adam_rates(size_t n, size_t weight_count, const double *gradient,
                    struct bio_adam_state state, struct bio_adam_constants constants,
                    struct bio_adam_rates rates) {
  rates_for_processor(n, weight_count, gradient, &state, &constants, &rates);
}

FOR_EVERY_PROCESSOR
static void exp_for_processor(size_t n, const double *x, double *result) {
  for (size_t i = 0; i < n; i++) result[i] = exponential(x[i]);
}

void kernel_exp(size_t n, const double *x, double *result) { exp_for_processor(n, x, result); }
