// The Kaggle CSV files: read by bounded chunks, written by several threads.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/output_file.h"
#include "base/parallel.h"
#include "beat/recipes/recipe.h"
#include "dataset/beat_file.h"
#include "dataset/scientific.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// A row of 187 values in %.18e is 4.7 kB; 4 MiB are for much wider rows, and end a file without
// line ends (a binary file by mistake) before it fills the memory.
constexpr std::size_t line_limit = 1 << 22;
constexpr std::size_t rows_a_piece = 512;

// Adds the row a line holds; the first row sets the width.
class RowParser {
 public:
  RowParser(const std::string& file, BeatSet& set) : file_(file), set_(set) {}

  void line(std::string_view text) {
    ++line_;
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (text.empty()) return;
    cells_.clear();
    const char* at = text.data();
    const char* end = at + text.size();
    for (;;) {
      at = cell(at, end);
      if (at == end) break;
      if (*at != ',') fail(fmt::format("column {} is not a number", cells_.size()));
      ++at;
    }
    add_row();
  }

 private:
  // One number; returns where it ends.
  const char* cell(const char* at, const char* end) {
    // numpy's savetxt puts a blank after the comma if it is asked to.
    while (at != end && *at == ' ') ++at;
    float value = 0;
    const auto [stop, fault] = std::from_chars(at, end, value);
    if (fault != std::errc() || !std::isfinite(value)) {
      const std::string_view text(at, static_cast<std::size_t>(std::find(at, end, ',') - at));
      fail(fmt::format("column {} is '{}', a finite number was expected", cells_.size() + 1,
                       text.substr(0, 40)));
    }
    cells_.push_back(value);
    return stop;
  }

  void add_row() {
    // The published files have no header, so the first row is all that can say how wide rows are.
    if (set_.labels.empty()) {
      if (cells_.size() < 2) fail("values and a class index were expected");
      set_.width = static_cast<int>(cells_.size()) - 1;
    }
    const auto width = static_cast<std::size_t>(set_.width);
    if (cells_.size() != width + 1)
      fail(fmt::format("{} columns, {} expected as in the first row", cells_.size(), width + 1));
    const float label = cells_.back();
    // As a number and not as text: the published files write the class as 1.000000000000000000e+00.
    // Written so that NaN fails too.
    if (!(label >= 0 && label < static_cast<float>(set_.classes.size()) && label == std::floor(label))) {
      fail(fmt::format("class index {:g}, a whole number below {} was expected", label, set_.classes.size()));
    }
    set_.values.insert(set_.values.end(), cells_.begin(), cells_.end() - 1);
    set_.labels.push_back(static_cast<std::uint8_t>(label));
  }

  [[noreturn]] void fail(const std::string& message) const { throw Error::at_line(file_, line_, message); }

  const std::string& file_;
  BeatSet& set_;
  std::int64_t line_ = 0;
  std::vector<float> cells_;
};

// Calls `use` with each line of the file, without its end.
template <typename Use>
void for_each_line(const std::string& name, const Use& use) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(name.c_str(), "rb"), close);
  if (!file) throw Error(name, "cannot be read: " + std::string(std::strerror(errno)));
  // Read by pieces, as the training file has 400 MB: in memory it would be there twice, as text and
  // as numbers.
  std::string held(1 << 20, '\0');
  std::size_t kept = 0;
  for (;;) {
    if (kept == held.size()) {
      if (held.size() >= line_limit)
        throw Error(name, "has a line too long for a row of numbers: this is no CSV of beats");
      held.resize(held.size() * 2);
    }
    const std::size_t got = std::fread(held.data() + kept, 1, held.size() - kept, file.get());
    if (got == 0 && std::ferror(file.get()) != 0)
      throw Error(name, "cannot be read: " + std::string(std::strerror(errno)));
    const std::string_view text(held.data(), kept + got);
    std::size_t at = 0;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', at)) {
      use(text.substr(at, end - at));
      at = end + 1;
    }
    if (got == 0) {
      if (at < text.size()) use(text.substr(at));
      return;
    }
    kept = text.size() - at;
    std::memmove(held.data(), held.data() + at, kept);
  }
}

}  // namespace

BeatSet read_kaggle_csv(const std::filesystem::path& file, std::vector<std::string> classes) {
  BeatSet set;
  set.recipe = kaggle_recipe().name;
  set.classes = std::move(classes);
  set.records.push_back({file.filename().string(), ""});
  const std::string name = file.string();
  RowParser parser(name, set);
  for_each_line(name, [&](std::string_view line) { parser.line(line); });
  if (set.labels.empty()) throw Error(name, "has no row");
  set.record.assign(set.size(), 0);
  set.sample.assign(set.size(), -1);
  return set;
}

void write_kaggle_csv(const std::filesystem::path& file, const BeatSet& set,
                      std::span<const std::uint32_t> rows, int threads) {
  OutputFile out(file);
  const std::size_t row_chars = (set.row_values() + 1) * (scientific_chars + 1);
  if (threads == 0) threads = available_threads();
  // Two pieces a thread, so that a thread which is done early has another to take; more would only
  // hold more text in memory.
  std::vector<std::string> pieces(2 * static_cast<std::size_t>(threads));
  std::vector<std::size_t> lengths(pieces.size());
  for (std::size_t first = 0; first < rows.size(); first += pieces.size() * rows_a_piece) {
    const auto format = [&](std::size_t piece) {
      const std::size_t begin = std::min(rows.size(), first + piece * rows_a_piece);
      const std::size_t end = std::min(rows.size(), begin + rows_a_piece);
      pieces[piece].resize(rows_a_piece * row_chars);
      char* at = pieces[piece].data();
      for (std::size_t i = begin; i < end; ++i) {
        for (const float value : set.row(rows[i])) {
          at = print_scientific(value, at);
          *at++ = ',';
        }
        at = print_scientific(static_cast<float>(set.labels[rows[i]]), at);
        *at++ = '\n';
      }
      lengths[piece] = static_cast<std::size_t>(at - pieces[piece].data());
    };
    // Formatted by all threads and written by one, in order: the file does not depend on the number
    // of threads.
    parallel_for(pieces.size(), threads, format);
    for (std::size_t piece = 0; piece < pieces.size(); ++piece)
      out.write(pieces[piece].data(), lengths[piece]);
  }
  out.commit();
}

}  // namespace rwave
