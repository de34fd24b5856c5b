#pragma once
// Lines to the user that are no errors: warnings of what is doubtful about an input, and notices. The one
// place that decides how warnings are said: as lines on standard error, or, with --strict, as Errors.

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace rwave {

// Whether warnings are Errors from now on (the option --strict); false at first. Set once, before threads
// start.
void set_strict_warnings(bool strict);

bool warnings_are_errors();

// The warnings of one file as lines for a person, "rwave: FILE: warning: TEXT\n" each. Throws Error with the
// first of them where warnings are Errors.
std::string warning_lines(std::string_view file, std::span<const std::string> warnings);

// Prints them on standard error at once: for callers whose output has no order to keep.
void print_warnings(std::string_view file, std::span<const std::string> warnings);

// A notice: one line that no --strict makes an error, such as that a word in an old file has another name
// today. Hands it to the listener, each distinct line once per process: a set of many files would repeat it.
// Without a listener it is lost, so that the library prints nothing into other people's programs.
void notice(const std::string& line);

// Sets the listener; the command line's prints "rwave: LINE" on standard error. Any thread may call
// notice(), one call of the listener at a time.
void on_notice(std::function<void(const std::string&)> listener);

}  // namespace rwave
