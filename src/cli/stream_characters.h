#pragma once
// The characters of a text that comes once and in order, as standard input does: what a file's reader learns
// by looking at its beginning, its first two bytes tell here.

#include <istream>
#include <streambuf>
#include <utility>

#include "record/csv/text_encoding.h"

namespace rwave::cli {

// The characters of the stream: UTF-16 by its byte order mark, else bytes as they are.
class StreamCharacters {
 public:
  explicit StreamCharacters(std::istream& in) : in_(*in.rdbuf()) {
    const int first = in_.sbumpc(), second = in_.sgetc();
    if (first == 0xff || first == 0xfe) {
      in_.sbumpc();
      units_ = first == 0xff ? little : big;
      return;
    }
    // Without a mark: text begins with a character of ASCII, whose other byte is 0.
    if (first == 0 || second == 0) {
      units_ = first == 0 ? big : little;
      in_.sbumpc();
      held_ = first == 0 ? second : first;
    } else {
      held_ = first;
    }
  }

  // The next one as a byte (UTF-16 as narrow() makes it), -1 at the end.
  int next() {
    if (held_ != none) return std::exchange(held_, none);
    const int one = in_.sbumpc();
    if (units_ == bytes || one < 0) return one;
    const int other = in_.sbumpc();
    if (other < 0) return -1;
    return static_cast<unsigned char>(
        narrow(static_cast<unsigned>(units_ == little ? other << 8 | one : one << 8 | other)));
  }
  // The next call of next() gives this one. One at a time.
  void put_back(int c) { held_ = c; }

 private:
  static constexpr int none = -2;
  enum { bytes, little, big } units_ = bytes;
  std::streambuf& in_;
  int held_ = none;
};

}  // namespace rwave::cli
