#pragma once
// Texts of the episode-by-episode comparison: what `epicmp` prints for one record, character for character.

#include <string>

#include "ec57/episodes.h"
#include "ec57/reports.h"

namespace rwave::ec57 {

// The figures under their names.
std::string episode_report(const EpisodeComparison& comparison, const Names& names, EpisodeKind kind);

// One line per record (`epicmp -L`), and its heading, which sumstats knows.
std::string episode_line(const EpisodeComparison& comparison, const std::string& record);
std::string episode_line_heading(EpisodeKind kind);

}  // namespace rwave::ec57
