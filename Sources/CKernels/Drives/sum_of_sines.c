#include "CKernels.h"
#include "../Elementary/elementary.h"

// sin and cos of 2π (r + rest) for |r| ≤ ½ and a rest below the last place of 1, to 1 unit there.
//
// r is brought to within an eighth of a turn of a quarter; there sin x = x + x³ p(x²) and
// cos x = 1 − ½x² + x⁴ q(x²) with polynomials fitted on Chebyshev's points, to 3e-17.
INLINE void sine_and_cosine_of_turn(double r, double rest, double *sine, double *cosine) {
  double quarter = (r * 4.0 + 0x1.8p52) - 0x1.8p52;
  double x = (fused(quarter, -0.25, r) + rest) * 6.283185307179586;
  double square = x * x;
  double p = 0x1.5e0a4fc16be59p-33;
  p = fused(p, square, -0x1.ae6008d114485p-26);
  p = fused(p, square, 0x1.71de37946ed6dp-19);
  p = fused(p, square, -0x1.a01a019e820aep-13);
  p = fused(p, square, 0x1.1111111110babp-7);
  p = fused(p, square, -0x1.5555555555555p-3);
  double s = fused(x * square, p, x);
  double q = -0x1.907cd8ff5ede7p-37;
  q = fused(q, square, 0x1.1eeb67d026ec6p-29);
  q = fused(q, square, -0x1.27e4fa16cc2d1p-22);
  q = fused(q, square, 0x1.a01a019f4ddfdp-16);
  q = fused(q, square, -0x1.6c16c16c16963p-10);
  q = fused(q, square, 0x1.5555555555555p-5);
  double c = fused(square * square, q, fused(-0.5, square, 1.0));
  // Quarters −2 … 2: a half turn changes both signs, a quarter turn exchanges the two.
  int odd = quarter == 1.0 || quarter == -1.0;
  double half = quarter == 2.0 || quarter == -2.0 ? -1.0 : 1.0;
  *sine = odd ? quarter * c : half * s;
  *cosine = odd ? -quarter * s : half * c;
}

// To the nearest whole number, for |x| < 2⁵¹.
INLINE double rounded(double x) { return (x + 0x1.8p52) - 0x1.8p52; }

#define TILE 64

// A single sine is right to 4e-16 of the amplitude; harmonic h, by a recurrence, to h² times that.
FOR_EVERY_PROCESSOR
static void sines(size_t n, const double *times, const size_t *signals, const double *amplitude,
                  const double *frequency, const double *phase, size_t harmonic_count,
                  const double *harmonics, double *result) {
  double before[TILE], now[TILE], cosine[TILE], sum[TILE];
  for (size_t first = 0; first < n; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    _Pragma("clang loop vectorize(assume_safety)")
    for (size_t i = 0; i < count; i++) {
      size_t k = signals[first + i];
      // The turns made, by time and phase, each with what its rounding lost, and their sum with what it
      // lost: late times are as good as early ones. 1/2π stands in two parts.
      const double per_radian = 0x1.45f306dc9c883p-3, per_radian_rest = -0x1.6b01ec5417056p-57;
      double turns = frequency[k] * times[first + i];
      double rest = fused(frequency[k], times[first + i], -turns);
      turns -= rounded(turns);
      double start = phase[k] * per_radian;
      rest += fused(phase[k], per_radian, -start) + phase[k] * per_radian_rest;
      double sum_of_both = turns + start;
      double of_start = sum_of_both - turns;
      rest += (turns - (sum_of_both - of_start)) + (start - of_start);
      sine_and_cosine_of_turn(sum_of_both - rounded(sum_of_both), rest, &now[i], &cosine[i]);
      before[i] = 0;
      sum[i] = harmonic_count > 0 ? harmonics[0] * now[i] : 0;
    }
    // sin((h+1)x) = 2 cos x sin(hx) − sin((h−1)x).
    for (size_t h = 1; h < harmonic_count; h++) {
      _Pragma("clang loop vectorize(assume_safety)")
      for (size_t i = 0; i < count; i++) {
        double next = fused(2.0 * cosine[i], now[i], -before[i]);
        before[i] = now[i];
        now[i] = next;
        sum[i] = fused(harmonics[h], next, sum[i]);
      }
    }
    _Pragma("clang loop vectorize(assume_safety)")
    for (size_t i = 0; i < count; i++) result[first + i] = amplitude[signals[first + i]] * sum[i];
  }
}

void sum_of_sines(size_t n, const double *times, const size_t *signals, const double *amplitude,
                  const double *frequency, const double *phase, size_t harmonic_count,
                  const double *harmonics, double *result) {
  sines(n, times, signals, amplitude, frequency, phase, harmonic_count, harmonics, result);
}
