#pragma once
// Labels of beats as people write them.

#include <string_view>

namespace rwave::cli {

// WFDB's symbol of a label in words, in any case: normal and n are N, PVC, VES and v are V, PAC, APC and SVES
// are S, paced is /. Any other label as it is: f is no F to WFDB, and s and a are no S.
std::string_view symbol_in_words(std::string_view label);

}  // namespace rwave::cli
