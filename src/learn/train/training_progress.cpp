#include "learn/train/training_progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "base/text.h"

namespace rwave::learn {
namespace {

constexpr double redraw_seconds = 0.1;

// ".0312", "1.2046": four digits after the point, no zero before it.
// As the field writes them: without the zero, which says nothing where all are below 1.
std::string fraction(double value, int digits) {
  if (std::isnan(value)) return "-";
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.starts_with("0.")) text.erase(0, 1);
  return text;
}

// "1e-3", "3.2e-4": two digits at most.
// Two digits are what a schedule's rates are read to.
std::string short_rate(double rate) {
  std::string text = fmt::format("{:.1e}", rate);  // 3.2e-04
  const std::size_t e = text.find('e');
  std::string mantissa = text.substr(0, e), exponent = text.substr(e + 1);
  if (mantissa.ends_with(".0")) mantissa.resize(mantissa.size() - 2);
  const std::string sign = exponent.starts_with('-') ? "-" : "";
  exponent.erase(0, 1);
  exponent.erase(0, std::min(exponent.find_first_not_of('0'), exponent.size() - 1));
  return mantissa + "e" + sign + exponent;
}

std::string validation_text(const EpochRow& row) {
  if (std::isnan(row.accuracy)) return "";
  return fmt::format("  val acc {:.1f} macro-F1 {}", 100 * row.accuracy, fraction(row.macro_f1, 3));
}

}  // namespace

std::string progress_line(const Progress& p, int columns) {
  constexpr int cells = 20;
  const double done = (p.epoch - 1 + static_cast<double>(p.step) / static_cast<double>(p.steps)) / p.epochs;
  const int filled = std::clamp(static_cast<int>(done * cells), 0, cells);
  std::string bar(static_cast<std::size_t>(filled), '=');
  if (filled < cells) bar += '>';
  bar.resize(cells, ' ');
  std::string line = fmt::format("epoch {}/{}  [{}]  loss {}", p.epoch, p.epochs, bar, fraction(p.loss, 4));
  if (p.last != nullptr) line += validation_text(*p.last);
  if (p.best > 0) line += fmt::format("  best {}", p.best);
  line +=
      fmt::format("  lr {}  {} beats/s  ETA {}", short_rate(p.rate),
                  grouped(static_cast<std::int64_t>(p.rows_a_second)), clock_text(std::ceil(p.seconds_left)));
  // A line that wraps could not be redrawn in its place.
  if (columns > 0 && line.size() > static_cast<std::size_t>(columns))
    line.resize(static_cast<std::size_t>(columns));
  return line;
}

std::string epoch_line(const EpochRow& row, int epochs, int best, double rows_a_second) {
  std::string line = fmt::format("epoch {}/{}  loss {}", row.epoch, epochs, fraction(row.train_loss, 4));
  if (!std::isnan(row.accuracy)) line += fmt::format("  val loss {}", fraction(row.validation_loss, 4));
  line += validation_text(row);
  if (best > 0) line += fmt::format("  best {}", best);
  return line + fmt::format("  lr {}  {} beats/s  {:.1f} s", short_rate(row.rate),
                            grouped(static_cast<std::int64_t>(rows_a_second)), row.seconds);
}

std::string log_csv(std::span<const EpochRow> log) {
  std::string text =
      "epoch,train_loss,validation_loss,validation_accuracy,validation_balanced_accuracy,validation_macro_f1,"
      "lr,seconds\n";
  // Empty, not "nan": tables are read by programs that take an empty cell for absent.
  const auto cell = [](double value, const char* form) {  // empty where no rows were held out
    return std::isnan(value) ? std::string() : fmt::format(fmt::runtime(form), value);
  };
  for (const EpochRow& row : log) {
    text += fmt::format("{},{:.6g},{},{},{},{},{:.6g},{:.2f}\n", row.epoch, row.train_loss,
                        cell(row.validation_loss, "{:.6g}"), cell(row.accuracy, "{:.6f}"),
                        cell(row.balanced_accuracy, "{:.6f}"), cell(row.macro_f1, "{:.6f}"), row.rate,
                        row.seconds);
  }
  return text;
}

ProgressBar::ProgressBar(std::FILE* out) : out_(out), terminal_(out && ::isatty(::fileno(out)) != 0) {}

// Ten times per second at most, however short the steps: writing to a terminal takes longer than a small
// step.
void ProgressBar::step(const Progress& progress) {
  if (!terminal_ || steady_seconds() - shown_ < redraw_seconds) return;
  shown_ = steady_seconds();
  winsize size{};
  const bool known = ::ioctl(::fileno(out_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  fmt::print(out_, "\r{}\x1b[K", progress_line(progress, known ? size.ws_col - 1 : 0));
  std::fflush(out_);
  line_open_ = true;
}

void ProgressBar::epoch(const EpochRow& row, int epochs, int best, double rows_a_second) {
  // On a terminal the bar has said it already.
  if (terminal_ || !out_) return;
  fmt::print(out_, "{}\n", epoch_line(row, epochs, best, rows_a_second));
  std::fflush(out_);
}

void ProgressBar::end() {
  if (line_open_) fmt::print(out_, "\n");
  line_open_ = false;
}

}  // namespace rwave::learn
