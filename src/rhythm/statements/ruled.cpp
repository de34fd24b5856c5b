// The statements whose whole work is a rule of rhythm/rules.h: runs, patterns, rates.
#include "rhythm/ruled_statement.h"

namespace rwave {

// Runs of beats of one label: ventricular tachycardia, idioventricular rhythm, supraventricular runs, pacing.
std::unique_ptr<Statement> make_ventricular_runs(double /*rate*/, const EpisodeOptions& options) {
  return ruled<RunsRule>('V', RhythmKind::VentricularTachycardia, RhythmKind::IdioventricularRhythm,
                         options.vt_rate, options.least_v, options.least_v_of_broad);
}

std::unique_ptr<Statement> make_supraventricular_runs(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<RunsRule>('S', RhythmKind::SupraventricularRun, RhythmKind::SupraventricularRun,
                         least_svta_rate);
}

std::unique_ptr<Statement> make_paced(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<RunsRule>('/', RhythmKind::Paced, RhythmKind::Paced, 0);
}

// Bigeminy and trigeminy: ectopic beats after every one, every two other beats.
std::unique_ptr<Statement> make_ventricular_bigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<PatternRule>('V', 2, RhythmKind::VentricularBigeminy);
}

std::unique_ptr<Statement> make_ventricular_trigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<PatternRule>('V', 3, RhythmKind::VentricularTrigeminy);
}

std::unique_ptr<Statement> make_atrial_bigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<PatternRule>('S', 2, RhythmKind::AtrialBigeminy);
}

// Brady- and tachycardia: the mean rate over eight intervals beyond a limit, for a while.
std::unique_ptr<Statement> make_bradycardia(double /*rate*/, const EpisodeOptions& options) {
  return ruled<RateEpisodesRule>(RhythmKind::Bradycardia, options.bradycardia, true, options.min_rate_span);
}

std::unique_ptr<Statement> make_tachycardia(double /*rate*/, const EpisodeOptions& options) {
  return ruled<RateEpisodesRule>(RhythmKind::Tachycardia, options.tachycardia, false, options.min_rate_span);
}

}  // namespace rwave
