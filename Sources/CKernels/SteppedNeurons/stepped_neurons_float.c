#include "stepped_neurons.h"

#include "../Elementary/elementary_float.h"

#define real float
#define power_of power_of_two_float
#define largest_tanh 10.0f
#define largest_power 80.0f
#define NAME(x) stepped_float_##x
#include "stepped_neurons_loops.h"
