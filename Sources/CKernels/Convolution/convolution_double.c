#include "convolution.h"

#include "../Elementary/elementary.h"

#define real double
#define NAME(x) convolution_##x
#include "convolution_loops.h"
