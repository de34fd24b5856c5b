#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "record/mat/mat_elements.h"
#include "record/mat/mat_file.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t header_bytes = 128;
constexpr int deepest = 16;  // structs within structs
constexpr std::size_t most_fields = 4096;
// Cells and fields of a file. An empty one takes 8 bytes, which deflate to nothing, and 250 in memory.
constexpr std::int64_t most_members = 1 << 16;

// Numbers of array classes in the flags' lowest byte.
constexpr unsigned cell_class = 1, struct_class = 2, char_class = 4, double_class = 6, uint64_class = 15;

// Characters are stored as UTF-16 units. Code points from U+0800 on become a blank: they occur in
// comments only, never in the name of a lead.
std::string utf8_of(const std::vector<double>& codes) {
  std::string text;
  for (const double code : codes) {
    if (code >= 0x20 && code < 0x7f) {
      text += static_cast<char>(code);
    } else if (code >= 0xa0 && code < 0x800) {
      text += static_cast<char>(0xc0 | static_cast<unsigned>(code) >> 6);
      text += static_cast<char>(0x80 | (static_cast<unsigned>(code) & 0x3f));
    } else {
      text += ' ';
    }
  }
  return std::string(trim(text));
}

// Of a char matrix, which is stored column after column like any other.
std::vector<std::string> lines_of(const MatArray& array) {
  std::vector<std::string> lines;
  const auto rows = static_cast<std::size_t>(array.rows());
  // Of no columns any number of rows would agree with the values.
  if (rows < 2 || array.values.empty() ||
      array.values.size() != rows * static_cast<std::size_t>(array.columns()))
    return lines;
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<double> codes;
    for (std::size_t at = row; at < array.values.size(); at += rows) codes.push_back(array.values[at]);
    lines.push_back(utf8_of(codes));
  }
  return lines;
}

// How deep an array lies in others, and how many members of arrays the file's have so far.
struct Nesting {
  std::int64_t& members;
  int depth = 0;

  Nesting within() const { return {members, depth + 1}; }
  // Whether `count` more may be read.
  bool take(std::int64_t count) const {
    if (count > most_members - members) return false;
    members += count;
    return true;
  }
};

MatArray parse_array(MatReader reader, const Nesting& nesting);

// Elements of cell arrays, and of the one struct that a 1 x 1 struct array is.
MatArray parse_member(MatReader& reader, const Nesting& nesting) {
  const MatElement element = reader.require("an array");
  if (element.type != MatType::matrix) reader.fail("an array was expected within a struct or cell");
  if (element.data.empty()) return {};  // an empty cell
  return parse_array(reader.within(element), nesting.within());
}

// Field names lie end to end, each padded with NUL to one common width; the fields' arrays follow
// in the same order.
void parse_struct(MatReader& reader, MatArray& array, const Nesting& nesting) {
  const MatElement length = reader.require("the length of field names");
  const std::size_t width = length.data.size() == 4 ? reader.u32(length.data, 0) : 0;
  const MatElement names = reader.require("field names");
  if (width == 0 || width > 256 || names.data.size() % width != 0 || names.data.size() / width > most_fields)
    reader.fail("field names that have no common length");
  const bool single = std::ranges::all_of(array.dims, [](std::int64_t n) { return n == 1; });
  // An array of structs is described, not read.
  if (!single || !nesting.take(static_cast<std::int64_t>(names.data.size() / width))) return;
  for (std::size_t at = 0; at < names.data.size(); at += width) {
    const auto* text = reinterpret_cast<const char*>(names.data.data() + at);
    std::string name(text, std::find(text, text + width, '\0'));
    array.fields.push_back(parse_member(reader, nesting));
    array.fields.back().name = printable_utf8(name);
  }
}

MatArray parse_array(MatReader reader, const Nesting& nesting) {
  // Recursion follows the file's nesting. Without a limit a file of a few kilobytes could use up
  // the stack.
  if (nesting.depth > deepest) reader.fail(fmt::format("structs within structs, more than {} deep", deepest));
  const MatElement flags = reader.require("array flags");
  if (flags.data.size() < 4) reader.fail("array flags of less than 4 bytes");
  const std::uint32_t word = reader.u32(flags.data, 0);
  const unsigned kind = word & 0xff;
  MatArray array;
  array.complex = (word & 0x800) != 0;
  std::int64_t count = 1;
  for (const double n : reader.numbers(reader.require("dimensions"))) {
    if (n < 0 || n > 2147483647) reader.fail(fmt::format("a dimension of {}", n));
    array.dims.push_back(static_cast<std::int64_t>(n));
    // Bounded at each step, so that the product of damaged dimensions cannot overflow and come out
    // small.
    count = std::min<std::int64_t>(count * static_cast<std::int64_t>(n), std::int64_t{1} << 32);
  }
  const MatElement name = reader.require("a name");
  array.name = printable_utf8({reinterpret_cast<const char*>(name.data.data()), name.data.size()});

  if (kind == struct_class) {
    array.kind = MatArray::Kind::structure;
    parse_struct(reader, array, nesting);
  } else if (kind == cell_class) {
    array.kind = MatArray::Kind::cells;
    // As many as there are, whatever the dimensions say: those are checked by running out of elements. More
    // than any list of leads has are described, not read.
    if (nesting.take(count))
      for (std::int64_t i = 0; i < count; ++i) array.cells.push_back(parse_member(reader, nesting));
  } else if (kind == char_class || (kind >= double_class && kind <= uint64_class)) {
    array.kind = kind == char_class ? MatArray::Kind::text : MatArray::Kind::numeric;
    const MatElement data = count == 0 ? reader.next().value_or(MatElement{MatType::uint8, {}})
                                       : reader.require("the array's data");
    array.values = reader.numbers(data);
    const bool text8 = array.kind == MatArray::Kind::text && data.type == MatType::utf8;
    // UTF-8 text has as many bytes as it needs; of everything else count and dimensions must agree.
    if (!text8 && static_cast<std::int64_t>(array.values.size()) != count)
      reader.fail(fmt::format("{} has {} numbers, its dimensions say {}", array.description(),
                              array.values.size(), count));
    if (array.kind == MatArray::Kind::text) {
      array.text = text8 ? printable_utf8({reinterpret_cast<const char*>(data.data.data()), data.data.size()})
                         : utf8_of(array.values);
      array.lines = lines_of(array);
      array.values.clear();
    }
  }
  return array;
}

std::vector<MatArray> parse_v5(std::span<const std::uint8_t> bytes, const std::string& file,
                               std::size_t most_inflated) {
  const bool swapped = bytes[126] == 'M' && bytes[127] == 'I';
  if (!swapped && !(bytes[126] == 'I' && bytes[127] == 'M'))
    throw Error::at_offset(file, 126, "neither IM nor MI: a MAT file states its byte order here");
  MatReader reader(bytes.subspan(header_bytes), swapped, header_bytes, file);
  std::vector<MatArray> variables;
  std::int64_t members = 0;
  const Nesting nesting{members};
  // From version 7 on MATLAB compresses each variable by itself. The zlib stream holds one complete
  // element.
  while (const auto element = reader.next()) {
    if (element->type == MatType::compressed) {
      const std::vector<std::uint8_t> data = inflate_element(*element, most_inflated, reader);
      most_inflated -= data.size();
      MatReader inner(data, swapped, reader.offset(), file);
      const MatElement matrix = inner.require("a variable");
      if (matrix.type == MatType::matrix) variables.push_back(parse_array(inner.within(matrix), nesting));
    } else if (element->type == MatType::matrix && !element->data.empty()) {
      variables.push_back(parse_array(reader.within(*element), nesting));
    }
  }
  return variables;
}

// Version 4: five words, the name, the numbers; little-endian, as all of today's writers have it.
std::vector<MatArray> parse_v4(std::span<const std::uint8_t> bytes, const std::string& file) {
  constexpr std::size_t words = 20;
  constexpr std::array<MatType, 6> types = {MatType::double_real, MatType::single_real, MatType::int32,
                                            MatType::int16,       MatType::uint16,      MatType::uint8};
  constexpr std::array<std::size_t, 6> sizes = {8, 4, 4, 2, 2, 1};
  std::vector<MatArray> variables;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto offset = static_cast<std::int64_t>(at);
    const MatReader reader(bytes, false, offset, file);
    const std::size_t left = bytes.size() - at;
    // Version 4 has no magic number. Its type word MOPT has four decimal digits: machine, always 0,
    // storage, text or numbers. Values that are out of range tell other files.
    const std::uint32_t type = left < words ? 99999 : reader.u32(bytes, at);
    const std::size_t storage = type / 10 % 10;
    if (type >= 60 || type % 10 > 1 || storage >= types.size())
      throw Error::at_offset(file, offset,
                             "is no MAT file of version 4 or 5 (no header, and no variable's type here)");
    MatArray array;
    array.dims = {reader.u32(bytes, at + 4), reader.u32(bytes, at + 8)};
    array.complex = reader.u32(bytes, at + 12) == 1;
    const std::size_t name_bytes = reader.u32(bytes, at + 16);
    const std::uint64_t count =
        static_cast<std::uint64_t>(array.rows()) * static_cast<std::uint64_t>(array.columns());
    // Compared by division first, so that rows times columns cannot wrap around in 64 bits when
    // multiplied by the size.
    const std::uint64_t most = (left - words) / sizes[storage];
    const std::uint64_t parts = array.complex ? 2 : 1;
    if (name_bytes == 0 || name_bytes > left - words || count > most ||
        count * parts * sizes[storage] > left - words - name_bytes)
      throw Error::at_offset(
          file, offset,
          fmt::format("a variable of {} x {} numbers, {} bytes are left: cut off or damaged", array.rows(),
                      array.columns(), left - words));
    const auto* name = reinterpret_cast<const char*>(bytes.data() + at + words);
    array.name = printable_utf8(std::string(name, std::find(name, name + name_bytes, '\0')));
    const MatElement data{types[storage], bytes.subspan(at + words + name_bytes,
                                                        static_cast<std::size_t>(count) * sizes[storage])};
    array.kind = type % 10 == 1 ? MatArray::Kind::text : MatArray::Kind::numeric;
    array.values = reader.numbers(data);
    if (array.kind == MatArray::Kind::text) {
      array.text = utf8_of(array.values);
      array.lines = lines_of(array);
    }
    at += words + name_bytes + static_cast<std::size_t>(count * parts) * sizes[storage];
    variables.push_back(std::move(array));
  }
  return variables;
}

}  // namespace

std::int64_t MatArray::columns() const {
  std::int64_t product = dims.size() < 2 ? 0 : 1;
  for (std::size_t i = 1; i < dims.size(); ++i)
    product = std::min<std::int64_t>(product * dims[i], std::int64_t{1} << 32);
  return product;
}

const MatArray* MatArray::field(std::string_view wanted) const {
  const auto found = std::ranges::find(fields, wanted, &MatArray::name);
  return found == fields.end() ? nullptr : &*found;
}

std::string MatArray::description() const {
  constexpr std::array<std::string_view, 5> kinds = {"numbers", "text", "struct", "cells",
                                                     "of a class that is not read"};
  std::string size;
  for (const std::int64_t n : dims) size += fmt::format("{}{}", size.empty() ? "" : " x ", n);
  std::string out = fmt::format("{}: {} {}", name.substr(0, 40), size, kinds[static_cast<std::size_t>(kind)]);
  for (std::size_t i = 0; i < fields.size() && i < 8; ++i)
    out += (i == 0 ? " of " : ", ") + fields[i].name.substr(0, 40);
  return out;
}

std::vector<MatArray> parse_mat(const std::string& text, const std::string& file, std::size_t most_inflated) {
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  if (text.starts_with("MATLAB 7.3"))
    throw Error(file, "is a MAT file of version 7.3 (HDF5): save it again with save(..., '-v7')");
  // Version 5 begins with text; of version 4 the first word is a number below 60, whose higher bytes are 0.
  const bool version5 =
      bytes.size() >= header_bytes && bytes[0] != 0 && bytes[1] != 0 && bytes[2] != 0 && bytes[3] != 0;
  return version5 ? parse_v5(bytes, file, most_inflated) : parse_v4(bytes, file);
}

}  // namespace rwave
