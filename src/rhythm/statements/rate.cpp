// Brady- and tachycardia: the mean rate over eight intervals beyond a limit, for a while.
#include "rhythm/ruled_statement.h"

namespace rwave {
std::unique_ptr<Statement> make_bradycardia(double /*rate*/, const EpisodeOptions& options) {
  return ruled<RateEpisodesRule>(RhythmKind::Bradycardia, options.bradycardia, true, options.min_rate_span);
}

std::unique_ptr<Statement> make_tachycardia(double /*rate*/, const EpisodeOptions& options) {
  return ruled<RateEpisodesRule>(RhythmKind::Tachycardia, options.tachycardia, false, options.min_rate_span);
}

}  // namespace rwave
