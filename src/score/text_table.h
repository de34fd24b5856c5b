#pragma once
// Columns of text that line up.

#include <string>
#include <vector>

namespace rwave {

// Rows of cells as lines: the first column flush left, the others flush right, two spaces between, no space
// at the end of a line. Rows may be of different lengths. Cells are ASCII: a byte is a column.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

}  // namespace rwave
