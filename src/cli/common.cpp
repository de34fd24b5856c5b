#include "cli/common.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "base/notice.h"
#include "base/output_file.h"
#include "base/warning.h"
#include "cli/manual.h"
#include "rwave/error.h"

namespace rwave::cli {

std::string version() {
  return "rwave " RWAVE_VERSION;
}

namespace {

// CLI11 says of an unknown verb only that one is required.
void check_verb(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::string known;
  for (const CLI::App* verb : app.get_subcommands(nullptr)) {
    if (verb->check_name(argv[1])) return;
    known += " " + verb->get_name();
  }
  throw UsageError(fmt::format("no verb '{}' (known:{})", argv[1], known));
}

int wrong_use(const CLI::App& app, std::string_view message) {
  std::string help = "rwave";
  for (const CLI::App* verb : app.get_subcommands()) help += " " + verb->get_name();
  fmt::print(stderr, "rwave: {} (see {} --help)\n", message, help);
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
    if (::signal(signal, clean_up_and_end) == SIG_IGN) ::signal(signal, SIG_IGN);
  }
}

}  // namespace

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
      ->check(CLI::IsMember({"portable", "avx2", "avx512", "vnni"}))
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
    check_verb(app, argc, argv);
    app.parse(argc, argv);
    std::fflush(stdout);
    if (std::ferror(stdout) != 0) throw Error("standard output", "cannot be written (disk full?)");
    return exit_done;
  } catch (const CLI::Success& done) {
    return app.exit(done);  // --help, --version
  } catch (const CLI::ParseError& fault) {
    return wrong_use(app, fault.what());
  } catch (const UsageError& fault) {
    return wrong_use(app, fault.what());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "rwave: out of memory\n");
  } catch (const std::exception& fault) {
    fmt::print(stderr, "rwave: {}\n", fault.what());
  }
  return exit_failed;
}

}  // namespace rwave::cli
