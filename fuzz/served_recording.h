#pragma once
// A server over one simulated recording, for the targets that send it requests.

#include <fstream>
#include <string>
#include <vector>

#include "record/wfdb_write.h"
#include "rwave/annotation.h"
#include "scratch.h"
#include "serve/server.h"
#include "synth/simulate.h"

namespace rwave::fuzz {

// 20 s of one patient as the record "a", with annotations, opened and labelled. Uploads and streams are
// taken. Lives as long as the process.
inline serve::Server& served_recording() {
  constexpr double seconds = 20, rate = 250, snr = 24;  // s, Hz, dB
  const std::filesystem::path folder = scratch_folder() / "served";
  std::filesystem::create_directories(folder);
  SimulateOptions simulated;
  simulated.rate = rate;
  simulated.seconds = seconds;
  simulated.snr_db = snr;
  Simulator simulator(simulated);
  RecordingInfo info = simulator.info();
  info.name = "a";
  WfdbWriter writer(folder, info, 212);
  std::vector<std::int32_t> frames(static_cast<std::size_t>(info.frames) * info.signals.size());
  simulator.read(frames);
  writer.write(frames);
  writer.commit();
  write_annotations(folder / "a.atr", simulator.take_beats());

  serve::ServeOptions options;
  options.recordings = {folder};
  options.store = scratch_folder() / "store";
  options.version = "fuzz";
  options.upload_limit = 1 << 16;
  options.live_streams = 2;
  options.front.port = 0;
  // A request that is cut short must not hold the fuzzer up.
  options.front.limits.head_seconds = options.front.limits.stall_seconds = 0.2;
  auto* server = new serve::Server(options);
  const auto review = server->review("a");
  review->begin();
  review->wait();
  return *server;
}

}  // namespace rwave::fuzz
