#pragma once
// A beat recipe: how the beats of recordings become rows for a network. One object a recipe, defined in this
// folder; whoever needs to know something of a recipe asks its object, so that no other folder compares
// names.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "beat/beat_set.h"
#include "beat/cutter.h"
#include "rwave/annotation.h"
#include "rwave/recording.h"

namespace rwave {

// Where the classes of a recipe's rows come from.
enum class LabelSource {
  // Each beat's own annotation, by the AAMI map (beat/aami.h).
  annotations,
  // One label for all beats of a recording (infarction_rows.h).
  diagnosis,
};

// What was not made into rows, and why.
struct CutTally {
  // Annotations that are beats of the AAMI map.
  std::int64_t beats = 0;
  // The record's last annotation, where the recipe defines no window for it.
  std::int64_t no_following = 0;
  // Windows with samples that were not recorded, or without any sample.
  std::int64_t missing = 0;
};

// All that is known of one recipe. Objects are constants of the program; fields that a recipe does not need
// keep their defaults.
struct Recipe {
  // As options, cards and tables call it.
  std::string_view name = {};
  // Still understood, with a notice; empty: none.
  std::string_view former_name = {};
  // One line of help: the row, and what it is for.
  std::string_view what = {};

  // The row.
  // How its values are scaled: tells versions of a recipe apart.
  std::string_view normalisation = {};
  int channels = 1;
  // The first ones hold samples, the others features that augmentation leaves alone.
  int signal_channels = 1;
  // Samples of a channel.
  int width = 0;
  // Of a row's samples, Hz.
  double rate = 0;
  // Names of the classes, in the order of their indices.
  std::span<const std::string_view> classes = {};

  // Where rows come from.
  LabelSource labels = LabelSource::annotations;
  // The signal that rows of an annotated recording are cut from, as an index.
  int (*lead)(Recording&) = nullptr;
  // The cutter of one lead sampled at `rate` Hz, for streams; null where rows need the whole recording.
  std::unique_ptr<BeatCutter> (*cutter)(double rate) = nullptr;
  // Seconds from an R peak until its row is complete at the latest: what a live label waits for, besides the
  // detector.
  double longest_wait = 0;
  // Rows of one annotated recording, appended to `set` as rows of record `record` of set.records. Null where
  // `labels` is the diagnosis.
  CutTally (*cut)(Recording& recording, std::span<const Annotation> annotations, const Recipe& recipe,
                  std::uint32_t record, BeatSet& set) = nullptr;
  // All rows of a folder with a diagnosis a recording; null where `labels` are annotations.
  BeatSet (*cut_folder)(const std::filesystem::path& folder, const Recipe& recipe) = nullptr;

  // What its rows mean to whoever uses them.
  // Answers are adapted to the patient's prior of S (patient_prior.h).
  bool patient_prior = false;
  // Rows may be cut from any lead: a network is shown each beat in two of them.
  bool any_lead = false;
  // Training rows can be made at simulated times (dataset/simulated_rows.h).
  bool simulates_rhythm = false;
  // A row begins at its R peak and ends after the next one.
  bool from_r_peak = false;
  // Whether a row is of a lead that shows nothing, as of an electrode that is off; null: no row tells.
  bool (*shows_nothing)(std::span<const float> row) = nullptr;
  // What published_scores() calls the published rows of this form; empty: none.
  std::string_view published = {};

  std::size_t row_values() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(width);
  }
};

// The default of --recipe; it stands for the data's own recipe where the data is not of beats (recipe_for).
inline constexpr std::string_view default_recipe = "kaggle";

// The recipes there are, each defined in a file of its own.
std::span<const Recipe* const> recipes();
// The published rows, exactly (kaggle_recipe.cpp).
const Recipe& kaggle_recipe();
// A beat against its patient's template and rhythm (template_rr_cutter.cpp).
const Recipe& template_rr_recipe();
// Infarction or not: kaggle-ptb of lead II, and kaggle-ptb12 of twelve leads (infarction_rows.cpp).
const Recipe& infarction_recipe();
const Recipe& twelve_lead_recipe();

// The recipe of that name or former name; null where there is none, as of rows that came with their file.
const Recipe* find_recipe(std::string_view name);

// The recipe of that name; UsageError listing the names where there is none.
const Recipe& recipe_named(std::string_view name);

// The recipe of that name, for recordings labelled by `labels`; the default name stands for the first recipe
// that cuts such. UsageError naming those that do where the named one does not.
const Recipe& recipe_for(std::string_view name, LabelSource labels);

// What the recipe is called now, where `name` is its former name, which is then said once (base/warning.h) of
// `where`, a file or an option, unless that is empty. Other names stay.
std::string current_recipe(std::string_view name, std::string_view where);

// "kaggle, template-rr", of those whose rows come from such labels; and a line of help for each recipe.
std::string recipe_names(LabelSource labels);
std::string recipe_list();

// How the recipe of that name scales a row's values; empty where no recipe has the name.
std::string_view normalisation_of(std::string_view recipe);

// "scaled by 'a', where the recipe R scales by 'b': another version of that recipe" for rows of that recipe
// that were scaled otherwise than it scales now: of the same shape, they mean something else. Empty where
// they are alike, or one of the two does not say.
std::string version_difference(std::string_view recipe, std::string_view normalisation);

}  // namespace rwave
