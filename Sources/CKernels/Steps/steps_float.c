#include "steps.h"

#include "../Elementary/elementary_float.h"

#define real float
#define power_of power_of_two_float
#define largest_tanh 10.0f
#define largest_power 80.0f
#define NAME(x) steps_float_##x
#include "steps_loops.h"
