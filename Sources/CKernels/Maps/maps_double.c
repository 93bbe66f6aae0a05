#include "maps.h"

#include "../Elementary/elementary.h"

#define real double
#define NAME(x) maps_##x
#include "arrangement.h"
#include "normalisation.h"
#include "pooling.h"
