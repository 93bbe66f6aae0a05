#if SUNDIALS
  import CSUNDIALS
  import Parallel

  #if MPI
    import CMPI

    /// Creates SUNDIALS' parallel vector, of which this rank has `count` elements.
    func makeParallelVector(count: Int, context: SUNDIALSContext) throws -> N_Vector? {
      let total = try context.ranks.sum([Int64(count)])[0]
      let vector = cmpi_vector(Int64(count), total, UnsafeMutableRawPointer(context.handle))
      return vector?.assumingMemoryBound(to: _generic_N_Vector.self)
    }

    /// Puts cloning with our tail into a parallel vector's operations, and the reductions that CVODE
    /// uses: each the local one, and then the one question that all ranks can answer.
    func replaceParallelOperations(_ operations: N_Vector_Ops) {
      operations.pointee.nvclone = { original in
        guard let original, let clone = cmpi_clone(original) else { return nil }
        return inheritTail(of: original, to: clone.assumingMemoryBound(to: _generic_N_Vector.self))
      }
      operations.pointee.nvcloneempty = { original in
        guard let original, let clone = cmpi_clone_empty(original) else { return nil }
        return inheritTail(of: original, to: clone.assumingMemoryBound(to: _generic_N_Vector.self))
      }
      operations.pointee.nvmaxnorm = { x in
        ranks(x!).maximum(x!.pointee.ops.pointee.nvmaxnormlocal(x))
      }
      operations.pointee.nvmin = { x in
        -ranks(x!).maximum(-x!.pointee.ops.pointee.nvminlocal(x))
      }
      operations.pointee.nvminquotient = { numerators, denominators in
        let local = denominators!.pointee.ops.pointee.nvminquotientlocal(numerators, denominators)
        return -ranks(denominators!).maximum(-local)
      }
      operations.pointee.nvconstrmask = { constraints, x, mask in
        let holds = x!.pointee.ops.pointee.nvconstrmasklocal(constraints, x, mask)
        return ranks(x!).maximum(holds == 0 ? 1 : 0) == 0 ? 1 : 0
      }
    }
  #endif
#endif
