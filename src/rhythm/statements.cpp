// The table of rhythm statements: their names, and the rules that find them.
#include <array>

#include "rhythm/statement.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using K = RhythmKind;

// Codes are those of the MIT-BIH databases where these have one: N AFIB AFL VT IVR SVTA B T AB P SBR of mitdb
// and ltafdb, VFIB of vfdb, ASYS and NOISE of vfdb. They have none for a sinus tachycardia; (ST is ours.
constexpr std::array<RhythmName, 17> names = {{
    {K::Unanalyzable, "(NOISE", "unanalyzable", "unanalyzable",
     "no lead is connected, or noise alone is seen"},
    {K::Asystole, "(ASYS", "asystole", "asystole", "no beat for 4 s or more in a quiet signal"},
    {K::VentricularFibrillation, "(VFIB", "vf", "ventricular fibrillation",
     "found from the signal, not from beats"},
    {K::VentricularFlutter, "(VFL", "vfl", "ventricular flutter", "found from the signal, not from beats"},
    {K::VentricularTachycardia, "(VT", "vt", "ventricular tachycardia",
     "3 or more V beats in a row at 100 per minute or more, of 0.7 mean probability (0.93 where half of the "
     "64 beats before are V); sustained from 30 s on"},
    {K::IdioventricularRhythm, "(IVR", "ivr", "idioventricular rhythm",
     "3 or more V beats in a row below 100 per minute, as surely V"},
    {K::AtrialFibrillation, "(AFIB", "af", "atrial fibrillation",
     "irregular intervals by 20 measures over 16, 64 and 128 intervals, for 30 s or more; 8 s where P waves "
     "around it are missing within"},
    {K::AtrialFlutter, "(AFL", "afl", "atrial flutter",
     "stated by a person; the rules report flutter as fibrillation or as a regular rhythm"},
    {K::SupraventricularRun, "(SVTA", "svt", "supraventricular run",
     "3 or more S beats in a row at 100 per minute or more, outside atrial fibrillation"},
    {K::VentricularBigeminy, "(B", "bigeminy", "ventricular bigeminy",
     "every second beat is V, 3 V beats or more"},
    {K::VentricularTrigeminy, "(T", "trigeminy", "ventricular trigeminy",
     "every third beat is V, 3 V beats or more"},
    {K::AtrialBigeminy, "(AB", "atrial_bigeminy", "atrial bigeminy",
     "every second beat is S, 3 S beats or more, outside atrial fibrillation"},
    {K::Paced, "(P", "paced", "paced rhythm", "3 or more paced beats in a row"},
    {K::Pause, "", "pause", "pause", "2 s or more between two beats, with nothing like a beat between them"},
    {K::Bradycardia, "(SBR", "bradycardia", "bradycardia",
     "below 50 per minute over 8 intervals of any beats (52 end it), for 30 s or more"},
    {K::Tachycardia, "(ST", "tachycardia", "tachycardia",
     "above 100 per minute over 8 intervals of any beats (98 end it), for 30 s or more"},
    {K::SinusRhythm, "(N", "sinus", "sinus rhythm", "stated by a person, whatever the rules find there"},
}};

}  // namespace

std::span<const RhythmName> rhythm_names() {
  return names;
}

const RhythmName& name_of(RhythmKind kind) {
  for (const RhythmName& name : names)
    if (name.kind == kind) return name;
  throw Error("a rhythm kind that the table of statements does not name");
}

std::vector<MakeStatement> statements() {
  return {make_fibrillation,
          make_ventricular_runs,
          make_supraventricular_runs,
          make_ventricular_bigeminy,
          make_ventricular_trigeminy,
          make_atrial_bigeminy,
          make_paced,
          make_pauses,
          make_bradycardia,
          make_tachycardia};
}

}  // namespace rwave
