// What a training leaves, as `rwave info` and `rwave compare` read it: model.safetensors, scores.json and
// log.csv, lines of "---" between them. Any bytes are a finished training or an Error. The first part is also
// taken for a model's record, with tensors behind it, in a container whose lengths and checksum are right:
// the container of checkpoints too.
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/checksum.h"
#include "experiment/compare/run.h"
#include "experiment/model_record.h"
#include "rwave/error.h"
#include "scratch.h"

namespace {

std::string contained(std::string_view record) {
  const std::string values(16, '\1');
  rwave::Checksum sum;
  sum.add(record);
  sum.add(values);
  nlohmann::json header;
  header["__metadata__"] = {{"rwave", record}, {"checksum", sum.text()}};
  header["weight"] = {{"dtype", "F32"}, {"shape", {4}}, {"data_offsets", {0, 16}}};
  const std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const std::uint64_t length = text.size();
  return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text + values;
}

void put_text(const std::string& name, std::string_view text) {
  rwave::fuzz::put(name, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

// Up to the next line of dashes, which is taken away.
std::string_view take_part(std::string_view& rest) {
  constexpr std::string_view line = "\n---\n";
  const std::size_t end = std::min(rest.find(line), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + line.size()));
  return part;
}

void read_folder() {
  try {
    rwave::experiment::read_run(rwave::fuzz::scratch_folder(), {});
  } catch (const rwave::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view model = take_part(rest);
  put_text("scores.json", take_part(rest));
  put_text("log.csv", rest);
  put_text("model.safetensors", model);
  read_folder();
  put_text("model.safetensors", contained(model));
  read_folder();
  return 0;
}
