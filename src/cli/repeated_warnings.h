#pragma once
// Warnings of many recordings: the first of a kind are said in full, the others are counted.

#include <cstddef>
#include <map>
#include <string>

namespace rwave::cli {

// Two warnings are of one kind where they differ in words with digits alone. A folder of short ECGs has the
// same doubt about each, and among three hundred such lines the one that matters was not seen.
class RepeatedWarnings {
 public:
  // Of one recording all are said.
  explicit RepeatedWarnings(std::size_t recordings) : all_(recordings == 1) {}

  // Of a recording's lines (base/warning.h, each "rwave: FILE: warning: TEXT\n") those to be said now.
  std::string take(const std::string& lines);

  // A line for each kind that was counted; empty where none was.
  std::string rest() const;

 private:
  struct Kind {
    std::size_t count = 0;
    std::string first_counted;  // its line, without "rwave: "
  };
  bool all_;
  std::map<std::string, Kind> kinds_;
};

}  // namespace rwave::cli
