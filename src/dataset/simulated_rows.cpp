// Simulated rows: beats of training records at other times. Rhythms are what the 22 records of DS1 lack most;
// shapes they have enough of.
#include "dataset/simulated_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "base/parallel.h"
#include "base/text.h"
#include "beat/cut_recording.h"
#include "beat/recipes/template_rr_cutter.h"
#include "beat/window_features.h"
#include "dataset/annotated_recording.h"
#include "math/median.h"
#include "rwave/error.h"
#include "signal/leads.h"
#include "synth/moved_beat.h"
#include "synth/simulated_rhythm.h"

namespace rwave {
namespace fs = std::filesystem;

namespace {

// Not one of recipes(): its rows are what rows of the recipe template-rr are made of.
Recipe segment_recipe() {
  Recipe recipe = template_rr_recipe();
  recipe.name = "template-rr segments";
  recipe.channels = 1;
  recipe.width = std::tuple_size_v<TemplateRrSegment>;
  recipe.cutter = make_template_rr_segment_cutter;
  return recipe;
}

// By record: whether it has training rows, and no others.
std::vector<std::uint32_t> training_records(const BeatSet& set, const Split& split) {
  std::vector<char> trains(set.records.size()), other(set.records.size());
  for (const std::uint32_t row : split.train) trains[set.record[row]] = 1;
  for (const auto* rows : {&split.validation, &split.test})
    for (const std::uint32_t row : *rows) other[set.record[row]] = 1;
  std::vector<std::uint32_t> records;
  for (std::uint32_t r = 0; r < trains.size(); ++r)
    if (trains[r] != 0 && other[r] == 0) records.push_back(r);
  return records;
}

TemplateRrSegment segment_of(const BeatSet& segments, std::size_t beat) {
  TemplateRrSegment segment{};
  std::ranges::copy(segments.row(beat), segment.begin());
  return segment;
}

// Samples at which aberrated S beats are marked.
std::set<std::int64_t> aberrated_of(const std::vector<Annotation>& annotations) {
  std::set<std::int64_t> samples;
  for (const Annotation& annotation : annotations)
    if (annotation.code == code_of("a")) samples.insert(annotation.sample);
  return samples;
}

// Of half of the copies: muscle noise, which at 100 Hz is next to white, all through a copy at one ratio to
// the height of its beats: 0.09 of it is what nst calls 12 dB. Without it a P wave that does not repeat meant
// fibrillation and nothing else.
float draw_noise(const BeatSet& segments, Random& random) {
  constexpr double most = 0.12;
  const double ratio = random.uniform() < 0.5 ? 0 : most * random.uniform();
  std::vector<float> heights;
  for (std::size_t i = 0; i < segments.size(); ++i) heights.push_back(height_of(segments.row(i)));
  return static_cast<float>(ratio) * median(heights);
}

// The rows of a lead whose beats are these segments, at simulated times; none of those to leave out.
void append_simulated(const BeatSet& segments, double rate, const std::set<std::int64_t>& left_out,
                      Random& random, BeatSet& set) {
  SimulatedRhythm rhythm{{}, segments.labels};
  for (std::size_t i = 0; i < segments.size(); ++i)
    rhythm.intervals.push_back(
        i == 0 ? 0 : static_cast<double>(segments.sample[i] - segments.sample[i - 1]) / rate);
  const std::vector<double> recorded = rhythm.intervals;
  rhythm = simulate_rhythm(std::move(rhythm), random);
  const float noise = draw_noise(segments, random);
  // Rows of a copy are made by a history of its own from its first beat on, as the stream makes
  // them for a recording: template and intervals then hold simulated beats alone.
  TemplateRrRows rows;
  std::vector<float> row;
  const std::size_t count = rhythm.intervals.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double next = i + 1 < count ? rhythm.intervals[i + 1] : RrHistory::longest_next;
    TemplateRrSegment own = segment_of(segments, i);
    if (i > 0) own = moved_beat(own, segment_of(segments, i - 1), recorded[i], rhythm.intervals[i]);
    if (noise > 0)
      for (float& value : own) value += noise * static_cast<float>(random.normal());
    row.clear();
    // A beat that is left out is still part of the history: the beats after it were recorded with
    // it before them.
    rows.append({own, true, rhythm.intervals[i], next}, row);
    if (left_out.contains(segments.sample[i])) continue;
    set.values.insert(set.values.end(), row.begin(), row.end());
    set.labels.push_back(rhythm.classes[i]);
    set.record.push_back(0);
    set.sample.push_back(-1);  // a row without a place in the recording
  }
}

// The record's header, or its file of another format.
fs::path path_of(const std::vector<fs::path>& folders, const std::string& record) {
  for (const fs::path& folder : folders)
    if (fs::exists(folder / (record + ".hea")) || fs::exists(folder / record)) return folder / record;
  throw Error(record,
              "is in none of the data's folders; expected " + (folders.front() / (record + ".hea")).string());
}

// What one record adds, and which of its own rows are left out.
struct Simulated {
  BeatSet rows;
  std::set<std::int64_t> left_out;  // samples
};

// All copies of one record.
Simulated simulate_record(const fs::path& path, const RecordOrigin& origin, int copies, std::uint64_t seed,
                          const CutOptions& options) {
  const AnnotatedRecording opened = open_annotated(path, options.annotator, options.csv_rate);
  const auto& [recording, annotations] = opened;
  const RecordingInfo& info = recording->info();
  Simulated simulated{empty_set(template_rr_recipe()), aberrated_of(annotations)};
  simulated.rows.records.push_back({origin.record + " simulated", origin.patient});
  std::vector<int> leads = {label_lead(*recording)};
  for (const int lead : choose_leads(*recording))
    if (lead != leads.front()) leads.push_back(lead);
  const Recipe recipe = segment_recipe();
  Random random(seed);
  for (int copy = 0; copy < copies; ++copy) {
    BeatSet segments = empty_set(recipe);
    cut_lead(*recording, leads[static_cast<std::size_t>(copy) % leads.size()], annotations, recipe, 0,
             segments);
    append_simulated(segments, info.rate, simulated.left_out, random, simulated.rows);
  }
  return simulated;
}

void append_training(BeatSet& set, Split& split, const BeatSet& part) {
  const auto first = set.size();
  append_rows(set, part);
  split.train.resize(split.train.size() + part.size());
  std::iota(split.train.end() - static_cast<std::ptrdiff_t>(part.size()), split.train.end(),
            static_cast<std::uint32_t>(first));
}

}  // namespace

void add_simulated_rows(BeatSet& set, Split& split, const std::vector<fs::path>& folders, int copies,
                        std::uint64_t seed, const CutOptions& options) {
  if (copies < 1) return;
  const Recipe* recipe = find_recipe(set.recipe);
  if (recipe == nullptr || !recipe->simulates_rhythm)
    throw UsageError(
        fmt::format("--simulate changes rhythms, of which rows of the recipe {} hold nothing; "
                    "expected --recipe {}",
                    set.recipe, template_rr_recipe().name));
  const auto records = training_records(set, split);
  if (records.empty())
    throw UsageError(
        "--simulate takes records of which every row trains, and the split has none: choose one "
        "that keeps patients apart (ds1ds2, patient), with --validation-by-patient");
  std::vector<Simulated> parts(records.size());
  parallel_for(records.size(), options.threads, [&](std::size_t i) {
    const RecordOrigin& origin = set.records[records[i]];
    parts[i] = simulate_record(path_of(folders, origin.record), origin, copies, seed * 1000003 + i, options);
  });
  std::map<std::uint32_t, const std::set<std::int64_t>*> left_out;
  for (std::size_t i = 0; i < records.size(); ++i) left_out[records[i]] = &parts[i].left_out;
  const std::size_t removed = std::erase_if(split.train, [&](std::uint32_t row) {
    const auto record = left_out.find(set.record[row]);
    return record != left_out.end() && record->second->contains(set.sample[row]);
  });
  for (const Simulated& part : parts) append_training(set, split, part.rows);
  split.description += fmt::format("; with the beats of {} training records at simulated times, {} times",
                                   records.size(), copies);
  if (removed > 0)
    split.description += fmt::format("; {} aberrated S beats of them train nothing",
                                     grouped(static_cast<std::int64_t>(removed)));
}

}  // namespace rwave
