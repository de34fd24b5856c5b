#pragma once
// Server-sent events: what happens to one subject, to all who listen.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

namespace rwave::serve {

// One event in the form of text/event-stream (HTML standard, section 9.2): its name and one line of JSON.
std::string event_text(std::string_view name, const nlohmann::ordered_json& data);

// Readers hold a place in one list and not a list each: a reader that is gone costs nothing until it is
// noticed. Events of a recording are few (an edit, a step of progress); of a live stream one or two a second.
class Events : public std::enable_shared_from_this<Events> {
 public:
  // Any thread; returns at once, whoever listens.
  void publish(std::string_view name, const nlohmann::ordered_json& data);

  // What Reply::events takes: first `greeting`, then every event published from now on; a comment every ten
  // seconds, by which a lost client is noticed. `tick` is called about once a second. The stream ends after
  // close(), or where its reader falls 4096 events behind: it then comes again and is told the present state.
  std::function<bool(std::string&)> subscribe(const std::function<std::string()>& greeting,
                                              std::function<void()> tick = {});

  // Ends every reader's stream. Events published later reach nobody.
  void close();

 private:
  // Events that are kept for readers that lag; at two a second of a live stream more than half an hour.
  static constexpr std::size_t kept = 4096;

  // Of all that follows. Readers wait on the condition for less than a second at a time, so that `tick` is
  // called on time.
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::string> events_;
  // Number of events_.front() since the start: a reader keeps a number as its place.
  std::uint64_t first_ = 0;
  bool closed_ = false;
};

}  // namespace rwave::serve
