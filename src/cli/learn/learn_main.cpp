// rwave-learn: the learning verbs, in a program of their own because libtorch costs a second at every start.
#include "cli/common.h"
#include "cli/verbs.h"

int main(int argc, char** argv) {
  using namespace rwave::cli;
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
}
