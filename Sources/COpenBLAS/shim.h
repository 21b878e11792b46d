// BLAS by its C interface; LAPACK by its Fortran symbols, since Debian's OpenBLAS ships no LAPACKE.
#pragma once
#include <cblas.h>
#include <stdint.h>

// LAPACK's names in single and double precision. Matrices are stored by columns; info > 0 says what the numbers do not allow.
#define HESSE_LAPACK(prefix, number)                                                                                         \
    /* Factors with partial pivoting; info: a pivot that is 0. */                                                            \
    void prefix##getrf_(const int32_t *m, const int32_t *n, number *a, const int32_t *lda, int32_t *pivots, int32_t *info);  \
    /* Solves by those factors, transposed if trans is 'T'. */                                                               \
    void prefix##getrs_(const char *trans, const int32_t *n, const int32_t *columns, const number *a, const int32_t *lda,    \
                        const int32_t *pivots, number *b, const int32_t *ldb, int32_t *info);                                \
    /* Cholesky's factor, in place; info: the leading minor that is not positive. */                                         \
    void prefix##potrf_(const char *triangle, const int32_t *n, number *a, const int32_t *lda, int32_t *info);               \
    /* Eigenvalues, ascending, and ('V') eigenvectors of a symmetric matrix, by divide and conquer; info: no convergence. */ \
    void prefix##syevd_(const char *job, const char *triangle, const int32_t *n, number *a, const int32_t *lda, number *w,   \
                        number *work, const int32_t *lwork, int32_t *iwork, const int32_t *liwork, int32_t *info);           \
    /* Singular values, descending, and vectors: 'A' all, 'S' the first min(m, n); info: no convergence. */                  \
    void prefix##gesdd_(const char *job, const int32_t *m, const int32_t *n, number *a, const int32_t *lda, number *s,       \
                        number *u, const int32_t *ldu, number *vt, const int32_t *ldvt, number *work, const int32_t *lwork,  \
                        int32_t *iwork, int32_t *info);                                                                      \
    /* Factors L·Q, and the first k rows of that Q. */                                                                       \
    void prefix##gelqf_(const int32_t *m, const int32_t *n, number *a, const int32_t *lda, number *tau, number *work,        \
                        const int32_t *lwork, int32_t *info);                                                                \
    void prefix##orglq_(const int32_t *m, const int32_t *n, const int32_t *k, number *a, const int32_t *lda,                 \
                        const number *tau, number *work, const int32_t *lwork, int32_t *info);

HESSE_LAPACK(s, float)
HESSE_LAPACK(d, double)

// Whether code for the CPU it is built on may use the 32 vector registers of 64 bytes.
#if defined(__AVX512F__) && defined(__AVX512VL__)
#define HESSE_HAS_AVX512 1
#else
#define HESSE_HAS_AVX512 0
#endif

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
