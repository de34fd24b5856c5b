// The binary form of a beat set, documented in docs/formats.md: magic, header length, JSON header, then the
// four arrays.
#include "dataset/beat_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/json_number.h"
#include "base/output_file.h"
#include "beat/recipes/recipe.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "the arrays of a beat file are little-endian");
static_assert(sizeof(float) == 4);

// The last letter is the version of the layout: what JSON in the header can say is said there, and
// only another order of the arrays would need another one.
constexpr char magic[8] = {'R', 'W', 'B', 'E', 'A', 'T', 'S', '1'};
// Limits are far above any real set; they only keep a damaged length from being taken for a request
// of memory. The header holds a line per record, 64 MiB are about a million of them.
constexpr std::int64_t header_limit = 1 << 26;
constexpr int width_limit = 1 << 20;
constexpr int channel_limit = 1 << 10;

// The header is JSON, so that a file says what it is without this program; the arrays behind it are plain.
json header_of(const BeatSet& set) {
  json header{{"recipe", set.recipe},
              {"channels", set.channels},
              {"width", set.width},
              {"rate", set.rate},
              {"classes", set.classes},
              {"rows", set.size()},
              {"normalisation", normalisation_of(set.recipe)}};
  header["records"] = json::array();
  for (const RecordOrigin& origin : set.records) header["records"].push_back({origin.record, origin.patient});
  return header;
}

// A file open for reading that knows its length, so that no length in it is believed.
class BeatReader {
 public:
  explicit BeatReader(const std::filesystem::path& path)
      : name_(path.string()), file_(std::fopen(path.c_str(), "rb")) {
    struct stat status {};
    if (!file_ || ::fstat(::fileno(file_.get()), &status) != 0 || !S_ISREG(status.st_mode)) {
      throw Error(name_, fmt::format("cannot be read: {}", file_ ? "it is no file" : std::strerror(errno)));
    }
    left_ = status.st_size;
  }

  const std::string& name() const { return name_; }

  void read(void* out, std::int64_t bytes, const char* what) {
    if (bytes > left_) {
      throw Error::at_offset(
          name_, at_, fmt::format("{} of {} bytes expected, {} left (truncated file?)", what, bytes, left_));
    }
    if (bytes > 0 && std::fread(out, static_cast<std::size_t>(bytes), 1, file_.get()) != 1) {
      throw Error::at_offset(name_, at_, fmt::format("{} cannot be read", what));
    }
    at_ += bytes;
    left_ -= bytes;
  }

  template <typename T>
  void read(std::vector<T>& out, std::int64_t count, const char* what) {
    // Divided and not multiplied: a stated count times the size of a value may overflow.
    if (count > left_ / static_cast<std::int64_t>(sizeof(T))) {
      throw Error::at_offset(
          name_, at_, fmt::format("{} {} expected, {} bytes left (truncated file?)", count, what, left_));
    }
    out.resize(static_cast<std::size_t>(count));
    read(out.data(), count * static_cast<std::int64_t>(sizeof(T)), what);
  }

  [[noreturn]] void fail(const std::string& message) const { throw Error::at_offset(name_, at_, message); }
  std::int64_t left() const { return left_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;
  std::int64_t at_ = 0;
  std::int64_t left_ = 0;
};

// Fills everything but the arrays; returns the number of rows stated.
std::int64_t parse_header(const BeatReader& reader, const std::string& text, BeatSet& set) {
  std::int64_t rows = 0;
  try {
    const json header = json::parse(text);
    set.recipe = current_recipe(header.at("recipe").get<std::string>(), reader.name());
    set.channels = whole_number_or(header, "channels", 1);  // files of one channel may leave it out
    set.width = whole_number<int>(header.at("width"));
    set.rate = header.at("rate").get<double>();
    set.classes = header.at("classes").get<std::vector<std::string>>();
    rows = whole_number<std::int64_t>(header.at("rows"));
    const std::string differs = version_difference(
        set.recipe, header.value("normalisation", std::string()));  // absent in older files
    if (!differs.empty()) reader.fail(fmt::format("rows {}; cut them again (rwave beats)", differs));
    for (const json& origin : header.at("records")) {
      set.records.push_back({origin.at(0).get<std::string>(), origin.at(1).get<std::string>()});
    }
  } catch (const json::exception& fault) {
    reader.fail(fmt::format("the header is not that of a beat set: {}", fault.what()));
  }
  if (set.channels < 1 || set.channels > channel_limit || set.width < 1 || set.width > width_limit ||
      set.classes.empty() || set.classes.size() > 256 || rows < 0 || !std::isfinite(set.rate) ||
      set.rate <= 0) {
    reader.fail(
        fmt::format("a header with {} channels, width {}, {} classes, {} rows and rate {} makes no beat set",
                    set.channels, set.width, set.classes.size(), rows, set.rate));
  }
  return rows;
}

// Every row is looked at once, so that all who use the set may index classes and records by it
// without a check of their own; a value that is not finite would make the whole batch's loss NaN.
void check_rows(const BeatReader& reader, const BeatSet& set) {
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set.labels[i] >= set.classes.size() || set.record[i] >= set.records.size()) {
      reader.fail(fmt::format("row {} has class {} of {} and record {} of {}", i, set.labels[i],
                              set.classes.size(), set.record[i], set.records.size()));
    }
  }
  for (std::size_t i = 0; i < set.values.size(); ++i) {
    if (!std::isfinite(set.values[i])) {
      reader.fail(fmt::format("row {} has a value that is not a finite number", i / set.row_values()));
    }
  }
}

}  // namespace

BeatSet read_beat_set(const std::filesystem::path& file) {
  BeatReader reader(file);
  char found[sizeof magic];
  reader.read(found, sizeof found, "the first bytes");
  if (std::memcmp(found, magic, sizeof magic) != 0)
    throw Error(file.string(), "is no beat set: it does not begin with RWBEATS1");
  std::uint32_t length = 0;
  reader.read(&length, sizeof length, "the header's length");
  if (length > header_limit || length > reader.left())
    reader.fail(fmt::format("a header of {} bytes does not fit the file", length));
  std::string text(length, '\0');
  reader.read(text.data(), length, "the header");
  BeatSet set;
  const std::int64_t rows = parse_header(reader, text, set);
  // Values, then one byte of label, four of record and eight of sample. The file must end exactly
  // behind them: a longer one is damaged as well, or of another layout.
  const std::int64_t row_bytes = 4LL * static_cast<std::int64_t>(set.row_values()) + 1 + 4 + 8;
  if (rows > reader.left() / row_bytes || rows * row_bytes != reader.left()) {
    reader.fail(fmt::format("{} rows of {} bytes expected, {} bytes found (truncated file?)", rows, row_bytes,
                            reader.left()));
  }
  reader.read(set.values, rows * static_cast<std::int64_t>(set.row_values()), "values");
  reader.read(set.labels, rows, "labels");
  reader.read(set.record, rows, "record indices");
  reader.read(set.sample, rows, "samples");
  check_rows(reader, set);
  return set;
}

void write_beat_set(const std::filesystem::path& file, const BeatSet& set) {
  const std::string header = header_of(set).dump();
  const auto length = static_cast<std::uint32_t>(header.size());
  OutputFile out(file);
  out.write(magic, sizeof magic);
  out.write(&length, sizeof length);
  out.write(header);
  out.write(set.values.data(), set.values.size() * sizeof(float));
  out.write(set.labels.data(), set.labels.size());
  out.write(set.record.data(), set.record.size() * sizeof(std::uint32_t));
  out.write(set.sample.data(), set.sample.size() * sizeof(std::int64_t));
  out.commit();
}

}  // namespace rwave
