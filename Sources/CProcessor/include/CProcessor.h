// Whether this CPU is one that the binary was built for.
#pragma once

// The first feature that the binary may use and the CPU or the system lacks; NULL if there is none.
const char *hesse_missing_cpu_feature(void);
// The n-th feature that the binary was built for; NULL behind the last.
const char *hesse_cpu_feature(int n);
