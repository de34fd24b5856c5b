#pragma once
// libtorch made ready for this program.

namespace rwave::learn {

// Threads for all of libtorch's work (0 = all cores): OpenMP's and, with libopenblas0-openmp, the BLAS
// library's are the same ones. Denormals count as zero, and freed memory is kept: a step frees and takes the
// same hundred megabytes, and giving them back to the system in between costs a tenth of its time in page
// faults. To be called once, first. Returns the number of threads.
int prepare_torch(int threads);

}  // namespace rwave::learn
