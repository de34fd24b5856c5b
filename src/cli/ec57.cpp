// rwave ec57: the reference programs of EC57 and those for RR intervals, under their own options.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "cli/common.h"
#include "cli/verbs.h"
#include "ec57/programs.h"
#include "rwave/error.h"

namespace rwave::cli {

// Their options are not the command line's of the other verbs (-h has an exit code of its own, options are
// told by one letter), so they never reach its parser.
std::optional<int> run_ec57(int argc, char** argv) {
  if (argc < 3 || std::string_view(argv[1]) != "ec57") return std::nullopt;
  ec57::ProgramCall call;
  call.name = argv[2];
  if (std::ranges::find(ec57::programs(), call.name, &ec57::Program::name) == ec57::programs().end())
    return std::nullopt;
  call.arguments.assign(argv + 3, argv + argc);
  const int status = ec57::run_program(call);
  // Not fmt::print, which throws where the device is full: nobody catches so far below main.
  std::fwrite(call.out.data(), 1, call.out.size(), stdout);
  std::fflush(stdout);
  fmt::print(stderr, "{}", call.err);
  if (std::ferror(stdout) == 0) return status;
  fmt::print(stderr, "{}: standard output cannot be written (disk full?)\n", call.name);
  return exit_failed;
}

void add_ec57(CLI::App& app) {
  CLI::App* verb = app.add_subcommand(
      "ec57", "The reference programs of EC57 (bxb, rxr, epicmp, mxm, sumstats) and ann2rr, ihr");
  verb->allow_extras();  // what follows a name that is no program is not looked at
  auto program = std::make_shared<std::string>();
  std::string list;
  for (const ec57::Program& each : ec57::programs()) list += fmt::format("  {:10}{}\n", each.name, each.what);
  verb->add_option("program", *program, "one of them; then its own arguments (-h lists them)")
      ->type_name("PROGRAM")
      ->required();
  verb->footer(
      "Options, texts, messages and exit codes are those of the WFDB software package, so that scripts\n"
      "written for it work with `rwave ec57` before the program's name:\n" +
      list + "Files are looked for along the folders of the environment variable WFDB.");
  verb->callback([program] {
    ec57::ProgramCall call;
    call.name = *program;
    ec57::run_program(call);  // only names that are no program's come here: says which there are
  });
}

}  // namespace rwave::cli
