#pragma once
// Ablation study: a network's scores on rows with parts taken away. It tests the report's claim that the
// decision lies at the R peaks and the interval between them.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "score/confusion.h"

namespace rwave::explain {

// The network's scores on rows with a part taken away. The network never saw such rows in training, so a
// score that falls says that the part is used or that the row became strange to it; one that stays says that
// the part is not needed.
struct AblationScore {
  std::string name, what;
  Confusion confusion;
};

// Classes of rows (count x row_values, row after row).
using Classify = std::function<std::vector<std::uint8_t>(const std::vector<float>& rows)>;

// One entry for each ablation, `whole` first, on these rows of the set. Error unless the set's rows are of
// the recipe kaggle with one channel: of others it is not known where the R peaks are.
std::vector<AblationScore> ablate(const BeatSet& set, std::span<const std::uint32_t> rows,
                                  const Classify& classify);

// What the study says of the claim: of the balanced accuracy that whole rows give above chance (one over the
// number of classes present), the shares that changed rows keep. Below 0 where they do worse than chance. A
// verdict in words ("supported" from one half on) was refused: it would turn over where the figure hardly
// moves.
struct AblationShares {
  double r_peaks_only = 0, without_r_peaks = 0, without_interval = 0, without_tail = 0, equal_length = 0;
  // With all of them.
  std::string sentence;
};

// Error where the whole rows are not classified better than by chance.
AblationShares shares_of(std::span<const AblationScore> results);

}  // namespace rwave::explain
