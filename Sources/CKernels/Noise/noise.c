#include "CKernels.h"
#include "../Elementary/elementary.h"

// Random numbers by address, and the inverse of the normal distribution function by the rational
// approximations of M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477–484;
// relative error about 1e-16.
//
// Only additions, multiplications, divisions and square roots, each rounded by itself: a seed means the
// same numbers everywhere. The logarithm of the C library, which differs between machines in the last
// place, is not called.

#define TILE 128

INLINE void philox(uint32_t c[4], uint32_t key0, uint32_t key1) {
  _Pragma("clang loop unroll(full)")
  for (int round = 0; round < 10; round++) {
    uint64_t first = (uint64_t)c[0] * 0xD2511F53u, second = (uint64_t)c[2] * 0xCD9E8D57u;
    uint32_t x = (uint32_t)(second >> 32) ^ c[1] ^ key0, y = (uint32_t)(first >> 32) ^ c[3] ^ key1;
    c[0] = x;
    c[1] = (uint32_t)second;
    c[2] = y;
    c[3] = (uint32_t)first;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

void philox_words(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4]) {
  for (int k = 0; k < 4; k++) words[k] = counter[k];
  philox(words, key[0], key[1]);
}

INLINE void write_uniforms(uint64_t key, uint32_t purpose, uint64_t index, uint64_t synapse,
                           size_t n, double *result) {
  _Pragma("clang loop vectorize(assume_safety)")
  for (size_t i = 0; i < n; i++) {
    uint64_t number = synapse + i;
    uint32_t c[4] = {(uint32_t)index, (uint32_t)(index >> 32), (uint32_t)number,
                     (uint32_t)(number >> 32) | purpose};
    philox(c, (uint32_t)key, (uint32_t)(key >> 32));
    // As the fraction of a number from [1, 2): exact, and older processors cannot convert.
    uint64_t bits = ((uint64_t)c[1] << 20) | (c[0] >> 12) | UINT64_C(0x3FF0000000000000);
    double value;
    memcpy(&value, &bits, sizeof value);
    result[i] = (value - 1.0) + 0x1p-53;
  }
}

#define POLYNOMIAL(c, x)                                                                          \
  ((((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x) + c[0])

static const double central_numerator[8] = {
    3.3871328727963666080,   1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3};
static const double central_denominator[8] = {
    1,                       4.2313330701600911252e1, 6.8718700749205790830e2,
    5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
    2.8729085735721942674e4, 5.2264952788528545610e3};
static const double middle_numerator[8] = {
    1.42343711074968357734,    4.63033784615654529590,    5.76949722146069140550,
    3.64784832476320460504,    1.27045825245236838258,    2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double middle_denominator[8] = {
    1,                         2.05319162663775882187,    1.67638483018380384940,
    6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
    5.47593808499534494600e-4, 1.05075007164441684324e-9};
static const double far_numerator[8] = {
    6.65790464350110377720,    5.46378491116411436990,    1.78482653991729133580,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7};
static const double far_denominator[8] = {
    1,                         5.99832206555887937690e-1, 1.36929880922735805310e-1,
    1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
    1.42151175831644588870e-7, 2.04426310338993978564e-15};

// ln x from 2 artanh((m−1)/(m+1)) with x = m·2ᵏ, √½ < m ≤ √2, for positive x, also subnormal.
//
// Eleven terms of the series leave less than 1e-17; with the rounding of the sum the error is a few
// units in the last place.
INLINE double logarithm(double x) {
  int is_subnormal = x < 0x1p-1022;
  double scaled = is_subnormal ? x * 0x1p54 : x;
  uint64_t bits;
  memcpy(&bits, &scaled, sizeof bits);
  // The exponent by way of the low bits of 2⁵²: older processors cannot convert.
  uint64_t exponent_bits = (bits >> 52) | UINT64_C(0x4330000000000000);
  double exponent;
  memcpy(&exponent, &exponent_bits, sizeof exponent);
  exponent -= 0x1p52 + (is_subnormal ? 1077.0 : 1023.0);
  uint64_t significand_bits =
      (bits & UINT64_C(0x000FFFFFFFFFFFFF)) | UINT64_C(0x3FF0000000000000);
  double significand;
  memcpy(&significand, &significand_bits, sizeof significand);
  int is_large = significand > 1.4142135623730951;
  significand = is_large ? significand * 0.5 : significand;
  exponent = is_large ? exponent + 1.0 : exponent;
  double t = (significand - 1.0) / (significand + 1.0), square = t * t, sum = 0;
  _Pragma("clang loop unroll(full)")
  for (int k = 23; k >= 3; k -= 2) sum = (sum + 1.0 / k) * square;
  return exponent * 0.6931471805599453 + 2.0 * t * (1.0 + sum);
}

double portable_logarithm(double x) { return logarithm(x); }

// The tails, |p − ½| > 0.425.
INLINE double tail_quantile(double p) {
  double q = p - 0.5;
  double tail = q < 0 ? p : 1.0 - p;
  double r = __builtin_elementwise_sqrt(-logarithm(tail > 0 ? tail : 1.0));
  double m = r - 1.6, f = r - 5.0;
  double middle = POLYNOMIAL(middle_numerator, m) / POLYNOMIAL(middle_denominator, m);
  double far = POLYNOMIAL(far_numerator, f) / POLYNOMIAL(far_denominator, f);
  double x = r <= 5.0 ? middle : far;
  x = tail > 0 ? x : __builtin_inf();
  return q < 0 ? -x : x;
}

// In place. The middle of the distribution for all of a tile; the tails, one number in seven, are
// gathered first.
INLINE void write_quantiles(size_t n, double *values) {
  double tails[TILE];
  uint32_t places[TILE];
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    double q = values[i] - 0.5;
    places[count] = (uint32_t)i;
    tails[count] = values[i];
    count += (q < 0 ? -q : q) > 0.425;
  }
  _Pragma("clang loop vectorize(assume_safety)")
  for (size_t i = 0; i < n; i++) {
    double q = values[i] - 0.5;
    double r = 0.180625 - q * q;
    values[i] = q * POLYNOMIAL(central_numerator, r) / POLYNOMIAL(central_denominator, r);
  }
  _Pragma("clang loop vectorize(assume_safety)")
  for (size_t k = 0; k < count; k++) tails[k] = tail_quantile(tails[k]);
  for (size_t k = 0; k < count; k++) values[places[k]] = tails[k];
}

FOR_EVERY_PROCESSOR
static void uniforms_for_processor(uint64_t key, uint32_t purpose, uint64_t index, uint64_t synapse,
                                   size_t n, double *result) {
  write_uniforms(key, purpose, index, synapse, n, result);
}

FOR_EVERY_PROCESSOR
static void normals_for_processor(uint64_t key, uint32_t purpose, uint64_t index, uint64_t synapse,
                                  size_t n, double *result) {
  for (size_t first = 0; first < n; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    write_uniforms(key, purpose, index, synapse + first, count, result + first);
    write_quantiles(count, result + first);
  }
}

FOR_EVERY_PROCESSOR
static void quantiles_for_processor(size_t n, double *values) {
  for (size_t first = 0; first < n; first += TILE)
    write_quantiles(n - first < TILE ? n - first : TILE, values + first);
}

void random_uniforms(uint64_t key, uint32_t purpose, uint64_t index, uint64_t synapse, size_t n,
                     double *result) {
  uniforms_for_processor(key, purpose, index, synapse, n, result);
}

void random_normals(uint64_t key, uint32_t purpose, uint64_t index, uint64_t synapse, size_t n,
                    double *result) {
  normals_for_processor(key, purpose, index, synapse, n, result);
}

void normal_quantiles(size_t n, const double *p, double *result) {
  if (result != p) memcpy(result, p, n * sizeof *p);
  quantiles_for_processor(n, result);
}
