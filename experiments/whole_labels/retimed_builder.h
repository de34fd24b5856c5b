#pragma once
// Builds a recording beat by beat from another one's windows: each beat keeps its shape and comes at another time.

#include <array>
#include <cstdint>
#include <vector>

#include "math/random.h"
#include "retime.h"

namespace rwave {

inline constexpr std::uint8_t n_class = 0, s_class = 1, v_class = 2, f_class = 3, q_class = 4;

double uniform(Random& random, double low, double high);

// Another P wave: so much of the mean one taken off, and so much of it put on by lead, later by `shift` samples.
struct PChange {
  double taken = 0;
  std::array<double, whole::most_leads> given{};
  int shift = 0;
};

// What moves with the interval is the tail of the beat before: it is taken off and that of the new beat before is put
// on. A beat made S gets another P wave, one in fibrillation none.
class RetimedBuilder {
 public:
  RetimedBuilder(const TaughtBeats& source, Random& random);

  // `rr`: the interval before the beat, s. In fibrillation the P wave is taken off and a wave of 5 to 8 Hz added.
  void append(std::size_t from, double rr, std::uint8_t made, bool fibrillates = false) {
    const bool becomes_s = made == s_class && source_.classes[from] != s_class;
    const bool loses_p = fibrillates && source_.classes[from] == n_class;
    append(from, rr, made, fibrillates, PChange{loses_p ? 1 : becomes_s ? p_factor_ : 0, {}, 0}, Fused{});
  }

  // With a P wave as told.
  void append(std::size_t from, double rr, std::uint8_t made, const PChange& change) {
    append(from, rr, made, false, change, Fused{});
  }

  // A fusion beat: the beat `from` until its complex begins, from there on a part of it is the beat `with`.
  void append_fused(std::size_t from, double rr, std::size_t with, Random& random) {
    append(from, rr, f_class, false, PChange{}, Fused{static_cast<std::ptrdiff_t>(with), uniform(random, 0.25, 0.7), static_cast<int>(random.below(7)) - 3});
  }

  // Whether the N beats' P waves repeat, in one lead at least: what does not cannot be told from another P wave.
  bool shows_p_waves() const;

  TaughtBeats take() { return std::move(out_); }

 private:
  struct Fused {
    std::ptrdiff_t with = -1;
    double part = 0;
    int shift = 0;  // samples by which the ventricular beat comes later
  };

  void append(std::size_t from, double rr, std::uint8_t made, bool fibrillates, const PChange& change, const Fused& fused);
  float wavelet(int lead, double after_r) const;
  void make_p_template();

  const TaughtBeats& source_;
  TaughtBeats out_;
  std::vector<std::vector<float>> p_template_;  // by lead: the mean of the N beats, tapered to the P wave's place
  double p_factor_ = 0, wave_rate_ = 0, wave_height_ = 0;
  std::ptrdiff_t last_ = -1;
};

}  // namespace rwave
