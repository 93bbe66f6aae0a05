#ifndef SYNAPTIC_DYNAMICS_PROCESSORS_H
#define SYNAPTIC_DYNAMICS_PROCESSORS_H

// One version of a function for each level of x86-64, chosen when the program is loaded. Elsewhere
// the plain function: NEON is always there on arm64, and other C libraries cannot choose. Nor can a program under the thread
// sanitizer, which is not ready yet when the choice is made.
#if defined(__x86_64__) && defined(__gnu_linux__) && !__has_feature(thread_sanitizer)
#define FOR_EVERY_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EVERY_PROCESSOR
#endif
// Fused multiply-adds only where they are written out: every level gives the same bits. Processors
// without them (x86-64 before 2013) compute them step by step, slowly but alike.
#pragma STDC FP_CONTRACT OFF
#define fused(a, b, c) __builtin_elementwise_fma(a, b, c)

#define INLINE static inline __attribute__((always_inline))

#endif
