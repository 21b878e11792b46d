// Counts what a test allocates: `malloc` and its kin of the whole process pass through here.
#pragma once

// Allocations by the calling thread so far.
long allocation_count(void);
// Allocations by all threads so far.
long allocation_count_all_threads(void);
