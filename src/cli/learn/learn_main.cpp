// rwave-learn: the learning verbs, in a program of their own because libtorch costs a second at every start.
#include <new>

#include "cli/common.h"
#include "cli/program_start.h"
#include "cli/verbs.h"

int main(int argc, char** argv) try {
  using namespace rwave::cli;
  keep_standard_streams();
  CLI::App app("rwave: training and judging networks", "rwave");
  add_train(app);
  add_transfer(app);
  add_evaluate(app);
  add_calibrate(app);
  add_export(app);
  add_tune(app);
  add_explain(app);
  add_compare(app);
  add_reproduce(app);
  return run(app, argc, argv);
} catch (const std::bad_alloc&) {
  return rwave::cli::out_of_memory();
}
