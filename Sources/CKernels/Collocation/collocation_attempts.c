#include "collocation_zeros.h"
#include "collocation_step_sizes.h"
#include "../Weights/weights.h"

#include <math.h>
#include <stdlib.h>

// After so many attempts a step is taken over changes of sign, which are then below all measure; after
// so many it is given up.
enum { PATIENCE = 40, LAST_ATTEMPT = 400 };

struct collocation_tile *collocation_tile_create(void) {
  struct collocation_tile *tile = aligned_alloc(64, sizeof(struct collocation_tile));
  if (tile != NULL) memset(tile, 0, sizeof *tile);
  return tile;
}

void collocation_tile_destroy(struct collocation_tile *tile) { free(tile); }

struct collocation_points collocation_tile_points(struct collocation_tile *tile) {
  struct collocation_points points = {tile->times[0].of, tile->synapse, tile->gradient[0].of};
  return points;
}

struct collocation_work collocation_tile_work(const struct collocation_tile *tile) { return tile->work; }

struct collocation_failure collocation_tile_failure(const struct collocation_tile *tile) {
  return tile->failure;
}

void collocation_forget_failure(struct collocation_tile *tile) { tile->failure.is_there = 0; }

void collocation_begin(struct collocation_tile *tile, const struct collocation_task *task) {
  tile->task = *task;
  tile->next = task->first;
  tile->count = 0;
  tile->any_side_matters = task->law.inverse_temperature != 0;
}

// Sets the step that place k tries first. One that would leave a sliver before the end takes it along.
static void set_size(struct collocation_tile *t, size_t k, double size) {
  double left = t->task.end - t->time.of[k], longest = 100.0 / t->task.law.momentum_rate;
  if (size > longest) size = longest;
  t->size.of[k] = size > 0.999 * left ? left : size;
  t->landing[k] = NOWHERE;
  t->attempts[k] = 0;
  t->has_turned[k] = 0;
}

static int is_read(const struct collocation_tile *t) { return t->task.reading < INFINITY; }

// Lets place k look at the time to be read.
static void read_within(struct collocation_tile *t, size_t k) {
  t->size.of[k] = t->task.reading - t->time.of[k];
  t->is_reading[k] = 1;
}

// Seats a lane at place k.
static void seat(struct collocation_tile *t, size_t k, size_t synapse) {
  const struct collocation_lanes *lanes = &t->task.lanes;
  const struct law *law = &t->task.law;
  size_t lane = law->signal * lanes->stride + synapse;
  const double *state = lanes->state + synapse;
  for (int j = 0; j < NODES; j++) t->synapse[j * WIDTH + k] = synapse;
  t->time.of[k] = lanes->times[lane];
  t->momentum[0].of[k] = state[law->substance * lanes->stride];
  t->rho.of[k] = state[(law->substance + 2) * lanes->stride];
  t->weights[0].of[k] = state[law->weight * lanes->stride];
  t->weights[1].of[k] = state[(law->weight + law->weight_count - 1) * lanes->stride];
  t->clock.of[k] = law->clock != 0 ? state[law->clock * lanes->stride] : 0;
  t->side_of_gradient.of[k] = lanes->gradient_sides[lane];
  t->side_of_momentum.of[k] = lanes->momentum_sides[lane];
  t->is_reading[k] = 0;
  t->steps[k] = 0;
  set_size(t, k, lanes->sizes[lane]);
  if (is_read(t) && t->task.found[lane] > 0) {
    t->size.of[k] = t->task.found[lane];
    t->landing[k] = t->task.landings[lane];
    t->attempts[k] = PATIENCE;
    if (t->time.of[k] + t->size.of[k] >= t->task.reading) read_within(t, k);
  }
}

// Writes what place k has come to.
static void write_state(const struct collocation_tile *t, size_t k,
                        const struct collocation_lanes *lanes) {
  const struct law *law = &t->task.law;
  size_t synapse = t->synapse[k];
  double *state = lanes->state + synapse;
  state[law->substance * lanes->stride] = t->momentum[0].of[k];
  state[(law->substance + 2) * lanes->stride] = t->rho.of[k];
  for (size_t w = 0; w < law->weight_count; w++)
    state[(law->weight + w) * lanes->stride] = t->weights[w].of[k];
  if (law->clock != 0) state[law->clock * lanes->stride] = t->clock.of[k];
}

static void write_sides(const struct collocation_tile *t, size_t k, size_t lane) {
  t->task.lanes.gradient_sides[lane] = (signed char)t->side_of_gradient.of[k];
  t->task.lanes.momentum_sides[lane] = (signed char)t->side_of_momentum.of[k];
}

static void write_lane(const struct collocation_tile *t, size_t k) {
  const struct collocation_lanes *lanes = &t->task.lanes;
  size_t lane = t->task.law.signal * lanes->stride + t->synapse[k];
  write_state(t, k, lanes);
  lanes->times[lane] = t->time.of[k];
  write_sides(t, k, lane);
  if (is_read(t)) t->task.found[lane] = 0;
}

// Remembers the good step of place k, which leads over the time to be read.
static void remember(const struct collocation_tile *t, size_t k) {
  size_t lane = t->task.law.signal * t->task.lanes.stride + t->synapse[k];
  write_sides(t, k, lane);
  t->task.found[lane] = t->size.of[k];
  t->task.landings[lane] = t->landing[k];
}

// Moves the lane of one place to another.
static void move(struct collocation_tile *t, size_t from, size_t to) {
  for (int j = 0; j < NODES; j++) t->synapse[j * WIDTH + to] = t->synapse[from];
  struct row *rows[] = {&t->time,   &t->rho,  &t->weights[0],       &t->weights[1],       &t->clock,
                        &t->size,   &t->momentum[0], &t->side_of_gradient, &t->side_of_momentum};
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) rows[r]->of[to] = rows[r]->of[from];
  t->landing[to] = t->landing[from];
  t->is_reading[to] = t->is_reading[from];
  t->attempts[to] = t->attempts[from];
  t->has_turned[to] = t->has_turned[from];
  t->steps[to] = t->steps[from];
}

FOR_EVERY_PROCESSOR
static void set_points(struct collocation_tile *t, size_t width) {
  EACH_NODE(j) EACH_LANE(i, width) t->times[j].of[i] = fused(nodes[j], t->size.of[i], t->time.of[i]);
}

size_t collocation_prepare(struct collocation_tile *t) {
  if (t->failure.is_there) return 0;
  const struct collocation_lanes *lanes = &t->task.lanes;
  size_t first = t->task.law.signal * lanes->stride;
  for (; t->count < WIDTH && t->next < t->task.last; t->next++)
    if (lanes->times[first + t->next] < t->task.end) seat(t, t->count++, t->next);
  if (t->count > 0) set_points(t, whole_groups(t->count));
  return t->count;
}

FOR_EVERY_PROCESSOR
static void try_steps(struct collocation_tile *t, size_t width) {
  double gain = t->task.law.gradient_gain;
  EACH_NODE(j) EACH_LANE(i, width) t->gradient[j].of[i] *= gain;
  take_sides(width, t->gradient, &t->side_of_gradient);
  step(t, width);
  set_factors(t, width);
  look_at_gradient(t, width);
  if (t->any_side_matters) {
    take_sides(width, t->momentum, &t->side_of_momentum);
    look_at_momentum(t, width);
  } else {
    EACH_LANE(i, width) t->momentum_cut.of[i] = 1;
  }
}

// Whether the step of place k is good. If not, what to try instead is set.
static int judge(struct collocation_tile *t, size_t k) {
  if (t->is_reading[k]) return 1;
  double cut = 1;
  int landing = NOWHERE;
  if (t->attempts[k] < PATIENCE) {
    int is_first = t->gradient_cut.of[k] <= t->momentum_cut.of[k];
    cut = is_first ? t->gradient_cut.of[k] : t->momentum_cut.of[k];
    if ((is_first ? t->gradient_is_zero : t->momentum_is_zero).of[k] != 0)
      landing = is_first ? AT_ZERO_OF_GRADIENT : AT_ZERO_OF_MOMENTUM;
  }
  double error = t->error.of[k], factor = t->factor.of[k];
  // Far from the solution its changes of sign are not worth much.
  if (error > 1 && factor < cut) {
    t->work.rejected++;
    t->attempts[k]++;
    t->size.of[k] *= factor;
    t->landing[k] = NOWHERE;
    if (t->size.of[k] < 0x1p-48 * fabs(t->time.of[k]) || t->attempts[k] > LAST_ATTEMPT) {
      struct collocation_failure failure = {1, t->synapse[k], t->time.of[k], t->size.of[k]};
      if (!t->failure.is_there || failure.synapse < t->failure.synapse) t->failure = failure;
    }
    return 0;
  }
  // Once only: a shorter step knows better.
  if (cut == 0 && t->has_turned[k]) cut = 0.25, landing = NOWHERE;
  if (cut == 0) {
    t->has_turned[k] = 1;
    struct row *side = landing == AT_ZERO_OF_GRADIENT ? &t->side_of_gradient : &t->side_of_momentum;
    side->of[k] = -side->of[k];
    t->attempts[k]++;
    return 0;
  }
  if (cut < 1) {
    t->size.of[k] *= cut;
    t->landing[k] = (unsigned char)landing;
    t->attempts[k]++;
    return 0;
  }
  if (t->time.of[k] + t->size.of[k] >= t->task.reading) {
    remember(t, k);
    read_within(t, k);
    return 0;
  }
  return 1;
}

FOR_EVERY_PROCESSOR
static void advance_weights(struct collocation_tile *t, size_t width) {
  const struct law *law = &t->task.law;
  if (law->inverse_temperature != 0) {
    // With the place of nobody, which rows have not.
    struct lanes swept, weights[2];
    real *weight[2] = {weights[0].of, weights[1].of};
    memcpy(swept.of, t->swept.of, width * sizeof(real));
    for (size_t w = 0; w < law->weight_count; w++)
      memcpy(weight[w], t->weights[w].of, width * sizeof(real));
    swept.of[TILE] = weights[0].of[TILE] = weights[1].of[TILE] = 0;
    const struct predisposed predisposed = predisposed_of(law);
    advance_predisposed(&predisposed, law->weight_count, width, swept.of, weight, weight);
    for (size_t w = 0; w < law->weight_count; w++)
      memcpy(t->weights[w].of, weight[w], width * sizeof(real));
  } else {
    for (size_t w = 0; w < law->weight_count; w++)
      advance_freely(width, t->swept.of, t->weights[w].of);
  }
  if (law->weight_count == 1) t->weights[1] = t->weights[0];
  if (law->clock != 0) advance_clock(width, t->swept.of, t->clock.of);
}

// Takes the step of place k, of which the weights have been taken already. Returns whether the lane
// goes on.
static int take(struct collocation_tile *t, size_t k) {
  size_t lane = t->task.law.signal * t->task.lanes.stride + t->synapse[k];
  double size = t->size.of[k];
  t->momentum[0].of[k] = t->momentum[NODES - 1].of[k];
  t->rho.of[k] = t->new_rho.of[k];
  if (t->is_reading[k]) {
    write_state(t, k, &t->task.sample);
    return 0;
  }
  t->work.steps++;
  double *sides[] = {&t->side_of_gradient.of[k], &t->side_of_momentum.of[k]};
  *sides[0] = side_after(t->gradient, k, *sides[0], size, t->gradient_cost.of[k],
                         t->landing[k] == AT_ZERO_OF_GRADIENT);
  if (t->any_side_matters)
    *sides[1] = side_after(t->momentum, k, *sides[1], size, t->momentum_cost.of[k],
                           t->landing[k] == AT_ZERO_OF_MOMENTUM);
  int is_at_end = size >= t->task.end - t->time.of[k];
  t->time.of[k] = is_at_end ? t->task.end : t->time.of[k] + size;
  // A step that was cut short says little about the next one.
  double *next = &t->task.lanes.sizes[lane];
  double proposed = size * t->factor.of[k];
  if (!(is_at_end || t->landing[k] != NOWHERE) || proposed > *next) *next = proposed;
  set_size(t, k, *next);
  // Between two steps nothing is known of a lane that is not written.
  int rests = !is_at_end && ++t->steps[k] >= t->task.most_steps;
  t->work.rests += (size_t)rests;
  // While a time is read, lanes stay where their last whole step ended.
  if (is_at_end || rests || is_read(t)) write_lane(t, k);
  return !is_at_end && !rests;
}

void collocation_advance(struct collocation_tile *t) {
  size_t width = whole_groups(t->count);
  unsigned char is_good[WIDTH];
  try_steps(t, width);
  t->work.evaluations += t->count;
  for (size_t k = 0; k < t->count; k++) is_good[k] = (unsigned char)judge(t, k);
  for (size_t k = 0; k < width; k++) {
    int moves = k < t->count && is_good[k];
    t->swept.of[k] = moves ? t->task.law.learning_rate * t->integral.of[k] : 0;
  }
  advance_weights(t, width);
  // From the last to the first, so that who moves up has been dealt with.
  for (size_t k = t->count; k-- > 0;)
    if (is_good[k] && !take(t, k)) move(t, --t->count, k);
}
