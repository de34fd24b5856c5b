// What each figure of a report counts: the page prints it under the figures, the JSON next to them. What an
// episode is stands in the table of rhythm statements.
#include <array>

#include "holter/holter.h"

namespace rwave {
namespace {

constexpr std::array<FigureDefinition, 13> definitions = {{
    {"analyzable_s", "Time analyzable",
     "all but the spans in which no lead shows a heart, by the detector, or by the annotator's marks alone"},
    {"beats", "Beats, V, S, F, Q",
     "classes of EC57, paced beats are Q; on the page outside unanalyzable spans, in JSON and CSV all labels "
     "and "
     "apart those in such spans"},
    {"burden", "Burden of V, S", "share of the beats outside unanalyzable spans"},
    {"mean_rate", "Mean rate", "60 over the mean interval between successive beats of any class"},
    {"min_rate", "Lowest, highest rate",
     "mean over 8 successive intervals of any beats, up to 300 per minute; none across unanalyzable spans or "
     "ventricular fibrillation"},
    {"v_couplets", "Couplet", "two V (S) beats in a row and no more; of S outside atrial fibrillation"},
    {"v_runs", "V run",
     "3 V beats in a row and more at any rate, of 0.7 mean probability (0.93 where half of the 64 beats "
     "before "
     "are V); those below it are runs of doubtful V, counted apart"},
    {"vt", "VT", "V run of 100 per minute and more; sustained from 30 s on, looked at first from 6 beats on"},
    {"s_runs", "S run", "3 S beats in a row and more at 100 per minute or more, outside atrial fibrillation"},
    {"bigeminy_s", "Bigeminy, trigeminy", "time in which every second, third beat is V, 3 V beats and more"},
    {"pauses", "Pause", "2 s and more between two beats of any class, with nothing like a beat between them"},
    {"af_s", "Atrial fibrillation",
     "analyzable time of irregular episodes of 30 s and more, of 8 s where P waves around are missing "
     "within; "
     "flutter with a changing block is in it"},
    {"vf_s", "Ventricular fibrillation", "and flutter; seen in the signal, no beats are counted in it"},
}};

}  // namespace

std::span<const FigureDefinition> figure_definitions() {
  return definitions;
}

}  // namespace rwave
