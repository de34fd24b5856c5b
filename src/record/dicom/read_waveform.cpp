// The one place that calls dcmtk.
#include "record/dicom/waveform.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "record/byte_source.h"
#include "record/dicom/sample_form.h"
#include "record/lead_codes.h"
#include "record/text.h"
#include "rwave/error.h"
#include "rwave/recording.h"

#ifdef RWAVE_DCMTK
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/oflog/oflog.h>
#pragma GCC diagnostic pop
#endif

namespace rwave {

#ifndef RWAVE_DCMTK

DicomWaveform read_dicom_waveform(const std::filesystem::path& file) {
  throw Error(file.string(),
              "is a DICOM file; this rwave was built without dcmtk, which reading it needs (Debian: "
              "libdcmtk-dev), so build it again with it");
}

#else

namespace {

constexpr std::int64_t most_dicom_bytes = std::int64_t{1} << 30;
constexpr std::size_t most_items =
    5000;  // of sequences: dcmtk reads nested ones by recursion, with the stack's room
constexpr unsigned long most_channels = 64, most_groups = 64, most_statements = 64;

struct Kind {
  std::string_view uid, name;
};
constexpr std::array kinds = {Kind{"1.2.840.10008.5.1.4.1.1.9.1.1", "12-lead ECG"},
                              Kind{"1.2.840.10008.5.1.4.1.1.9.1.2", "general ECG"},
                              Kind{"1.2.840.10008.5.1.4.1.1.9.1.3", "ambulatory ECG"},
                              Kind{"1.2.840.10008.5.1.4.1.1.9.1.4", "general 32-bit ECG"},
                              Kind{"1.2.840.10008.5.1.4.1.1.9.2.1", "hemodynamic waveform"},
                              Kind{"1.2.840.10008.5.1.4.1.1.9.3.1", "cardiac electrophysiology waveform"},
                              Kind{"1.2.840.10008.5.1.4.1.1.104.1", "encapsulated PDF"}};

// Letters that are no UTF-8 are replaced at once: names go to terminals, pages and JSON, each of
// which would fail in its own way.
std::string text_of(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  if (item.findAndGetOFStringArray(tag, value).bad()) return "";
  const std::string printable = printable_utf8({value.c_str(), value.length()});
  return std::string(trim(printable));
}

// A decimal string; `absent` where the element is not there or empty.
double number_of(DcmItem& item, const DcmTagKey& tag, double absent, const std::string& file) {
  const std::string text = text_of(item, tag);
  if (text.empty()) return absent;
  const auto value = parse_real(text);
  if (!value)
    throw Error(file,
                fmt::format("element {}: '{}' is no number", tag.toString().c_str(), text.substr(0, 40)));
  return *value;
}

// The names by which codes call a lead: MDC ("2:1", "MDC_ECG_LEAD_V1"), SCP-ECG ("5.6.3-9-1").
std::string lead_by_code(const std::string& code) {
  for (const std::string_view prefix : {"5.6.3-9-", "2:"}) {
    if (!code.starts_with(prefix)) continue;
    const auto number = parse_integer(std::string_view(code).substr(prefix.size()));
    if (number && *number > 0 && *number < 256) return std::string(scp_lead_name(static_cast<int>(*number)));
  }
  return mdc_lead_name(code);
}

std::string channel_name(DcmItem& channel, std::size_t number) {
  DcmItem* source = nullptr;
  std::string meaning;
  if (channel.findAndGetSequenceItem(DCM_ChannelSourceSequence, source, 0).good() && source != nullptr) {
    if (std::string name = lead_by_code(text_of(*source, DCM_CodeValue)); !name.empty()) return name;
    meaning = text_of(*source, DCM_CodeMeaning);
    if (meaning.starts_with("Lead ")) meaning = meaning.substr(5);
  }
  if (!meaning.empty()) return meaning.substr(0, meaning.find(" ("));  // "I (Einthoven)"
  const std::string label = text_of(channel, DCM_ChannelLabel);
  return label.empty() ? fmt::format("channel {}", number) : label;
}

DicomChannel read_channel(DcmItem& item, std::size_t number, const std::string& file) {
  DicomChannel channel;
  channel.name = channel_name(item, number);
  // PS3.3 C.10.9: the correction factor is a calibration of this channel, and the nominal
  // sensitivity is only right together with it.
  channel.sensitivity = number_of(item, DCM_ChannelSensitivity, 0, file) *
                        number_of(item, DCM_ChannelSensitivityCorrectionFactor, 1, file);
  channel.baseline = number_of(item, DCM_ChannelBaseline, 0, file);
  channel.skew_samples = number_of(item, DCM_ChannelSampleSkew, 0, file);
  DcmItem* unit = nullptr;
  if (channel.sensitivity != 0 &&
      item.findAndGetSequenceItem(DCM_ChannelSensitivityUnitsSequence, unit, 0).good() && unit != nullptr)
    channel.units = text_of(*unit, DCM_CodeValue);
  return channel;
}

// The bytes of an element of samples, low byte of each word first: dcmtk gives words in the machine's order,
// and bytes as they stand in the file. Empty where the element is not there.
std::vector<std::uint8_t> bytes_of(DcmItem& item, const DcmTagKey& tag) {
  const Uint16* words = nullptr;
  const Uint8* bytes = nullptr;
  unsigned long held = 0;
  std::vector<std::uint8_t> out;
  if (item.findAndGetUint16Array(tag, words, &held).good() && words != nullptr) {
    out.reserve(2 * held);
    for (unsigned long i = 0; i < held; ++i) {
      out.push_back(static_cast<std::uint8_t>(words[i]));
      out.push_back(static_cast<std::uint8_t>(words[i] >> 8));
    }
  } else if (item.findAndGetUint8Array(tag, bytes, &held).good() && bytes != nullptr) {
    out.assign(bytes, bytes + held);
  }
  return out;
}

// `held`: how many the file has, which may be more.
std::vector<std::int32_t> read_samples(DcmItem& item, std::size_t count, std::size_t& held,
                                       const std::string& what, const std::string& file) {
  const SampleForm form = sample_form(text_of(item, DCM_WaveformSampleInterpretation),
                                      number_of(item, DCM_WaveformBitsAllocated, 0, file), what, file);
  const std::vector<std::uint8_t> bytes = bytes_of(item, DCM_WaveformData);
  held = bytes.size() / form.bytes;
  // A value has an even number of bytes (PS3.5 7.1.1): one more may be padding.
  if (form.bytes == 1 && held == count + 1 && held % 2 == 0) held = count;
  std::vector<std::int32_t> values = form.decode(bytes, count, what, file);
  const std::vector<std::uint8_t> padding = bytes_of(item, DCM_WaveformPaddingValue);
  if (padding.size() >= form.bytes)
    std::ranges::replace(values, form.decode(padding, 1, what, file)[0], missing_sample);
  return values;
}

DicomGroup read_group(DcmItem& item, std::size_t number, const std::string& file) {
  DicomGroup group;
  const std::string what = fmt::format("multiplex group {}", number);
  group.label = text_of(item, DCM_MultiplexGroupLabel);
  group.derived = text_of(item, DCM_WaveformOriginality) == "DERIVED";
  group.offset_ms = number_of(item, DCM_MultiplexGroupTimeOffset, 0, file);
  group.rate = number_of(item, DCM_SamplingFrequency, 0, file);
  Uint16 channels = 0;
  Uint32 samples = 0;
  item.findAndGetUint16(DCM_NumberOfWaveformChannels, channels);
  item.findAndGetUint32(DCM_NumberOfWaveformSamples, samples);
  group.samples = samples;
  if (channels < 1 || channels > most_channels || samples < 1 || group.rate <= 0)
    throw Error(
        file, fmt::format(
                  "{}: {} channels, {} samples, {} Hz: more than 0 of each were expected, and {} channels at "
                  "most",
                  what, channels, samples, group.rate, most_channels));
  for (std::size_t c = 0; c < channels; ++c) {
    DcmItem* channel = nullptr;
    if (item.findAndGetSequenceItem(DCM_ChannelDefinitionSequence, channel, static_cast<long>(c)).bad() ||
        channel == nullptr)
      throw Error(file, fmt::format("{}: {} channels are stated, {} are defined", what, channels, c));
    group.channels.push_back(read_channel(*channel, c + 1, file));
  }
  // Divided and not multiplied: the product of two numbers from the file may overflow.
  if (samples > static_cast<std::uint64_t>(most_dicom_bytes) / channels)
    throw Error(file, fmt::format("{}: {} samples of {} channels are more than a file can hold", what,
                                  samples, channels));
  std::size_t held = 0;
  group.values = read_samples(item, std::size_t{samples} * channels, held, what, file);
  group.samples_behind = static_cast<std::int64_t>(held / channels) - group.samples;
  return group;
}

// Text of the whole waveform; marks at positions are not read.
std::vector<std::string> read_statements(DcmItem& dataset) {
  std::vector<std::string> statements;
  DcmItem* item = nullptr;
  for (unsigned long i = 0; i < most_statements; ++i) {
    if (dataset.findAndGetSequenceItem(DCM_WaveformAnnotationSequence, item, static_cast<long>(i)).bad() ||
        item == nullptr)
      break;
    const std::string text = text_of(*item, DCM_UnformattedTextValue);
    if (!text.empty() && !item->tagExists(DCM_ReferencedSamplePositions)) statements.push_back(text);
  }
  return statements;
}

// The acquisition's own time first. Content and study time may be hours later, and are better than
// none.
std::string stamp_of(DcmItem& dataset) {
  const std::string both = text_of(dataset, DCM_AcquisitionDateTime);
  if (both.size() >= 8) return both;
  for (const auto& [date, time] : {std::pair{DCM_AcquisitionDate, DCM_AcquisitionTime},
                                   {DCM_ContentDate, DCM_ContentTime},
                                   {DCM_StudyDate, DCM_StudyTime}}) {
    const std::string day = text_of(dataset, date);
    if (day.size() == 8) return day + text_of(dataset, time);
  }
  return "";
}

// Items of sequences in the file, by their tag in either byte order, anywhere: an upper bound of how deep
// they nest.
std::size_t count_items(const std::string& bytes) {
  using namespace std::string_view_literals;
  std::size_t count = 0;
  for (const std::string_view tag : {"\xfe\xff\x00\xe0"sv, "\xff\xfe\xe0\x00"sv}) {
    for (std::size_t at = 0; (at = bytes.find(tag, at)) != std::string::npos; at += tag.size()) ++count;
  }
  return count;
}

}  // namespace

DicomWaveform read_dicom_waveform(const std::filesystem::path& path) {
  const std::string file = path.string();
  static const bool silent = [] {  // what dcmtk has to say is not for standard error
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    return true;
  }();
  static_cast<void>(silent);
  // Before dcmtk sees the file: a crash by deep nesting cannot be caught as an error.
  const std::size_t items = count_items(read_small_file(path, most_dicom_bytes));
  if (items > most_items)
    throw Error(file, fmt::format("is a DICOM file of {} sequence items, of a waveform at most {} are read",
                                  items, most_items));
  DcmFileFormat dicom;
  const OFCondition status = dicom.loadFile(file.c_str());
  if (status.bad())
    throw Error(file, fmt::format("is no sound DICOM file: {}", printable_utf8(status.text())));
  DcmDataset& dataset = *dicom.getDataset();

  const std::string uid = text_of(dataset, DCM_SOPClassUID);
  const auto* kind = std::ranges::find(kinds, uid, &Kind::uid);
  DicomWaveform waveform;
  waveform.kind = kind != kinds.end() ? std::string(kind->name) : "waveform";
  DcmItem* item = nullptr;
  for (std::size_t i = 0; i < most_groups; ++i) {
    if (dataset.findAndGetSequenceItem(DCM_WaveformSequence, item, static_cast<long>(i)).bad() ||
        item == nullptr)
      break;
    waveform.groups.push_back(read_group(*item, i + 1, file));
  }
  if (waveform.groups.empty()) {
    const std::string modality = text_of(dataset, DCM_Modality);
    const bool image = dataset.tagExists(DCM_PixelData);
    throw Error(
        file,
        fmt::format(
            "is a DICOM file without a waveform ({}{}{}): a 12-lead, general or ambulatory ECG was expected; "
            "export the waveform itself",
            image                 ? "an image"
            : kind != kinds.end() ? std::string(kind->name)
                                  : "no image either",
            modality.empty() ? "" : ", modality ", modality.substr(0, 16)));
  }
  waveform.stamp = stamp_of(dataset);
  waveform.statements = read_statements(dataset);
  for (const auto& [name, tag] : {std::pair{"name", DCM_PatientName},
                                  {"id", DCM_PatientID},
                                  {"born", DCM_PatientBirthDate},
                                  {"sex", DCM_PatientSex},
                                  {"age", DCM_PatientAge}}) {
    if (const std::string value = text_of(dataset, tag); !value.empty())
      waveform.patient.emplace_back(name, value);
  }
  return waveform;
}

#endif

}  // namespace rwave
