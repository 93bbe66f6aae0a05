// The part of SUNDIALS that the Swift side uses. Only what Swift cannot import by itself, or what
// differs between SUNDIALS 6.4 and 7.x, is wrapped; each wrapper says why.

#ifndef SYNAPTIC_DYNAMICS_CSUNDIALS_SHIM_H
#define SYNAPTIC_DYNAMICS_CSUNDIALS_SHIM_H

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <stdlib.h>
#include <sundials/sundials_config.h>
#include <sundials/sundials_context.h>
#include <sundials/sundials_nvector.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

// The version is a macro string; macros do not import reliably.
static inline const char *csundials_version(void) { return SUNDIALS_VERSION; }

// 6.x takes a `void *` communicator, 7.x a `SUNComm`, whose null value is not zero under MPI.
static inline int csundials_context_create(SUNContext *context) {
#if SUNDIALS_VERSION_MAJOR >= 7
  return SUNContext_Create(SUN_COMM_NULL, context);
#else
  return SUNContext_Create(NULL, context);
#endif
}

// Messages are dropped: every return flag becomes a typed error on the Swift side.
// 6.x has one handler per CVODE instance, 7.x a stack of handlers per context.
#if SUNDIALS_VERSION_MAJOR >= 7
static inline void csundials_ignore(int line, const char *function, const char *file,
                                    const char *message, SUNErrCode code, void *data,
                                    SUNContext context) {
  (void)line, (void)function, (void)file, (void)message, (void)code, (void)data, (void)context;
}
#else
static inline void csundials_ignore(int code, const char *module, const char *function,
                                    char *message, void *data) {
  (void)code, (void)module, (void)function, (void)message, (void)data;
}
#endif

static inline int csundials_silence(SUNContext context, void *cvode) {
#if SUNDIALS_VERSION_MAJOR >= 7
  (void)cvode;
  int flag = SUNContext_ClearErrHandlers(context);
  return flag != 0 ? flag : SUNContext_PushErrHandler(context, csundials_ignore, NULL);
#else
  (void)context;
  return CVodeSetErrHandlerFn(cvode, csundials_ignore, NULL);
#endif
}

// The preconditioner side is an enumerator that imports as another integer type than SPGMR takes.
static inline SUNLinearSolver csundials_spgmr(N_Vector y, int krylovDimension,
                                              SUNContext context) {
#if SUNDIALS_VERSION_MAJOR >= 6
  return SUNLinSol_SPGMR(y, SUN_PREC_NONE, krylovDimension, context);
#else
#error "SUNDIALS 6.4 or later is needed"
#endif
}

// Behind a vector's own content stands what our operations want to know. SUNDIALS' operations see
// the content at the front, a serial vector's or a parallel one's, and never the tail.
struct csundials_tail {
  sunindextype count;        // of the elements that are here
  sunindextype group_count;  // of the groups of these that the norm distinguishes
  sunindextype averaged;     // how many elements of each group the norm averages over
  sunindextype threads;      // that may work on the vector
  void *ranks;               // that share the vector
};
struct csundials_content {
  char room[64];
  struct csundials_tail tail;
};
_Static_assert(sizeof(struct _N_VectorContent_Serial) <= 64, "the content outgrows its room");

static inline int csundials_append(N_Vector vector, struct csundials_tail tail) {
  struct csundials_content *content =
      (struct csundials_content *)realloc(vector->content, sizeof *content);
  if (content == NULL) return -1;
  content->tail = tail;
  vector->content = content;
  return 0;
}

static inline struct csundials_tail csundials_tail_of(N_Vector vector) {
  return ((struct csundials_content *)vector->content)->tail;
}

#endif
