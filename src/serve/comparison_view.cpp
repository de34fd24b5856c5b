// The labels as edited against another annotator, by EC57.
#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "base/output_file.h"
#include "ec57/compare.h"
#include "ec57/figures.h"
#include "record/annotation_format.h"
#include "serve/views.h"

namespace rwave::serve {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr double learning_seconds = 300;  // EC57's, which are not scored
constexpr double least_common = 80;       // per cent of beats that two annotators of one recording both have

// The name becomes a part of a path, and comes from an address.
bool is_annotator_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 32 && ((name[0] | 0x20) >= 'a' && (name[0] | 0x20) <= 'z') &&
         std::ranges::all_of(name, plain);
}

fs::path stem_of(const Review& review) {
  fs::path stem = review.entry().path;
  if (stem.extension() == ".hea") stem.replace_extension();
  return stem;
}

// Files next to the recording that are signals, headers or other tables and no annotations.
bool is_annotation_file(const fs::path& file, const std::vector<fs::path>& files) {
  static const std::set<std::string> others = {".hea",    ".dat", ".edf",  ".bdf",  ".csv", ".txt",
                                               ".tsv",    ".mat", ".html", ".json", ".xws", ".rwave",
                                               ".rhythm", ".pdf", ".png",  ".md"};
  std::error_code ignored;
  if (others.contains(file.extension().string()) || !fs::is_regular_file(file, ignored)) return false;
  if (std::ranges::any_of(files, [&](const fs::path& one) { return fs::equivalent(one, file, ignored); }))
    return false;
  return is_annotator_name(
      file.extension().string().substr(std::min<std::size_t>(1, file.extension().string().size())));
}

// What was imported comes before what lies next to the recording: it is the newer choice of a
// person.
fs::path file_of(Review& review, const std::string& annotator) {
  if (!is_annotator_name(annotator)) refuse_unknown("there is no such annotator");
  std::error_code ignored;
  const fs::path imported = review.place().folder / "annotators" / annotator;
  if (fs::is_regular_file(imported, ignored)) return imported;
  const fs::path next_to = stem_of(review).string() + "." + annotator;
  if (fs::is_regular_file(next_to, ignored) && lies_in(next_to, review.entry().root)) return next_to;
  refuse_unknown("there is no such annotator");
}

Json figures_json(const ec57::Ratio& sensitivity, const ec57::Ratio& predictivity) {
  const auto shown = [](const ec57::Ratio& ratio) {
    return ratio.defined() ? Json(ratio.percent()) : Json(nullptr);
  };
  return Json::array({shown(sensitivity), shown(predictivity)});
}

Json cell_beats(const std::vector<ec57::BeatPair>& pairs, const Labels& labels, const std::string& reference,
                const std::string& test, std::size_t limit) {
  const auto wanted = [&](ec57::Label label, const std::string& letter) {
    return ec57::label_letters[static_cast<std::size_t>(label)] == letter[0];
  };
  Json list = Json::array();
  for (const ec57::BeatPair& pair : pairs) {
    if (pair.in_flutter || !wanted(pair.reference, reference) || !wanted(pair.test, test)) continue;
    if (list.size() >= limit) break;
    Json one = {{"sample", pair.sample()}, {"beat", nullptr}};
    if (!pair.reference_alone())
      for (const std::int64_t id : labels.within(pair.test_sample, pair.test_sample + 1))
        if (!labels.beats()[static_cast<std::size_t>(id)].has(beat_rejected)) one["beat"] = id;
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

std::vector<std::string> annotators_of(Review& review) {
  std::set<std::string> names;
  std::error_code fault;
  const fs::path stem = stem_of(review);
  const fs::path folder = stem.has_parent_path() ? stem.parent_path() : fs::path(".");
  // By extension, as WFDB has it. A file that turns out to be something else is refused when it is
  // opened, not here: reading every file of a folder for a list would take too long.
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
    const fs::path& file = entry->path();
    if (file.stem() == stem.filename() && is_annotation_file(file, review.signal().info().files) &&
        lies_in(file, review.entry().root))
      names.insert(file.extension().string().substr(1));
  }
  for (fs::directory_iterator entry(review.place().folder / "annotators", fault), end; !fault && entry != end;
       entry.increment(fault))
    if (is_annotator_name(entry->path().filename().string())) names.insert(entry->path().filename().string());
  return {names.begin(), names.end()};
}

Json comparison_json(Review& review, const std::string& annotator, const std::string& reference,
                     const std::string& test, std::size_t limit) {
  const auto labels = review.labels();
  const fs::path file = file_of(review, annotator);
  std::vector<Annotation> theirs;
  try {
    theirs = read_annotations(file, labels->rate(), labels->frames());
    // The comparison walks both lists once; out of order it would pair wrong beats without a fault.
    ec57::check_order(theirs, annotator);
  } catch (const Error&) {
    refuse_unfit(
        fmt::format("the file of annotator {} holds no WFDB annotations in order of time", annotator));
  }
  // The learning period is EC57's for whole tapes; of a short recording it would leave nothing.
  ec57::Options options;
  if (static_cast<double>(labels->frames()) / labels->rate() <= 2 * learning_seconds) options.start = 0;
  std::vector<ec57::BeatPair> pairs;
  const ec57::Comparison found =
      ec57::compare(theirs, labels->annotations(), labels->rate(), options, &pairs);
  Json json = {{"revision", labels->revision},
               {"annotator", annotator},
               {"labels", Json::array()},
               {"matrix", Json::array()}};
  for (int row = 0; row < ec57::labels; ++row) {
    json["labels"].push_back(std::string(1, ec57::label_letters[static_cast<std::size_t>(row)]));
    Json counts = Json::array();
    for (int column = 0; column < ec57::labels; ++column)
      counts.push_back(found.count(static_cast<ec57::Label>(row), static_cast<ec57::Label>(column)));
    json["matrix"].push_back(std::move(counts));
  }
  json["figures"] = {{"QRS", figures_json(ec57::qrs_sensitivity(found), ec57::qrs_predictivity(found))},
                     {"V", figures_json(ec57::v_sensitivity(found), ec57::v_predictivity(found))},
                     {"S", figures_json(ec57::s_sensitivity(found), ec57::s_predictivity(found))}};
  if (!reference.empty() && !test.empty()) json["beats"] = cell_beats(pairs, *labels, reference, test, limit);
  return json;
}

Reply import_annotator(Review& review, const std::string& wanted, const std::string& bytes) {
  if (!is_annotator_name(wanted))
    refuse_bad("name must be up to 32 letters, digits, _ and -, a letter first");
  std::vector<std::string> warnings;
  const auto labels = review.labels();
  std::vector<Annotation> annotations;
  try {
    annotations = parse_annotations({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
                                    wanted, labels->rate(), labels->frames(), &warnings);
    ec57::check_order(annotations, wanted);
  } catch (const Error& fault) {
    refuse_unfit(fault.what());
  }
  if (annotations.empty()) refuse_unfit("the file holds no annotations");
  const ec57::Comparison found = ec57::compare(annotations, labels->annotations(), labels->rate(), {0});
  if (const ec57::Ratio same = ec57::qrs_sensitivity(found); same.defined() && same.percent() < least_common)
    warnings.push_back(
        fmt::format("{:.0f} % of its beats are near beats of this recording: it seems to be "
                    "another recording's",
                    same.percent()));
  // An import never hides what is there: not the recording's own reference, and no earlier import, nor one of
  // the same moment.
  static std::mutex naming;
  const std::lock_guard lock(naming);
  const std::vector<std::string> taken = annotators_of(review);
  std::string name = wanted;
  for (int number = 2; std::ranges::find(taken, name) != taken.end(); ++number)
    name = fmt::format("{}-{}", wanted.substr(0, 28), number);
  try {
    const fs::path folder = review.place().folder / "annotators";
    make_folder(folder);
    write_file(folder / name, bytes);
  } catch (const Error& fault) {
    throw Refused(507, "not_written", fault.what());
  }
  return json_reply({{"name", name}, {"annotations", annotations.size()}, {"warnings", warnings}}, 201);
}

}  // namespace rwave::serve
