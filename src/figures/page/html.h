#pragma once
// Text as HTML.

#include <string>
#include <string_view>

namespace rwave {

// & < > " ' as entities; control characters, which HTML does not allow, as spaces; bytes that are no UTF-8 as
// U+FFFD.
std::string html_text(std::string_view text);

// The same for a text in which `code` stands between backquotes.
std::string html_prose(std::string_view text);

// Letters, digits and hyphens of a text, lower-case: for ids and file names. "Figure 1: S/V" ->
// "figure-1-s-v".
std::string html_id(std::string_view text);

// A link's target from a path: what is neither a letter, a digit nor one of -_./ is written as %XX.
std::string html_link(std::string_view path);

// RFC 4648, with padding.
std::string base64(std::string_view bytes);

}  // namespace rwave
