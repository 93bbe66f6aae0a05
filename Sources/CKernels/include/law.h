#ifndef SYNAPTIC_DYNAMICS_LAW_H
#define SYNAPTIC_DYNAMICS_LAW_H

#include <stddef.h>

/// The rules that have kernels.
enum law_kind {
  LAW_GRADIENT_FLOW,  ///< dw/dt = −η f K g
  LAW_MOMENTUM,       ///< m
  LAW_NESTEROV,       ///< m
  LAW_RMS_PROP,       ///< v
  LAW_ADA_GRAD,       ///< v
  LAW_ADAM,           ///< m, v
  LAW_BIO_ADAM        ///< m, c = m⁺ + m⁻, ρ
};

/// A rule's constants, and which of the population's components it moves.
///
/// The state is stored component by component: component k of synapse i is element k·stride + i.
/// A signal is stored likewise. What a rule does not use is ignored.
struct law {
  enum law_kind kind;
  double gradient_gain;        ///< K
  double learning_rate;        ///< η
  double inverse_temperature;  ///< 1/T; 0 without predisposition
  double predisposition_gain;  ///< what f is multiplied by
  double momentum_rate;        ///< 1/τ_m
  double rest_concentration;   ///< m₀
  double production;           ///< of ρ
  double consumption;          ///< of ρ, for each unit of |g|
  double decay;                ///< of ρ
  double square_rate;          ///< 1/τ_v
  double epsilon;              ///< ε of RMSProp, AdaGrad and Adam
  double momentum_correction;  ///< m̂/m of Adam; not finite: m̂ = g
  double square_correction;    ///< v̂/v of Adam; not finite: v̂ = g²
  double weight_decay;         ///< λ: −λw besides; only without predisposition
  size_t signal;               ///< which of the signals drives it
  size_t substance;            ///< the first component of its substances
  size_t weight;               ///< the first component of its weights
  size_t weight_count;         ///< 1 or 2
  size_t clock;                ///< the component of ∫ η |m| ρ dt, or 0: none; only with predisposition
  /// Of each synapse the signs, 1 or −1, that |direction of change| and |g| go by in rates, whatever their own
  /// have become: so rates are smooth where these change. Null: their own. Both or none.
  const double *direction_sides, *gradient_sides;
};

#endif
