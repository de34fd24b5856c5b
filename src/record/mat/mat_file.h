#pragma once
// MAT files of versions 4 and 5 (MATLAB's load and save up to -v7): their variables as numbers and text.
//
// Own code over zlib, not libmatio: that brings in HDF5, and allocates by lengths that it read in the file.

#include <cstdint>
#include <string>
#include <vector>

namespace rwave {

// A variable or a field of a struct. Numbers are kept as they are stored, column after column.
struct MatArray {
  enum class Kind { numeric, text, structure, cells, other };

  std::string name;
  Kind kind = Kind::other;
  // Rows, columns and any more, as MATLAB's size() gives them.
  std::vector<std::int64_t> dims;
  bool complex = false;
  // Of numeric arrays, column after column; empty for other kinds.
  std::vector<double> values;
  // Of char arrays, in UTF-8.
  std::string text;
  // Of char arrays of several rows, each row without the blanks that pad it; `text` then is of no use.
  std::vector<std::string> lines;
  // Of a 1 x 1 struct, in order, under their names.
  std::vector<MatArray> fields;
  // Of cell arrays, column after column.
  std::vector<MatArray> cells;

  std::int64_t rows() const { return dims.empty() ? 0 : dims[0]; }
  // Of all further dimensions together.
  std::int64_t columns() const;

  // The field of that name, null where there is none.
  const MatArray* field(std::string_view wanted) const;

  // "val: 12 x 5000 numbers", "x: 1 x 12 cells": for messages.
  std::string description() const;
};

// All variables of the file's bytes. Cells and fields beyond 65,536 of a file are described, not read. Throws
// Error at the offset of what is wrong: a version that is not read, an element longer than what holds it,
// dimensions that its data do not fill, nesting beyond 16 levels, and compressed variables that hold more
// than `most_inflated` bytes together (as it is: 12 leads of a day at 500 Hz in 8 bits).
std::vector<MatArray> parse_mat(const std::string& bytes, const std::string& file,
                                std::size_t most_inflated = std::size_t{1} << 29);

}  // namespace rwave
