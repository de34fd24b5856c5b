#pragma once
// Numbers as people read them.

#include <cstdint>
#include <string>

namespace rwave {

// 87554 -> "87,554", whatever the locale.
std::string grouped(std::int64_t number);

// Seconds as a clock shows them: "30:05", "23:59:12".
std::string clock_text(double seconds);

}  // namespace rwave
