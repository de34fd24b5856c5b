// Runs of beats of one label: ventricular tachycardia, idioventricular rhythm, supraventricular runs, pacing.
#include "rhythm/ruled_statement.h"

namespace rwave {
std::unique_ptr<Statement> make_ventricular_runs(double /*rate*/, const EpisodeOptions& options) {
  return ruled<RunsRule>('V', RhythmKind::VentricularTachycardia, RhythmKind::IdioventricularRhythm,
                         options.vt_rate, options.least_v, options.least_v_of_broad);
}

std::unique_ptr<Statement> make_supraventricular_runs(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<RunsRule>('S', RhythmKind::SupraventricularRun, RhythmKind::SupraventricularRun, 0);
}

std::unique_ptr<Statement> make_paced(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<RunsRule>('/', RhythmKind::Paced, RhythmKind::Paced, 0);
}

}  // namespace rwave
