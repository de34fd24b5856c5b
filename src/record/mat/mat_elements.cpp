#include "record/mat/mat_elements.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <bit>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t tag_bytes = 8;
constexpr std::size_t inflate_step = 1 << 16;  // bytes; room grows with what comes, not with what is claimed

std::size_t size_of(MatType type) {
  switch (type) {
    case MatType::int8:
    case MatType::uint8:
    case MatType::utf8:
      return 1;
    case MatType::int16:
    case MatType::uint16:
    case MatType::utf16:
      return 2;
    case MatType::int32:
    case MatType::uint32:
    case MatType::single_real:
    case MatType::utf32:
      return 4;
    case MatType::double_real:
    case MatType::int64:
    case MatType::uint64:
      return 8;
    default:
      return 0;
  }
}

}  // namespace

void MatReader::fail(const std::string& message) const {
  throw Error::at_offset(*file_, offset(), message);
}

// MAT files are in the byte order of the machine that wrote them, so every number is put together
// byte by byte. `raw` never reads past data: callers have compared sizes before.
std::uint64_t MatReader::raw(std::span<const std::uint8_t> data, std::size_t at, std::size_t bytes) const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value |= std::uint64_t{data[at + (swapped_ ? bytes - 1 - i : i)]} << (8 * i);
  return value;
}

std::uint32_t MatReader::u32(std::span<const std::uint8_t> data, std::size_t at) const {
  return static_cast<std::uint32_t>(raw(data, at, 4));
}

std::optional<MatElement> MatReader::next() {
  element_at_ = at_;
  const std::size_t left = part_.size() - at_;
  if (left == 0) return std::nullopt;
  if (left < tag_bytes) fail(fmt::format("{} bytes are left, an element's tag takes 8", left));
  const std::uint32_t word = u32(part_, at_);
  MatElement element;
  // MAT v5 has two forms of an element. The short one packs size and type into one word; a long
  // element's type is below 2^16, so the upper half tells them apart.
  if (word >> 16 != 0) {  // up to four bytes within the tag itself
    const std::size_t bytes = word >> 16;
    if (bytes > 4) fail(fmt::format("a short element of {} bytes: 4 at most were expected", bytes));
    element = {static_cast<MatType>(word & 0xffff), part_.subspan(at_ + 4, bytes)};
    at_ += tag_bytes;
    return element;
  }
  const std::size_t bytes = u32(part_, at_ + 4);
  if (bytes > left - tag_bytes)
    fail(fmt::format("an element of {} bytes, {} are left: the file is cut off or damaged", bytes,
                     left - tag_bytes));
  element = {static_cast<MatType>(word), part_.subspan(at_ + tag_bytes, bytes)};
  // Elements are padded to 8 bytes, but compressed ones are not. The last one of a file may lack
  // its padding, which does no harm.
  const std::size_t padded = element.type == MatType::compressed ? bytes : (bytes + 7) / 8 * 8;
  at_ += tag_bytes + std::min(padded, left - tag_bytes);
  return element;
}

MatElement MatReader::require(const char* what) {
  if (auto element = next()) return *element;
  fail(fmt::format("{} was expected, nothing follows", what));
}

MatReader MatReader::within(const MatElement& element) const {
  return {element.data, swapped_, offset() + static_cast<std::int64_t>(tag_bytes), *file_};
}

// MATLAB stores an array of doubles in the smallest type that holds its values ("automatic
// compression"), so the type of the data says nothing about the class of the array. All types
// become double.
std::vector<double> MatReader::numbers(const MatElement& element) const {
  const std::size_t bytes = size_of(element.type);
  if (bytes == 0 || element.data.size() % bytes != 0)
    fail(fmt::format("{} bytes of data of type {} are no numbers", element.data.size(),
                     static_cast<std::uint32_t>(element.type)));
  std::vector<double> values(element.data.size() / bytes);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint64_t bits = raw(element.data, i * bytes, bytes);
    switch (element.type) {
      case MatType::int8:
        values[i] = static_cast<std::int8_t>(bits);
        break;
      case MatType::int16:
        values[i] = static_cast<std::int16_t>(bits);
        break;
      case MatType::int32:
        values[i] = static_cast<std::int32_t>(bits);
        break;
      case MatType::int64:
        values[i] = static_cast<double>(static_cast<std::int64_t>(bits));
        break;
      case MatType::single_real:
        values[i] = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        break;
      case MatType::double_real:
        values[i] = std::bit_cast<double>(bits);
        break;
      default:
        values[i] = static_cast<double>(bits);
    }
  }
  return values;
}

std::vector<std::uint8_t> inflate_element(const MatElement& element, std::size_t limit,
                                          const MatReader& reader) {
  z_stream stream{};
  if (::inflateInit(&stream) != Z_OK) reader.fail("zlib cannot begin");
  stream.next_in = const_cast<Bytef*>(element.data.data());
  stream.avail_in = static_cast<uInt>(element.data.size());
  std::vector<std::uint8_t> out;
  int status = Z_OK;
  // The room grows by what zlib has given so far. A claimed size is never believed: a few kilobytes
  // can inflate to gigabytes.
  while (status == Z_OK && out.size() <= limit) {
    const std::size_t done = out.size();
    out.resize(done + std::max(inflate_step, done / 2));
    stream.next_out = out.data() + done;
    stream.avail_out = static_cast<uInt>(out.size() - done);
    status = ::inflate(&stream, Z_NO_FLUSH);
    out.erase(out.end() - static_cast<std::ptrdiff_t>(stream.avail_out), out.end());
    if (status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0) break;  // cut off
  }
  ::inflateEnd(&stream);
  if (out.size() > limit)
    reader.fail(fmt::format("a compressed element of more than {} bytes, the most that is left", limit));
  // Some writers leave zlib's end mark out; then what came stands, and its own lengths are checked.
  if (status != Z_STREAM_END && status != Z_OK && status != Z_BUF_ERROR)
    reader.fail("a compressed element is damaged");
  return out;
}

}  // namespace rwave
