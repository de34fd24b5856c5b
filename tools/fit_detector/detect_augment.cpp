#include "detect_augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "qrs_height.h"

namespace rwave::bench {
namespace {

void to_unit_power(std::vector<float>& noise) {
  double sum = 0, square = 0;
  for (const float value : noise) sum += value;
  const double mean = sum / static_cast<double>(noise.size());
  for (float& value : noise) {
    value = static_cast<float>(value - mean);
    square += static_cast<double>(value) * value;
  }
  const double scale = 1 / std::sqrt(square / static_cast<double>(noise.size()));
  for (float& value : noise) value = static_cast<float>(value * scale);
}

// A noise at another rate; the mean of the samples passed over is filter enough for a noise.
std::vector<float> at_rate(const std::vector<float>& x, double from, double to) {
  const double step = from / to;
  const auto width = static_cast<std::size_t>(std::max(1.0, std::round(step)));
  std::vector<float> y(static_cast<std::size_t>(static_cast<double>(x.size() - width) / step));
  for (std::size_t i = 0; i < y.size(); ++i) {
    const auto first = static_cast<std::size_t>(static_cast<double>(i) * step);
    for (std::size_t j = 0; j < width; ++j) y[i] += x[first + j] / static_cast<float>(width);
  }
  return y;
}

std::vector<float> electrode_motion(std::size_t samples, double rate, Random& random) {
  std::vector<float> noise(samples);
  const double end = static_cast<double>(samples) / rate;
  double time = 0;
  while ((time += -std::log(1 - random.uniform()) * 0.35) < end) {
    const double rise = 0.06 * std::exp(0.6 * random.normal());
    const double fall = random.uniform() < 0.5 ? 3 * rise : rise;
    const double height = std::exp(0.8 * random.normal()) * (random.uniform() < 0.5 ? -1 : 1);
    const auto first = static_cast<std::size_t>(std::max(0.0, (time - 3 * rise) * rate));
    const auto last = std::min(samples, static_cast<std::size_t>((time + 3 * fall) * rate));
    for (std::size_t i = first; i < last; ++i) {
      const double away = static_cast<double>(i) / rate - time;
      const double z = away / (away < 0 ? rise : fall);
      noise[i] += static_cast<float>(height * std::exp(-0.5 * z * z));
    }
  }
  return noise;
}

// Signal-to-noise ratio as nstdb's own `nst` has it: the QRS range squared over 8 against the noise's power.
void add_by_minutes(std::vector<float>& x, double rate, const std::vector<float>& noise, double range,
                    Random& random) {
  const auto offset = static_cast<std::size_t>(random.below(noise.size()));
  const auto minute = static_cast<std::size_t>(60 * rate);
  double scale = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i % minute == 0) {
      const double db = -6 + 18 * random.uniform();
      scale = random.uniform() < 0.4 ? 0 : range / std::sqrt(8.0) * std::pow(10, -db / 20);
    }
    x[i] += static_cast<float>(scale * noise[(i + offset) % noise.size()]);
  }
}

// A straight line instead of the complex; a twentieth of it stays, as of a beat that barely conducts.
void take_out(std::vector<float>& x, std::size_t first, std::size_t last) {
  const float from = x[first], to = x[last];
  for (std::size_t i = first; i <= last; ++i) {
    const float line = from + (to - from) * static_cast<float>(i - first) / static_cast<float>(last - first);
    x[i] = line + 0.05F * (x[i] - line);
  }
}

// The beats annotated as ventricular, paced or fusion; where there are fewer than three, this share of all.
std::vector<std::int64_t> ventricular_beats(const DetectRecord& record, double otherwise, Random& random) {
  constexpr std::array<std::uint8_t, 3> codes = {5, 6, 10};  // V F E
  std::vector<std::int64_t> found;
  for (const Annotation& annotation : record.reference)
    if (std::ranges::find(codes, annotation.code) != codes.end()) found.push_back(annotation.sample);
  if (found.size() >= 3) return found;
  found.clear();
  for (const std::int64_t beat : record.beats)
    if (random.uniform() < otherwise) found.push_back(beat);
  return found;
}

// `cycle` samples from `first` on, about their mean, smoothed, the end faded into what came before the
// beginning, so that it can be repeated without a step.
std::vector<float> one_cycle(const std::vector<float>& x, std::int64_t first, std::int64_t cycle,
                             std::int64_t fade, std::size_t smooth) {
  std::vector<float> shape(x.begin() + first, x.begin() + first + cycle);
  for (std::int64_t i = 0; i < fade; ++i) {
    const auto at = static_cast<std::size_t>(cycle - fade + i);
    const float share = static_cast<float>(i + 1) / static_cast<float>(fade + 1);
    shape[at] += share * (x[static_cast<std::size_t>(first - fade + i)] - shape[at]);
  }
  const std::size_t size = shape.size();
  std::vector<float> smoothed(size);
  float mean = 0;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < smooth; ++j)
      smoothed[i] += shape[(i + size + j - smooth / 2) % size] / static_cast<float>(smooth);
    mean += smoothed[i] / static_cast<float>(size);
  }
  for (float& value : smoothed) value -= mean;
  return smoothed;
}

}  // namespace

DetectRecord with_pauses(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  changed.beats.clear();
  const auto samples = [&](double seconds) { return static_cast<std::int64_t>(seconds * record.rate); };
  int pause = 0;
  for (std::size_t i = 0; i < record.beats.size(); ++i) {
    const std::int64_t beat = record.beats[i];
    const std::int64_t after = i + 1 < record.beats.size() ? record.beats[i + 1] - samples(0.25) : beat;
    const std::int64_t first = beat - samples(0.09);
    const std::int64_t last = std::clamp(after, beat + samples(0.12), beat + samples(0.45));
    if (pause > 0) {
      --pause;
    } else if (random.uniform() < 0.06) {
      pause = 1 + static_cast<int>(random.below(4));
    }
    if (pause == 0 || first < 0 || last >= static_cast<std::int64_t>(record.samples())) {
      changed.beats.push_back(beat);
      continue;
    }
    for (auto& x : changed.leads)
      take_out(x, static_cast<std::size_t>(first), static_cast<std::size_t>(last));
  }
  for (std::size_t lead = 0; lead < changed.leads.size(); ++lead) {
    const double height = qrs_range(record, lead) * std::pow(10, -1.2 - 1.3 * random.uniform());
    for (float& value : changed.leads[lead]) value += static_cast<float>(height * random.normal());
  }
  return changed;
}

DetectRecord with_recorded_noise(const DetectRecord& record, const std::vector<DetectRecord>& noises,
                                 Random& random) {
  DetectRecord changed = record;
  for (std::size_t lead = 0; lead < record.leads.size(); ++lead) {
    const DetectRecord& source = noises[random.below(noises.size())];
    std::vector<float> noise = at_rate(source.leads[lead], source.rate, record.rate);
    to_unit_power(noise);
    add_by_minutes(changed.leads[lead], record.rate, noise, qrs_range(record, lead), random);
  }
  return changed;
}

DetectRecord with_electrode_motion(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  for (std::size_t lead = 0; lead < record.leads.size(); ++lead) {
    std::vector<float> noise = electrode_motion(record.samples(), record.rate, random);
    to_unit_power(noise);
    add_by_minutes(changed.leads[lead], record.rate, noise, qrs_range(record, lead), random);
  }
  return changed;
}

DetectRecord with_tall_ectopics(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  const std::vector<std::int64_t> ectopics = ventricular_beats(record, 0.1, random);
  const auto samples = [&](double seconds) { return static_cast<std::int64_t>(seconds * record.rate); };
  const auto size = static_cast<std::int64_t>(record.samples());
  const double scale = std::exp(std::log(2.0) + random.uniform() * std::log(4.0));
  for (const std::int64_t beat : ectopics) {
    const std::int64_t first = beat - samples(0.25), last = beat + samples(0.45);
    if (first < 0 || last >= size) continue;
    for (auto& x : changed.leads) {
      const float from = x[static_cast<std::size_t>(first)], to = x[static_cast<std::size_t>(last)];
      for (std::int64_t i = first; i <= last; ++i) {
        const double at = static_cast<double>(i - first) / static_cast<double>(last - first);
        // The extra height comes and goes within a seventh of the segment, so that it has no steps.
        const double extra = (scale - 1) * std::min({1.0, 7 * at, 7 * (1 - at)});
        float& value = x[static_cast<std::size_t>(i)];
        const float line = from + (to - from) * static_cast<float>(at);
        value = line + static_cast<float>(1 + extra) * (value - line);
      }
    }
  }
  return changed;
}

DetectRecord with_tachycardia(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  const std::vector<std::int64_t> models = ventricular_beats(record, 0.02, random);
  const auto samples = [&](double seconds) { return static_cast<std::int64_t>(seconds * record.rate); };
  const auto size = static_cast<std::int64_t>(record.samples());
  if (models.empty()) return changed;
  for (std::int64_t begin = samples(20 + 40 * random.uniform()); begin + samples(30) < size;
       begin += samples(40 + 40 * random.uniform())) {
    const std::int64_t model = models[random.below(models.size())];
    const std::int64_t cycle = samples(0.24 + 0.18 * random.uniform());
    const std::int64_t count = samples(8 + 17 * random.uniform()) / cycle;
    const std::int64_t lead_in = cycle * 2 / 5, fade = cycle / 4;
    if (model - lead_in - fade < 0 || model + cycle + fade >= size) continue;
    const auto smooth = static_cast<std::size_t>(std::max<std::int64_t>(1, samples(0.01 + 0.06 * random.uniform())));
    const std::int64_t end = begin + count * cycle;
    for (std::size_t lead = 0; lead < record.leads.size(); ++lead) {
      const std::vector<float> shape =
          one_cycle(record.leads[lead], model - lead_in, cycle, fade, smooth);
      const float level = record.leads[lead][static_cast<std::size_t>(begin)];
      for (std::int64_t i = begin; i < end; ++i) {
        changed.leads[lead][static_cast<std::size_t>(i)] =
            level + shape[static_cast<std::size_t>((i - begin) % cycle)] *
                        static_cast<float>(1 + 0.03 * random.normal());
      }
    }
    std::erase_if(changed.beats, [&](std::int64_t beat) { return beat >= begin && beat < end; });
    for (std::int64_t i = 0; i < count; ++i) changed.beats.push_back(begin + i * cycle + lead_in);
    std::ranges::sort(changed.beats);
  }
  return changed;
}

}  // namespace rwave::bench
