// classify and hrv: labelled beats of recordings and arrays, and what follows from them.
#include <pybind11/stl.h>

#include <optional>

#include "arrays.h"
#include "models.h"
#include "parts.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "rwave/variability.h"
#include "signal/leads.h"

namespace rwave::python {
namespace {

// A beat as NumPy holds it: U1 is one character of four bytes.
struct BeatRow {
  std::int64_t sample;
  char32_t label;
  float probability;
};

struct EpisodeRow {
  Text<32> kind;
  Text<8> code;
  std::int64_t first, end, beats;
  double mean_rate, max_rate;
};

py::dtype beat_type() {
  return dtype_of({{"sample", "i8", offsetof(BeatRow, sample)},
                   {"label", "U1", offsetof(BeatRow, label)},
                   {"probability", "f4", offsetof(BeatRow, probability)}},
                  sizeof(BeatRow));
}

py::dict summary_dict(const Summary& s) {
  py::dict by_class;
  for (std::size_t i = 0; i < s.by_class.size(); ++i)
    by_class[py::str(std::string(1, "NSVFQ"[i]))] = s.by_class[i];
  py::dict out;
  out["seconds"] = s.seconds;
  out["beats"] = s.beats;
  out["by_class"] = by_class;
  out["paced"] = s.paced;
  out["mean_rate"] = s.mean_rate;
  out["min_rate"] = s.min_rate;
  out["max_rate"] = s.max_rate;
  out["rr_mean_s"] = s.mean_rr;
  out["sdnn_ms"] = s.sdnn;
  out["rmssd_ms"] = s.rmssd;
  out["v_couplets"] = s.v_couplets;
  out["v_runs"] = s.v_runs;
  out["v_longest_run"] = s.longest_run;
  out["s_runs"] = s.s_runs;
  out["bigeminy_s"] = s.bigeminy;
  out["trigeminy_s"] = s.trigeminy;
  out["pauses"] = s.pauses;
  out["longest_pause_s"] = s.pauses > 0 ? py::object(py::float_(s.longest_pause)) : py::object(py::none());
  out["analyzable"] = s.analyzable;
  out["longest_unanalyzable_s"] = s.longest_gap;
  return out;
}

// As classification_json() has them.
py::list unconfirmed_list(const RecordingInfo& info, const std::vector<UnconfirmedRun>& runs) {
  py::list list;
  for (const UnconfirmedRun& run : runs) {
    py::dict one;
    one["first"] = run.span.first;
    one["end"] = run.span.end;
    one["beats"] = run.beats;
    one["rate_per_min"] = run.rate;
    one["pulse_channel"] = lead_name(info, run.signal);
    one["pulse_per_min"] = run.pulse_rate;
    list.append(one);
  }
  return list;
}

py::list lead_names(const RecordingInfo& info, const std::vector<int>& leads) {
  py::list names;
  for (const int lead : leads) names.append(lead_name(info, lead));
  return names;
}

struct Options {
  std::string model;
  ClassificationOptions labels;
};

Options options_of(const std::optional<std::string>& model, const std::string& lead, bool one_lead,
                   float unknown_below, const py::object& peaks) {
  Options options{model.value_or("whole"), {lead, one_lead, std::nullopt, unknown_below}};
  if (peaks.is_none()) return options;
  const auto samples = integers_of(peaks, "peaks");
  if (samples.ndim() != 1)
    throw py::type_error("peaks: expected a one-dimensional array of integers, samples of the recording");
  options.labels.beats.emplace(samples.data(), samples.data() + samples.size());
  const auto& given = *options.labels.beats;
  for (std::size_t i = 0; i < given.size(); ++i)
    if (given[i] < 0 || (i > 0 && given[i] <= given[i - 1]))
      throw Error("peaks: expected increasing samples of the recording, from 0 on");
  return options;
}

py::tuple classify_open(Recording& recording, const Options& options) {
  std::optional<LabelledRecording> labelled;
  std::string name;
  {
    const py::gil_scoped_release released;
    if (options.labels.beats && !options.labels.beats->empty() &&
        options.labels.beats->back() >= recording.info().frames)
      throw Error("peaks: a sample lies past the end of the recording");
    const LentModel model(options.model);
    labelled = label_recording(recording, model.get(), options.labels);
    name = model.get().name();
  }
  return result_of(*labelled, name);
}

py::dict variability_dict(const Variability& found) {
  py::dict out;
  for (const VariabilityFigure& figure : figures_of(found))
    out[py::str(std::string(figure.key))] = figure.value;
  return out;
}

}  // namespace

py::tuple result_of(const LabelledRecording& labelled, const std::string& model) {
  const Classification& c = labelled.classification;
  std::vector<std::string> warnings = labelled.info.warnings;
  warnings.insert(warnings.end(), c.warnings.begin(), c.warnings.end());
  py::dict info;
  info["record"] = labelled.info.name;
  info["fs"] = labelled.info.rate;
  info["samples"] = labelled.info.frames;
  info["leads"] = lead_names(labelled.info, c.label_leads);
  info["detect_leads"] = lead_names(labelled.info, c.detect_leads);
  info["model"] = model;
  info["unanalyzable"] = spans_array(c.unanalyzable);
  info["fibrillation"] = spans_array(c.fibrillation);
  info["unconfirmed_runs"] = unconfirmed_list(labelled.info, c.unconfirmed);
  info["passed_over"] = c.passed_over;
  info["warnings"] = warnings;
  info["summary"] = summary_dict(labelled.summary);
  return py::make_tuple(beats_array(c.beats), episodes_array(labelled.episodes), info);
}

py::array beats_array(std::span<const LabelledBeat> beats) {
  std::vector<BeatRow> rows;
  rows.reserve(beats.size());
  for (const LabelledBeat& beat : beats)
    rows.push_back({beat.sample, static_cast<char32_t>(beat.label), beat.probability});
  return array_of(std::move(rows), beat_type());
}

py::array episodes_array(std::span<const Episode> episodes) {
  std::vector<EpisodeRow> rows;
  for (const Episode& e : episodes) {
    const RhythmName& name = name_of(e.kind);
    rows.push_back(
        {Text<32>(name.key), Text<8>(name.code), e.first, e.end, e.beats, e.mean_rate, e.max_rate});
  }
  return array_of(std::move(rows), dtype_of({{"kind", "U32", offsetof(EpisodeRow, kind)},
                                             {"code", "U8", offsetof(EpisodeRow, code)},
                                             {"first", "i8", offsetof(EpisodeRow, first)},
                                             {"end", "i8", offsetof(EpisodeRow, end)},
                                             {"beats", "i8", offsetof(EpisodeRow, beats)},
                                             {"mean_rate", "f8", offsetof(EpisodeRow, mean_rate)},
                                             {"max_rate", "f8", offsetof(EpisodeRow, max_rate)}},
                                            sizeof(EpisodeRow)));
}

std::vector<LabelledBeat> beats_of(const py::object& object) {
  const py::array array = py::isinstance<py::array>(object)
                              ? py::reinterpret_borrow<py::array>(object)
                              : py::array(py::module_::import("numpy").attr("asarray")(object));
  if (array.ndim() != 1) throw Error("beats: expected a one-dimensional array");
  std::vector<LabelledBeat> beats(static_cast<std::size_t>(array.shape(0)));
  const bool plain = array.dtype().kind() != 'V';
  if (plain && array.dtype().kind() != 'i' && array.dtype().kind() != 'u')
    throw py::type_error(
        "beats: expected a structured array (sample, label) or an array of integers, samples");
  const py::object column = plain ? py::object(array) : py::object(array[py::str("sample")]);
  const auto samples = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>::ensure(column);
  for (std::size_t i = 0; i < beats.size(); ++i) {
    beats[i] = {samples.at(static_cast<py::ssize_t>(i)), 'N', 1};
    if (i > 0 && beats[i].sample < beats[i - 1].sample)
      throw Error("beats: expected samples in order of time");
  }
  if (plain) return beats;
  const py::list labels = array[py::str("label")].attr("tolist")();
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const auto label = labels[i].cast<std::string>();
    if (label.size() != 1 || std::string_view("NSVFQ/").find(label) == std::string_view::npos)
      throw Error("beats: label '" + label + "'; expected one of N S V F Q");
    beats[i].label = label.front();
  }
  return beats;
}

void add_labels(py::module_& module) {
  module.def(
      "classify_samples",
      [](const py::object& x, double fs, std::vector<std::string> names,
         const std::optional<std::string>& model, const std::string& lead, bool one_lead, float unknown_below,
         const py::object& peaks) {
        const Samples samples = samples_of(x);
        const auto recording = sample_recording(samples.matrix, fs, std::move(names));
        return classify_open(*recording, options_of(model, lead, one_lead, unknown_below, peaks));
      },
      py::arg("x"), py::arg("fs"), py::arg("names"), py::arg("model"), py::arg("lead"), py::arg("one_lead"),
      py::arg("unknown_below"), py::arg("peaks"));
  module.def(
      "classify_file",
      [](const std::string& path, std::optional<double> table_rate, const std::optional<std::string>& model,
         const std::string& lead, bool one_lead, float unknown_below, const py::object& peaks) {
        std::unique_ptr<Recording> recording;
        {
          const py::gil_scoped_release released;
          recording = open_recording(path, {.csv_rate = table_rate});
        }
        return classify_open(*recording, options_of(model, lead, one_lead, unknown_below, peaks));
      },
      py::arg("path"), py::arg("fs"), py::arg("model"), py::arg("lead"), py::arg("one_lead"),
      py::arg("unknown_below"), py::arg("peaks"));
  module.def(
      "hrv",
      [](const py::object& beats, double fs, const py::object& excluded) {
        const std::vector<LabelledBeat> list = beats_of(beats);
        if (!(fs > 0 && fs < 1e9))
          throw Error("hrv: expected the rate of the beats' samples in Hz, more than 0");
        std::vector<SampleSpan> spans;
        if (!excluded.is_none()) spans = spans_of(excluded);
        std::vector<KnownSpan> known;
        for (const SampleSpan& span : spans) known.push_back({RhythmKind::Unanalyzable, span});
        Variability found;
        {
          const py::gil_scoped_release released;
          found = variability(list, not_sinus(known, {}), fs);
        }
        return variability_dict(found);
      },
      py::arg("beats"), py::arg("fs"), py::arg("excluded") = py::none());
}

}  // namespace rwave::python
