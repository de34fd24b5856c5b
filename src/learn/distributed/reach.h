#pragma once
// Whether a port can be had, and whether somebody listens at one. libtorch finds out by itself, with a line
// of its log a try and without saying what to do.

#include <chrono>
#include <string>

namespace rwave::learn {

// Why nobody can listen on that port of this machine; empty where one can.
std::string why_not_listen(int port);

// Waits until somebody listens there. Why nobody does, when the time is over; empty where somebody does.
std::string why_not_reach(const std::string& host, int port, std::chrono::milliseconds limit);

}  // namespace rwave::learn
