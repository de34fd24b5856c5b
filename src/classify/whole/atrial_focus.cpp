#include "classify/whole/atrial_focus.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr double pause_ratio = 1.25;        // of a pause to the median of the 8 intervals around, at least
constexpr double steady_ratio = 1.12;       // of an interval of a sequence to it, or its inverse, at most
constexpr std::size_t fewest_of_kind = 16;  // beats of either kind whose mean shows a P wave
constexpr double least_pauses = 0.05;       // of all beats
constexpr double least_interval = 0.55;     // s, median of the beats that follow one another
constexpr float clearest = 8;               // of the two kinds of P wave: beyond, none is mistaken
constexpr int mean_jitter = 1;              // samples by which means of aligned beats may be apart: 8 ms
constexpr float least_p_height = 0.8F;      // of the P wave after pauses, in parts of that of the others
constexpr float least_p_wave = 0.04F;       // of the P wave after pauses, in parts of the QRS complex
constexpr float least_spread = 0.05F;       // of likenesses: of a noiseless recording
constexpr std::size_t most_together = 8;    // beats whose mean is looked at: 9 dB less of noise
constexpr std::size_t fewest_means = 8;     // of such means, where beats suffice
constexpr float least_evidence = 3.25F;     // evidence: next to 232 no record of 134 has more than .6
constexpr float as_sinus = 0.5F;            // half the way to the P wave after pauses
constexpr int p_width = p_last - p_first;

using PWave = std::array<float, p_width>;

// The P window without its mean: wander moves it as a whole.
PWave centred(const float* values) {
  PWave out;
  float mean = 0;
  for (int i = 0; i < p_width; ++i) mean += values[i] / p_width;
  for (int i = 0; i < p_width; ++i) out[static_cast<std::size_t>(i)] = values[i] - mean;
  return out;
}

// How many of `beats` are looked at together.
std::size_t together(std::size_t beats) {
  return std::clamp<std::size_t>(beats / fewest_means, 1, most_together);
}

// The mean P window of one kind of beats, by lead: a P wave that no single beat shows clearly.
struct MeanWindow {
  std::array<PWindow, most_leads> of_lead{};
  std::array<float, most_leads> number{};

  void add(std::size_t lead, const PWindow& window) {
    for (std::size_t i = 0; i < window.size(); ++i) of_lead[lead][i] += window[i];
    ++number[lead];
  }
  void divide() {
    for (std::size_t l = 0; l < most_leads; ++l)
      if (number[l] > 0)
        for (float& value : of_lead[l]) value /= number[l];
  }
};

// What a beat of the main rhythm's shape is: the end of a pause, one of a sequence, or neither, as an early
// beat and the first ones of a slower rhythm.
enum class PauseKind : std::uint8_t { other, steady, pause };

class Focus {
 public:
  Focus(const FeatureInputs& in, const PWindows& windows)
      : in_(in), windows_(windows), beats_(in.windows.beats()), kind_(beats_, PauseKind::other) {
    for (std::size_t beat = 0; beat < beats_; ++beat) {
      kind_[beat] = kind_of(beat);
      if (kind_[beat] == PauseKind::pause) ++pauses_;
      if (kind_[beat] == PauseKind::steady) intervals_.push_back(in_.intervals.rr[beat]);
    }
  }

  AtrialFocus find() {
    AtrialFocus found;
    if (pauses_ < fewest_of_kind || intervals_.size() < fewest_of_kind) return found;
    if (static_cast<double>(pauses_) < least_pauses * static_cast<double>(beats_)) return found;
    if (median(intervals_) < least_interval) return found;
    make_means();
    found.sinus = likeness();
    found.evidence = evidence(found.sinus);
    for (std::size_t beat = 0; beat < beats_; ++beat) {
      found.sinus[beat] = std::clamp(found.sinus[beat], 0.F, 1.F);
      // Of any shape: of 232's a tenth form a group of their own. What the trees call V stays V.
      found.follows.push_back(in_.groups.group[beat] >= 0 && !ends_pause(beat) ? 1 : 0);
    }
    return found;
  }

 private:
  bool is_main(std::size_t beat) const {
    return in_.groups.group[beat] >= 0 &&
           in_.main.is_main_group[static_cast<std::size_t>(in_.groups.group[beat])] != 0;
  }

  bool ends_pause(std::size_t beat) const {
    return in_.intervals.rr[beat] > pause_ratio * in_.intervals.near[beat];
  }

  // By the beats around and not by the recording: a night is slower than a day.
  PauseKind kind_of(std::size_t beat) const {
    const double rr = in_.intervals.rr[beat], near = in_.intervals.near[beat];
    if (rr <= 0 || near <= 0 || !is_main(beat)) return PauseKind::other;
    if (ends_pause(beat)) return PauseKind::pause;
    return rr < steady_ratio * near && near < steady_ratio * rr ? PauseKind::steady : PauseKind::other;
  }

  void make_means() {
    for (std::size_t beat = 0; beat < beats_; ++beat) {
      if (kind_[beat] == PauseKind::other) continue;
      MeanWindow& mean = kind_[beat] == PauseKind::pause ? after_pause_ : steady_;
      for (int lead = 0; lead < in_.windows.leads; ++lead)
        if (in_.windows.is_recorded(beat, lead))
          mean.add(static_cast<std::size_t>(lead), windows_.freed(beat, lead));
    }
    after_pause_.divide();
    steady_.divide();
  }

  // A lead may be off around the pauses.
  bool seen(std::size_t lead) const {
    return in_.main.amplitude[lead] > 0 && after_pause_.number[lead] >= fewest_of_kind &&
           steady_.number[lead] >= fewest_of_kind;
  }

  // How clearly the two kinds of P wave are parted, how unlike their means are and how well those after
  // pauses repeat, each by itself not enough: fibrillation and noise have no P wave that repeats, and the T
  // wave before a beat, whose rest is in the window where no pause is, leaves a shape alike.
  float evidence(const std::vector<float>& own) const {
    float unlike = 0, repeats = 0, leads = 0, after = 0, following = 0;
    for (std::size_t l = 0; l < most_leads; ++l) {
      if (!seen(l)) continue;
      ++leads;
      const float* pause = after_pause_.of_lead[l].data() + most_shift;
      ShiftedCorrelations found;
      correlations(steady_.of_lead[l].data(), pause, 0, p_width, found);
      const auto middle = found.begin() + most_shift;
      unlike += (1 - *std::max_element(middle - mean_jitter, middle + mean_jitter + 1) - unlike) / leads;
      std::vector<float> with_mean;
      MeanWindow few;
      for (std::size_t beat = 0; beat < beats_; ++beat) {
        if (kind_[beat] != PauseKind::pause || !in_.windows.is_recorded(beat, static_cast<int>(l))) continue;
        few.add(l, windows_.freed(beat, static_cast<int>(l)));
        if (few.number[l] < static_cast<float>(together(pauses_))) continue;
        with_mean.push_back(correlation(few.of_lead[l].data() + most_shift, pause, 0, p_width));
        few = {};
      }
      repeats += (median(with_mean) - repeats) / leads;
      after += height(pause, 0, p_width) / in_.main.amplitude[l];
      following += height(steady_.of_lead[l].data() + most_shift, 0, p_width) / in_.main.amplitude[l];
    }
    // A junctional beat ends a pause without a P wave: what is not there tells nothing of others.
    if (after < least_p_height * following || after < least_p_wave * leads) return 0;
    unlike = std::clamp(unlike, 0.F, 1.F);
    return unlike * unlike * std::clamp(repeats, 0.F, 1.F) * clearness(own);
  }

  // Each beat's P wave along the way from the mean of the sequences, 0, to that after pauses, 1; all leads
  // together, so that one in which the two differ says most.
  std::vector<float> likeness() const {
    std::vector<float> own(beats_, 0);
    for (std::size_t beat = 0; beat < beats_; ++beat) {
      float along = 0, whole = 0;
      for (int lead = 0; lead < in_.windows.leads; ++lead) {
        const auto l = static_cast<std::size_t>(lead);
        if (!seen(l) || !in_.windows.is_recorded(beat, lead) || in_.groups.group[beat] < 0) continue;
        const PWave a = centred(after_pause_.of_lead[l].data() + most_shift),
                    b = centred(steady_.of_lead[l].data() + most_shift),
                    wave = centred(windows_.freed(beat, lead).data() + most_shift);
        const float scale = 1 / (in_.main.amplitude[l] * in_.main.amplitude[l]);
        for (std::size_t i = 0; i < a.size(); ++i) {
          along += scale * (wave[i] - b[i]) * (a[i] - b[i]);
          whole += scale * (a[i] - b[i]) * (a[i] - b[i]);
        }
      }
      own[beat] = whole > 0 ? along / whole : 0;
    }
    return own;
  }

  // The distance of the two middles in units of their spread. Medians, as a pause may also end with a beat of
  // the focus, and a sequence may be the sinus node's.
  float clearness(const std::vector<float>& own) const {
    struct Kind {
      std::size_t few;  // beats whose mean is one value
      float sum = 0;
      std::size_t summed = 0;
      std::vector<float> means = {};
    };
    std::array<Kind, 2> kinds{{{together(intervals_.size())}, {together(pauses_)}}};
    for (std::size_t beat = 0; beat < beats_; ++beat) {
      if (kind_[beat] == PauseKind::other) continue;
      Kind& kind = kinds[kind_[beat] == PauseKind::pause ? 1 : 0];
      kind.sum += own[beat];
      if (++kind.summed < kind.few) continue;
      kind.means.push_back(kind.sum / static_cast<float>(kind.few));
      kind.sum = 0;
      kind.summed = 0;
    }
    float spread = 0;
    std::array<float, 2> middle{};
    for (std::size_t k = 0; k < 2; ++k) {
      std::vector<float>& means = kinds[k].means;
      middle[k] = median(means);
      for (float& value : means) value = std::abs(value - middle[k]);
      spread += median(means) / 2;
    }
    return std::clamp((middle[1] - middle[0]) / (spread + least_spread), 0.F, clearest);
  }

  const FeatureInputs& in_;
  const PWindows& windows_;
  std::size_t beats_;
  std::vector<PauseKind> kind_;
  std::size_t pauses_ = 0;
  std::vector<double> intervals_;  // of the beats that follow one another, s
  MeanWindow after_pause_, steady_;
};

}  // namespace

AtrialFocus atrial_focus(const FeatureInputs& in, const PWindows& windows) {
  return Focus(in, windows).find();
}

std::vector<std::uint8_t> beats_of_focus(const PartMeasures& part) {
  const AtrialFocus focus = atrial_focus(part.in, part.p_windows);
  std::vector<std::uint8_t> own(part.in.windows.beats(), 0);
  if (focus.evidence < least_evidence) return own;
  for (std::size_t beat = 0; beat < own.size(); ++beat)
    own[beat] = focus.follows[beat] != 0 && focus.sinus[beat] < as_sinus ? 1 : 0;
  return own;
}

}  // namespace rwave::whole
