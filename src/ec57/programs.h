#pragma once
// The EC57 programs and those for RR intervals, by name: options, texts, messages and exit codes of the WFDB
// software package's, so that scripts written for those work with the name changed.

#include <span>
#include <string_view>

#include "ec57/program.h"

namespace rwave::ec57 {

struct Program {
  std::string_view name;
  // One line for a list of them.
  std::string_view what;
  // Throws ProgramStop to end with a status other than 0.
  void (*run)(ProgramCall& call);
};

// Beat-by-beat comparison.
void run_bxb(ProgramCall& call);
// Run-by-run comparison.
void run_rxr(ProgramCall& call);
// Episode-by-episode comparison: AF, VF, ischemic ST.
void run_epicmp(ProgramCall& call);
// Measurement-by-measurement comparison.
void run_mxm(ProgramCall& call);
// Aggregates of a line-format report.
void run_sumstats(ProgramCall& call);
// Annotations to RR intervals.
void run_ann2rr(ProgramCall& call);
// Annotations to instantaneous heart rate.
void run_ihr(ProgramCall& call);

// In the order of the list that `rwave ec57` prints.
std::span<const Program> programs();

// Runs the program of that name in `call.name`. Returns its exit status; what it would print is in the call.
// Throws UsageError where there is no such program.
int run_program(ProgramCall& call);

}  // namespace rwave::ec57
