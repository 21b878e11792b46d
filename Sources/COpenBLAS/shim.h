// BLAS by its C interface; LAPACK by its Fortran symbols, since Debian's OpenBLAS ships no LAPACKE.
#pragma once
#include <cblas.h>
#include <stdint.h>

// Eigen-decomposition of a symmetric matrix (LAPACK dsyevd): jobz 'V' or 'N', uplo 'L' or 'U'. info > 0: no convergence.
void dsyevd_(const char *jobz, const char *uplo, const int32_t *n, double *a, const int32_t *lda, double *w, double *work,
             const int32_t *lwork, int32_t *iwork, const int32_t *liwork, int32_t *info);

// Tells the CPU that a loop only waits for another thread.
static inline __attribute__((always_inline)) void hesse_spin_hint(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// The C library's sched_getaffinity, which its header shows only to GNU sources.
int hesse_get_affinity(int process, unsigned long size, void *mask) __asm__("sched_getaffinity");
