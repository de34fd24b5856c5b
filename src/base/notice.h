#pragma once
// A notice: one line to the user that is no error, as that a word in an old file has another name today.

#include <functional>
#include <string>

namespace rwave {

// Hands the line to whoever listens, each distinct line once a process: a set of many files would repeat it.
// Without a listener it is lost, so that the library prints nothing into other people's programs.
void notice(const std::string& line);

// Who listens from now on; the command line prints "rwave: LINE" on standard error. Any thread may call
// notice(), one call of the listener at a time.
void on_notice(std::function<void(const std::string&)> listener);

}  // namespace rwave
