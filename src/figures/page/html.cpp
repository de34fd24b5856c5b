#include "figures/page/html.h"

#include <fmt/format.h>

#include <cstdint>

namespace rwave {
namespace {

bool plain(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The length of the UTF-8 sequence that begins here; 0 where none does. Overlong forms and surrogates are
// let through: a browser shows them as U+FFFD itself.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) < 0x80   ? 1
                             : byte(0) < 0xC2 ? 0
                             : byte(0) < 0xE0 ? 2
                             : byte(0) < 0xF0 ? 3
                             : byte(0) < 0xF5 ? 4
                                              : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  return length;
}

const char* entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return nullptr;
  }
}

}  // namespace

// Record names and comments come from files of strangers. Without escaping a name could be a script
// that runs in the browser of whoever opens the page, and a letter that is no UTF-8 would make some
// programs refuse the whole of it.
std::string html_text(std::string_view text) {
  std::string html;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto first = static_cast<unsigned char>(text[0]);
    if (length == 0) {
      html += "\xEF\xBF\xBD";
    } else if (const char* named = entity(text[0])) {
      html += named;
    } else if ((first < 0x20 && first != '\n' && first != '\t') || first == 0x7F) {
      html += ' ';
    } else {
      html += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return html;
}

std::string html_prose(std::string_view text) {
  std::string html;
  for (bool code = false;; code = !code) {
    const std::size_t end = text.find('`');
    html += html_text(text.substr(0, end));
    if (end == std::string_view::npos) return code ? html + "</code>" : html;
    html += code ? "</code>" : "<code>";
    text.remove_prefix(end + 1);
  }
}

std::string html_id(std::string_view text) {
  std::string id;
  for (const char c : text) {
    if (plain(static_cast<unsigned char>(c))) {
      id += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

std::string html_link(std::string_view path) {
  std::string link;
  for (const char c : path) {
    const bool kept = plain(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.' || c == '/';
    link += kept ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return link;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k > bytes.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
  }
  return text;
}

}  // namespace rwave
