#include "record/mat/labchart_mat.h"

#include <fmt/format.h>

#include <algorithm>

#include "rwave/error.h"

namespace rwave {
namespace {

MatArray* variable(std::vector<MatArray>& variables, std::string_view name) {
  const auto found = std::ranges::find(variables, name, &MatArray::name);
  return found == variables.end() || found->rows() < 1 ? nullptr : &*found;
}

// A number of a matrix of channels by blocks; of one that holds a number for all, that.
double number_at(const MatArray& matrix, std::size_t channel, std::size_t block) {
  const std::size_t at = channel + block * static_cast<std::size_t>(matrix.rows());
  return at < matrix.values.size() ? matrix.values[at] : matrix.values.at(0);
}

struct Piece {
  std::size_t channel = 0, first = 0, samples = 0;
  double rate = 0;
};

}  // namespace

std::string unfold_labchart(std::vector<MatArray>& variables, const std::string& file) {
  MatArray* const data = variable(variables, "data");
  const MatArray *const starts = variable(variables, "datastart"), *const ends =
                                                                       variable(variables, "dataend");
  MatArray *const rates = variable(variables, "samplerate"), *const titles = variable(variables, "titles");
  if (data == nullptr || starts == nullptr || ends == nullptr || data->rows() != 1 ||
      starts->values.empty() || ends->values.size() != starts->values.size() ||
      (rates != nullptr && rates->values.empty()))
    return "";
  const auto channels = static_cast<std::size_t>(starts->rows());
  const std::size_t blocks = starts->values.size() / channels;
  std::vector<Piece> best;
  double longest = 0;
  for (std::size_t block = 0; block < blocks; ++block) {
    std::vector<Piece> pieces;
    double seconds = 0, samples = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const double first = number_at(*starts, channel, block), last = number_at(*ends, channel, block);
      if (first < 0) continue;  // -1: not recorded in this block
      if (!(first >= 1 && last >= first && last <= static_cast<double>(data->values.size())))
        throw Error(file, fmt::format("channel {} is said to lie at {:g} to {:g} of {} numbers of data",
                                      channel + 1, first, last, data->values.size()));
      // A few bytes for each channel could ask for all of the data again.
      samples += last - first + 1;
      if (samples > static_cast<double>(data->values.size()))
        throw Error(file,
                    fmt::format("channels up to {} lie in one another: {:g} samples are said to be in {} "
                                "numbers of data",
                                channel + 1, samples, data->values.size()));
      const double rate = rates == nullptr ? 0 : number_at(*rates, channel, block);
      pieces.push_back(
          {channel, static_cast<std::size_t>(first) - 1, static_cast<std::size_t>(last - first) + 1, rate});
      seconds = std::max(seconds, (last - first + 1) / (rate > 0 ? rate : 1));
    }
    if (seconds <= longest) continue;
    longest = seconds;
    best = std::move(pieces);
  }
  if (best.empty()) return "";
  const double fastest = std::ranges::max(best, {}, &Piece::rate).rate;
  const std::size_t in_block = best.size();
  std::erase_if(best, [fastest](const Piece& piece) { return piece.rate < fastest; });
  const std::size_t frames = std::ranges::min_element(best, {}, &Piece::samples)->samples;

  std::vector<double> matrix;
  std::vector<std::string> names;
  for (const Piece& piece : best) {
    const auto begin = data->values.begin() + static_cast<std::ptrdiff_t>(piece.first);
    matrix.insert(matrix.end(), begin, begin + static_cast<std::ptrdiff_t>(frames));
    if (titles == nullptr) continue;
    if (piece.channel < titles->lines.size())
      names.push_back(titles->lines[piece.channel]);
    else if (channels == 1)
      names.push_back(titles->text);
  }
  data->values = std::move(matrix);
  data->dims = {static_cast<std::int64_t>(frames), static_cast<std::int64_t>(best.size())};
  if (titles != nullptr) titles->lines = std::move(names);
  if (rates != nullptr) rates->values = {fastest};
  std::string left_out;
  if (blocks > 1)
    left_out = fmt::format("of {} blocks the longest is read ({:.6g} {})", blocks, longest,
                           fastest > 0 ? "s" : "samples");
  if (in_block > best.size())
    left_out += fmt::format("{}{} channels with fewer than {:g} samples a second are not read",
                            left_out.empty() ? "" : "; ", in_block - best.size(), fastest);
  return left_out;
}

}  // namespace rwave
