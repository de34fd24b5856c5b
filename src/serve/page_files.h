#pragma once
// The table of embedded files that cmake/web.cmake writes.

#include <string_view>
#include <utility>
#include <vector>

namespace rwave::serve {

// Path and bytes of each file of web/dist.
std::vector<std::pair<std::string_view, std::string_view>> page_files();

}  // namespace rwave::serve
