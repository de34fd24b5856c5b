// What rwave.wasm exports to wasm/src/engine.js: a recording opened, labelled, read and closed. Texts are
// JSON: the forms are those of `rwave classify --json`, so that a page and a program that reads that output
// agree. Not the C interface of include/rwave/rwave.h: its structs and 64-bit numbers would have to be taken
// apart by offset in JavaScript.
#include <emscripten.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <string>

#include "classify/classification_json.h"
#include "rhythm/rhythm_output.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "signal/leads.h"

namespace {

using nlohmann::ordered_json;

// An open recording and, once it was asked for, what is known of its beats.
struct Opened {
  std::unique_ptr<rwave::Recording> recording;
  rwave::LabelledRecording labelled{};
};

std::map<int, Opened> opened;
int last_handle = 0;

// What the last call gave or why it failed. JavaScript copies it before the next call.
std::string text;

// The text of what `work` gives; null, with the reason in `text`, where it throws.
template <typename Work>
const char* answered(Work&& work) {
  try {
    text = work().dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    return text.c_str();
  } catch (const std::bad_alloc&) {
    text = "out of memory: the recording needs more than a browser gives one page; use the program for it";
  } catch (const std::exception& fault) {
    text = fault.what();
  } catch (...) {
    text = "a fault of unknown kind";
  }
  return nullptr;
}

Opened& of(int handle) {
  const auto found = opened.find(handle);
  if (found == opened.end()) throw rwave::Error("the recording is closed");
  return found->second;
}

// One network for all recordings: it is read once.
const rwave::Model& whole_model() {
  static const rwave::Model model = rwave::Model::shipped_whole();
  return model;
}

rwave::ClassificationOptions options_of(const ordered_json& options) {
  rwave::ClassificationOptions chosen;
  chosen.lead = options.value("lead", "");
  chosen.one_lead = options.value("oneLead", false);
  chosen.unknown_below = options.value("unknownBelow", 0.F);
  return chosen;
}

ordered_json info_json(int handle, const rwave::RecordingInfo& info) {
  ordered_json out{{"handle", handle},         {"record", info.name},   {"rate", info.rate},
                   {"samples", info.frames},   {"format", info.format}, {"start", info.start},
                   {"warnings", info.warnings}};
  out["signals"] = ordered_json::array();
  for (const rwave::SignalInfo& signal : info.signals)
    out["signals"].push_back({{"name", signal.name},
                              {"units", signal.units},
                              {"rate", info.rate * signal.samples_per_frame},
                              {"samples", info.frames * signal.samples_per_frame},
                              {"voltage", rwave::millivolts_per_unit(signal) > 0}});
  return out;
}

ordered_json labelled_json(const rwave::LabelledRecording& labelled) {
  ordered_json out = rwave::classification_json(labelled.info.name, labelled.info, labelled.classification,
                                                labelled.summary, whole_model().name());
  // Those of the leads too: nobody else says them here, where the program prints them.
  for (const std::string& warning : labelled.classification.warnings) out["warnings"].push_back(warning);
  if (!labelled.classification.passed_over.empty())
    out["warnings"].push_back("passed over as no ECG: " + labelled.classification.passed_over);
  out["rhythm"] = rwave::episodes_json(labelled.episodes, labelled.info.rate);
  out["rhythm_names"] = ordered_json::object();
  for (const rwave::RhythmName& name : rwave::rhythm_names())
    out["rhythm_names"][std::string(name.key)] = name.text;
  return out;
}

}  // namespace

extern "C" {

// Why the last call that returned null or -1 did so.
EMSCRIPTEN_KEEPALIVE const char* rwave_web_fault() {
  return text.c_str();
}

EMSCRIPTEN_KEEPALIVE const char* rwave_web_version() {
  return RWAVE_VERSION;
}

// file: a path in the module's own file system. table_rate: Hz, of tables that do not give theirs; else 0.
EMSCRIPTEN_KEEPALIVE const char* rwave_web_open(const char* file, double table_rate) {
  return answered([&] {
    rwave::OpenOptions options;
    if (table_rate != 0) options.csv_rate = table_rate;
    auto recording = rwave::open_recording(file, options);
    const int handle = ++last_handle;
    ordered_json info = info_json(handle, recording->info());
    opened[handle].recording = std::move(recording);
    return info;
  });
}

// options: JSON, {lead, oneLead, unknownBelow}.
EMSCRIPTEN_KEEPALIVE const char* rwave_web_classify(int handle, const char* options) {
  return answered([&] {
    Opened& one = of(handle);
    one.labelled =
        rwave::label_recording(*one.recording, whole_model(), options_of(ordered_json::parse(options)));
    return labelled_json(one.labelled);
  });
}

// The labels as a WFDB annotation file of the module's file system; rwave_web_classify() comes before.
EMSCRIPTEN_KEEPALIVE const char* rwave_web_annotations(int handle, const char* file, int rhythm) {
  return answered([&] {
    const rwave::LabelledRecording& labelled = of(handle).labelled;
    if (labelled.info.frames == 0) throw rwave::Error("the recording is not labelled yet");
    std::vector<rwave::Annotation> list =
        rhythm != 0 ? rwave::rhythm_annotations(labelled.episodes, labelled.info.rate, labelled.info.frames)
                    : rwave::annotations_of(labelled.classification, labelled.info.frames);
    rwave::write_annotations(file, list);
    return ordered_json(true);
  });
}

// `frames` frames from `first` on of a signal, in its units, NaN where nothing was recorded. How many values
// were written to `out`, which has room for frames * (rate of the signal / rate of the recording); or -1.
EMSCRIPTEN_KEEPALIVE int rwave_web_read(int handle, int signal, double first, int frames, float* out) {
  int count = 0;
  const char* done = answered([&] {
    const std::vector<float> values =
        of(handle).recording->read_physical(signal, static_cast<std::int64_t>(first), frames);
    std::copy(values.begin(), values.end(), out);
    count = static_cast<int>(values.size());
    return ordered_json(true);
  });
  return done != nullptr ? count : -1;
}

EMSCRIPTEN_KEEPALIVE void rwave_web_close(int handle) {
  opened.erase(handle);
}

}  // extern "C"
