#pragma once
// Words and numbers of text headers: whole-token parses that never read half a number.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// The text without blanks, tabs and line ends at either side. It is a part of its
// argument, which must outlive it, as is what the functions below cut off.
std::string_view trim(std::string_view text);

// Cuts the next line off `rest` (its end, \n or \r\n, is dropped).
std::string_view take_line(std::string_view& rest);

// Cuts the next word off `rest`; empty where there is none.
std::string_view take_word(std::string_view& rest);

// Cuts off what stands before the first `separator`; the separator goes too. All of `rest` where there is
// none.
std::string_view take_until(std::string_view& rest, char separator);

// The whole token as a decimal number, or nothing. A leading '+' is allowed; infinities and NaN are not
// numbers.
std::optional<std::int64_t> parse_integer(std::string_view token);
std::optional<double> parse_real(std::string_view token);

// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

// Text of a file's field as UTF-8 without control characters (they become blanks): bytes that are no UTF-8
// are taken for Latin-1, which devices write most ("\xb5V").
std::string printable_utf8(std::string_view text);

}  // namespace rwave
