// Samples of live streams over HTTP: what a request states, and its body as it comes in.

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <exception>
#include <optional>
#include <vector>

#include "serve/live.h"

namespace rwave::serve {
namespace {

// Bytes. A body of a stated length up to this is taken whole or not at all; it is then kept whole meanwhile.
// More than five minutes of one lead at 500 Hz: a monitor's block is far below it.
constexpr std::size_t longest_kept = 1 << 20;

// Bytes that the body will have. Nothing where it comes in chunks or is packed: then only its end tells.
std::optional<std::size_t> stated_length(const Request& request) {
  const std::string text = request.header("Content-Length");
  if (!request.header("Transfer-Encoding").empty() || !request.header("Content-Encoding").empty()) return {};
  std::size_t length = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
  return length;
}

// Copied, as bytes from the network need not lie where a float may.
std::vector<float> values_of(std::string_view bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

// Frames are labelled as they come in, however long the request lasts. False where the connection was lost.
bool push_as_it_comes(LiveStream& stream, const Request& request) {
  std::string rest;
  std::exception_ptr fault;  // the library must not see it
  // Network packets cut frames anywhere. The rest waits for the next block.
  const std::size_t frame = sizeof(float) * static_cast<std::size_t>(stream.leads());
  const bool complete = request.read_body([&](std::string_view block) {
    try {
      rest.append(block);
      const std::size_t whole = rest.size() / frame * frame;
      if (whole == 0) return true;
      stream.push(values_of(std::string_view(rest).substr(0, whole)));
      rest.erase(0, whole);
      return true;
    } catch (...) {
      fault = std::current_exception();
      return false;
    }
  });
  if (fault) std::rethrow_exception(fault);
  // Of chunks this is known last: what came before is labelled by then.
  if (!rest.empty()) refuse_bad("the last frame is not complete; the frames before it were taken");
  return complete;
}

}  // namespace

void LiveStreams::refuse_input(const std::string& name) const {
  if (input_ && !input_->ended && input_->name == name)
    throw Refused(409, "conflict", "the stream of that name comes on the server's standard input");
}

// What can be known at once is refused before a stream is made or a frame is taken, so that a sender may mend
// it and send it again.
Reply LiveStreams::take_samples(const Request& request, const std::string& name) {
  if (!taken()) throw Refused(403, "forbidden", "this server takes no live streams (--live-streams)");
  if (request.header("Content-Type") != "application/octet-stream")
    throw Refused(415, "unsupported", "samples must be application/octet-stream");
  const bool rate_stated = request.query.contains("rate"), leads_stated = request.query.contains("leads");
  const double rate = request.real("rate", 0, 100, 2000);
  const int leads = static_cast<int>(request.number("leads", 1, 1, LiveStream::most_leads));
  const std::int64_t finish = request.number("finish", 0, 0, 1);
  {
    // Two patients must never be one stream.
    const std::lock_guard lock(mutex_);
    refuse_input(name);
  }
  auto stream = find(name);
  const bool begins = !stream || (stream->ended() && rate_stated);
  if (begins) {
    if (!rate_stated) refuse_bad("the first request of a stream must give rate and leads");
  } else if (!stream->ended() &&
             ((rate_stated && rate != stream->rate()) || (leads_stated && leads != stream->leads()))) {
    throw Refused(409, "conflict",
                  fmt::format("the stream goes on at {:g} Hz with {} lead(s): end it before another is sent "
                              "under its name",
                              stream->rate(), stream->leads()));
  }
  const auto length = stated_length(request);
  const std::size_t frame = sizeof(float) * static_cast<std::size_t>(begins ? leads : stream->leads());
  if (length && *length % frame != 0)
    refuse_bad(fmt::format(
        "the last frame is not complete: {} bytes are no multiple of {}; nothing was taken", *length, frame));
  if (length && *length <= longest_kept) {
    const std::vector<float> frames = values_of(request.body(longest_kept));
    if (begins) {
      LiveStream::check(frames, leads, 0);
      stream = make(name, rate, leads);
    }
    if (!frames.empty()) stream->push(frames);
    if (finish == 1) stream->finish();
    return json_reply(stream->json());
  }
  if (begins) stream = make(name, rate, leads);
  if (push_as_it_comes(*stream, request) && finish == 1) stream->finish();
  return json_reply(stream->json());
}

}  // namespace rwave::serve
