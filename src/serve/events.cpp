#include "serve/events.h"

#include <fmt/format.h>

#include <chrono>

#include "base/clock.h"
#include "serve/exchange.h"

namespace rwave::serve {

namespace {

constexpr double alive_every = 5;  // s

}  // namespace

// Server-sent events: a name, one line of data, a blank line. JSON without line breaks keeps to one
// line.
std::string event_text(std::string_view name, const nlohmann::ordered_json& data) {
  return fmt::format("event: {}\ndata: {}\n\n", name, json_text(data));
}

void Events::publish(std::string_view name, const nlohmann::ordered_json& data) {
  std::string text = event_text(name, data);
  const std::lock_guard lock(mutex_);
  // A bounded queue for all readers together. A reader that falls behind is dropped and asks for
  // the state again, so that a slow client costs no memory.
  events_.push_back(std::move(text));
  if (events_.size() > kept) {
    events_.pop_front();
    ++first_;
  }
  arrived_.notify_all();
}

void Events::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  arrived_.notify_all();
}

std::function<bool(std::string&)> Events::subscribe(const std::function<std::string()>& greeting,
                                                    std::function<void()> tick) {
  struct Reader {
    std::uint64_t next = 0;
    std::string greeting;
    double heard = steady_seconds();
  };
  auto reader = std::make_shared<Reader>();
  {
    const std::lock_guard lock(mutex_);
    reader->next = first_ + events_.size();
  }
  // Taken after the place in the stream: an event between the two is told twice, never missed.
  reader->greeting = greeting();
  return [self = shared_from_this(), reader, tick = std::move(tick)](std::string& out) {
    if (!reader->greeting.empty()) {
      out = std::move(reader->greeting);
      reader->greeting.clear();
      return true;
    }
    {
      std::unique_lock lock(self->mutex_);
      // Less than a second: a client that closed its window is noticed only when something is
      // written or this returns.
      self->arrived_.wait_for(lock, std::chrono::milliseconds(900), [&] {
        return self->closed_ || reader->next < self->first_ + self->events_.size();
      });
      if (reader->next < self->first_) return false;
      for (; reader->next < self->first_ + self->events_.size(); ++reader->next)
        out += self->events_[reader->next - self->first_];
      if (self->closed_ && out.empty()) return false;
    }
    if (tick) tick();
    if (!out.empty()) reader->heard = steady_seconds();
    if (steady_seconds() - reader->heard > alive_every) {
      // Proxies close an idle connection, and a page must tell a quiet line from a dead one: an event, as it
      // sees no comment lines.
      out = event_text("alive", nlohmann::ordered_json::object());
      reader->heard = steady_seconds();
    }
    return true;
  };
}

}  // namespace rwave::serve
