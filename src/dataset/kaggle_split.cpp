// The official test rows, found by record and sample: the list (recovered from the published rows) is part of
// the program.
#include <fmt/format.h>
#include <zlib.h>

#include <charconv>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "dataset/split.h"
#include "rwave/error.h"

extern "C" {
extern const unsigned char rwave_kaggle_test_split_begin[];
extern const unsigned char rwave_kaggle_test_split_end[];
}

namespace rwave {
namespace {

constexpr std::size_t kaggle_test_rows = 21892;

// The embedded file, data/kaggle_test_split.csv.gz: a header line, then record,sample,class.
// Compressed in the program: 102 KB instead of 281.
std::string inflate_list() {
  z_stream stream{};
  // 16 + MAX_WBITS asks zlib for gzip's header and checksum, which the embedded file has.
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) throw Error("zlib cannot start");
  stream.next_in = const_cast<unsigned char*>(rwave_kaggle_test_split_begin);
  stream.avail_in = static_cast<unsigned>(rwave_kaggle_test_split_end - rwave_kaggle_test_split_begin);
  // The text has 281 kB; a list that did not fit would end without Z_STREAM_END and count as
  // damaged.
  std::string text(1 << 20, '\0');
  stream.next_out = reinterpret_cast<unsigned char*>(text.data());
  stream.avail_out = static_cast<unsigned>(text.size());
  const int status = inflate(&stream, Z_FINISH);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  if (status != Z_STREAM_END) throw Error("the program's list of the official test rows is damaged");
  return text;
}

// (record, sample) of each row of the list, in its order.
std::vector<std::pair<std::string, std::int64_t>> official_rows() {
  const std::string text = inflate_list();
  std::vector<std::pair<std::string, std::int64_t>> rows;
  rows.reserve(kaggle_test_rows);
  std::size_t at = text.find('\n') + 1;
  while (at < text.size()) {
    const std::size_t comma = text.find(',', at);
    const std::size_t end = text.find('\n', at);
    std::int64_t sample = 0;
    std::from_chars(text.data() + comma + 1, text.data() + end, sample);
    rows.emplace_back(text.substr(at, comma - at), sample);
    at = end + 1;
  }
  return rows;
}

// Rows read from the published files themselves carry no record or sample, but the file they came from.
void split_by_file(const BeatSet& set, std::uint32_t test_file, Split& split) {
  for (std::uint32_t row = 0; row < set.size(); ++row) {
    (set.record[row] == test_file ? split.test : split.train).push_back(row);
  }
}

}  // namespace

Split official_split(const BeatSet& set) {
  Split split{
      std::string(official_split_name), "official Kaggle split (random: patients on both sides)", {}, {}, {}};
  for (std::uint32_t i = 0; i < set.records.size(); ++i) {
    if (set.records[i].record == kaggle_test_file) {
      split_by_file(set, i, split);
      return split;
    }
  }
  // The published test rows in the order of their file, so that an answer by row number means the
  // same row there and here.
  std::map<std::pair<std::string, std::int64_t>, std::uint32_t> places;
  for (std::uint32_t row = 0; row < set.size(); ++row) {
    places.emplace(std::pair(set.records[set.record[row]].record, set.sample[row]), row);
  }
  split.test.reserve(kaggle_test_rows);
  std::vector<bool> tests(set.size());
  for (const auto& place : official_rows()) {
    const auto found = places.find(place);
    // A row that is missing would make the score one of another test set, which nobody could tell
    // from the number.
    if (found == places.end()) {
      throw Error(fmt::format(
          "split official needs all 48 records of the MIT-BIH Arrhythmia Database cut by recipe kaggle: "
          "the beat at sample {} of record {} is not there",
          place.second, place.first));
    }
    split.test.push_back(found->second);
    tests[found->second] = true;
  }
  for (std::uint32_t row = 0; row < set.size(); ++row) {
    if (!tests[row]) split.train.push_back(row);
  }
  return split;
}

}  // namespace rwave
