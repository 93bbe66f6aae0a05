#ifndef SYNAPTIC_DYNAMICS_OPENBLAS_H
#define SYNAPTIC_DYNAMICS_OPENBLAS_H

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

// Not all builds of OpenBLAS choose among kernels when they are loaded.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

/// Lets OpenBLAS use the registers that the processor has.
///
/// A processor that is newer than OpenBLAS is taken for one of 2004: products are four times slower than they
/// could be (0.3.21 on Xeons of 2023). What the processor says of its registers decides then; a choice made by
/// OPENBLAS_CORETYPE stands.
static inline void openblas_use_wide_registers(void) {
#if defined(__x86_64__)
  if (getenv("OPENBLAS_CORETYPE") || !gotoblas_dynamic_init || !gotoblas_dynamic_quit) return;
  if (strcmp(openblas_get_corename(), "Prescott") != 0) return;
  __builtin_cpu_init();
  int has_512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
                __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vl");
  int has_256 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (!has_512 && !has_256) return;
  setenv("OPENBLAS_CORETYPE", has_512 ? "SkylakeX" : "Haswell", 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv("OPENBLAS_CORETYPE");
#endif
}

#endif
