#include "fetch/checksum_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t sum_digits = 64;
constexpr std::size_t longest_name = 1024;
constexpr std::size_t longest_part = 200;  // below the 255 of common file systems, with room for ".part"

// The next line of `text`, which is shortened by it; a carriage return at the end is dropped.
// By hand, not by getline: the text is in memory, and its views go on to the parsers.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\v\f";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Upper case too: lists of other tools have it.
bool is_sum(std::string_view text) {
  return text.size() == sum_digits &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// Whether `name`, joined to a folder, stays inside it and can be made there.
// The list comes from the network: a name like "../.ssh/authorized_keys" in it would be written to.
bool stays_inside(std::string_view name) {
  if (name.empty() || name.size() > longest_name) return false;
  // Control characters would reach a terminal through messages; a backslash is a separator elsewhere.
  const auto harmful = [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; };
  if (std::any_of(name.begin(), name.end(), harmful)) return false;
  for (;;) {
    const std::size_t end = name.find('/');
    const std::string_view part = name.substr(0, end);
    if (part.empty() || part == "." || part == ".." || part.size() > longest_part) return false;
    if (end == std::string_view::npos) return true;
    name.remove_prefix(end + 1);
  }
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

ListedFile parse_line(std::string_view line, std::string_view source, std::int64_t number) {
  const std::string_view sum = line.substr(0, std::min(sum_digits, line.size()));
  std::string_view name = line.substr(sum.size());
  // "SUM NAME" (PhysioNet), "SUM  NAME" and "SUM *NAME" (sha256sum, text and binary).
  if (!is_sum(sum) || !name.starts_with(' ')) {
    throw Error::at_line(source, number,
                         "expected a SHA-256 sum of 64 hexadecimal digits, a space and a file name");
  }
  name.remove_prefix(1);
  if (name.starts_with(' ') || name.starts_with('*')) name.remove_prefix(1);
  if (name.starts_with("./")) name.remove_prefix(2);
  if (!stays_inside(name)) {
    throw Error::at_line(source, number,
                         "the file's name is empty, too long, or leads out of the database's folder");
  }
  // NAME.part is where NAME is downloaded to.
  if (name.ends_with(".part"))
    throw Error::at_line(source, number, "a published file cannot be named *.part");
  return {std::string(name), lower_case(sum)};
}

}  // namespace

std::vector<ListedFile> parse_checksum_list(std::string_view text, std::string_view source) {
  std::vector<ListedFile> files;
  std::unordered_map<std::string, std::string> sum_of;
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (line.empty()) continue;
    ListedFile file = parse_line(line, source, number);
    const auto [known, fresh] = sum_of.emplace(file.name, file.sum);
    if (fresh) {
      files.push_back(std::move(file));
    } else if (known->second != file.sum) {
      throw Error::at_line(source, number, fmt::format("{} is listed twice, with two sums", file.name));
    }
  }
  if (files.empty()) throw Error(source, "lists no file (expected lines of a SHA-256 sum and a file name)");
  return files;
}

std::vector<ListedFile> recording_files(const std::vector<ListedFile>& listed, std::string_view records,
                                        std::string_view source) {
  std::unordered_set<std::string> names;
  while (!records.empty()) names.emplace(without_blanks(take_line(records)));

  static constexpr std::array<std::string_view, 4> of_record = {"hea", "dat", "xyz", "atr"};
  static constexpr std::array<std::string_view, 4> at_top = {"", "csv", "txt", "md"};
  std::vector<ListedFile> wanted;
  bool any_recorded = false;
  // By name and extension alone: the list says nothing else of a file.
  for (const ListedFile& file : listed) {
    const std::size_t slash = file.name.rfind('/');
    const std::size_t dot = file.name.find('.', slash == std::string::npos ? 0 : slash);
    const std::string stem = file.name.substr(0, dot);
    const std::string_view extension =
        dot == std::string::npos ? std::string_view() : std::string_view(file.name).substr(dot + 1);
    const auto is_one_of = [extension](const auto& list) {
      return std::find(list.begin(), list.end(), extension) != list.end();
    };
    const bool recorded = names.contains(stem) && is_one_of(of_record);
    any_recorded = any_recorded || recorded;
    if (recorded || (slash == std::string::npos && is_one_of(at_top))) wanted.push_back(file);
  }
  // A folder of tables alone would pass for the database.
  if (!any_recorded) throw Error(source, "names no record of which the list of sums holds a file");
  return wanted;
}

}  // namespace rwave
