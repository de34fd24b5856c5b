#pragma once
// Eight floats at a time, with results that no processor changes.

#include <cstddef>  // says which C library this is

namespace rwave {

// The compiler's own vector: two registers of SSE2 or NEON, one of AVX2. Each of its eight sums is rounded as
// a loop over floats would round it, as the build forbids that a product and a sum become one rounding
// (-ffp-contract=off): labels stay the same to the last bit, whatever runs them.
using Eight = float __attribute__((vector_size(32)));

// Eight floats anywhere in memory, as `eight_at(place).value` to read or to write. A packed struct, since
// clang takes a reference to a vector for one at a multiple of 32 bytes, whatever its type says. A reference
// and no function that returns an Eight: how one is returned depends on the instructions that a file is
// compiled for.
struct __attribute__((packed, may_alias)) EightAt {
  Eight value;
};
inline const EightAt& eight_at(const float* from) {
  return *reinterpret_cast<const EightAt*>(from);
}
inline EightAt& eight_at(float* to) {
  return *reinterpret_cast<EightAt*>(to);
}

}  // namespace rwave

// Before a function that works on Eights: gcc compiles it twice, and the program takes the one for AVX2 where
// the processor has it. Sanitizers run before that choice can be made,
// and only glibc makes it. Within a
// file (an unnamed namespace): gcc 12 shows others to users of the library, whatever their visibility.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define RWAVE_EIGHT_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define RWAVE_EIGHT_WIDE
#endif
