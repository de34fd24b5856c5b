#include "fetch/progress_bar.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace rwave {
namespace {

constexpr std::chrono::milliseconds redraw{100};
constexpr std::chrono::seconds next_line{10};
// Columns, where the terminal does not say.
constexpr int default_width = 80;

std::string megabytes(std::int64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

// Asked for each line: a window may be made wider meanwhile.
int terminal_width(std::FILE* out) {
  winsize size{};
  const bool known = ::ioctl(::fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : default_width;
}

}  // namespace

std::string bar_line(std::string_view name, const FetchProgress& progress, double seconds, int width) {
  if (progress.files == 0) return fmt::format("{}  looking for the list of files", name).substr(0, width);
  const double rate = seconds > 0 ? static_cast<double>(progress.bytes) / seconds : 0;
  const std::string figures = fmt::format("  {}/{} files  {}  {:.1f} MB/s", progress.done, progress.files,
                                          megabytes(progress.bytes), rate / 1e6);
  // What is too narrow for a bar still has room for the figures.
  const int room = width - static_cast<int>(name.size() + figures.size()) - 4;
  if (room < 5) return fmt::format("{}{}", name, figures).substr(0, static_cast<std::size_t>(width));
  const int length = std::min(room, 30);
  const int filled = static_cast<int>(static_cast<std::size_t>(length) * progress.done / progress.files);
  std::string bar(static_cast<std::size_t>(filled), '=');
  if (filled < length) bar += '>';
  return fmt::format("{}  [{:<{}}]{}", name, bar, length, figures);
}

std::string plain_line(std::string_view name, const FetchProgress& progress) {
  return fmt::format("{}: {}/{} files, {}", name, progress.done, progress.files, megabytes(progress.bytes));
}

FetchProgressBar::FetchProgressBar(std::string name, std::FILE* out)
    : name_(std::move(name)), out_(out), terminal_(::isatty(::fileno(out)) != 0), start_(Clock::now()) {}

void FetchProgressBar::show(const FetchProgress& progress) {
  progress_ = progress;
  const auto now = Clock::now();
  if (any_ && now - drawn_ < (terminal_ ? Clock::duration(redraw) : Clock::duration(next_line))) return;
  // A pipe gets no line before there is something to count.
  if (!terminal_ && progress.files == 0) return;
  any_ = true;
  drawn_ = now;
  draw();
}

void FetchProgressBar::finish() {
  if (progress_.files == 0 && !any_) return;
  draw();
  if (terminal_) fmt::print(out_, "\n");
}

void FetchProgressBar::draw() {
  if (!terminal_) {
    fmt::print(out_, "{}\n", plain_line(name_, progress_));
    return;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  // To the line's beginning, and what was longer before is erased; one column stays free, where terminals
  // wrap.
  fmt::print(out_, "\r{}\x1b[K", bar_line(name_, progress_, seconds, terminal_width(out_) - 1));
  std::fflush(out_);
}

}  // namespace rwave
