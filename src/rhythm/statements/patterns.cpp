// Bigeminy and trigeminy: ectopic beats after every one, every two other beats.
#include "rhythm/ruled_statement.h"

namespace rwave {
std::unique_ptr<Statement> make_ventricular_bigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<PatternRule>('V', 2, RhythmKind::VentricularBigeminy);
}

std::unique_ptr<Statement> make_ventricular_trigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<PatternRule>('V', 3, RhythmKind::VentricularTrigeminy);
}

std::unique_ptr<Statement> make_atrial_bigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return ruled<PatternRule>('S', 2, RhythmKind::AtrialBigeminy);
}

}  // namespace rwave
