import Tensors

// Hot loops and the threads that run them.
//
// A kernel is a small value that describes one kind of work on memory (shapes, strides, types) and a `run` that does it.
// `ThreadPool` cuts the work into tiles, by shape alone, so that the same bits come out on any number of threads;
// `Interrupt` is looked at between tiles; failures are `KernelFailure`s. In the steady state nothing is allocated.
//
// - `ElementwiseKernel` runs an `ElementwiseProgram`: chains of arithmetic with their broadcasts and reductions;
//   `Transcendental` are their functions, polynomials on whole vectors (`PolynomialLanes`).
// - `Gemm`: matrix products by a kernel of our own; large tiles by OpenBLAS, single-threaded, where the CPU has no AVX-512.
//   `ProductSet`: several that do not wait for each other as one job.
// - `StridedCopy`, `StridedAdd`, `Gather`, `ScatterAdd`, `Fill`, `CumulativeSum`, `ArgReduce`, `ArgSort`: movement and order.
// - `VectorKernels`: what Lanczos does with long vectors.
// - `LinearAlgebraKernel`: factorizations and what is solved by them: LAPACK, on a thread of its own where it takes long
//   (`AbandonableCall`). `SymmetricEigen` is that for arrays. `RandomFill`: counter-based random numbers.
