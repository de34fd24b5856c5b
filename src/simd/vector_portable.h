#pragma once
// Four numbers at a time through the compiler's own vectors, which every processor has or the compiler makes
// up.

namespace rwave::simd {
namespace {

// The members mean what those of Avx2 do (vector_avx2.h). Four is SSE2's and NEON's width: the vector
// extension of gcc and clang becomes their instructions, and plain ones where there is neither.
struct Portable {
  using Floats = float __attribute__((vector_size(16)));
  static constexpr int width = 4;
  // 4 x 2 sums and 2 weights fit sixteen registers with room for what SSE2 needs to spare.
  static constexpr int tile_rows = 4;
  static constexpr int tile_vectors = 2;
  static constexpr int panel_width = width * tile_vectors;

  // memcpy is how an unaligned load is said in C++; it becomes one instruction.
  static Floats load(const float* from) {
    Floats x;
    __builtin_memcpy(&x, from, sizeof x);
    return x;
  }
  static Floats load_first(const float* from, int count) {
    Floats x{};
    __builtin_memcpy(&x, from, static_cast<unsigned>(count) * sizeof(float));
    return x;
  }
  static void store(float* to, Floats x) { __builtin_memcpy(to, &x, sizeof x); }
  static void store_first(float* to, Floats x, int count) {
    __builtin_memcpy(to, &x, static_cast<unsigned>(count) * sizeof(float));
  }
  static Floats broadcast(float x) { return Floats{x, x, x, x}; }
  // Rounded twice (the build forbids contraction, -ffp-contract=off), so its last bits differ from AVX2's.
  static Floats multiply_add(Floats a, Floats b, Floats sum) { return sum + a * b; }
  static Floats multiply(Floats a, Floats b) { return a * b; }
  static Floats subtract(Floats a, Floats b) { return a - b; }
  static Floats divide(Floats a, Floats b) { return a / b; }
  // sqrtf of the standard library would set errno; the builtin becomes an instruction.
  static Floats square_root(Floats a) {
    for (int i = 0; i < width; ++i) a[i] = __builtin_sqrtf(a[i]);
    return a;
  }
  static Floats add(Floats a, Floats b) { return a + b; }
  static Floats max(Floats a, Floats b) { return a > b ? a : b; }
  static Floats if_equal(Floats a, Floats b, Floats then, Floats otherwise) {
    return a == b ? then : otherwise;
  }
  static Floats if_greater(Floats a, Floats b, Floats then, Floats otherwise) {
    return a > b ? then : otherwise;
  }
  // to[i * to_row + j] = from[j * from_row + i], i and j below width.
  static void transpose(const float* from, long from_row, float* to, long to_row) {
    for (int i = 0; i < width; ++i)
      for (int j = 0; j < width; ++j) to[i * to_row + j] = from[j * from_row + i];
  }
};

}  // namespace
}  // namespace rwave::simd
