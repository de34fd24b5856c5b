// What the pulse channels say of each run of V beats, so that the rule of classify/whole/pulse_check.h is
// seen with its margins.
//
//     cmake --preset runtime -DRWAVE_BENCH=ON && cmake --build --preset runtime --target pulse_margins
//     build/runtime/bench/pulse_margins DIR/*.hea
//
// A line per run and channel: record, begin in s, beats, channel, then regularity and coupling of the pulse
// before the run (shares), its intervals from the run on, their greatest departure, its least rise (share),
// beats without a pulse, the median intervals around and within the run over two of the run's, the verdict.
#include <fmt/format.h>

#include "classify/whole/pulse_check.h"
#include "rwave/error.h"

int main(int count, char** arguments) {
  const rwave::Model model = rwave::Model::shipped_whole();
  for (int i = 1; i < count; ++i) {
    try {
      const auto recording = rwave::open_recording(arguments[i]);
      const rwave::RecordingInfo& info = recording->info();
      rwave::Classification labels = rwave::classify_recording(*recording, model);
      // As they were before the pulse was asked.
      for (const rwave::UnconfirmedRun& run : labels.unconfirmed) {
        for (rwave::LabelledBeat& beat : labels.beats)
          if (beat.sample >= run.span.first && beat.sample < run.span.end) beat.label = 'V';
        std::erase_if(labels.unanalyzable, [&](const rwave::SampleSpan& span) {
          return span.first < run.span.end && span.end > run.span.first;
        });
      }
      for (const auto& [first, last, signal, pulse] : rwave::whole::pulses_of_runs(*recording, labels))
        fmt::print(
            "{} {:.1f} {} {} regular {:.2f} coupled {:.2f} intervals {} departure {:.2f} rise {:.2f} without "
            "{} "
            "doubled {:.2f} {:.2f} {}\n",
            info.name, static_cast<double>(labels.beats[first].sample) / info.rate, last - first + 1,
            info.signals[static_cast<std::size_t>(signal)].name, pulse.regular, pulse.coupled,
            pulse.intervals, pulse.departure, pulse.least_rise, pulse.without_pulse,
            pulse.interval_around / (2 * pulse.run_interval),
            pulse.interval_within / (2 * pulse.run_interval),
            pulse.goes_on()                    ? "goes on"
            : pulse.known() && pulse.follows() ? "follows"
                                               : "-");
    } catch (const rwave::Error& fault) {
      fmt::print(stderr, "{}\n", fault.what());
      return 1;
    }
  }
}
