#pragma once
// Columns of text that line up.

#include <cstddef>
#include <string>
#include <vector>

namespace rwave {

// Rows of cells as lines: the first `left` columns flush left, the others flush right, two spaces between, no
// space at the end of a line. Rows may be of different lengths. Cells are UTF-8: a letter is a column.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::size_t left = 1);

}  // namespace rwave
