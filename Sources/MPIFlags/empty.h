// Empty on purpose: this target only carries the flags that pkg-config knows for MPI.
