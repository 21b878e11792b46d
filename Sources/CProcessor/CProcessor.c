// Compiled with the flags of the hot loops, so that the compiler's macros say what those may use. There are only integers
// here: this file runs on any CPU.
#include <malloc.h>
#include "CProcessor.h"
#include <stddef.h>

// Calls `visit(name, is_supported)` for what the binary was built for, until it gives a name.
#define VISIT(name)                                                         \
    do {                                                                    \
        const char *found = visit(name, __builtin_cpu_supports(name), &n);  \
        if (found) return found;                                            \
    } while (0)

static inline __attribute__((always_inline)) const char *walk(const char *(*visit)(const char *, int, int *), int n) {
    (void)visit;
    (void)n;
#if defined(__x86_64__)
    __builtin_cpu_init();
#ifdef __SSE3__
    VISIT("sse3");
#endif
#ifdef __SSSE3__
    VISIT("ssse3");
#endif
#ifdef __SSE4_1__
    VISIT("sse4.1");
#endif
#ifdef __SSE4_2__
    VISIT("sse4.2");
#endif
#ifdef __POPCNT__
    VISIT("popcnt");
#endif
#ifdef __MOVBE__
    VISIT("movbe");
#endif
#ifdef __LZCNT__
    VISIT("lzcnt");
#endif
#ifdef __BMI__
    VISIT("bmi");
#endif
#ifdef __BMI2__
    VISIT("bmi2");
#endif
#ifdef __ADX__
    VISIT("adx");
#endif
#ifdef __F16C__
    VISIT("f16c");
#endif
#ifdef __AVX__
    VISIT("avx");
#endif
#ifdef __FMA__
    VISIT("fma");
#endif
#ifdef __AVX2__
    VISIT("avx2");
#endif
#ifdef __AVXVNNI__
    VISIT("avxvnni");
#endif
#ifdef __GFNI__
    VISIT("gfni");
#endif
#ifdef __VAES__
    VISIT("vaes");
#endif
#ifdef __AVX512F__
    VISIT("avx512f");
#endif
#ifdef __AVX512BW__
    VISIT("avx512bw");
#endif
#ifdef __AVX512CD__
    VISIT("avx512cd");
#endif
#ifdef __AVX512DQ__
    VISIT("avx512dq");
#endif
#ifdef __AVX512VL__
    VISIT("avx512vl");
#endif
#ifdef __AVX512IFMA__
    VISIT("avx512ifma");
#endif
#ifdef __AVX512VBMI__
    VISIT("avx512vbmi");
#endif
#ifdef __AVX512VBMI2__
    VISIT("avx512vbmi2");
#endif
#ifdef __AVX512VNNI__
    VISIT("avx512vnni");
#endif
#ifdef __AVX512BITALG__
    VISIT("avx512bitalg");
#endif
#ifdef __AVX512VPOPCNTDQ__
    VISIT("avx512vpopcntdq");
#endif
#ifdef __AVX512BF16__
    VISIT("avx512bf16");
#endif
#ifdef __AVX512FP16__
    VISIT("avx512fp16");
#endif
#endif
    return NULL;
}

static const char *if_missing(const char *name, int is_supported, int *n) {
    (void)n;
    return is_supported ? NULL : name;
}

static const char *if_nth(const char *name, int is_supported, int *n) {
    (void)is_supported;
    return (*n)-- == 0 ? name : NULL;
}

const char *hesse_missing_cpu_feature(void) { return walk(if_missing, 0); }

const char *hesse_cpu_feature(int n) { return walk(if_nth, n); }

void hesse_keep_freed_memory(void) {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
}
