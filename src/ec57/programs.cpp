#include "ec57/programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rwave::ec57 {
namespace {

// Comparisons first, then what reads their reports, then RR intervals.
constexpr std::array all = {
    Program{"bxb", "beat-by-beat comparison", run_bxb},
    Program{"rxr", "run-by-run comparison", run_rxr},
    Program{"epicmp", "episode-by-episode comparison (AF, VF, ST)", run_epicmp},
    Program{"mxm", "measurement-by-measurement comparison", run_mxm},
    Program{"sumstats", "aggregates of a line-format report", run_sumstats},
    Program{"ann2rr", "RR intervals of an annotation file", run_ann2rr},
    Program{"ihr", "instantaneous heart rate of an annotation file", run_ihr},
};

}  // namespace

std::span<const Program> programs() {
  return all;
}

// What is thrown becomes the status and the line of standard error that the reference programs have; other
// faults, which those do not have, say in one line which file is damaged and where.
int run_program(ProgramCall& call) {
  const auto program = std::ranges::find(all, call.name, &Program::name);
  if (program == all.end()) {
    std::string known;
    for (const Program& each : all) known += fmt::format("{}{}", known.empty() ? "" : ", ", each.name);
    throw UsageError(fmt::format("{}: no EC57 program; there are {}", call.name, known));
  }
  try {
    program->run(call);
  } catch (const ProgramStop& stop) {
    const std::string_view message = stop.what();
    if (!message.empty()) call.err += std::string(message) + (message.ends_with('\n') ? "" : "\n");
    return stop.status();
  } catch (const Error& fault) {  // a header or an annotation file that cannot be read: which, where and why
    call.err += fmt::format("{}: {}\n", call.name, fault.what());
    return no_annotations;
  }
  return 0;
}

}  // namespace rwave::ec57
