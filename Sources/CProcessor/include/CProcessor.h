// What Swift cannot ask of the machine: the CPU's features, and how the C library keeps memory.
#pragma once

// The first feature that the binary may use and the CPU or the system lacks; NULL if there is none.
const char *hesse_missing_cpu_feature(void);
// The n-th feature that the binary was built for; NULL behind the last.
const char *hesse_cpu_feature(int n);

// Has the allocator keep freed memory for the next request instead of giving it back to the kernel, which would clear every
// page again: the results of a loop reuse each other's memory. For the start of a process.
void hesse_keep_freed_memory(void);
