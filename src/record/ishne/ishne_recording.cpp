#include "record/ishne/ishne_recording.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/amplitude_unit.h"
#include "record/ishne/ishne_annotations.h"
#include "record/ishne/ishne_header.h"
#include "record/slices.h"
#include "record/wfdb/signal_file.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t longest_holter = 32 * 86400;    // s
constexpr double ishne_nanovolts_per_millivolt = 1e6;  // in a millivolt

void set_info(RecordingInfo& info, IshneHeader& header, const std::filesystem::path& file) {
  info.name = file.stem().string();
  info.source = file.string();
  info.rate = header.rate;
  info.format = header.annotations ? "ISHNE annotations" : "ISHNE";
  info.start = header.start;
  info.comments = std::move(header.comments);
  info.patient = std::move(header.patient);
  if (!header.crc_stated) info.warnings.emplace_back("the header has no CRC (0), so it could not be checked");
}

// Labels alone.
class IshneLabels : public Recording {
 public:
  IshneLabels(const std::filesystem::path& file, const ByteSource& source, IshneHeader header)
      : labels_(read_ishne_annotations(source, header)) {
    set_info(info_, header, file);
    info_.frames = labels_.empty() ? 0 : labels_.back().sample + 1;
  }
  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
  }
  std::vector<Annotation> annotations() override { return labels_; }

 private:
  std::vector<Annotation> labels_;
};

class IshneRecording : public Recording {
 public:
  IshneRecording(const std::filesystem::path& file, const ByteSource& source, IshneHeader header) {
    set_frames(source, header);
    for (const IshneLead& lead : header.leads) {
      SignalInfo signal;
      signal.name = lead.name;
      // ISHNE states nanovolts per step, the program counts steps per millivolt.
      signal.gain = ishne_nanovolts_per_millivolt / lead.resolution;
      signal.adc_resolution = 16;
      info_.signals.push_back(std::move(signal));
    }
    open_samples(file, header);
    set_info(info_, header, file);
    settle_units(*this, info_);
    read_labels(file);
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    std::vector<StoredSlice> stored;
    for (const SignalSlice& slice : slices) stored.push_back({slice.signal, first, slice.out});
    samples_->read(stored, info_.frames);
  }

  std::vector<Annotation> annotations() override { return labels_; }

 private:
  // The field's samples are a lead's or, with some writers, all leads' together; the file's size tells which.
  void set_frames(const ByteSource& source, const IshneHeader& header) {
    const auto leads = static_cast<std::int64_t>(header.leads.size());
    const std::int64_t held = (source.size() - header.data_offset) / 2;
    if (header.samples == held && leads > 1 && held % leads == 0) {
      info_.frames = held / leads;
    } else if (header.samples >= 0 && header.samples * leads == held) {
      info_.frames = header.samples;
    } else if (header.crc_stated && held / leads >= header.rate && header.samples > held / leads &&
               header.samples / header.rate <= longest_holter) {
      // The CRC proves the header, so the copy was cut off. Samples of all leads follow each other, whichever
      // way they were counted. Of a lie, less than a second or more than any recorder holds, nothing is read.
      info_.frames = held / leads;
      info_.warnings.push_back(fmt::format(
          "offset 14: the header states {} samples, the file holds {} of each of {} leads: it was cut "
          "off and is read as far as it goes",
          header.samples, info_.frames, leads));
    } else {
      throw Error::at_offset(
          source.name(), 14,
          fmt::format(
              "the header states {} samples, the file holds {} of {} leads, {} of each: it was cut off or "
              "its header is wrong; get it again",
              header.samples, held, leads, held / leads));
    }
  }

  // The samples are what WFDB calls format 16, behind the header.
  void open_samples(const std::filesystem::path& file, const IshneHeader& header) {
    std::vector<SignalLine> lines(header.leads.size());
    for (SignalLine& line : lines) {
      line.info.format = 16;
      line.offset = header.data_offset;
    }
    samples_ = open_packed_file(file, std::move(lines));
    samples_->require(info_.frames);
  }

  // The labels of NAME.ann, where it is of ISHNE's format; those past the end are left out, which is said.
  void read_labels(const std::filesystem::path& file) {
    const std::filesystem::path labels_file = std::filesystem::path(file).replace_extension(".ann");
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(labels_file, ignored) || !is_ishne(read_head(labels_file))) return;
    const ByteSource source(labels_file);
    const IshneHeader header = read_ishne_header(source);
    if (!header.annotations) return;
    // Labels count samples at their own rate. At another one than the signal's they belong to
    // another recording, or the times are wrong.
    if (header.rate != info_.rate)
      throw Error::at_offset(source.name(), 272,
                             fmt::format("labels at {} Hz of a recording of {} Hz", header.rate, info_.rate));
    labels_ = read_ishne_annotations(source, header);
    const auto past =
        std::ranges::find_if(labels_, [&](const Annotation& label) { return label.sample >= info_.frames; });
    if (past == labels_.end()) return;
    info_.warnings.push_back(fmt::format("{}: {} of {} labels lie past the recording's end and are left out",
                                         source.name(), labels_.end() - past, labels_.size()));
    labels_.erase(past, labels_.end());
  }

  std::unique_ptr<SignalFile> samples_;
  std::vector<Annotation> labels_;
};

}  // namespace

bool is_ishne(const FileHead& head) {
  return head.holds("ISHNE1.0") || head.holds("ANN  1.0");
}

std::unique_ptr<Recording> open_ishne(const std::filesystem::path& file) {
  const ByteSource source(file);
  IshneHeader header = read_ishne_header(source);
  if (header.annotations) return std::make_unique<IshneLabels>(file, source, std::move(header));
  return std::make_unique<IshneRecording>(file, source, std::move(header));
}

}  // namespace rwave
