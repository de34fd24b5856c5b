// t-SNE of the points in a .npy file, and the exact divergence of pictures that other programs made of them:
//   tsne_points POINTS.npy THREADS [PICTURE.npy...]
// prints one JSON object. Files are rows x columns of little-endian float32, as `rwave explain tsne --points`
// and numpy.save write them.
#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "embed/tsne.h"
#include "rwave/error.h"

namespace {

using namespace rwave;

struct Table {
  std::vector<float> values;
  long rows = 0, columns = 0;
};

Table read_npy(const char* file) {
  const std::string bytes = read_file(file);
  if (bytes.size() < 10 || bytes.compare(0, 6, "\x93NUMPY") != 0 || bytes[6] != 1)
    throw Error(file, "is no .npy file of version 1");
  const std::size_t length = static_cast<unsigned char>(bytes[8]) | static_cast<unsigned char>(bytes[9]) << 8;
  const std::string header = bytes.substr(10, length);
  Table table;
  const std::size_t shape = header.find("'shape': (");
  if (header.find("'<f4'") == std::string::npos ||
      header.find("'fortran_order': False") == std::string::npos || shape == std::string::npos ||
      std::sscanf(header.c_str() + shape, "'shape': (%ld, %ld)", &table.rows, &table.columns) != 2)
    throw Error(file, "is no table of float32, row after row");
  table.values.resize((bytes.size() - 10 - length) / sizeof(float));
  if (table.rows < 1 || table.columns < 1 ||
      table.values.size() / static_cast<std::size_t>(table.columns) != static_cast<std::size_t>(table.rows))
    throw Error(file, "has not as many values as it says");
  std::memcpy(table.values.data(), bytes.data() + 10 + length, table.values.size() * sizeof(float));
  return table;
}

embed::Plane read_plane(const char* file) {
  const Table table = read_npy(file);
  if (table.columns != 2) throw Error(file, "is no picture: it has not two columns");
  embed::Plane plane;
  for (std::size_t i = 0; i < table.values.size(); i += 2) {
    plane.x.push_back(table.values[i]);
    plane.y.push_back(table.values[i + 1]);
  }
  return plane;
}

void run(int argc, char** argv) {
  if (argc < 3) throw UsageError("usage: tsne_points POINTS.npy THREADS [PICTURE.npy...]");
  const Table table = read_npy(argv[1]);
  embed::TsneOptions options;
  options.threads = std::stoi(argv[2]);
  const auto begin = std::chrono::steady_clock::now();
  const embed::Tsne result = embed::tsne({table.values.data(), table.rows, table.columns}, options);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  nlohmann::json report = {
      {"n", table.rows}, {"values", table.columns}, {"seconds", seconds}, {"kl", result.divergence}};
  for (int i = 3; i < argc; ++i)
    report["pictures"][argv[i]] = embed::divergence(result.joint, read_plane(argv[i]), options.threads);
  fmt::print("{}\n", report.dump());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc, argv);
    return 0;
  } catch (const std::exception& fault) {
    fmt::print(stderr, "tsne_points: {}\n", fault.what());
    return 1;
  }
}
