#include "record/ishne/ishne_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// The tables below are the standard's (Badilini 1998), in the order of its codes.
constexpr std::int64_t most_header_bytes = 1 << 20;  // the variable block holds text

constexpr std::array<std::string_view, 20> ishne_lead_names = {
    "unknown", "bipolar", "X",  "Y",  "Z",  "I",  "II", "III", "aVR", "aVL",
    "aVF",     "V1",      "V2", "V3", "V4", "V5", "V6", "ES",  "AS",  "AI"};
constexpr std::array<std::string_view, 6> quality_names = {"",
                                                           "good",
                                                           "intermittent noise (below 10 % of the recording)",
                                                           "frequent noise (above 10 %)",
                                                           "intermittently disconnected (below 10 %)",
                                                           "often disconnected (above 10 %)"};
constexpr std::array<std::string_view, 6> pacemaker_names = {"",
                                                             "of unknown type",
                                                             "single chamber, unipolar",
                                                             "dual chamber, unipolar",
                                                             "single chamber, bipolar",
                                                             "dual chamber, bipolar"};
constexpr std::array<std::string_view, 3> sex_names = {"", "male", "female"};
constexpr std::array<std::string_view, 4> race_names = {"", "Caucasian", "Black", "Oriental"};

// A code that the standard does not know names nothing and is no fault: recorders write their own.
template <std::size_t n>
std::string_view named(const std::array<std::string_view, n>& names, int code) {
  return code >= 0 && code < static_cast<int>(n) ? names[static_cast<std::size_t>(code)] : std::string_view();
}

class Fields {
 public:
  Fields(std::vector<std::uint8_t> bytes, const std::string& file) : bytes_(std::move(bytes)), file_(&file) {}

  int i16(std::size_t at) const {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(bytes_[at] | bytes_[at + 1] << 8));
  }
  std::int64_t i32(std::size_t at) const {
    const auto low = static_cast<std::uint32_t>(bytes_[at] | bytes_[at + 1] << 8);
    const auto high = static_cast<std::uint32_t>(bytes_[at + 2] | bytes_[at + 3] << 8);
    return static_cast<std::int32_t>(low | high << 16);
  }
  // Up to the first NUL.
  std::string raw(std::size_t at, std::size_t width) const {
    std::string text(bytes_.begin() + static_cast<std::ptrdiff_t>(at),
                     bytes_.begin() + static_cast<std::ptrdiff_t>(at + width));
    text.resize(std::min(text.find('\0'), text.size()));
    return text;
  }
  std::string text(std::size_t at, std::size_t width) const {
    const std::string printable = printable_utf8(raw(at, width));
    return std::string(trim(printable));
  }
  Error fault(std::int64_t at, const std::string& message) const {
    return Error::at_offset(*file_, at, message);
  }
  std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
  const std::string* file_;
};

// "DD/MM/YYYY", empty where the three numbers are no date (0 and -9 stand for "not known").
std::string date_at(const Fields& fields, std::size_t at) {
  const int day = fields.i16(at), month = fields.i16(at + 2), year = fields.i16(at + 4);
  if (day < 1 || day > 31 || month < 1 || month > 12 || year < 1000 || year > 9999) return "";
  return fmt::format("{:02}/{:02}/{:04}", day, month, year);
}

std::string start_of(const Fields& fields) {
  const std::string date = date_at(fields, 138);
  const int hour = fields.i16(150), minute = fields.i16(152), second = fields.i16(154);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return "";
  const std::string clock = fmt::format("{:02}:{:02}:{:02}", hour, minute, second);
  return date.empty() ? clock : clock + " " + date;
}

void read_people(const Fields& fields, IshneHeader& header) {
  const auto add = [&](const char* name, std::string_view value) {
    if (!value.empty()) header.patient.emplace_back(name, value);
  };
  add("first name", fields.text(28, 40));
  add("last name", fields.text(68, 40));
  add("id", fields.text(108, 20));
  add("sex", named(sex_names, fields.i16(128)));
  add("race", named(race_names, fields.i16(130)));
  add("born", date_at(fields, 132));
  add("pacemaker", named(pacemaker_names, fields.i16(230)));
}

void read_comments(const Fields& fields, std::int64_t block_bytes, IshneHeader& header) {
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) header.comments.push_back(fmt::format("{}: {}", name, value));
  };
  add("recorder", fields.text(232, 40));
  add("file written", date_at(fields, 144));
  add("owner", fields.text(274, 80));
  add("copyright", fields.text(354, 80));
  const std::string block =
      fields.raw(static_cast<std::size_t>(ishne_fixed_bytes), static_cast<std::size_t>(block_bytes));
  for (std::string_view rest = block; !rest.empty();) {
    const std::string line = printable_utf8(trim(take_line(rest)));
    if (!line.empty()) header.comments.push_back(line);
  }
  for (const IshneLead& lead : header.leads) {
    if (lead.quality > 1)
      header.comments.push_back(fmt::format("lead {}: {}", lead.name, named(quality_names, lead.quality)));
  }
}

// Each lead has a code, a quality and a resolution in three blocks of twelve numbers one after the
// other, whatever the number of leads.
void read_leads(const Fields& fields, IshneHeader& header) {
  const int count = fields.i16(156);
  if (count < (header.annotations ? 0 : 1) || count > most_ishne_leads)
    throw fields.fault(156, fmt::format("{} leads: 1 to {} were expected", count, most_ishne_leads));
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(2 * i);
    IshneLead lead{"", fields.i16(158 + at), fields.i16(182 + at), fields.i16(206 + at)};
    lead.name = named(ishne_lead_names, lead.code);
    if (lead.name.empty() || lead.code < 2)  // several such leads are told apart by their number
      lead.name = fmt::format("{}{}", lead.code == 1 ? "bipolar" : "lead", i + 1);
    if (lead.resolution <= 0 && !header.annotations)
      throw fields.fault(static_cast<std::int64_t>(206 + at),
                         fmt::format("lead {}: a resolution of {} nV a step, more than 0 was expected",
                                     lead.name, lead.resolution));
    header.leads.push_back(std::move(lead));
  }
}

}  // namespace

// CRC-16-CCITT with 0xffff before the first byte and polynomial 0x1021, bit by bit: a header is a
// few hundred bytes, so a table would save nothing.
std::uint16_t crc_ccitt(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xffff;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<std::uint32_t>(byte) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
  }
  return static_cast<std::uint16_t>(crc);
}

IshneHeader read_ishne_header(const ByteSource& source) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(ishne_fixed_bytes));
  // Twice: the length of the header stands in its fixed part, and the CRC is over all of it.
  source.read(0, bytes);
  const Fields fixed(bytes, source.name());
  const std::int64_t block_bytes = fixed.i32(10), block_at = fixed.i32(18), data_at = fixed.i32(22);
  if (block_bytes < 0 || block_bytes > most_header_bytes)
    throw fixed.fault(10, fmt::format("a variable block of {} bytes: 0 to {} were expected", block_bytes,
                                      most_header_bytes));
  const bool annotations = bytes[0] == 'A';  // whose writers leave this offset wrong
  if (block_bytes > 0 && block_at != ishne_fixed_bytes && !annotations)
    throw fixed.fault(18, fmt::format("the variable block is said to begin at byte {}, {} was expected",
                                      block_at, ishne_fixed_bytes));
  if (data_at < ishne_fixed_bytes + block_bytes || data_at > source.size() ||
      data_at > ishne_fixed_bytes + most_header_bytes)
    throw fixed.fault(
        22, fmt::format("the data are said to begin at byte {}: the header ends at {}, the file at {}",
                        data_at, ishne_fixed_bytes + block_bytes, source.size()));
  bytes.resize(static_cast<std::size_t>(data_at));
  source.read(0, bytes);
  const Fields fields(std::move(bytes), source.name());

  IshneHeader header;
  header.annotations = annotations;
  const auto stated = static_cast<std::uint16_t>(fields.i16(8));
  const std::uint16_t found = crc_ccitt(fields.bytes().subspan(10));
  header.crc_stated = stated != 0;
  // Some writers store it with the high byte first.
  const bool agrees = stated == found || stated == static_cast<std::uint16_t>(found << 8 | found >> 8);
  if (header.crc_stated && !agrees)
    throw fields.fault(
        8, fmt::format("the header's CRC is {:#06x}, the file states {:#06x}: the header is damaged, "
                       "and with it rate, leads and scale are not sure; get the file again",
                       found, stated));
  header.samples = fields.i32(14);
  header.data_offset = data_at;
  header.version = fields.i16(26);
  // Unsigned, as rates above 32,767 Hz would else come out negative.
  header.rate = static_cast<std::uint16_t>(fields.i16(272));
  if (header.rate == 0) throw fields.fault(272, "a sampling rate of 0 Hz: more was expected");
  read_leads(fields, header);
  header.start = start_of(fields);
  read_people(fields, header);
  read_comments(fields, block_bytes, header);
  return header;
}

}  // namespace rwave
