#pragma once
// Text formatting: numbers, plurals and clock times for people, words quoted for a shell.

#include <cstdint>
#include <string>
#include <string_view>

namespace rwave {

// 87554 -> "87,554", whatever the locale.
std::string grouped(std::int64_t number);

// A number with its noun, whose plural takes an s: "1 couplet", "2,310 couplets".
std::string counted(std::int64_t number, std::string_view noun);

// Seconds as a clock shows them: "30:05", "23:59:12".
std::string clock_text(double seconds);

// A word as one word of a shell's line: as it is where nothing in it means anything to a shell, else in
// single quotes.
std::string shell_word(const std::string& word);

}  // namespace rwave
