#include "cli/common.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <new>
#include <numeric>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/output_file.h"
#include "base/warning.h"
#include "cli/manual.h"
#include "cli/program_start.h"
#include "record/formats.h"
#include "rwave/error.h"

namespace rwave::cli {

std::string version() {
  return "rwave " RWAVE_VERSION;
}

namespace {

// Letters to put in, leave out or exchange until one word is the other (Levenshtein).
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t above_left = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t changed = above_left + (from[i] == to[j] ? 0 : 1);
      above_left = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, changed}));
    }
  }
  return row.back();
}

// CLI11 says of an unknown verb only that one is required.
void check_verb(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::string known, nearest;
  std::size_t least = 3;  // letters: what differs by more is another word
  for (const CLI::App* verb : app.get_subcommands(nullptr)) {
    if (verb->check_name(argv[1])) return;
    known += " " + verb->get_name();
    const std::size_t distance = edit_distance(argv[1], verb->get_name());
    if (distance < least) nearest = verb->get_name();
    least = std::min(least, distance);
  }
  throw UsageError(nearest.empty() ? fmt::format("no verb '{}' (known:{})", argv[1], known)
                                   : fmt::format("no verb '{}': did you mean {}?", argv[1], nearest));
}

// "-o=OUT" is "-o OUT", as of long options: CLI11 takes "=OUT" for the value.
std::vector<std::string> without_equals(int argc, char** argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  for (std::string& word : words) {
    if (word == "--") break;
    if (word.size() > 2 && word[0] == '-' && word[1] != '-' && word[2] == '=') word.erase(2, 1);
  }
  std::ranges::reverse(words);  // as CLI::App::parse takes them
  return words;
}

// `rwave help` and `rwave help VERB`, which people try first, are `rwave [VERB] --help`.
bool is_help(CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argc > 3 || std::string_view(argv[1]) != "help") return false;
  if (argc == 3) check_verb(app, argc - 1, argv + 1);
  fmt::print("{}", argc == 3 ? app.get_subcommand(argv[2])->help("rwave") : app.help());
  return true;
}

// Unlike fmt::print this throws nothing where standard error cannot be written: the exit code still counts.
void say_fault(const std::string& line) {
  std::fputs(("rwave: " + line + "\n").c_str(), stderr);
}

int wrong_use(const CLI::App& app, std::string_view message) {
  std::string help = "rwave";
  for (const CLI::App* verb : app.get_subcommands()) help += " " + verb->get_name();
  say_fault(fmt::format("{} (see {} --help)", message, help));
  return exit_wrong_use;
}

// Nothing half written stays behind; then the signal does what it always does.
extern "C" void clean_up_and_end(int signal) {
  remove_unfinished_outputs();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// Verbs that have something better to do on Ctrl-C (train saves a checkpoint) set handlers of their own
// later.
void clean_up_on_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // A signal that was ignored when the program started stays so: nohup works that way.
    if (::signal(signal, clean_up_and_end) == SIG_IGN) ::signal(signal, SIG_IGN);
  }
}

constexpr const char* standard_output_full = "standard output: cannot be written (disk full?)";

// Nobody who reads what was printed can tell that the rest of it did not arrive (a full disk), and that shows
// only when the buffer is written.
void require_printed() {
  std::cout.flush();
  std::fflush(stdout);
  if (std::ferror(stdout) != 0 || !std::cout) throw Error(standard_output_full);
}

}  // namespace

void make_recordings_folder(const std::string& folder) {
  const std::filesystem::path path(folder);
  const std::string extension = lower_extension(path);
  // A folder labels.csv was made without a word, for who meant a file.
  for (const std::string_view file :
       {".csv", ".json", ".tsv", ".txt", ".html", ".pdf", ".edf", ".bdf", ".atr", ".rw", ".qrs", ".ann",
        ".xml", ".hea", ".dat", ".mat", ".xlsx", ".zip", ".gz"})
    if (extension == file && !std::filesystem::is_directory(path))
      throw UsageError(
          fmt::format("-o {}: -o names a folder, in which each recording's output has the recording's "
                      "name; -o - with --csv or --json writes to standard output",
                      folder));
  make_folder(path);
}

int run(CLI::App& app, int argc, char** argv) {
  on_notice([](const std::string& line) { fmt::print(stderr, "rwave: {}\n", line); });
  clean_up_on_signals();
  app.require_subcommand(1);
  app.set_version_flag("--version", version());
  // Through the environment, so that rwave-learn and child processes obey too (infer/kernels/kernels.h reads
  // it).
  app.add_option_function<std::string>(
         "--simd", [](const std::string& level) { ::setenv("RWAVE_SIMD", level.c_str(), 1); },
         "before the verb: highest level of vector instructions to use (default: the machine's best)")
      ->check(CLI::IsMember({"portable", "neon", "avx2", "avx512", "vnni"}))
      ->trigger_on_parse();
  // Of the build and of packagers, not of users: hidden, and it needs no verb.
  app.add_option_function<std::string>(
         "--write-manual",
         [&app](const std::string& folder) {
           write_manual(app, folder);
           throw CLI::Success();
         },
         "write man pages and reference pages into a folder")
      ->group("")
      ->trigger_on_parse();
  for (CLI::App* verb : app.get_subcommands(nullptr)) {
    verb->add_flag_callback(
        "--strict", [] { set_strict_warnings(true); }, "take warnings about inputs for errors");
  }
  try {
    if (is_help(app, argc, argv)) {
      require_printed();
      return exit_done;
    }
    check_verb(app, argc, argv);
    try {
      app.parse(without_equals(argc, argv));
    } catch (const CLI::Success& done) {
      app.exit(done);  // --help, --version
    }
    require_printed();
    return exit_done;
  } catch (const CLI::ParseError& fault) {
    return wrong_use(app, fault.what());
  } catch (const UsageError& fault) {
    return wrong_use(app, fault.what());
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::system_error& fault) {
    // Printing throws this as soon as its buffer meets a full disk: one word for it, wherever it shows.
    say_fault(std::ferror(stdout) != 0 ? standard_output_full : fault.what());
  } catch (const std::exception& fault) {
    say_fault(fault.what());
  }
  return exit_failed;
}

void keep_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest number that is free is this one. Standard output only to be read: what is printed must fail.
    if (::open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

int out_of_memory() {
  // No formatting: it would ask for memory.
  std::fputs("rwave: out of memory\n", stderr);
  return exit_failed;
}

}  // namespace rwave::cli
