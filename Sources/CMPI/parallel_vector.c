#if defined(MPI) && defined(SUNDIALS)

#include "CMPI.h"
#include <mpi.h>
#include <nvector/nvector_parallel.h>
#include <sundials/sundials_config.h>
#include <sundials/sundials_context.h>

// Must agree with the room that CSUNDIALS leaves for a vector's own content.
_Static_assert(sizeof(struct _N_VectorContent_Parallel) <= 64, "the content outgrows its room");

int cmpi_context_create(void *context) {
#if SUNDIALS_VERSION_MAJOR >= 7
  return SUNContext_Create(MPI_COMM_WORLD, (SUNContext *)context);
#else
  // Held by address, so it has to outlive every context.
  static MPI_Comm world;
  world = MPI_COMM_WORLD;
  return SUNContext_Create(&world, (SUNContext *)context);
#endif
}

void *cmpi_vector(int64_t local_count, int64_t count, void *context) {
  return N_VNew_Parallel(MPI_COMM_WORLD, local_count, count, (SUNContext)context);
}

void *cmpi_clone(void *vector) { return N_VClone_Parallel((N_Vector)vector); }

void *cmpi_clone_empty(void *vector) { return N_VCloneEmpty_Parallel((N_Vector)vector); }

#endif
