#include "record/edf/edf_library.h"

#include <edflib.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "rwave/error.h"

namespace rwave {
namespace {

std::string describe(int code) {
  switch (code) {
    case EDFLIB_MALLOC_ERROR:
      return "not enough memory";
    case EDFLIB_NO_SUCH_FILE_OR_DIRECTORY:
    case EDFLIB_FILE_READ_ERROR:
      return "cannot be read";
    case EDFLIB_FILE_IS_DISCONTINUOUS:
      return "has gaps in time (discontinuous), which are not read";
    case EDFLIB_NUMBER_OF_SIGNALS_INVALID:
      return "has no valid number of signals";
    case EDFLIB_FILE_CONTAINS_FORMAT_ERRORS:
      return "breaks the EDF format, in a header field or an annotation (EDFbrowser says in which)";
    default:
      return fmt::format("is refused by EDFlib with code {}", code);
  }
}

// A file under a temporary name, closed and removed with the object: also where filling it throws.
class TemporaryFile {
 public:
  TemporaryFile() : path_((std::filesystem::temp_directory_path() / "rwave-edf-XXXXXX").string()) {
    fd_ = ::mkstemp(path_.data());
    if (fd_ < 0) throw Error(path_, "cannot be written");
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    ::close(fd_);
    ::unlink(path_.c_str());
  }

  const std::string& path() const { return path_; }

  void put(std::int64_t at, std::span<const std::uint8_t> bytes) {
    if (::pwrite(fd_, bytes.data(), bytes.size(), at) != static_cast<ssize_t>(bytes.size())) fail();
  }

  void resize(std::int64_t bytes) {
    if (::ftruncate(fd_, bytes) != 0) fail();
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(path_, "cannot be written: a copy of the EDF file's annotations was to stand there");
  }

  std::string path_;
  int fd_ = -1;
};

// A copy of what EDFlib looks at, under a temporary name: EDFlib refuses a file whose header has a byte
// outside ASCII, and many have ("\xb5V"). The copy has blanks in their place; it is as long as the file, but
// of the samples, which EDFlib does not look at, it has none: they are a hole and take no room.
class CleanCopy {
 public:
  CleanCopy(const ByteSource& source, const EdfHeader& header, std::span<const std::uint8_t> header_bytes) {
    std::vector<std::uint8_t> clean(header_bytes.begin(), header_bytes.end());
    std::replace_if(
        clean.begin() + 1, clean.end(), [](std::uint8_t c) { return c < 0x20 || c > 0x7e; }, ' ');
    file_.put(0, clean);
    file_.resize(source.size());
    std::int64_t offset = 0;  // within a data record
    for (const EdfSignal& signal : header.signals) {
      const std::int64_t bytes = std::int64_t{signal.samples} * (header.bdf ? 3 : 2);
      if (signal.annotations) copy_annotations(source, header, offset, bytes);
      offset += bytes;
    }
  }

  const std::string& path() const { return file_.path(); }

 private:
  void copy_annotations(const ByteSource& source, const EdfHeader& header, std::int64_t offset,
                        std::int64_t bytes) {
    std::vector<std::uint8_t> part(static_cast<std::size_t>(bytes));
    for (std::int64_t r = 0; r < header.records; ++r) {
      const std::int64_t at = header.bytes + r * header.record_bytes() + offset;
      source.read(at, part);
      file_.put(at, part);
    }
  }

  TemporaryFile file_;
};

// An EDFlib handle and its header, closed with the object.
class EdfHandle {
 public:
  explicit EdfHandle(const std::string& path) : header_(std::make_unique<edf_hdr_struct>()) {
    opened_ = edfopen_file_readonly(path.c_str(), header_.get(), EDFLIB_READ_ALL_ANNOTATIONS) == 0;
  }
  EdfHandle(const EdfHandle&) = delete;
  EdfHandle& operator=(const EdfHandle&) = delete;
  ~EdfHandle() {
    if (opened_) edfclose_file(header_->handle);
  }

  bool opened() const { return opened_; }
  const edf_hdr_struct& header() const { return *header_; }

 private:
  std::unique_ptr<edf_hdr_struct> header_;
  bool opened_ = false;
};

std::vector<EdfNote> read_notes(const EdfHandle& edf) {
  std::vector<EdfNote> notes;
  const auto note = std::make_unique<edf_annotation_struct>();
  for (int i = 0; i < static_cast<int>(edf.header().annotations_in_file); ++i) {
    if (edf_get_annotation(edf.header().handle, i, note.get()) != 0) break;
    notes.push_back({static_cast<double>(note->onset) / EDFLIB_TIME_DIMENSION, note->annotation});
  }
  return notes;
}

}  // namespace

EdfContents read_with_edflib(const ByteSource& source, const EdfHeader& header,
                             std::span<const std::uint8_t> header_bytes) {
  static std::mutex edflib;
  const bool ascii = std::all_of(header_bytes.begin() + 1, header_bytes.end(),
                                 [](std::uint8_t c) { return c >= 0x20 && c <= 0x7e; });
  std::optional<CleanCopy> copy;
  if (!ascii) copy.emplace(source, header, header_bytes);
  const std::lock_guard lock(edflib);
  const EdfHandle edf(copy ? copy->path() : source.name());
  if (!edf.opened()) throw Error(source.name(), describe(edf.header().filetype));

  const edf_hdr_struct& read = edf.header();
  const auto signals = std::ranges::count(header.signals, false, &EdfSignal::annotations);
  if (read.edfsignals != signals || read.datarecords_in_file != header.records) {
    throw Error(source.name(), "EDFlib counts other signals or data records than the header states");
  }
  EdfContents contents;
  for (int i = 0; i < read.edfsignals; ++i) {
    const edf_param_struct& signal = read.signalparam[i];
    contents.scales.push_back({signal.phys_min, signal.phys_max, signal.dig_min, signal.dig_max});
  }
  contents.notes = read_notes(edf);
  const auto milliseconds = read.starttime_subsecond / (EDFLIB_TIME_DIMENSION / 1000);
  const std::string fraction = milliseconds > 0 ? fmt::format(".{:03}", milliseconds) : "";
  contents.start = fmt::format("{:02}:{:02}:{:02}{} {:02}/{:02}/{:04}", read.starttime_hour,
                               read.starttime_minute, read.starttime_second, fraction, read.startdate_day,
                               read.startdate_month, read.startdate_year);
  return contents;
}

}  // namespace rwave
