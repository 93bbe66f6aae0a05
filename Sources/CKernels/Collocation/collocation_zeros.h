#ifndef SYNAPTIC_DYNAMICS_COLLOCATION_ZEROS_H
#define SYNAPTIC_DYNAMICS_COLLOCATION_ZEROS_H

#include "collocation_step.h"

// Where |g| and |m| have kinks. Each step takes g and m to have one sign, their side, all along, so
// that everything in it is smooth; where one gets to the other side, the step had better end.
//
// To end a little late or early does no harm: what counts is the area on the wrong side, which is
// held against the tolerance.

// As a part of the tolerance. Less than the second part is no matter; more, up to the first, should be
// little beside what is on the right side too: such errors have one sign and add up.
static const double allowed_wrong = 0.1, negligible_wrong = 1e-3;
// Zeros nearer to the start are taken to be there.
static const double start_limit = 1e-6;

// The side of a place that has none yet: that of the start, unless it is as good as zero.
INLINE void take_sides(size_t width, const struct row *values, struct row *side) {
  EACH_LANE(i, width) {
    double first = values[0].of[i], second = values[1].of[i];
    double own = magnitude(first) > 1e-6 * magnitude(second) ? first : second;
    double chosen = own < 0 ? -1.0 : 1.0;
    side->of[i] = side->of[i] == 0 ? chosen : side->of[i];
  }
}

// What to look for in values: where they have changed sign first; or where they may have done so twice.
struct changes {
  // The node before which the side changes, or 0; whether it does so at the start.
  struct row node, is_at_start;
  // Where between two nodes there may be a dip to the other side and back, or 1.
  struct row dip;
};

INLINE void find_changes(size_t width, const struct row *values, const struct row *slopes_at,
                         const struct row *side, const struct row *size, const struct row *cost,
                         double relative, struct changes *changes) {
  EACH_LANE(i, width) {
    double s = side->of[i], to_error = cost->of[i] * size->of[i];
    double start = s * values[0].of[i];
    double before = start, slope_before = s * slopes_at[0].of[i];
    double node = 0, wrong = 0, dip = 1, at_start = 0, area = 0;
    _Pragma("clang loop unroll(full)") for (int j = 1; j < NODES; j++) {
      double value = s * values[j].of[i], slope = s * slopes_at[j].of[i];
      // Where the tangents of two nodes meet, and how far beyond zero. A function that bends one way
      // between the nodes does not reach so far.
      double length = nodes[j] - nodes[j - 1];
      double place = (before - value + slope * length) / (slope - slope_before);
      double height = before + slope_before * place;
      int counts = magnitude(height) * length * to_error > negligible_wrong;
      int sinks = slope_before < 0 && slope > 0 && height < 0 && counts && place > start_limit;
      int rises = slope_before > 0 && slope < 0 && height > 0 && counts && place > start_limit;
      if (j == 1) {
        // What the last step left on the wrong side is next to nothing: what matters is where the
        // function goes from there. If it is back at the next node, a shorter step tells.
        int returns = start < 0 && (value < 0 ? rises : sinks);
        dip = returns ? place : dip;
        at_start = start < 0 && value < 0 && !returns ? 1 : 0;
      }
      node = node == 0 && ((j == 1 && at_start != 0) || (before >= 0 && value < 0)) ? j : node;
      double weight = integration[NODES - 1][j];
      area += magnitude(value) * weight;
      wrong += node > 0 && value < 0 ? -value * weight : 0;
      int dips = before >= 0 && value >= 0 && sinks && node == 0 && dip == 1;
      dip = dips ? nodes[j - 1] + place : dip;
      before = value;
      slope_before = slope;
    }
    double error = wrong * to_error;
    int matters = error > allowed_wrong || (error > negligible_wrong && wrong > 10.0 * relative * area);
    changes->node.of[i] = matters ? node : 0;
    changes->is_at_start.of[i] = matters ? at_start : 0;
    changes->dip.of[i] = dip;
  }
}

// The zeros of the polynomials through the values, by Newton's method between two nodes; where it
// leaves them by halving. Ten rounds for all, so that no place depends on another.
INLINE void cut_at_changes(size_t width, const struct row *values, const struct row *side,
                           const struct changes *changes, struct row *cut, struct row *is_zero) {
  int64_t any = 0;
  EACH_LANE(i, width) {
    any |= changes->node.of[i] > 0;
    cut->of[i] = changes->dip.of[i];
    is_zero->of[i] = 0;
  }
  if (!any) return;
  struct row coefficients[NODES], low, high, root;
  EACH_NODE(k) EACH_LANE(i, width) coefficients[k].of[i] = side->of[i] * dot(powers[k], values, i);
  EACH_LANE(i, width) {
    double node = changes->node.of[i];
    double a = nodes[0], b = nodes[1], value_a = values[0].of[i], value_b = values[1].of[i];
    _Pragma("clang loop unroll(full)") for (int j = 2; j < NODES; j++) {
      a = node == j ? nodes[j - 1] : a;
      b = node == j ? nodes[j] : b;
      value_a = node == j ? values[j - 1].of[i] : value_a;
      value_b = node == j ? values[j].of[i] : value_b;
    }
    low.of[i] = 2 * a - 1;
    high.of[i] = 2 * b - 1;
    root.of[i] = 2 * (a + (b - a) * (value_a / (value_a - value_b))) - 1;
  }
  for (int round = 0; round < 10; round++) {
    EACH_LANE(i, width) {
      double y = root.of[i];
      double value = coefficients[NODES - 1].of[i], slope = 0;
      _Pragma("clang loop unroll(full)") for (int k = NODES - 2; k >= 0; k--) {
        slope = fused(slope, y, value);
        value = fused(value, y, coefficients[k].of[i]);
      }
      double a = value >= 0 ? y : low.of[i], b = value >= 0 ? high.of[i] : y;
      double next = y - value / slope;
      root.of[i] = next > a && next < b ? next : 0.5 * (a + b);
      low.of[i] = a;
      high.of[i] = b;
    }
  }
  EACH_LANE(i, width) {
    double zero = 0.5 * (root.of[i] + 1);
    zero = changes->is_at_start.of[i] != 0 || zero < start_limit ? 0 : zero;
    int is_first = changes->node.of[i] > 0 && zero < cut->of[i];
    cut->of[i] = is_first ? zero : cut->of[i];
    is_zero->of[i] = is_first ? 1 : 0;
  }
}

INLINE void look_at_gradient(struct collocation_tile *t, size_t width) {
  struct row slopes_at[NODES];
  struct changes changes;
  EACH_NODE(j) EACH_LANE(i, width) slopes_at[j].of[i] = dot(slopes[j], t->gradient, i);
  find_changes(width, t->gradient, slopes_at, &t->side_of_gradient, &t->size, &t->gradient_cost,
               t->task.tolerances.relative, &changes);
  cut_at_changes(width, t->gradient, &t->side_of_gradient, &changes, &t->gradient_cut,
                 &t->gradient_is_zero);
}

INLINE void look_at_momentum(struct collocation_tile *t, size_t width) {
  struct row slopes_at[NODES];
  struct changes changes;
  double rate = t->task.law.momentum_rate;
  EACH_NODE(j) EACH_LANE(i, width) {
    slopes_at[j].of[i] = rate * t->size.of[i] * (t->gradient[j].of[i] - t->momentum[j].of[i]);
  }
  find_changes(width, t->momentum, slopes_at, &t->side_of_momentum, &t->size, &t->momentum_cost,
               t->task.tolerances.relative, &changes);
  cut_at_changes(width, t->momentum, &t->side_of_momentum, &changes, &t->momentum_cut,
                 &t->momentum_is_zero);
}

// The side after a step. Where it was to end at the zero, it may still be a little before it.
INLINE double side_after(const struct row *values, size_t i, double side, double size, double cost,
                         int is_landing) {
  double end = side * values[NODES - 1].of[i];
  if (end < 0) return -side;
  if (!is_landing) return side;
  double fall = side * values[NODES - 2].of[i] - end;
  double left = 0.5 * end * end * (1 - nodes[NODES - 2]) * size;
  return left * cost <= negligible_wrong * fall ? -side : side;
}

#endif
