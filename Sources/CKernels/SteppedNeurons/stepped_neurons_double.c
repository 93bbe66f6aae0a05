#include "stepped_neurons.h"

#include "../Elementary/elementary.h"

#define real double
#define power_of power_of_two
#define largest_tanh 20.0
#define largest_power 690.0
#define NAME(x) stepped_##x
#include "stepped_neurons_loops.h"
