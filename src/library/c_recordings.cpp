// Whole recordings in C: labels, episodes, figures, annotations and their scores.
#include <algorithm>
#include <cstring>
#include <limits>

#include "library/c_guard.h"
#include "library/c_handles.h"
#include "rwave/adapt.h"
#include "rwave/samples.h"
#include "rwave/score.h"
#include "rwave/variability.h"

using namespace rwave::c;

namespace {

// A count without peaks is a fault of the caller's, not a wish for detection.
rwave::ClassificationOptions labels_of(const rwave_options& options) {
  rwave::ClassificationOptions chosen;
  if (options.lead != nullptr) chosen.lead = options.lead;
  chosen.one_lead = options.one_lead != 0;
  chosen.unknown_below = options.unknown_below;
  if (options.peaks == nullptr) {
    if (options.peak_count > 0) throw rwave::Error("rwave_options: peak_count without peaks");
    return chosen;
  }
  chosen.beats.emplace(options.peaks, options.peaks + options.peak_count);
  return chosen;
}

rwave::OpenOptions open_options(const rwave_options& options) {
  rwave::OpenOptions open;
  if (options.table_rate != 0) open.csv_rate = options.table_rate;
  return open;
}

// Warnings of the file and of the labelling in one list, as a caller in C gets them one by one and
// need not know where each came from.
rwave_labelled* labelled_of(rwave::LabelledRecording recording) {
  rwave_labelled labelled{std::move(recording)};
  labelled.warnings = labelled.recording.info.warnings;
  const auto& more = labelled.recording.classification.warnings;
  labelled.warnings.insert(labelled.warnings.end(), more.begin(), more.end());
  return given_out(std::move(labelled));
}

// Loaded again for each call that names none: a network kept here would need a lock that callers cannot see.
rwave::Model model_of(rwave_model* model) {
  return model == nullptr ? rwave::Model::shipped_whole() : handle(model).model;
}

}  // namespace

// Annotations. The list is checked where it is written: until then its order is the caller's business.
rwave_annotations* rwave_annotations_new(void) {
  return guarded<rwave_annotations*>(nullptr, [] { return given_out(rwave_annotations{}); });
}

rwave_annotations* rwave_annotations_read(const char* file, double rate) {
  return guarded<rwave_annotations*>(
      nullptr, [&] { return given_out(rwave_annotations{rwave::read_annotations(&given(file), rate)}); });
}

int rwave_annotations_add(rwave_annotations* annotations, const rwave_annotation* annotation) {
  return guarded(-1, [&] {
    const rwave_annotation& one = given(annotation);
    handle(annotations)
        .list.push_back({one.sample, one.code, one.subtype, one.channel, one.number,
                         one.text == nullptr ? "" : one.text, 0});
    return 0;
  });
}

// Texts are lent, not copied: they are the handle's, and go with it.
int64_t rwave_annotations_get(const rwave_annotations* annotations, rwave_annotation* out, size_t most) {
  return guarded<int64_t>(-1, [&] {
    return copy_out(handle(annotations).list, out, most, [](const rwave::Annotation& each) {
      return rwave_annotation{each.sample,  each.code,   each.subtype,
                              each.channel, each.number, each.text.c_str()};
    });
  });
}

int rwave_annotations_write(const rwave_annotations* annotations, const char* file) {
  return guarded(-1, [&] {
    rwave::write_annotations(&given(file), handle(annotations).list);
    return 0;
  });
}

void rwave_annotations_free(rwave_annotations* annotations) {
  free_handle(annotations);
}

// A symbol that is none has the code -1; that is no failure, and rwave_last_error() stays as it was.
int rwave_annotation_code(const char* symbol) {
  return guarded(-1, [&] { return rwave::code_of(&given(symbol)); });
}

// Whole recordings. All is computed at once and kept: asking for beats, then for episodes, reads no file
// again.
rwave_labelled* rwave_classify(const char* recording, rwave_model* model, const rwave_options* options) {
  return guarded<rwave_labelled*>(nullptr, [&] {
    const rwave_options chosen = options_of(options);
    return labelled_of(
        rwave::label_file(&given(recording), model_of(model), labels_of(chosen), open_options(chosen)));
  });
}

rwave_labelled* rwave_classify_samples(const float* samples, size_t count, double rate, int leads,
                                       rwave_model* model, const rwave_options* options) {
  return guarded<rwave_labelled*>(nullptr, [&] {
    if (leads < 1 || count % static_cast<size_t>(leads) != 0)
      throw rwave::Error("samples are no whole number of frames of the leads given");
    // Nothing is copied: the caller's samples are read where they lie, and not after this call.
    rwave::SampleMatrix matrix;
    matrix.samples = values(samples, count).data();
    matrix.frames = static_cast<int64_t>(count) / leads;
    matrix.leads = leads;
    const auto recording = rwave::sample_recording(matrix, rate);
    return labelled_of(rwave::label_recording(*recording, model_of(model), labels_of(options_of(options))));
  });
}

// The rhythm and the summary are of the adapted labels.
rwave_labelled* rwave_adapt(const char* recording, rwave_model* model, const rwave_options* options,
                            const rwave_annotations* labels, int64_t complete_until) {
  return guarded<rwave_labelled*>(nullptr, [&] {
    const rwave_options chosen = options_of(options);
    const auto taught = rwave::taught_beats(handle(labels).list);
    const auto opened = rwave::open_recording(&given(recording), open_options(chosen));
    const rwave::Adapter adapter(*opened, model_of(model), labels_of(chosen));
    rwave::Classification adapted = adapter.classification();
    adapted.beats = adapter.adapt(taught, complete_until);
    return labelled_of(rwave::label_recording(*opened, std::move(adapted)));
  });
}

double rwave_labelled_rate(const rwave_labelled* labelled) {
  return guarded(-1.0, [&] { return handle(labelled).recording.info.rate; });
}

int64_t rwave_labelled_frames(const rwave_labelled* labelled) {
  return guarded<int64_t>(-1, [&] { return handle(labelled).recording.info.frames; });
}

int64_t rwave_labelled_beats(const rwave_labelled* labelled, rwave_beat* beats, size_t most) {
  return guarded<int64_t>(
      -1, [&] { return copy_out(handle(labelled).recording.classification.beats, beats, most, beat_of); });
}

int64_t rwave_labelled_unanalyzable(const rwave_labelled* labelled, rwave_span* spans, size_t most) {
  return guarded<int64_t>(-1, [&] {
    return copy_out(handle(labelled).recording.classification.unanalyzable, spans, most, span_of);
  });
}

int64_t rwave_labelled_episodes(const rwave_labelled* labelled, rwave_episode* episodes, size_t most) {
  return guarded<int64_t>(-1, [&] {
    return copy_out(handle(labelled).recording.episodes, episodes, most,
                    [](const rwave::Episode& each) { return episode_of(each, true); });
  });
}

// By index until NULL: a list of strings would need a rule for who frees it.
const char* rwave_labelled_warning(const rwave_labelled* labelled, size_t index) {
  return guarded<const char*>(nullptr, [&] {
    const auto& warnings = handle(labelled).warnings;
    return index < warnings.size() ? warnings[index].c_str() : nullptr;
  });
}

// Figures by name, not a struct: one more figure changes no layout.
int64_t rwave_labelled_summary(const rwave_labelled* labelled, rwave_figure* figures, size_t most) {
  return guarded<int64_t>(-1, [&] {
    const rwave::Summary& s = handle(labelled).recording.summary;
    const auto count = [](std::int64_t number) { return static_cast<double>(number); };
    const std::array<rwave_figure, 23> all = {{
        {"seconds", "s", s.seconds},
        {"beats", "", count(s.beats)},
        {"beats_n", "", count(s.by_class[0])},
        {"beats_s", "", count(s.by_class[1])},
        {"beats_v", "", count(s.by_class[2])},
        {"beats_f", "", count(s.by_class[3])},
        {"beats_q", "", count(s.by_class[4])},
        {"beats_paced", "", count(s.paced)},
        {"mean_rate", "/min", s.mean_rate},
        {"min_rate", "/min", s.min_rate},
        {"max_rate", "/min", s.max_rate},
        {"rr_mean", "s", s.mean_rr},
        {"sdnn", "ms", s.sdnn},
        {"rmssd", "ms", s.rmssd},
        {"v_couplets", "", count(s.v_couplets)},
        {"v_runs", "", count(s.v_runs)},
        {"s_runs", "", count(s.s_runs)},
        {"bigeminy", "s", s.bigeminy},
        {"trigeminy", "s", s.trigeminy},
        {"pauses", "", count(s.pauses)},
        {"longest_pause", "s", s.pauses > 0 ? s.longest_pause : std::numeric_limits<double>::quiet_NaN()},
        {"analyzable", "", s.analyzable},
        {"longest_unanalyzable", "s", s.longest_gap},
    }};
    return copy_out(all, figures, most, [](const rwave_figure& each) { return each; });
  });
}

// Keys and units are literals of the program: their texts end with NUL and last as long as it.
int64_t rwave_labelled_variability(const rwave_labelled* labelled, rwave_figure* figures, size_t most) {
  return guarded<int64_t>(-1, [&] {
    const auto all = rwave::figures_of(rwave::variability_of(handle(labelled).recording));
    return copy_out(all, figures, most, [](const rwave::VariabilityFigure& each) {
      return rwave_figure{each.key.data(), each.unit.empty() ? "" : each.unit.data(), each.value};
    });
  });
}

// A handle of its own, which may be added to and scored, and outlives the recording it came from.
rwave_annotations* rwave_labelled_annotations(const rwave_labelled* labelled) {
  return guarded<rwave_annotations*>(nullptr, [&] {
    const auto& recording = handle(labelled).recording;
    return given_out(
        rwave_annotations{rwave::annotations_of(recording.classification, recording.info.frames)});
  });
}

void rwave_labelled_free(rwave_labelled* labelled) {
  free_handle(labelled);
}

// The figures of the one record; gross figures of several are the caller's sum of the counts.
int rwave_score_beats(const rwave_annotations* reference, const rwave_annotations* test, double rate,
                      double start, rwave_score* score) {
  return guarded(-1, [&] {
    // Exactly this size: an older struct would have no room for what is written.
    rwave_score& out = given(score);
    if (out.size != sizeof out) throw rwave::Error("rwave_score: size is not sizeof(rwave_score)");
    const rwave::BeatScore found =
        rwave::score_beats(handle(reference).list, handle(test).list, rate, {.start = start});
    for (std::size_t row = 0; row < found.counts.size(); ++row)
      std::copy(found.counts[row].begin(), found.counts[row].end(), out.counts[row]);
    out.qrs_sensitivity = found.qrs_sensitivity;
    out.qrs_predictivity = found.qrs_predictivity;
    out.v_sensitivity = found.v_sensitivity;
    out.v_predictivity = found.v_predictivity;
    out.v_false_positive_rate = found.v_false_positive_rate;
    out.s_sensitivity = found.s_sensitivity;
    out.s_predictivity = found.s_predictivity;
    out.rr_error_ms = found.rr_error_ms;
    return 0;
  });
}
