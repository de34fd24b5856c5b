#pragma once
// What the interface shows of a recording under review, as openapi.json describes it.

#include <nlohmann/json.hpp>
#include <string>

#include "serve/exchange.h"
#include "serve/review.h"

namespace rwave::serve {

// The recording itself, and how far the work on it is.
nlohmann::ordered_json recording_json(Review& review);

// Rate, beats by class and analyzable share of `cells` equal parts of the span.
nlohmann::ordered_json overview_json(const Labels& labels, std::int64_t first, std::int64_t end,
                                     std::int64_t cells);

// Beats of a span as JSON columns or as the binary columns.
Reply beats_reply(const Labels& labels, std::int64_t first, std::int64_t end, bool binary);

// Groups with their means, spreads, and how many beats of each label they hold now.
nlohmann::ordered_json groups_json(const Labels& labels);

// Windows of up to `limit` members of a group, evenly chosen, as they were recorded, and their mean.
nlohmann::ordered_json members_json(Review& review, std::int64_t group, std::int64_t limit);

// Episodes with all edits, and the rhythm that a person stated.
nlohmann::ordered_json rhythm_json(Review& review);
// The Holter report: its lines, what is urgent in it, and its JSON as `rwave holter` writes it.
nlohmann::ordered_json report_json(Review& review);

// What deserves a look first: urgent episodes, then groups that are likely to be wrong or rare, then single
// doubtful beats. What was reviewed is left out.
nlohmann::ordered_json queue_json(Review& review, std::size_t limit);

// All edits in order, each with whether it is undone and where it is.
nlohmann::ordered_json edits_json(const ReviewSnapshot& snapshot);

// A file to be saved: wfdb, rhythm, csv, json, html.
Reply export_reply(Review& review, const std::string& format);

// Annotators next to the recording and imported ones, by name.
std::vector<std::string> annotators_of(Review& review);

// EC57 matrix against an annotator; where `reference` and `test` name a cell, its beats too.
nlohmann::ordered_json comparison_json(Review& review, const std::string& annotator,
                                       const std::string& reference, const std::string& test,
                                       std::size_t limit);

// Keeps an annotation file under a name; under NAME-2 and so on where that is taken.
Reply import_annotator(Review& review, const std::string& wanted, const std::string& bytes);

// null where there is no number.
nlohmann::ordered_json number_or_null(double value);
// mV in steps of 0.1 uV, null where nothing was recorded.
nlohmann::ordered_json rounded(const std::vector<float>& values);

}  // namespace rwave::serve
