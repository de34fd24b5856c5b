#include "classify/whole/fusion_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "classify/whole/lead_shape.h"
#include "math/eight.h"

namespace rwave::whole {
namespace {

constexpr int first = aligned_before - 18, last = aligned_before + 26;  // -144 .. +208 ms: wide complexes too
constexpr int samples = last - first;
constexpr std::size_t fewest = 3;           // beats of a group that counts as ectopic
constexpr std::size_t most_candidates = 6;  // ectopic groups, the largest first
constexpr float other_rhythm_correlation =
    0.85F;                      // correlation with the main rhythm below which a group is another one
constexpr float steep = 0.12F;  // of the greatest slope: above it the ventricles are at work

using LeadsComplex = std::array<float, static_cast<std::size_t>(samples) * most_leads>;

constexpr std::size_t row_size = std::tuple_size_v<LeadsComplex>;

// Dot products of x and z with themselves and each other, over the first `count` samples: those of the leads
// that there are.
struct Products {
  Products(const LeadsComplex& x, const LeadsComplex& z, std::size_t count) {
    // All three at once: each sum waits for itself at every sample.
    for (std::size_t i = 0; i < count; ++i) {
      xx += x[i] * x[i];
      zz += z[i] * z[i];
      xz += x[i] * z[i];
    }
  }
  float xx = 0, zz = 0, xz = 0;
};

// Eight complexes, sample by sample.
using EightComplexes = std::array<float, 8 * row_size>;

// Dot products of x, and of z, with each of eight complexes, over the first `count` samples.
RWAVE_EIGHT_WIDE
void dots_with_eight(const EightComplexes& rows, const LeadsComplex& x, const LeadsComplex& z,
                     std::size_t count, std::array<float, 8>& with_x, std::array<float, 8>& with_z) {
  Eight sum_x{}, sum_z{};
  for (std::size_t i = 0; i < count; ++i) {
    const Eight row = eight_at(rows.data() + 8 * i).value;
    sum_x += row * x[i];
    sum_z += row * z[i];
  }
  eight_at(with_x.data()).value = sum_x;
  eight_at(with_z.data()).value = sum_z;
}

// The best sum a x + b y next to z, a and b not negative: b's part of the two by size, and what remains of z
// over what remains without the smaller of them, and over z.
struct Mixture {
  float part = 0, gain = 1, remains = 1;
};

// Least squares with two unknowns, solved directly. Where one of them would be negative the best
// answer with none negative lies at the edge, that is, one complex alone.
// `xx` and the like: their dot products.
Mixture mix(float xx, float yy, float zz, float xy, float xz, float yz) {
  Mixture out;
  if (xx <= 0 || yy <= 0 || zz <= 0) return out;
  const float alone_x = zz - std::max(xz, 0.F) * xz / xx, alone_y = zz - std::max(yz, 0.F) * yz / yy;
  const float determinant = xx * yy - xy * xy;
  const float a = determinant > 0 ? (xz * yy - yz * xy) / determinant : -1;
  const float b = determinant > 0 ? (yz * xx - xz * xy) / determinant : -1;
  if (a <= 0 || b <= 0) {
    out.part = alone_y < alone_x ? 1.F : 0.F;
    out.remains = std::min(alone_x, alone_y) / zz;
    return out;
  }
  const float both = std::max(zz - a * xz - b * yz, 0.F);
  out.part = b * std::sqrt(yy) / (a * std::sqrt(xx) + b * std::sqrt(yy));
  // How much better two are than one: any beat is fitted somewhat better by two complexes, a fusion
  // beat very much.
  out.gain = both / std::max(std::min(alone_x, alone_y), 1e-4F * zz);
  out.remains = both / zz;
  return out;
}

class Fusion {
 public:
  Fusion(const FeatureInputs& in, FeatureTable& table)
      : in_(in),
        table_(table),
        beats_(in.windows.beats()),
        width_(static_cast<std::size_t>(in.windows.leads) * samples) {
    sizes_.assign(static_cast<std::size_t>(in.groups.count), 0);
    means_.resize(sizes_.size());
    for (std::size_t beat = 0; beat < beats_; ++beat) {
      if (in.groups.group[beat] < 0) continue;
      const auto g = static_cast<std::size_t>(in.groups.group[beat]);
      ++sizes_[g];
      const LeadsComplex own = complex_of(beat);
      for (std::size_t i = 0; i < width_; ++i) means_[g][i] += own[i];
    }
    for (std::size_t g = 0; g < sizes_.size(); ++g)
      for (float& value : means_[g]) value /= static_cast<float>(std::max<std::size_t>(sizes_[g], 1));
    LeadsComplex whole{};
    for (int lead = 0; lead < in.windows.leads; ++lead)
      put(in.main.mean[static_cast<std::size_t>(lead)].data(), lead, whole);
    for (std::size_t g = 0; g < sizes_.size(); ++g) {
      const Products with_whole(means_[g], whole, width_);
      const float scale = std::sqrt(with_whole.xx * with_whole.zz);
      // Groups that resemble the main rhythm are variants of it. Mixed with it they would explain
      // every beat.
      const bool other =
          in.main.is_main_group[g] == 0 && (scale <= 0 || with_whole.xz < other_rhythm_correlation * scale);
      if (other && sizes_[g] >= fewest) candidates_.push_back(g);
    }
    std::ranges::sort(candidates_, [&](std::size_t a, std::size_t b) { return sizes_[a] > sizes_[b]; });
    if (candidates_.size() > most_candidates) candidates_.resize(most_candidates);
    for (std::size_t c = 0; c < candidates_.size(); ++c) {
      const LeadsComplex& mean = means_[candidates_[c]];
      squares_[c] = Products(mean, mean, width_).xx;
      for (std::size_t i = 0; i < width_; ++i) rows_[8 * i + c] = mean[i];
    }
  }

  void add() {
    const std::size_t begin = table_.columns.size();
    for (const char* name :
         {"fusion_part", "fusion_gain", "fusion_remains", "group_fusion_part", "group_fusion_gain",
          "group_fusion_remains", "active_share", "active_share_most"})
      table_.add(name, beats_);
    const auto column = [&](std::size_t k) -> std::vector<float>& { return table_.columns[begin + k]; };
    std::vector<Mixture> of_group(sizes_.size());
    LeadsComplex whole{};
    for (int lead = 0; lead < in_.windows.leads; ++lead)
      put(in_.main.mean[static_cast<std::size_t>(lead)].data(), lead, whole);
    for (std::size_t g = 0; g < sizes_.size(); ++g) of_group[g] = best(whole, means_[g], g);
    Aligned local;
    for (const std::size_t beat : in_.asked) {
      if (in_.groups.group[beat] < 0) continue;
      const auto g = static_cast<std::size_t>(in_.groups.group[beat]);
      // The sum is tried with the template around the beat, not that of the recording: QRS
      // complexes drift with posture by more than a fusion beat may differ.
      LeadsComplex near{};
      for (int lead = 0; lead < in_.windows.leads; ++lead)
        if (in_.windows.is_recorded(beat, lead) &&
            local_template(in_.windows, in_.groups, in_.main, beat, lead, local))
          put(local.data(), lead, near);
      const Mixture own = best(near, complex_of(beat), g);
      column(0)[beat] = own.part;
      column(1)[beat] = own.gain;
      column(2)[beat] = own.remains;
      column(3)[beat] = of_group[g].part;
      column(4)[beat] = of_group[g].gain;
      column(5)[beat] = of_group[g].remains;
      add_activity(beat, column(6)[beat], column(7)[beat]);
    }
  }

 private:
  // One lead's samples, their mean taken off.
  static void put(const float* window, int lead, LeadsComplex& out) {
    float mean = 0;
    for (int i = first; i < last; ++i) mean += window[i] / samples;
    for (int i = first; i < last; ++i)
      out[static_cast<std::size_t>(lead * samples + i - first)] = window[i] - mean;
  }

  LeadsComplex complex_of(std::size_t beat) const {
    LeadsComplex out{};
    for (int lead = 0; lead < in_.windows.leads; ++lead)
      if (in_.windows.is_recorded(beat, lead)) put(aligned(in_.windows, in_.groups, beat, lead), lead, out);
    return out;
  }

  // The mixture with the ectopic group that leaves least. A beat's own group is none, nor a smaller one: a
  // group of fusion beats would explain itself.
  Mixture best(const LeadsComplex& near, const LeadsComplex& beat, std::size_t own) const {
    Mixture found;
    if (candidates_.empty()) return found;
    std::array<float, 8> with_near, with_beat;
    dots_with_eight(rows_, near, beat, width_, with_near, with_beat);
    const Products of_both(near, beat, width_);
    for (std::size_t c = 0; c < candidates_.size(); ++c) {
      const std::size_t g = candidates_[c];
      if (g == own || (in_.main.is_main_group[own] == 0 && sizes_[g] < sizes_[own])) continue;
      const Mixture tried = mix(of_both.xx, squares_[c], of_both.zz, with_near[c], of_both.xz, with_beat[c]);
      if (tried.remains < found.remains) found = tried;
    }
    return found;
  }

  // The share of the cycle in which the signal is steep: a quarter of it at rest, most of it in a fast and
  // smooth ventricular rhythm.
  void add_activity(std::size_t beat, float& mean, float& most) const {
    int end = aligned_samples - 1;
    if (beat + 1 < beats_ && in_.intervals.rr[beat + 1] > 0)
      end =
          std::min(end, aligned_before + static_cast<int>((in_.intervals.rr[beat + 1] - 0.1) * window_rate));
    end = std::max(end, aligned_before + 20);
    float leads = 0;
    for (int lead = 0; lead < in_.windows.leads; ++lead) {
      if (!in_.windows.is_recorded(beat, lead)) continue;
      const float* wave = aligned(in_.windows, in_.groups, beat, lead);
      constexpr int from = aligned_before - 12;
      float greatest = 0;
      for (int i = from; i < end; ++i) greatest = std::max(greatest, std::abs(wave[i + 1] - wave[i - 1]));
      int found = 0;
      for (int i = from; i < end; ++i)
        found += std::abs(wave[i + 1] - wave[i - 1]) > steep * greatest ? 1 : 0;
      const float share = static_cast<float>(found) / static_cast<float>(end - from);
      ++leads;
      mean += (share - mean) / leads;
      most = std::max(most, share);
    }
  }

  const FeatureInputs& in_;
  FeatureTable& table_;
  std::size_t beats_;
  std::size_t width_;                            // samples of the leads' complexes, one after the other
  std::vector<std::size_t> sizes_, candidates_;  // of groups; ectopic groups, largest first
  std::vector<LeadsComplex> means_;              // of groups
  // Of the candidates, in their order: mean complexes and their squares.
  EightComplexes rows_{};
  std::array<float, 8> squares_{};
};

}  // namespace

void add_fusion(const FeatureInputs& in, FeatureTable& table) {
  Fusion(in, table).add();
}

}  // namespace rwave::whole
