#include "ec57/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "record/wfdb/header.h"

namespace rwave::ec57 {
namespace {

// One write() of the whole text: with O_APPEND, lines of programs that run side by side for several records
// do not mix, nor are any lost, as they would be where each rewrote the file under a temporary name.
void write_at_once(int fd, std::string_view text, const ProgramStop& failure) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      ::close(fd);
      throw failure;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(fd) != 0) throw failure;
}

}  // namespace

ProgramStop ProgramCall::stop(int status, std::string_view message) const {
  return {status, fmt::format("{}: {}", name, message)};
}

// Reading stops at the first word that is wrong, before anything is opened.
bool OptionReader::next() {
  if (at_ == call_.arguments.size()) return false;
  ++at_;
  if (!word().starts_with('-'))
    throw call_.stop(wrong_arguments, fmt::format("unrecognized argument {}", word()));
  return true;
}

std::string OptionReader::value(std::string_view what, std::string_view option) {
  if (at_ == call_.arguments.size()) {
    throw call_.stop(wrong_arguments,
                     fmt::format("{} must follow {}", what, option.empty() ? word().substr(0, 2) : option));
  }
  return call_.arguments[at_++];
}

std::array<std::string, 2> OptionReader::two_values(std::string_view what) {
  if (call_.arguments.size() - at_ < 2)
    throw call_.stop(wrong_arguments, fmt::format("{} must follow {}", what, word()));
  at_ += 2;
  return {call_.arguments[at_ - 2], call_.arguments[at_ - 1]};
}

std::optional<std::string> OptionReader::value_unless_option() {
  if (at_ == call_.arguments.size() || call_.arguments[at_].starts_with('-')) return std::nullopt;
  return call_.arguments[at_++];
}

// The first may begin with "-", for files may define such mnemonics; the words after it may not, for they
// would be options.
std::vector<std::uint8_t> OptionReader::annotation_types(std::string_view option) {
  std::vector<std::uint8_t> types;
  const auto take = [&](const std::string& mnemonic) {
    const int code = code_of(mnemonic);
    if (code > 0) types.push_back(static_cast<std::uint8_t>(code));
    return code > 0;
  };
  constexpr std::string_view what = "annotation mnemonic(s)";
  if (!take(value(what, option)))
    throw call_.stop(wrong_arguments, fmt::format("{} must follow {}", what, option));
  while (const auto more = value_unless_option()) take(*more);
  return types;
}

void OptionReader::unrecognized() const {
  throw call_.stop(wrong_arguments, fmt::format("unrecognized option {}", word()));
}

// Times are kept as text: they can be converted only when the record's rate is known.
bool ComparisonArguments::take(OptionReader& options, std::string_view usage) {
  switch (options.letter()) {
    case 'a': {
      const auto names = options.two_values("reference and test annotator names");
      reference = names[0];
      test = names[1];
      return true;
    }
    case 'f':
      start = options.value("start time");
      return true;
    case 'h':
      throw ProgramStop(wrong_arguments, usage);
    case 'r':
      record = options.value("record name");
      return true;
    case 't':
      end = options.value("end time");
      return true;
    default:
      return false;
  }
}

// A missing header is no fault to these programs: annotations are compared at 250 Hz, with a warning. One
// that is there and damaged ends the program, since its rate would be a guess.
ProgramRecord open_record(ProgramCall& call, const std::string& record, bool warn_of_rate) {
  const WfdbPath path;
  WfdbHeader header;
  if (const auto file = path.find(record, "hea")) {
    header = read_header(*file);
  } else {
    call.err += fmt::format("init: can't open header for record {}\n", record);
    if (warn_of_rate)
      call.err += fmt::format("{}: (warning) {:g} Hz sampling frequency assumed\n", call.name, header.rate);
  }
  return {record, path, RecordClock(header)};
}

// The warning comes even where the times given are the defaults: it tells of the options.
ProgramRecord open_compared_record(ProgramCall& call, const ComparisonArguments& arguments, bool nonstandard,
                                   ScoredTime& scored) {
  if (nonstandard || arguments.start || arguments.end)
    call.err += fmt::format("{}: (warning) nonstandard comparison selected\n", call.name);
  ProgramRecord record = open_record(call, arguments.record, true);
  scored.start = time_argument(call, record, arguments.start.value_or("5:0"));
  scored.end = arguments.end ? time_argument(call, record, *arguments.end) : record.clock.frames();
  if (scored.ends_with_record() && *scored.end < scored.start)
    throw call.stop(wrong_arguments, "improper interval specified");
  return record;
}

// A name with a folder in it is none: it would be read from outside of the path.
std::vector<Annotation> annotations_of(ProgramCall& call, const ProgramRecord& record,
                                       const std::string& annotator) {
  const auto file = is_plain_name(annotator) ? record.path.find(record.name, annotator) : std::nullopt;
  if (!file) {
    throw ProgramStop(no_annotations,
                      fmt::format("annopen: can't read annotator {} for record {}", annotator, record.name));
  }
  std::vector<std::string> warnings;
  auto annotations = read_annotations(*file, record.clock.rate(), std::nullopt, &warnings);
  for (const std::string& warning : warnings)
    call.err += fmt::format("{}: (warning) {}: {}\n", call.name, file->string(), warning);
  return annotations;
}

std::int64_t time_argument(const ProgramCall& call, const ProgramRecord& record, const std::string& text) {
  if (const auto samples = record.clock.parse(text)) return *samples;
  throw call.stop(
      wrong_arguments,
      fmt::format("{} is not a time; these are: 90 or 90.5 (seconds), 1:30, 1:02:30, s32400 (samples)",
                  text));
}

// The heading goes only into a file that is made here. O_EXCL asks and makes in one step: of
// several processes that begin at once exactly one writes it.
void append_report(ProgramCall& call, const std::string& file, std::string_view heading,
                   std::string_view text) {
  if (file == "-") {
    call.out += text;
    return;
  }
  // Less the umask, as for every file that a program makes.
  constexpr int anyone = 0666;
  const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, anyone);
  if (made >= 0) {
    write_at_once(made, std::string(heading) + std::string(text),
                  call.stop(no_output, fmt::format("can't create {}", file)));
    return;
  }
  if (errno != EEXIST) throw call.stop(no_output, fmt::format("can't create {}", file));
  const ProgramStop failure = call.stop(no_output, fmt::format("can't modify {}", file));
  const int there = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (there < 0) throw failure;
  write_at_once(there, text, failure);
}

}  // namespace rwave::ec57
