#pragma once
// Four numbers at a time, as the compiler makes them of plain loops.

namespace rwave::infer {
namespace {

struct Portable {
  struct Floats {
    float at[4];
  };
  static constexpr int width = 4;
  static constexpr int tile_rows = 4;
  static constexpr int tile_vectors = 2;

  static Floats load(const float* from) { return {{from[0], from[1], from[2], from[3]}}; }
  static Floats load_first(const float* from, int count) {
    Floats x{};
    for (int i = 0; i < count; ++i) x.at[i] = from[i];
    return x;
  }
  static void store(float* to, Floats x) { store_first(to, x, width); }
  static void store_first(float* to, Floats x, int count) {
    for (int i = 0; i < count; ++i) to[i] = x.at[i];
  }
  static Floats broadcast(float x) { return {{x, x, x, x}}; }
  static Floats multiply_add(Floats a, Floats b, Floats sum) {
    for (int i = 0; i < width; ++i) sum.at[i] += a.at[i] * b.at[i];
    return sum;
  }
  static Floats add(Floats a, Floats b) {
    for (int i = 0; i < width; ++i) a.at[i] += b.at[i];
    return a;
  }
  static Floats max(Floats a, Floats b) {
    for (int i = 0; i < width; ++i) a.at[i] = a.at[i] > b.at[i] ? a.at[i] : b.at[i];
    return a;
  }
};

}  // namespace
}  // namespace rwave::infer
