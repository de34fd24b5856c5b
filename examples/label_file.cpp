// Labels the beats of a recording:  label_file DIR/100  prints "sample label probability", a line a beat.
#include <rwave/classifier.h>
#include <rwave/error.h>
#include <rwave/recording.h>

#include <algorithm>
#include <cstdio>

namespace {

void print(rwave::Classifier& classifier) {
  for (const rwave::LabelledBeat& beat : classifier.take_beats())
    std::printf("%lld %c %.3f\n", static_cast<long long>(beat.sample), beat.label, beat.probability);
}

void label(const char* file) {
  const auto recording = rwave::open_recording(file);
  const rwave::RecordingInfo& info = recording->info();
  rwave::Classifier classifier(rwave::Model::shipped(), info.rate * info.signals.at(0).samples_per_frame, 1);
  const auto ten_seconds = static_cast<std::int64_t>(10 * info.rate);
  for (std::int64_t first = 0; first < info.frames; first += ten_seconds) {
    classifier.push(recording->read_physical(0, first, std::min(ten_seconds, info.frames - first)));
    print(classifier);
  }
  classifier.finish();
  print(classifier);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: label_file RECORD\n");
    return 2;
  }
  try {
    label(argv[1]);
  } catch (const rwave::Error& fault) {
    std::fprintf(stderr, "label_file: %s\n", fault.what());
    return 1;
  }
}
