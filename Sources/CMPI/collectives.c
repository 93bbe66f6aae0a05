#ifdef MPI

#include "CMPI.h"
#include <mpi.h>
#include <stddef.h>

int cmpi_start(int *rank, int *count) {
  // One thread at a time calls MPI, but not always the same.
  int provided = 0;
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS) return -1;
  MPI_Comm_rank(MPI_COMM_WORLD, rank);
  MPI_Comm_size(MPI_COMM_WORLD, count);
  return 0;
}

void cmpi_stop(void) {
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
}

void cmpi_maximum(double *values, int count) {
  MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
}

void cmpi_sum(int64_t *values, int count) {
  MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
}

void cmpi_gather(const double *values, int count, double *all, const int *counts,
                 const int *places) {
  MPI_Gatherv(values, count, MPI_DOUBLE, all, counts, places, MPI_DOUBLE, 0, MPI_COMM_WORLD);
}

void cmpi_broadcast(void *bytes, int count, int from) {
  MPI_Bcast(bytes, count, MPI_BYTE, from, MPI_COMM_WORLD);
}

#endif
