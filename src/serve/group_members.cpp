// Members of a group of beats: their windows as they were recorded, and the mean of these.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "serve/views.h"

namespace rwave::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr double members_before = 0.352, members_after = 0.544;  // s around the R peak, as templates have it

// The mean of windows as they were recorded, each less its own median: the wander of the baseline is no
// shape. A template is the mean of windows that were filtered for the labeller, and lies apart from such
// a bundle.
class MeanWindow {
 public:
  void add(const std::vector<float>& window) {
    std::vector<float> known;
    std::ranges::copy_if(window, std::back_inserter(known), [](float value) { return !std::isnan(value); });
    if (known.empty()) return;
    const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
    std::ranges::nth_element(known, middle);
    sum_.resize(window.size());
    count_.resize(window.size());
    for (std::size_t i = 0; i < window.size(); ++i) {
      if (std::isnan(window[i])) continue;
      sum_[i] += window[i] - *middle;
      ++count_[i];
    }
  }
  // mV; NaN where no window has a value.
  std::vector<float> values() const {
    std::vector<float> mean(sum_.size(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < mean.size(); ++i)
      if (count_[i] > 0) mean[i] = static_cast<float>(sum_[i] / count_[i]);
    return mean;
  }

 private:
  std::vector<double> sum_;
  std::vector<int> count_;
};

}  // namespace

// A tenth of a microvolt is below any amplifier's noise.
nlohmann::ordered_json rounded(const std::vector<float>& values) {
  Json list = Json::array();
  for (const float value : values) list.push_back(number_or_null(std::round(value * 1e4) / 1e4));
  return list;
}

Json members_json(Review& review, std::int64_t group, std::int64_t limit) {
  const auto labels = review.labels();
  std::vector<std::int64_t> members;
  for (const std::int64_t id : labels->order())
    if (labels->beats()[static_cast<std::size_t>(id)].group == group) members.push_back(id);
  if (members.empty()) refuse_unknown("there is no such group");
  const auto count = std::min<std::size_t>(members.size(), static_cast<std::size_t>(limit));
  const double rate = labels->rate();
  const auto before = static_cast<std::int64_t>(members_before * rate);
  const auto length = before + static_cast<std::int64_t>(members_after * rate);
  const RecordingInfo& info = review.signal().info();
  const int per_frame =
      info.signals[static_cast<std::size_t>(labels->analysis().leads.front())].samples_per_frame;
  Json json = {{"group", group},
               {"beats", Json::array()},
               {"rate", rate * per_frame},
               {"before", before * per_frame},
               {"leads", labels->analysis().leads},
               {"windows", Json::array()},
               {"mean", Json::array()}};
  std::vector<MeanWindow> means(labels->analysis().leads.size());
  for (std::size_t i = 0; i < count; ++i) {
    // Evenly over the recording, so that a group that drifts shows it.
    const std::int64_t id = members[i * members.size() / count];
    json["beats"].push_back(id);
    Json leads = Json::array();
    for (std::size_t row = 0; row < means.size(); ++row) {
      const std::vector<float> window =
          review.signal().window(labels->analysis().leads[row],
                                 labels->beats()[static_cast<std::size_t>(id)].sample - before, length);
      means[row].add(window);
      leads.push_back(rounded(window));
    }
    json["windows"].push_back(std::move(leads));
  }
  for (const MeanWindow& mean : means) json["mean"].push_back(rounded(mean.values()));
  return json;
}

}  // namespace rwave::serve
