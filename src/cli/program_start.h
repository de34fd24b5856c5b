#pragma once
// What main does before and around run(): of the two programs, not of their verbs.

namespace rwave::cli {

// Standard streams that are closed get their numbers back. Else the next file that is opened has the number
// 1, and what is printed goes into it: an annotation file with a summary in its middle. A closed standard
// output stays one that cannot be written, so that a verb which prints its result fails; standard error
// becomes /dev/null. First thing in main.
void keep_standard_streams();

// Says that memory ended and returns the exit code. For main: memory may end while the options are described,
// before run(), where nothing catches it and the process would abort. Asks for no memory itself.
int out_of_memory();

}  // namespace rwave::cli
