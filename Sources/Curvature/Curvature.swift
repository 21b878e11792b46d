// Curvature of a function at a point, from products with its Hessian or from its values alone.
//
// The module sees the world through two protocols: `LinearOperator` (H on one or several vectors) and `ScalarField`
// (f at many points θ + Σ cᵢ dᵢ). Vectors are flat rows of N numbers; whoever calls packs and unpacks structures.
//
// - `Operators/`: the protocol, its combinators (H − σ, c·H, H₁ + H₂), dense and closure operators, H restricted to a few directions.
// - `Lanczos/`: the recurrence, its projection T and its restarts; nothing there knows what is looked for.
// - `Eigsh/`: what is looked for: selection, convergence, the check for multiplicity, and the driver `eigsh`.
// - `Trace/`: Hutchinson's estimator and random directions.
// - `Landscape/`: f on grids, quadratic fits, random and filter-normalised directions.
// - `Statistics/`: running means, Student's t.
//
// A run that is interrupted gives the record it would have given, with what it has so far and `isInterrupted` set.
