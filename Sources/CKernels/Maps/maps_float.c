#include "maps.h"

#include "../Elementary/elementary.h"

#define real float
#define NAME(x) maps_float_##x
#include "arrangement.h"
#include "normalisation.h"
#include "pooling.h"
