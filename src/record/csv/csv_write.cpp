#include "record/csv/csv_write.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "record/byte_source.h"
#include "record/restored_recording.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int most_written_places = 6;  // that reading a table keeps
constexpr std::string_view labels_header = "sample,time,symbol,subtype,channel,number,text";
constexpr std::int64_t most_label_table_bytes = 256 << 20;

// Decimal places by which every multiple of the signal's step is exact or, where none are, clearly told
// apart.
// mV values of a gain of 200 need three places, and every sample comes back as the integer that it
// was. A gain that is no divisor of a power of ten needs a rounding that tells neighbours apart,
// one place more than the gain has digits.
int places_of(const SignalInfo& signal) {
  double power = 1;
  for (int places = 0; places <= most_written_places; ++places, power *= 10) {
    const double steps = power / signal.gain, zero = signal.baseline / signal.gain * power;
    if (std::abs(steps - std::round(steps)) < 1e-9 && std::abs(zero - std::round(zero)) < 1e-9 &&
        std::round(steps) != 0)
      return places;
  }
  return std::clamp(static_cast<int>(std::ceil(std::log10(std::abs(signal.gain)))) + 1, 0,
                    most_written_places);
}

// A cell as it is, or in quotes where it holds what ends cells.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  // A line break becomes a blank: a cell of two lines is allowed in CSV, but many readers split
  // lines first.
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c == '\r' || c == '\n' ? ' ' : c);
  return out + '"';
}

// Cuts the next cell off `rest`, quotes taken off.
std::string take_cell(std::string_view& rest) {
  if (!rest.starts_with('"')) return std::string(take_until(rest, ','));
  std::string out;
  std::size_t at = 1;
  for (; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      if (at + 1 >= rest.size() || rest[at + 1] != '"') break;
      ++at;
    }
    out += rest[at];
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  if (rest.starts_with(',')) rest.remove_prefix(1);
  return out;
}

}  // namespace

std::filesystem::path csv_annotations_file(const std::filesystem::path& table) {
  return std::filesystem::path(table).replace_extension(".annotations.csv");
}

std::filesystem::path csv_facts_file(const std::filesystem::path& table) {
  return std::filesystem::path(table).replace_extension(".facts.json");
}

CsvWriter::CsvWriter(const std::filesystem::path& file, const RecordingInfo& info,
                     std::span<const Annotation> annotations)
    : info_(info), out_(file), labels_(csv_annotations_file(file)), facts_(csv_facts_file(file)) {
  for (const SignalInfo& signal : info_.signals) {
    per_frame_.push_back(signal.samples_per_frame);
    // A line for each instant at which any signal has a sample.
    lines_ = std::lcm(lines_, signal.samples_per_frame);
    if (lines_ > 1 << 16)
      throw Error(file.string(), "the signals' rates have no common one that a table could have");
  }
  std::string header = "time (s)";
  for (SignalInfo& signal : info_.signals) {
    places_.push_back(places_of(signal));
    if (std::pow(10.0, places_.back()) < std::abs(signal.gain))
      losses_.push_back(fmt::format("signal {}: steps of {:.3g} {} are rounded to six decimal places",
                                    signal.name, 1 / signal.gain, signal.units));
    if (signal.samples_per_frame != lines_)
      losses_.push_back(
          fmt::format("signal {} has {:g} Hz of the table's {:g}: cells between its samples are empty",
                      signal.name, info_.rate * signal.samples_per_frame, info_.rate * lines_));
    signal.samples_per_frame = 1;
    // A quote or comma in a lead's name would need quoting in the header, which several readers of
    // tables do not undo.
    std::string name = signal.name;
    std::ranges::replace_if(
        name, [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; }, ' ');
    header += "," + (signal.units.empty() ? name : name + " (" + signal.units + ")");
  }
  out_.write(header + "\n");
  info_.rate *= lines_;
  info_.frames *= lines_;
  facts_.write(facts_of(info_) + "\n");
  labels_.write(std::string(labels_header) + "\n");
  for (const Annotation& a : annotations)
    labels_.write(fmt::format(
        "{},{:.6f},{},{},{},{},{}\n", a.sample * lines_, static_cast<double>(a.sample * lines_) / info_.rate,
        cell(std::string(symbol_of(a.code))), a.subtype, a.channel, a.number, cell(a.text)));
}

void CsvWriter::write(std::span<const std::int32_t> frames) {
  std::size_t frame_samples = 0;
  for (const int n : per_frame_) frame_samples += static_cast<std::size_t>(n);
  std::string text;
  for (std::size_t at = 0; at + frame_samples <= frames.size(); at += frame_samples) {
    for (int l = 0; l < lines_; ++l, ++line_) {
      fmt::format_to(std::back_inserter(text), "{:.6f}", static_cast<double>(line_) / info_.rate);
      std::size_t position = at;
      for (std::size_t s = 0; s < per_frame_.size(); ++s) {
        text += ',';
        const int every = lines_ / per_frame_[s];
        const std::int32_t sample =
            l % every == 0 ? frames[position + static_cast<std::size_t>(l / every)] : missing_sample;
        if (sample != missing_sample)
          fmt::format_to(std::back_inserter(text), "{:.{}f}",
                         (sample - info_.signals[s].baseline) / info_.signals[s].gain, places_[s]);
        position += static_cast<std::size_t>(per_frame_[s]);
      }
      text += '\n';
    }
  }
  out_.write(text);
}

// The table comes last: while it is not there, nothing is opened as a recording.
void CsvWriter::commit() {
  labels_.commit();
  facts_.commit();
  out_.commit();
}

std::vector<Annotation> read_csv_annotations(const std::filesystem::path& file) {
  const std::string text = read_small_file(file, most_label_table_bytes);
  std::string_view rest = text;
  std::int64_t number = 1;
  if (trim(take_line(rest)) != labels_header)
    throw Error::at_line(file.string(), 1, fmt::format("'{}' was expected", labels_header));
  std::vector<Annotation> annotations;
  while (!rest.empty()) {
    std::string_view line = take_line(rest);
    ++number;
    if (trim(line).empty()) continue;
    const auto sample = parse_integer(take_cell(line));
    take_cell(line);  // time: the sample says it exactly
    const int code = code_of(take_cell(line));
    const auto subtype = parse_integer(take_cell(line)), channel = parse_integer(take_cell(line)),
               num = parse_integer(take_cell(line));
    const bool in_range = subtype && channel && num && std::abs(*subtype) < 128 && *channel >= 0 &&
                          *channel < 256 && std::abs(*num) < 128;
    if (!sample || code < 0 || !in_range)
      throw Error::at_line(
          file.string(), number,
          "is no annotation: sample, time, symbol, subtype, channel, number and text were expected");
    Annotation annotation;
    annotation.sample = *sample;
    annotation.code = static_cast<std::uint8_t>(code);
    annotation.subtype = static_cast<std::int8_t>(*subtype);
    annotation.channel = static_cast<std::uint8_t>(*channel);
    annotation.number = static_cast<std::int8_t>(*num);
    annotation.text = take_cell(line);
    annotations.push_back(std::move(annotation));
  }
  return annotations;
}

}  // namespace rwave
