#include "cli/classify_stream.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/error.h"

namespace rwave::cli {
namespace {

constexpr const char* source = "standard input";
constexpr std::size_t longest_line = 4096;

bool separates(char c) {
  return c == ',' || c == ';' || c == '\t' || c == ' ';
}

// A cell as a number; empty and "nan" are NaN; nothing where it is neither.
std::optional<float> number_of(std::string_view cell) {
  if (cell.empty() || cell == "nan" || cell == "NaN" || cell == "-")
    return std::numeric_limits<float>::quiet_NaN();
  if (cell.front() == '+') cell.remove_prefix(1);
  float value = 0;
  const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (fault != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

// The line's numbers into `out`; false where a cell is none. Blanks around a separator belong to it.
bool parse(std::string_view line, std::vector<float>& out) {
  out.clear();
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    std::size_t end = at;
    while (end < line.size() && !separates(line[end])) ++end;
    const auto value = number_of(line.substr(at, end - at));
    if (!value) return false;
    out.push_back(*value);
    while (end < line.size() && (line[end] == ' ' || line[end] == '\t')) ++end;
    if (end >= line.size()) return true;
    at = line[end] == ',' || line[end] == ';' ? end + 1 : end;
  }
}

class Labels {
 public:
  Labels(std::FILE* out, const StreamOptions& options) : out_(out), options_(options) {
    if (!options.json) fmt::print(out_, "sample,seconds,label,probability\n");
  }

  void print(Classifier& classifier) {
    for (const LabelledBeat& beat : classifier.take_beats()) {
      const double seconds = static_cast<double>(beat.sample) / options_.rate;
      fmt::print(out_, fmt::runtime(options_.json ? json_line : csv_line), beat.sample, seconds, beat.label,
                 beat.probability);
    }
    classifier.take_unreadable();
    // A reader of the pipe wants each label now; and a reader who has gone away ends the stream.
    if (std::fflush(out_) != 0) throw Error("standard output cannot be written to");
  }

 private:
  static constexpr const char* csv_line = "{},{:.4f},{},{:.4f}\n";
  static constexpr const char* json_line =
      "{{\"sample\": {}, \"seconds\": {:.4f}, \"label\": \"{}\", \"probability\": {:.4f}}}\n";

  std::FILE* out_;
  const StreamOptions& options_;
};

}  // namespace

void classify_stream(std::istream& in, std::FILE* out, const Model& model, const StreamOptions& options) {
  std::optional<Classifier> classifier;
  Labels labels(out, options);
  std::string line;
  std::vector<float> frame;
  std::size_t columns = 0;
  for (std::int64_t number = 1; std::getline(in, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.size() > longest_line || !parse(line, frame)) {
      if (number == 1 && line.size() <= longest_line) continue;  // names of the columns
      throw Error::at_line(source, number, fmt::format("'{}' is no line of numbers", line.substr(0, 40)));
    }
    if (!classifier) {
      columns = frame.size();
      if (columns > 2)
        throw Error::at_line(source, number,
                             fmt::format("{} numbers a line; expected 1 or 2 leads, in mV", columns));
      classifier.emplace(model, options.rate, static_cast<int>(columns));
    }
    if (frame.size() != columns)
      throw Error::at_line(source, number,
                           fmt::format("{} numbers, {} in the lines before", frame.size(), columns));
    classifier->push(frame);
    labels.print(*classifier);
  }
  if (!classifier) throw Error(source, "holds no samples");
  classifier->finish();
  labels.print(*classifier);
}

}  // namespace rwave::cli
