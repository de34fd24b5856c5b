#pragma once
// The EC57 programs and those for RR intervals, by name: options, texts, messages and exit codes of the WFDB
// software package's, so that scripts written for those work with the name changed.

#include <span>
#include <string_view>

#include "ec57/program.h"

namespace rwave::ec57 {

struct Program {
  std::string_view name;
  std::string_view what;           // one line for a list of them
  void (*run)(ProgramCall& call);  // throws ProgramStop to end with a status other than 0
};

void run_bxb(ProgramCall& call);       // beat-by-beat comparison
void run_rxr(ProgramCall& call);       // run-by-run comparison
void run_epicmp(ProgramCall& call);    // episode-by-episode comparison: AF, VF, ischemic ST
void run_mxm(ProgramCall& call);       // measurement-by-measurement comparison
void run_sumstats(ProgramCall& call);  // aggregates of a line-format report
void run_ann2rr(ProgramCall& call);    // annotations to RR intervals
void run_ihr(ProgramCall& call);       // annotations to instantaneous heart rate

std::span<const Program> programs();

// Runs the program of that name in `call.name`. Returns its exit status; what it would print is in the call.
// Throws UsageError where there is no such program.
int run_program(ProgramCall& call);

}  // namespace rwave::ec57
