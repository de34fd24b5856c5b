#pragma once
// Numbers as people read them.

#include <cstdint>
#include <string>

namespace rwave {

// 87554 -> "87,554", whatever the locale.
std::string grouped(std::int64_t number);

}  // namespace rwave
