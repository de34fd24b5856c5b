// Writes what the whole-recording labeller is trained on and chosen by: the features of every beat that the
// detector finds (or the reference marks), its reference class, and the same of beats told at other times.
//
//   whole_features OUT SEED VARIANTS RR_LIST REC...
//
// VARIANTS: of detect, atr, first, second (one lead), noise, retimed, regular, runs, borrowed, uneven, fibrillating,
// narrowed, sick_sinus, pausing, with commas. RR_LIST: a file that names annotation files of other recordings, one a line, or -: borrowed
// takes any of them, fibrillating those of ltafdb. Writes OUT.x.npy (rows of features), OUT.y.npy (record, sample,
// annotation code, class of EC57 or 255, variant, the labeller's rules:
// 1 no S in a regular rhythm or changing flutter, plus 2 the atria may fibrillate, plus 4 an atrial focus), OUT.names, OUT.records and
// OUT.missed (record, class of reference beats not found, whether they are scored).

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>

#include "beat/aami.h"
#include "classify/whole/atrial_focus.h"
#include "classify/whole/beat_features.h"
#include "classify/whole/changing_flutter.h"
#include "classify/whole/fibrillation.h"
#include "classify/whole/own_rhythm.h"
#include "ec57/beats.h"
#include "math/median.h"
#include "npy.h"
#include "retime.h"
#include "rwave/annotation.h"
#include "rwave/error.h"
#include "signal/detect_recording.h"
#include "signal/leads.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;

constexpr double match_window = 0.15;  // s, EC57
constexpr std::uint8_t unlabelled = 255;
constexpr double learning_period = 300;  // s that EC57 leaves out

struct Output {
  std::string stem;
  std::unique_ptr<NpyWriter> x, y;
  std::ofstream missed;

  void write(const TaughtBeats& beats, int record, int variant) {
    if (beats.windows.beats() < 10) return;
    const whole::ShapeGroups groups = whole::group_by_shape(beats.windows);
    const whole::PartMeasures part(beats.windows, groups);
    const whole::FeatureTable table = whole::beat_features(part);
    if (!x) {
      x = std::make_unique<NpyWriter>(stem + ".x.npy", "<f4", table.names.size(), sizeof(float));
      y = std::make_unique<NpyWriter>(stem + ".y.npy", "<i4", 6, sizeof(std::int32_t));
      std::ofstream names(stem + ".names");
      for (const std::string& name : table.names) names << name << '\n';
    }
    // 1: no S in regular rhythms and changing flutter; 2: the atria may fibrillate, whatever the trees will say; 4: of an atrial focus.
    std::vector<std::uint8_t> never = whole::never_s(table);
    const std::vector<float> no_s(never.size(), 0);
    const std::vector<std::uint8_t> may = whole::fibrillating(beats.windows.times, table, no_s);
    const std::vector<std::uint8_t> focus = whole::beats_of_focus(part);
    const std::vector<std::uint8_t> flutters = whole::changing_flutter(beats.windows.times, table);
    for (std::size_t beat = 0; beat < never.size(); ++beat) never[beat] |= static_cast<std::uint8_t>(flutters[beat] | 2 * may[beat] | 4 * focus[beat]);
    std::vector<float> row(table.names.size());
    for (std::size_t beat = 0; beat < beats.windows.beats(); ++beat) {
      for (std::size_t c = 0; c < row.size(); ++c) row[c] = table.columns[c][beat];
      x->append(row.data());
      const std::array<std::int32_t, 6> label = {record, static_cast<std::int32_t>(beats.samples[beat]), beats.codes[beat],
                                                 beats.classes[beat], variant, never[beat]};
      y->append(label.data());
    }
  }
};

std::vector<Annotation> beats_of(const std::vector<Annotation>& annotations) {
  std::vector<Annotation> beats;
  for (const Annotation& a : annotations)
    if (is_beat(a.code) && (beats.empty() || a.sample > beats.back().sample)) beats.push_back(a);
  return beats;
}

// The class of each peak: that of the nearest reference beat within EC57's window, each taken once.
void match(const std::vector<std::int64_t>& peaks, const std::vector<Annotation>& reference, double rate, TaughtBeats& out,
           int record, std::ofstream* missed) {
  const auto window = static_cast<std::int64_t>(match_window * rate);
  std::size_t next = 0;
  std::vector<char> taken(reference.size(), 0);
  for (const std::int64_t peak : peaks) {
    while (next < reference.size() && reference[next].sample < peak - window) ++next;
    std::ptrdiff_t best = -1;
    for (std::size_t k = next; k < reference.size() && reference[k].sample <= peak + window; ++k)
      if (taken[k] == 0 && (best < 0 || std::abs(reference[k].sample - peak) < std::abs(reference[static_cast<std::size_t>(best)].sample - peak)))
        best = static_cast<std::ptrdiff_t>(k);
    std::uint8_t found = unlabelled, code = 0;
    if (best >= 0) {
      taken[static_cast<std::size_t>(best)] = 1;
      code = reference[static_cast<std::size_t>(best)].code;
      // EC57's own map: e, j and n are S, as they are scored.
      if (const auto label = ec57::label_of(code)) found = static_cast<std::uint8_t>(*label);
    }
    out.classes.push_back(found);
    out.codes.push_back(code);
    out.samples.push_back(peak);
  }
  if (missed == nullptr) return;
  for (std::size_t k = 0; k < reference.size(); ++k)
    if (const auto label = ec57::label_of(reference[k].code); taken[k] == 0 && label)
      *missed << record << ' ' << static_cast<int>(*label) << ' ' << (static_cast<double>(reference[k].sample) / rate >= learning_period ? 1 : 0) << '\n';
}

std::vector<int> leads_of(Recording& recording) {
  std::vector<int> leads = {label_lead(recording)};
  for (const int other : choose_leads(recording))
    if (other != leads.front() && leads.size() < 2) leads.push_back(other);
  return leads;
}

TaughtBeats taught(Recording& recording, const std::vector<int>& leads, const std::vector<std::int64_t>& peaks,
                   const std::vector<Annotation>& reference, int record, std::ofstream* missed) {
  TaughtBeats beats;
  whole::WindowCutter(recording, leads).cut(peaks, beats.windows);
  match(peaks, reference, recording.info().rate, beats, record, missed);
  return beats;
}

// White noise below 35 Hz of so much of the median peak to peak value, per lead.
void add_noise(TaughtBeats& beats, double share, Random& random) {
  for (int lead = 0; lead < beats.windows.leads; ++lead) {
    std::vector<float> heights;
    for (std::size_t beat = 0; beat < beats.windows.beats(); ++beat) {
      const auto window = beats.windows.window(beat, lead);
      const auto [low, high] = std::ranges::minmax(window);
      heights.push_back(high - low);
    }
    const double size = share * static_cast<double>(median(heights));
    for (std::size_t beat = 0; beat < beats.windows.beats(); ++beat) {
      if (!beats.windows.is_recorded(beat, lead)) continue;
      float* values = beats.windows.values.data() + beats.windows.index(beat, lead) * whole::window_samples;
      double smooth = 0;
      for (int k = 0; k < whole::window_samples; ++k) {
        smooth = 0.4 * smooth + size * random.normal();
        values[k] += static_cast<float>(smooth);
      }
    }
  }
}

// A random part of another recording's beats; of several parts the one with most fibrillation where that is asked for.
BeatTimes borrow(const fs::path& file, bool fibrillation, Random& random) {
  constexpr std::size_t part = 2500;
  constexpr double rate = 128;  // of all databases without signals that are here
  BeatTimes all;
  bool fibrillates = false;
  for (const Annotation& a : read_annotations(file, rate)) {
    if (!a.text.empty() && a.text.front() == '(') fibrillates = a.text.starts_with("(AF");
    const double time = static_cast<double>(a.sample) / rate;
    if (!is_beat(a.code) || (!all.times.empty() && time <= all.times.back())) continue;
    all.times.push_back(time);
    const auto label = ec57::label_of(a.code);
    all.classes.push_back(label ? static_cast<std::uint8_t>(*label) : unlabelled);
    all.fibrillating.push_back(fibrillates ? 1 : 0);
  }
  constexpr int tries = 8;
  std::size_t first = 0;
  std::ptrdiff_t most = -1;
  for (int k = 0; k < (fibrillation ? tries : 1) && all.times.size() > part; ++k) {
    const std::size_t at = random.below(all.times.size() - part);
    const auto begin = all.fibrillating.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = std::count(begin, begin + part, std::uint8_t{1});
    if (count > most) most = count, first = at;
  }
  const auto cut = [&](auto& values) {
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(first));
    if (values.size() > part) values.resize(part);
  };
  cut(all.times);
  cut(all.classes);
  cut(all.fibrillating);
  return all;
}

// A recording whose annotations tell rhythms only (vfdb): the beats found in ventricular tachycardia and flutter are V,
// all others stay without a class.
void label_by_rhythm(const std::vector<Annotation>& annotations, double rate, TaughtBeats& beats) {
  constexpr double margin = 2;  // s within a rhythm: its marks are rough
  std::size_t next = 0;
  bool ventricular = false;
  std::int64_t since = 0;
  for (std::size_t beat = 0; beat < beats.samples.size(); ++beat) {
    for (; next < annotations.size() && annotations[next].sample <= beats.samples[beat]; ++next) {
      if (annotations[next].text.empty()) continue;
      ventricular = annotations[next].text.starts_with("(VT") || annotations[next].text.starts_with("(VFL");
      since = annotations[next].sample;
    }
    const auto apart = static_cast<std::int64_t>(margin * rate);
    const bool inside = ventricular && beats.samples[beat] >= since + apart &&
                        (next == annotations.size() || beats.samples[beat] + apart <= annotations[next].sample);
    beats.classes[beat] = inside ? 2 : unlabelled;
    beats.codes[beat] = inside ? 5 : 0;
  }
}

void write_record(const std::string& path, int index, std::uint64_t seed, const std::vector<std::string>& variants,
                  const std::vector<std::string>& rr_files, Output& out) {
  std::vector<std::string> long_fibrillation;
  std::ranges::copy_if(rr_files, std::back_inserter(long_fibrillation), [](const std::string& f) { return f.find("ltafdb") != std::string::npos; });
  const auto recording = open_recording(path);
  Random random(seed * 1000 + static_cast<std::uint64_t>(index));
  const auto annotations = read_annotations(path + ".atr", recording->info().rate);
  const auto reference = beats_of(annotations);
  std::vector<std::int64_t> marked;
  for (const Annotation& a : reference) marked.push_back(a.sample);
  const std::vector<int> leads = leads_of(*recording);
  const std::vector<std::int64_t> peaks = detect_peaks(*recording).peaks;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    const std::string& variant = variants[v];
    std::vector<int> chosen = leads;
    if (variant == "first") chosen = {leads.front()};
    if (variant == "second") chosen = {leads.back()};
    const bool by_hand = variant == "atr" || variant == "retimed" || variant == "regular" || variant == "runs" || variant == "borrowed" ||
                         variant == "uneven" || variant == "fibrillating" || variant == "narrowed" || variant == "sick_sinus" || variant == "pausing";
    if (by_hand && reference.empty() && variant != "runs") continue;
    TaughtBeats beats = taught(*recording, chosen, by_hand && !reference.empty() ? marked : peaks, reference, index, variant == "detect" ? &out.missed : nullptr);
    if (reference.empty()) label_by_rhythm(annotations, recording->info().rate, beats);
    if (variant == "noise") add_noise(beats, 0.02 + 0.1 * random.uniform(), random);
    if (variant == "retimed") beats = retimed(beats, random);
    if (variant == "regular") beats = regular(beats, random);
    if (variant == "runs") beats = runs(beats, random);
    if (variant == "borrowed") beats = borrowed(beats, borrow(rr_files[random.below(rr_files.size())], false, random), random);
    if (variant == "fibrillating") beats = borrowed(beats, borrow(long_fibrillation.at(random.below(long_fibrillation.size())), true, random), random);
    if (variant == "narrowed") beats = narrowed(std::move(beats), random);
    if (variant == "sick_sinus") beats = sick_sinus(beats, random);
    if (variant == "pausing") beats = pausing(beats, random);
    if (variant == "uneven") beats = uneven(beats, random);
    out.write(beats, index, static_cast<int>(v));
  }
}

int run(int argc, char** argv) {
  if (argc < 6) {
    std::cerr << "usage: whole_features OUT SEED VARIANTS RR_LIST REC...\n";
    return 2;
  }
  Output out;
  out.stem = argv[1];
  out.missed.open(out.stem + ".missed");
  std::ofstream records(out.stem + ".records");
  std::vector<std::string> variants, rr_files;
  std::stringstream list(argv[3]);
  for (std::string name; std::getline(list, name, ',');) variants.push_back(name);
  std::ifstream rr(argv[4]);
  for (std::string name; std::getline(rr, name);) rr_files.push_back(name);
  for (int i = 5; i < argc; ++i) {
    records << argv[i] << '\n';
    write_record(argv[i], i - 5, std::stoull(argv[2]), variants, rr_files, out);
  }
  return 0;
}

}  // namespace
}  // namespace rwave

int main(int argc, char** argv) {
  try {
    return rwave::run(argc, argv);
  } catch (const std::exception& fault) {
    std::cerr << "whole_features: " << fault.what() << '\n';
    return 1;
  }
}
