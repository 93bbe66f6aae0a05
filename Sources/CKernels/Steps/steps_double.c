#include "steps.h"

#include "../Elementary/elementary.h"

#define real double
#define power_of power_of_two
#define largest_tanh 20.0
#define largest_power 690.0
#define NAME(x) steps_##x
#include "steps_loops.h"
