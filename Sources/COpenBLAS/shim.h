// BLAS by its C interface; LAPACK by its Fortran symbols, since Debian's OpenBLAS ships no LAPACKE.
#pragma once
#include <cblas.h>
#include <stdint.h>

// Eigen-decomposition of a symmetric matrix (LAPACK dsyevd): jobz 'V' or 'N', uplo 'L' or 'U'. info > 0: no convergence.
void dsyevd_(const char *jobz, const char *uplo, const int32_t *n, double *a, const int32_t *lda, double *w, double *work,
             const int32_t *lwork, int32_t *iwork, const int32_t *liwork, int32_t *info);
