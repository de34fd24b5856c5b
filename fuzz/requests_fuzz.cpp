// Requests as the server's handlers see them: the input's first line is a method and an address with its
// query, the rest the body. Any of it is a reply or a refusal (4xx); anything else thrown is a finding.
#include <cstdlib>
#include <string>
#include <string_view>

#include "scratch.h"
#include "serve/server.h"
#include "served_recording.h"

namespace {

namespace serve = rwave::serve;

// What is sent stays as it is: the fuzzer reaches control characters and broken UTF-8 without %xx.
serve::Request request_of(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  const std::string body(bytes.substr(std::min(bytes.size(), line.size() + 1)));
  serve::Request request;
  const std::size_t blank = std::min(line.find(' '), line.size());
  request.method = line.substr(0, blank);
  const std::string_view address = line.substr(std::min(line.size(), blank + 1));
  request.path = address.substr(0, address.find('?'));
  for (std::size_t at = 0; at < request.path.size();) {
    const std::size_t end = std::min(request.path.find('/', at), request.path.size());
    if (end > at) request.parts.push_back(request.path.substr(at, end - at));
    at = end + 1;
  }
  std::string_view query = address.substr(std::min(address.size(), request.path.size() + 1));
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    request.query.emplace(pair.substr(0, equals), pair.substr(std::min(pair.size(), equals + 1)));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
  }
  request.header = [](const char* name) -> std::string {
    const std::string_view asked = name;
    return asked == "Content-Type" ? "application/json" : asked == "Host" ? "localhost" : "";
  };
  request.read_body = [body](const serve::Request::Receive& receive) { return receive(body); };
  request.read_form = [body](const std::function<bool(const std::string&)>& begin,
                             const serve::Request::Receive& receive) {
    return begin(body.substr(0, body.find('\n'))) && receive(body);
  };
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static serve::Server& server = rwave::fuzz::served_recording();
  const serve::Request request = request_of({reinterpret_cast<const char*>(data), size});
  try {
    const serve::Reply reply = server.handle(request);
    if (reply.status >= 500) std::abort();
  } catch (const serve::Refused& refused) {
    if (refused.status() >= 500 && refused.status() != 503) std::abort();
  }
  return 0;
}
