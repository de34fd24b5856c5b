#pragma once
// HTTP as the library has it to Request, and Reply to HTTP: headers of safety, entity tags, ranges.

#include <httplib.h>

#include <string>

#include "serve/exchange.h"

namespace rwave::serve {

// `reader` is null where there is no body.
Request to_request(const httplib::Request& from, const httplib::ContentReader* reader);

// `known` and `range` are the headers If-None-Match and Range of the request.
void to_response(Reply reply, const std::string& known, httplib::Response& response,
                 const std::string& range = "");

// The reply where the library itself refuses a request.
Reply fault_of_status(int status);

// What a request was about, without anything that may name a patient: "/api/recordings/*/beats".
std::string path_kind(const Request& request);

}  // namespace rwave::serve
