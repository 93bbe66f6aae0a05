#include "convolution.h"

#include "../Elementary/elementary.h"

#define real float
#define NAME(x) convolution_float_##x
#include "convolution_loops.h"
