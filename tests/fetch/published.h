#pragma once
// A small database as PhysioNet publishes one, on a local mirror.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/mirror.h"
#include "fetch/sha256.h"
#include "math/random.h"

namespace rwave::testing {

inline std::string sum_of(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes.data(), bytes.size());
  return sum.hex();
}

inline std::string noise_bytes(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.bits());
  return bytes;
}

// Puts files below `top` ("/mitdb/1.0.0/") and lists them, as `sha256sum` does, in its SHA256SUMS.txt.
class Publisher {
 public:
  Publisher(Mirror& mirror, std::string top) : mirror_(mirror), top_(std::move(top)) {}

  void add(const std::string& name, const std::string& bytes) {
    mirror_.put(top_ + name, bytes);
    list_line(sum_of(bytes) + " " + name);
  }

  // A line that need not tell the truth.
  void list_line(const std::string& line) {
    list_ += line + "\n";
    mirror_.put(top_ + "SHA256SUMS.txt", list_);
  }

  std::string path(const std::string& name) const { return top_ + name; }

 private:
  Mirror& mirror_;
  std::string top_;
  std::string list_;
};

// Two records of noise, and next to them what is published too but not needed to read them.
inline const std::string signal_100 = noise_bytes(60'000, 1);
inline const std::string signal_101 = noise_bytes(50'000, 2);

inline Publisher publish_two_records(Mirror& mirror, const std::string& top = "/mitdb/1.0.0/") {
  Publisher publisher(mirror, top);
  publisher.add("100.atr", "annotations of 100");
  publisher.add("100.dat", signal_100);
  publisher.add("100.hea", "header of 100");
  publisher.add("100.xws", "a viewer's pointer");
  publisher.add("101.at_", "superseded annotations");
  publisher.add("101.atr", "");
  publisher.add("101.dat", signal_101);
  publisher.add("101.hea", "header of 101");
  publisher.add("102-0.atr", "annotations of no record");
  publisher.add("RECORDS", "100\n101\n");
  publisher.add("mitdbdir/intro.htm", "a web page");
  publisher.add("x_mitdb/100.dat", "a twin in another folder");
  return publisher;
}

inline constexpr std::array published_names = {"100.atr", "100.dat", "100.hea", "101.atr",
                                               "101.dat", "101.hea", "RECORDS"};

}  // namespace rwave::testing
