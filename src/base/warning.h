#pragma once
// Warnings: what is doubtful about an input and how it was mended. The one place that decides how they are
// said: as lines on standard error, or, with --strict, as Errors.

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

}  // namespace rwave
