#include "cli/score_sums.h"

#include <fmt/format.h>

#include <set>
#include <sstream>
#include <vector>

#include "base/output_file.h"
#include "base/warning.h"
#include "ec57/sumstats.h"

namespace rwave::cli {
namespace {

// -L adds to its files, so that a command given twice counts every record twice.
void warn_of_repeated(const std::string& lines, const std::string& file) {
  std::set<std::string> records;
  std::istringstream text(lines);
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    std::string record, next;
    // A line of a record is its name and numbers; heads and sums of a table are words.
    if (!(words >> record >> next) || next.find_first_not_of("0123456789.-/") != std::string::npos ||
        record == "Sum" || record == "Gross" || record == "Average" || records.insert(record).second)
      continue;
    print_warnings(
        file, std::vector{fmt::format("record {} stands there twice: each of its lines counts", record)});
    return;
  }
}

}  // namespace

void print_sums(const std::string& file) {
  const bool is_stdin = file == "-";
  const std::string lines = read_file(is_stdin ? "/dev/stdin" : file);
  const std::string name = is_stdin ? "standard input" : file;
  warn_of_repeated(lines, name);
  fmt::print("{}", ec57::sumstats(lines, name));
}

}  // namespace rwave::cli
