// rwave monitor: an ECG stream, or a recording played as one, watched in the terminal: trace, rate, last
// beats and episodes.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "classify/live_rhythm.h"
#include "cli/recording_stream.h"
#include "cli/recordings.h"
#include "cli/table_stream.h"
#include "cli/verbs.h"
#include "figures/palette.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

constexpr double trace_seconds = 6;
constexpr int trace_rows = 8;
constexpr std::size_t events_shown = 6;
constexpr double frames_per_second = 5;  // of the picture
// s since the last beat: 4 s of asystole and the 2.6 s in which a beat is known for sure.
constexpr double longest_without_beat = 6.6;
constexpr double longest_interval = 4;   // s
constexpr double seconds_per_line = 10;  // of the stream, between two lines of its state in a pipe

// A signal handler may do very little; setting this flag and closing a descriptor are allowed.
volatile std::sig_atomic_t interrupted = 0;

// One terminal cell holds 2 by 4 dots of braille (Unicode 2800): a trace needs no graphics.
std::vector<std::string> braille(const std::deque<float>& samples, int columns) {
  const int width = columns * 2, height = trace_rows * 4;
  std::vector<unsigned> cells(static_cast<std::size_t>(columns) * trace_rows, 0);
  float low = std::numeric_limits<float>::infinity(), high = -low;
  for (const float value : samples) {
    if (std::isnan(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  // mV: noise alone must not fill the screen.
  const float range = std::max(high - low, 0.5F);
  int last = -1;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (std::isnan(samples[i])) {
      last = -1;
      continue;
    }
    const int x = static_cast<int>(static_cast<double>(i) / static_cast<double>(samples.size()) * width);
    const int y = std::clamp(static_cast<int>((high - samples[i]) / range * static_cast<float>(height - 1)),
                             0, height - 1);
    // A vertical stroke from the sample before to this one: a QRS complex is steeper than one dot
    // per column.
    const int from = last < 0 ? y : std::min(last, y), to = last < 0 ? y : std::max(last, y);
    for (int row = from; row <= to; ++row) {
      static constexpr std::array<std::array<unsigned, 4>, 2> dots = {
          {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}};
      cells[static_cast<std::size_t>(row / 4 * columns + x / 2)] |=
          dots[static_cast<std::size_t>(x % 2)][static_cast<std::size_t>(row % 4)];
    }
    last = y;
  }
  std::vector<std::string> lines(trace_rows);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const unsigned code = 0x2800 + cells[i];
    std::string& line = lines[i / static_cast<std::size_t>(columns)];
    // The UTF-8 of U+2800 to U+28FF, three bytes.
    line += static_cast<char>(0xE0 | (code >> 12U));
    line += static_cast<char>(0x80 | ((code >> 6U) & 0x3FU));
    line += static_cast<char>(0x80 | (code & 0x3FU));
  }
  return lines;
}

// A dumb terminal does not understand where the cursor is to go: it gets lines, as a pipe does.
bool draws_pictures() {
  const char* const term = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && term != nullptr && std::string_view(term) != "dumb" && *term != '\0';
}

class Screen {
 public:
  // `rate` in Hz.
  explicit Screen(double rate)
      : rate_(rate), terminal_(draws_pictures()), depth_(colour_depth(STDOUT_FILENO)) {}

  void take(std::span<const float> frame, LiveRhythm& live) {
    trace_.push_back(frame.front());
    if (static_cast<double>(trace_.size()) > trace_seconds * rate_) trace_.pop_front();
    ++frames_;
    for (const LabelledBeat& beat : live.beats) note(beat);
    for (const EpisodeEvent& event : live.events) note(event);
    live.beats.clear();
    live.events.clear();
    if (!terminal_ && static_cast<double>(frames_) >= next_line_ * rate_) {
      next_line_ += seconds_per_line;
      print_line(state_text());
    }
  }

  // The stream has ended: in a pipe its last state is a line, on the terminal the picture is.
  void finish() {
    if (!terminal_) print_line(state_text());
    draw();
  }

  // The picture drawn again in its place; without a terminal nothing is drawn: take() prints lines.
  void draw() {
    if (!terminal_) return;
    winsize size{};
    const int columns =
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col - 2 : 78;
    // The cursor goes up by as many lines as were drawn, and each is cleared: no library for
    // terminals is needed, and what scrolled by before stays.
    std::string text = drawn_ ? fmt::format("\x1b[{}A", lines_) : "";
    std::size_t lines = 0;
    const auto line = [&](const std::string& content) {
      text += "\x1b[2K" + content + "\n";
      ++lines;
    };
    line(state_text());
    for (const std::string& row : braille(trace_, columns)) line(row);
    line("beats  " + last_labels());
    for (std::size_t i = 0; i < events_shown; ++i) line(i < events_.size() ? events_[i] : "");
    lines_ = lines;
    drawn_ = true;
    fmt::print("{}", text);
    std::fflush(stdout);
  }

 private:
  static void print_line(const std::string& text) {
    fmt::print("{}\n", text);
    // A reader of the pipe wants each line now; and a reader who has gone away ends the stream.
    if (std::fflush(stdout) != 0) throw Error("standard output", "cannot be written (disk full?)");
  }

  std::string state_text() const {
    return fmt::format("{}   {} per minute   beats {}   V {}   S {}",
                       clock_text(static_cast<double>(frames_) / rate_), rate_text(), grouped(beats_),
                       grouped(v_), grouped(s_));
  }

  void note(const LabelledBeat& beat) {
    ++beats_;
    v_ += beat.label == 'V' ? 1 : 0;
    s_ += beat.label == 'S' ? 1 : 0;
    recent_.push_back(beat);
    if (recent_.size() > 40) recent_.pop_front();
  }

  void note(const EpisodeEvent& event) {
    const Episode& e = event.episode;
    std::string text = fmt::format(
        "{}  {} {}", clock_text(static_cast<double>(e.first) / rate_), name_of(e.kind).text,
        event.ended ? fmt::format("of {:.1f} s", static_cast<double>(e.end - e.first) / rate_) : "begins");
    if (event.ended && e.mean_rate > 0)
      text += fmt::format(", {}, {:.0f} per minute", counted(e.beats, "beat"), e.mean_rate);
    if (!terminal_) print_line(text);
    events_.push_front(std::move(text));
    if (events_.size() > events_shown) events_.pop_back();
  }

  std::string rate_text() const {
    // Eight intervals, as everywhere a heart rate is stated.
    if (recent_.size() < 9) return "-";
    // A rate of long ago is none: a heart that has stopped must not be shown with it.
    if (static_cast<double>(frames_ - recent_.back().sample) > longest_without_beat * rate_) return "-";
    const auto first = recent_.end() - 9;
    // Intervals across a stop or a span without signal are no heart rate.
    for (auto beat = first + 1; beat != recent_.end(); ++beat)
      if (static_cast<double>(beat->sample - (beat - 1)->sample) > longest_interval * rate_) return "-";
    const double seconds = static_cast<double>(recent_.back().sample - first->sample) / rate_;
    return seconds > 0 ? fmt::format("{:.0f}", 60 * 8 / seconds) : "-";
  }

  std::string last_labels() const {
    std::string text;
    for (const LabelledBeat& beat : recent_) {
      const std::string label(1, beat.label);
      text += (beat.label == 'N' ? label : painted(label, class_colour(label, 0), depth_)) + " ";
    }
    return text;
  }

  double rate_;
  bool terminal_;
  ColourDepth depth_;
  std::deque<float> trace_;
  std::deque<LabelledBeat> recent_;
  std::deque<std::string> events_;  // the newest first
  std::int64_t frames_ = 0, beats_ = 0, v_ = 0, s_ = 0;
  std::size_t lines_ = 0;
  bool drawn_ = false;
  double next_line_ = seconds_per_line;  // s
};

struct Interrupted {};

struct MonitorArguments {
  std::string recording;  // empty or -: standard input
  OpenOptions open;
  bool paced = false;
  std::string model;
};

void monitor(const MonitorArguments& arguments) {
  using Clock = std::chrono::steady_clock;
  // An idle device holds the program in a read. Without SA_RESTART the read returns, and with standard input
  // closed the library's next try ends the stream.
  struct sigaction action = {};
  action.sa_handler = [](int) {
    interrupted = 1;
    ::close(STDIN_FILENO);
  };
  ::sigaction(SIGINT, &action, nullptr);
  std::ios::sync_with_stdio(false);
  const Model model = arguments.model.empty() ? Model::shipped(1) : Model::load(arguments.model, 1);
  // Made with the first frame: only then the rate is known for sure.
  std::optional<LiveRhythm> live;
  std::optional<Screen> screen;
  const auto begun = Clock::now();
  auto drawn = begun;
  std::int64_t frames = 0;
  const auto take = [&](double rate, std::span<const float> frame) {
    if (interrupted != 0) throw Interrupted();
    if (!live) {
      live.emplace(model, rate, static_cast<int>(frame.size()));
      live->leave_out_fibrillation = true;
      screen.emplace(rate);
    }
    live->push(frame);
    screen->take(frame, *live);
    ++frames;
    // A file is shown as fast as it was recorded; a device's stream comes at its own pace.
    if (arguments.paced)
      std::this_thread::sleep_until(begun +
                                    std::chrono::duration_cast<Clock::duration>(
                                        std::chrono::duration<double>(static_cast<double>(frames) / rate)));
    if (std::chrono::duration<double>(Clock::now() - drawn).count() < 1 / frames_per_second) return;
    drawn = Clock::now();
    screen->draw();
  };
  try {
    if (arguments.recording.empty() || arguments.recording == "-")
      read_table_stream(std::cin, arguments.open, take);
    else
      read_recording_stream(arguments.recording, arguments.open, take);
  } catch (const Interrupted&) {
  } catch (const std::exception&) {
    if (interrupted == 0) throw;  // else: the stream ended under the reader, as the person wished
  }
  if (!live) {
    // An empty screen would look as if the program had shown something.
    if (interrupted != 0) fmt::print(stderr, "rwave: interrupted before the first sample came\n");
    return;
  }
  live->finish();
  screen->take(std::vector<float>{std::numeric_limits<float>::quiet_NaN()}, *live);
  screen->finish();
}

}  // namespace

void add_monitor(CLI::App& app) {
  auto arguments = std::make_shared<MonitorArguments>();
  CLI::App* verb = app.add_subcommand("monitor",
                                      "Show an ECG stream in the terminal: trace, rate, beats, episodes, "
                                      "until interrupted (Ctrl-C); into a pipe "
                                      "plain lines");
  verb->add_option("REC", arguments->recording,
                   "a recording to show: DIR/100 (WFDB), x.edf, x.csv; if not given, or -, a table from "
                   "standard input");
  add_table_options(*verb, arguments->open);
  verb->add_flag("--real-time", arguments->paced,
                 "show samples at the pace they were recorded at, not as fast as they come");
  verb->add_option("--model", arguments->model, "network that labels the beats (else the shipped one)");
  verb->callback([arguments] { monitor(*arguments); });
}

}  // namespace rwave::cli
