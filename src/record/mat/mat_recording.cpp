#include "record/mat/mat_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "record/byte_source.h"
#include "record/held_recording.h"
#include "record/mat/labchart_mat.h"
#include "record/mat/mat_file.h"
#include "record/wfdb/wfdb_recording.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t most_mat_bytes = std::int64_t{1} << 30;
constexpr std::int64_t most_mat_leads = 64;
constexpr double most_age = 130;  // years

// Names, in lower case. A matrix of any other name may be beat positions or features.
constexpr std::array<std::string_view, 11> signal_names = {
    "val", "ecg", "data", "signal", "signals", "sig", "ecgs", "p_signal", "ecg_data", "ecgdata", "ecgsignal"};
constexpr std::array<std::string_view, 11> rate_names = {"fs",
                                                         "rate",
                                                         "sampling_rate",
                                                         "samplingrate",
                                                         "sample_rate",
                                                         "samplerate",
                                                         "sampling_frequency",
                                                         "samplingfrequency",
                                                         "freq",
                                                         "frequency",
                                                         "srate"};
constexpr std::array<std::string_view, 6> lead_list_names = {"leads",    "lead_names", "sig_name",
                                                             "channels", "labels",     "titles"};
// Of AcqKnowledge, which states the time from sample to sample.
constexpr std::array<std::string_view, 1> interval_names = {"isi"}, interval_unit_names = {"isi_units"};
constexpr std::array<std::string_view, 12> standard_leads = {"I",  "II", "III", "aVR", "aVL", "aVF",
                                                             "V1", "V2", "V3",  "V4",  "V5",  "V6"};

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return text;
}

template <std::size_t n>
bool one_of(const std::array<std::string_view, n>& names, const std::string& name) {
  return std::ranges::find(names, lower_case(name)) != names.end();
}

// The file's variables, those of a struct among them under their own names.
struct Variables {
  std::vector<const MatArray*> arrays;
  std::vector<std::string> names;
  bool cpsc = false;  // a struct ECG with data, sex and age

  explicit Variables(const std::vector<MatArray>& all) {
    for (const MatArray& one : all) {
      add(one.name, one);
      cpsc |= one.name == "ECG" && one.field("data") != nullptr && one.field("sex") != nullptr &&
              one.field("age") != nullptr;
      for (const MatArray& field : one.fields) add(field.name, field);
    }
  }
  void add(const std::string& name, const MatArray& array) {
    arrays.push_back(&array);
    names.push_back(name);
  }
  template <std::size_t n>
  const MatArray* find(const std::array<std::string_view, n>& wanted, MatArray::Kind kind) const {
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      if (arrays[i]->kind == kind && one_of(wanted, names[i])) return arrays[i];
    }
    return nullptr;
  }
};

std::string list_of(const std::vector<MatArray>& all) {
  std::string list;
  for (std::size_t i = 0; i < all.size() && i < 8; ++i) list += (i == 0 ? "" : "; ") + all[i].description();
  return all.empty() ? "nothing" : list;
}

// The matrix of samples: it must be the only one of such a name.
// Two matrices that could both be the signal are an error with a list. To take the larger one would
// be a guess that nobody notices.
const MatArray& samples_of(const Variables& variables, const std::vector<MatArray>& all,
                           const std::string& file) {
  std::vector<const MatArray*> found;
  for (std::size_t i = 0; i < variables.arrays.size(); ++i) {
    const MatArray& array = *variables.arrays[i];
    if (array.kind == MatArray::Kind::numeric && array.values.size() > 1 &&
        one_of(signal_names, variables.names[i]))
      found.push_back(&array);
  }
  if (found.size() == 1) return *found[0];
  const bool cells =
      std::ranges::any_of(all, [](const MatArray& array) { return array.kind == MatArray::Kind::cells; });
  throw Error(
      file,
      fmt::format("is a MAT file with {} of samples that is named as such{}: it holds {}; save one recording "
                  "as a matrix named val, leads by samples",
                  found.empty() ? "no matrix" : "more than one matrix",
                  found.empty() && cells ? " (cells are not searched)" : "", list_of(all)));
}

// Of AcqKnowledge's exports: the time between samples, in ms where the file does not say s. 0 where there is
// none.
double rate_by_interval(const Variables& variables) {
  const MatArray* interval = variables.find(interval_names, MatArray::Kind::numeric);
  if (interval == nullptr || interval->values.size() != 1 || !(interval->values[0] > 0)) return 0;
  const MatArray* unit = variables.find(interval_unit_names, MatArray::Kind::text);
  const bool seconds = unit != nullptr && (unit->text == "s" || unit->text.starts_with("sec"));
  return (seconds ? 1 : 1000) / interval->values[0];
}

// A MAT file has no field for a rate. Its own number, where it has one, must agree with the
// command's exactly: 360 given for 250 Hz would shift every interval by a third.
double rate_of(const Variables& variables, const OpenOptions& options, const std::string& file) {
  const MatArray* stated = variables.find(rate_names, MatArray::Kind::numeric);
  const double hz =
      stated != nullptr && stated->values.size() == 1 ? stated->values[0] : rate_by_interval(variables);
  if (!(hz > 0) || !std::isfinite(hz)) {
    if (options.csv_rate) return *options.csv_rate;
    throw UsageError(file, fmt::format("a MAT file that states no sampling rate: give it with --rate{}",
                                       variables.cpsc ? " (files of CPSC 2018 are sampled at 500 Hz)" : ""));
  }
  if (options.csv_rate && *options.csv_rate != hz)
    throw UsageError(file,
                     fmt::format("the file states {:g} Hz, the command {:g} Hz", hz, *options.csv_rate));
  return hz;
}

// Twelve leads without names are taken in the order of the Challenges and of every cart: I, II,
// III, aVR, aVL, aVF, V1 to V6. Any other count gets numbers, as an order would be a guess.
std::vector<std::string> names_of_leads(const Variables& variables, std::int64_t leads) {
  std::vector<std::string> names;
  if (const MatArray* list = variables.find(lead_list_names, MatArray::Kind::cells)) {
    for (const MatArray& cell : list->cells) names.push_back(cell.text);
  } else if (const MatArray* rows = variables.find(lead_list_names, MatArray::Kind::text)) {
    names = rows->lines.empty() ? std::vector<std::string>{rows->text} : rows->lines;
  }
  const auto count = static_cast<std::size_t>(leads);
  if (names.size() == count && std::ranges::none_of(names, &std::string::empty)) return names;
  if (count == standard_leads.size()) return {standard_leads.begin(), standard_leads.end()};
  names.clear();
  for (std::size_t i = 0; i < count; ++i) names.push_back(count == 1 ? "ECG" : fmt::format("ECG{}", i + 1));
  return names;
}

void add_patient(const Variables& variables, RecordingInfo& info) {
  constexpr std::array<std::string_view, 2> sex = {"sex", "gender"};
  constexpr std::array<std::string_view, 1> age = {"age"};
  if (const MatArray* text = variables.find(sex, MatArray::Kind::text);
      text != nullptr && !text->text.empty())
    info.patient.emplace_back("sex", lower_case(text->text));
  const MatArray* years = variables.find(age, MatArray::Kind::numeric);
  if (years != nullptr && years->values.size() == 1 && years->values[0] >= 0 && years->values[0] < most_age)
    info.patient.emplace_back("age", fmt::format("{:g}", years->values[0]));
}

}  // namespace

bool is_mat(const FileHead& head) {
  return head.holds("MATLAB 5.0 MAT-file");
}

std::unique_ptr<Recording> open_mat(const std::filesystem::path& file, const OpenOptions& options) {
  std::error_code ignored;
  // The Challenges' .mat files are WFDB signal files with a MAT header of 24 bytes in front
  // ("16+24"). Their .hea has rate, gains and diagnoses, so it is opened instead.
  const std::filesystem::path header = std::filesystem::path(file).replace_extension(".hea");
  if (std::filesystem::is_regular_file(header, ignored)) return open_wfdb(header);

  std::vector<MatArray> all = parse_mat(read_small_file(file, most_mat_bytes), file.string());
  const std::string left_out = unfold_labchart(all, file.string());
  const Variables variables(all);
  const MatArray& matrix = samples_of(variables, all, file.string());
  const std::int64_t rows = matrix.rows(), columns = matrix.columns();
  // Both orientations occur. A recording has more samples than leads, so the shorter side are the
  // leads; a square matrix is refused below.
  const std::int64_t leads = std::min(rows, columns), frames = std::max(rows, columns);
  if (matrix.complex || matrix.dims.size() != 2 || leads > most_mat_leads ||
      (leads > 1 && frames < 2 * leads))
    throw Error(file.string(), fmt::format("{}: leads by samples, at most {} leads, were expected",
                                           matrix.description(), most_mat_leads));
  RecordingInfo info;
  info.name = file.stem().string();
  info.source = file.string();
  info.format = variables.cpsc ? "MAT of CPSC" : "MAT";
  info.rate = rate_of(variables, options, file.string());
  info.frames = frames;
  if (!left_out.empty()) info.warnings.push_back(left_out);
  add_patient(variables, info);
  const std::vector<std::string> names = names_of_leads(variables, leads);
  // Beats or segments cut for a classifier, a row each, would pass for tens of leads that last a second.
  constexpr std::int64_t most_unnamed_leads = 16;
  constexpr double shortest_lead = 3;  // s
  if (leads > most_unnamed_leads && names.front() == "ECG1" &&
      static_cast<double>(frames) < shortest_lead * info.rate)
    throw Error(
        file.string(),
        fmt::format("{}: {} rows of {:.3g} s without names are cut beats or segments, it seems, and no "
                    "leads: save one recording, leads by samples",
                    matrix.description(), leads, static_cast<double>(frames) / info.rate));
  std::vector<std::vector<std::int32_t>> samples;
  std::vector<double> lead(static_cast<std::size_t>(frames));
  for (std::int64_t l = 0; l < leads; ++l) {
    for (std::int64_t i = 0; i < frames; ++i)  // stored column after column
      lead[static_cast<std::size_t>(i)] =
          matrix.values[static_cast<std::size_t>(rows <= columns ? i * rows + l : l * rows + i)];
    for (double& value : lead) {
      // Some exports mark a lost sample by infinity.
      if (std::isinf(value)) value = std::nan("");
    }
    SignalInfo signal;
    signal.name = names[static_cast<std::size_t>(l)];
    samples.push_back(quantise(lead, signal));
    // Only CPSC's struct is documented to be in mV. Of any other matrix the amplitude decides
    // (settle_units).
    if (!variables.cpsc) {
      signal.units = "";
      signal.calibrated = false;
    }
    info.signals.push_back(std::move(signal));
  }
  return hold(std::move(info), std::move(samples), {}, true);
}

}  // namespace rwave
