// The few collective operations that the program uses, and SUNDIALS' parallel vectors.
//
// MPI's constants are macros, and its handles differ between implementations. So mpi.h is seen by
// this target's own sources only, and its interface is plain C. Without the trait MPI these are
// declarations without definitions.
//
// MPI's default applies to errors: they end all ranks at once.

#ifndef SYNAPTIC_DYNAMICS_CMPI_H
#define SYNAPTIC_DYNAMICS_CMPI_H

#include <stdint.h>

// Starts MPI; returns 0, or another number if it cannot be started.
int cmpi_start(int *rank, int *count);
// Waits for all ranks and ends MPI.
void cmpi_stop(void);

// Every rank gets the largest of each value.
void cmpi_maximum(double *values, int count);
// Every rank gets the sum of each value.
void cmpi_sum(int64_t *values, int count);
// Rank 0 gets everyone's values, rank by rank; `counts` are those of the ranks.
void cmpi_gather(const double *values, int count, double *all, const int *counts,
                 const int *places);
// Every rank gets the bytes of one.
void cmpi_broadcast(void *bytes, int count, int from);
// Every rank gets everyone's values, rank by rank: of `all` each has filled its own `counts` values from its own place on.
// A value has 4 or 8 bytes.
void cmpi_gather_everywhere(void *all, const int *counts, const int *places, int bytes_of_value);
// Every rank gets from each of the others the values that this one has for it.
void cmpi_exchange(const void *mine, const int *counts, const int *places, void *others, const int *other_counts,
                   const int *other_places, int bytes_of_value);
// Bytes from one rank to another, which waits for them.
void cmpi_send(const void *bytes, int count, int to);
void cmpi_receive(void *bytes, int count, int from);

// SUNDIALS: a context that knows the ranks, and vectors of which each rank has a part. Contexts and
// vectors are SUNDIALS' own types, behind void pointers for the sake of the one module they live in.
int cmpi_context_create(void *context);
void *cmpi_vector(int64_t local_count, int64_t count, void *context);
void *cmpi_clone(void *vector);
void *cmpi_clone_empty(void *vector);

#endif
