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

static MPI_Datatype value_of(int bytes) { return bytes == 4 ? MPI_FLOAT : MPI_DOUBLE; }

void cmpi_gather_everywhere(void *all, const int *counts, const int *places, int bytes_of_value) {
  MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all, counts, places, value_of(bytes_of_value),
                 MPI_COMM_WORLD);
}

void cmpi_exchange(const void *mine, const int *counts, const int *places, void *others, const int *other_counts,
                   const int *other_places, int bytes_of_value) {
  MPI_Datatype value = value_of(bytes_of_value);
  MPI_Alltoallv(mine, counts, places, value, others, other_counts, other_places, value, MPI_COMM_WORLD);
}

void cmpi_send(const void *bytes, int count, int to) {
  MPI_Send(bytes, count, MPI_BYTE, to, 0, MPI_COMM_WORLD);
}

void cmpi_receive(void *bytes, int count, int from) {
  MPI_Recv(bytes, count, MPI_BYTE, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

void cmpi_broadcast(void *bytes, int count, int from) {
  MPI_Bcast(bytes, count, MPI_BYTE, from, MPI_COMM_WORLD);
}

#endif
