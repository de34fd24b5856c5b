#pragma once
// float32 values as decimal text, the way numpy's savetxt writes them.

namespace rwave {

// The longest text of print_scientific: sign, digit, point, 18 digits, exponent of two digits.
inline constexpr int scientific_chars = 26;

// Prints `value` as printf's "%.18e" does: the exact value rounded half to even at 18 decimals. Returns the
// end; `out` must have room for scientific_chars. Values must be finite.
char* print_scientific(float value, char* out);

}  // namespace rwave
