#include "cli/common.h"

#include <fmt/format.h>

#include <cstdio>
#include <new>

#include "rwave/error.h"

namespace rwave::cli {

std::string version() {
  return "rwave " RWAVE_VERSION;
}

int run(CLI::App& app, int argc, char** argv) {
  app.require_subcommand(1);
  app.set_version_flag("--version", version());
  try {
    app.parse(argc, argv);
    std::fflush(stdout);
    if (std::ferror(stdout) != 0) throw Error("standard output", "cannot be written (disk full?)");
    return exit_done;
  } catch (const CLI::Success& done) {
    return app.exit(done);  // --help, --version
  } catch (const CLI::ParseError& fault) {
    app.exit(fault);
    return exit_wrong_use;
  } catch (const UsageError& fault) {
    fmt::print(stderr, "rwave: {}\n", fault.what());
    return exit_wrong_use;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "rwave: out of memory\n");
  } catch (const std::exception& fault) {
    fmt::print(stderr, "rwave: {}\n", fault.what());
  }
  return exit_failed;
}

}  // namespace rwave::cli
