#pragma once
// What the reference programs (bxb, rxr, epicmp, mxm, sumstats, ann2rr, ihr) share: options, records, report
// files.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ec57/record_clock.h"
#include "record/wfdb_path.h"
#include "rwave/annotation.h"
#include "rwave/error.h"

namespace rwave::ec57 {

// Ends a program with an exit status of its own: what() is what goes to standard error, empty for nothing.
class ProgramStop : public Error {
 public:
  // `message` empty: the program has said what it has to say.
  ProgramStop(int status, std::string_view message) : Error(message), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

// Exit statuses of the reference programs; success is 0.
inline constexpr int wrong_arguments = 1;
// They cannot be read, or there is nothing to compare.
inline constexpr int no_annotations = 2;
// A file cannot be made, or a figure is undefined.
inline constexpr int no_output = 3;
// Sumstats: a line has too few fields.
inline constexpr int bad_report = 5;

// One call of a program. What it prints is gathered, so that tests can run a thousand calls in one process;
// files are written at once, each report in its turn.
struct ProgramCall {
  // As messages print it.
  std::string name;
  std::vector<std::string> arguments;
  // For standard output.
  std::string out;
  // For standard error.
  std::string err;

  // A stop with the message under the program's name: "NAME: MESSAGE".
  ProgramStop stop(int status, std::string_view message) const;
};

// Reads arguments one by one, as the reference programs do: an option is known by its first letter alone
// (what follows it in the same word is left to the program), and values are words of their own.
class OptionReader {
 public:
  explicit OptionReader(const ProgramCall& call) : call_(call) {}

  // Goes to the next option; false at the end. Throws ProgramStop for a word that is none.
  bool next();
  // Of the current option: its letter, and the whole word.
  char letter() const { return word().size() > 1 ? word()[1] : '\0'; }
  const std::string& word() const { return call_.arguments[at_ - 1]; }

  // The next word, or several, whatever they are. "WHAT must follow OPTION" where there are too few; `option`
  // is how that names the option, where the reference program calls it otherwise.
  std::string value(std::string_view what, std::string_view option = {});
  std::array<std::string, 2> two_values(std::string_view what);
  // The next word unless it begins with '-' or there is none.
  std::optional<std::string> value_unless_option();
  // The types named by the next word, whatever it is, and by the words after it that do not begin with '-'.
  // The first must be a type's mnemonic; others that are none are passed over, as the reference programs do.
  std::vector<std::uint8_t> annotation_types(std::string_view option);

  [[noreturn]] void unrecognized() const;

 private:
  const ProgramCall& call_;
  // Of the next word.
  std::size_t at_ = 0;
};

// The options that bxb, rxr, epicmp and mxm share.
struct ComparisonArguments {
  // -r.
  std::string record;
  // -a.
  std::string reference, test;
  // -f.
  std::optional<std::string> start;
  // -t.
  std::optional<std::string> end;

  // Takes the reader's current option if it is one of these (or -h, which stops with `usage`); false if not.
  bool take(OptionReader& options, std::string_view usage);
};

// The scored time of a record in samples. The end is nothing where the header gives no length, 0 where -t
// said so.
struct ScoredTime {
  std::int64_t start = 0;
  std::optional<std::int64_t> end;

  // Whether an end was given or known.
  bool ends_with_record() const { return end.has_value() && *end > 0; }
};

// A record whose header has been read, or whose sampling rate is assumed.
struct ProgramRecord {
  std::string name;
  WfdbPath path;
  RecordClock clock;
};

// Reads RECORD.hea along the WFDB path. Where there is none, 250 Hz are assumed and standard error says so:
// in two lines for the comparing programs, in one for ann2rr and ihr.
ProgramRecord open_record(ProgramCall& call, const std::string& record, bool warn_of_rate);

// Warns if `nonstandard`, opens the record and works out the scored time.
ProgramRecord open_compared_record(ProgramCall& call, const ComparisonArguments& arguments, bool nonstandard,
                                   ScoredTime& scored);

// An annotator's annotations; what is doubtful about them goes to standard error, a line each. Throws
// ProgramStop (2) where they cannot be opened, Error where they cannot be read.
std::vector<Annotation> annotations_of(ProgramCall& call, const ProgramRecord& record,
                                       const std::string& annotator);

// A time argument in samples. Throws ProgramStop (1) for what is none.
std::int64_t time_argument(const ProgramCall& call, const ProgramRecord& record, const std::string& text);

// Adds a report to a file, which is made with `heading` if it is not there; "-" is standard output, which
// never has a heading.
void append_report(ProgramCall& call, const std::string& file, std::string_view heading,
                   std::string_view text);

}  // namespace rwave::ec57
