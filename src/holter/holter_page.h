#pragma once
// The Holter report as one HTML page that needs nothing but itself: no script, no font, no file, no network.

#include <string>
#include <vector>

#include "holter/holter.h"
#include "rwave/recording.h"

namespace rwave {

// What a page shows besides figures, tables, charts and strips.
struct HolterPageOptions {
  // The whole recording at the end, where there is a signal.
  bool disclosure = true;
};

// `recording` is null for annotations without a signal; `leads` (one or two) are those of the strips, the
// first is that of full disclosure.
std::string holter_page(const Holter& holter, Recording* recording, const std::vector<int>& leads,
                        const HolterPageOptions& options = {});

// A line of the index of several reports.
struct HolterIndexLine {
  // Page: file name next to the index.
  std::string name, page;
  // Null where it failed.
  const Holter* holter = nullptr;
  // Why it failed, for the list.
  std::string fault;
};

// The page that lists several reports.
std::string holter_index(const std::vector<HolterIndexLine>& lines);

}  // namespace rwave
