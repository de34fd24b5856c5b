#pragma once
// Port probe: whether a port is free, and whether somebody listens at one. libtorch finds out by itself, with
// a line of its log a try and without saying what to do.

#include <chrono>
#include <string>

namespace rwave::learn {

// Why nobody can listen on that port of this machine, in the system's words; empty where one can. Between
// this and libtorch's own listening another process may take it: then libtorch's message is all there is.
std::string listen_error(int port);

// Tries to connect until somebody listens there or `limit` is over. Why nobody does, in the system's words of
// the last attempt; empty where somebody does. Attempts go on through refusals: rank 0 may still be starting.
std::string connect_error(const std::string& host, int port, std::chrono::milliseconds limit);

}  // namespace rwave::learn
