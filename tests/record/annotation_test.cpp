// The MIT annotation format: reading, writing, and what other programs wrote.
#include <gmock/gmock.h>

#include "record/annotation_format.h"
#include "record/files.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::get_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<Annotation> parse(const std::vector<std::uint8_t>& bytes, double rate = 0) {
  return parse_annotations(bytes, "test.atr", rate);
}

std::string fault_of(const std::vector<std::uint8_t>& bytes, double rate = 0) {
  return testing::fault_of([&] { parse(bytes, rate); });
}

Annotation label(std::int64_t sample, std::uint8_t code, std::string text = {}) {
  return {.sample = sample, .code = code, .subtype = 0, .channel = 0, .number = 0, .text = std::move(text)};
}

TEST(Symbols, AreWfdbsMnemonics) {
  EXPECT_EQ(symbol_of(1), "N");
  EXPECT_EQ(symbol_of(5), "V");
  EXPECT_EQ(symbol_of(12), "/");
  EXPECT_EQ(symbol_of(22), "\"");
  EXPECT_EQ(symbol_of(28), "+");
  EXPECT_EQ(symbol_of(38), "f");
  EXPECT_EQ(symbol_of(42), "[42]");
  EXPECT_EQ(symbol_of(200), "[?]");
  for (int code = 0; code < 50; ++code) EXPECT_EQ(code_of(symbol_of(static_cast<std::uint8_t>(code))), code);
  EXPECT_EQ(code_of("no such type"), -1);
}

// The first words of mitdb/100.atr: "+" at 18 with text "(N", then N at 77 and 370 (as rdann prints them).
TEST(ReadAnnotations, BeginsAsMitdb100Does) {
  EXPECT_THAT(parse({0x12, 0x70, 0x03, 0xfc, 0x28, 0x4e, 0x00, 0x00, 0x3b, 0x04, 0x25, 0x05, 0x00, 0x00}),
              ElementsAre(label(18, 28, "(N"), label(77, 1), label(370, 1)));
}

// What rdann prints, read as words, gives thousands of labels.
TEST(ReadAnnotations, TextIsRefused) {
  const std::string text = "    0:00.214       77     N    0    0    0\n    0:01.028      370     N\n";
  EXPECT_THAT(fault_of(std::vector<std::uint8_t>(text.begin(), text.end())),
              HasSubstr("offset 0: is text, not a WFDB annotation file"));
}

// Their words are bytes of text: 'L' is 0x4c, 32 or 33 with the time's upper bits.
TEST(ReadAnnotations, BeatsWhoseWordsLookLikeTextAreRead) {
  for (const std::uint8_t code : {2, 3, 8, 12}) {
    std::vector<std::uint8_t> bytes;
    for (unsigned i = 0; i < 40; ++i) {
      const unsigned interval = 288 + i * 94 / 39;  // to 382: low bytes from 0x20 to 0x7e
      bytes.push_back(static_cast<std::uint8_t>(interval));
      bytes.push_back(static_cast<std::uint8_t>(code << 2 | interval >> 8));
    }
    bytes.insert(bytes.end(), {0, 0});
    const auto labels = parse(bytes);
    ASSERT_EQ(labels.size(), 40U) << int{code};
    EXPECT_EQ(labels[0], label(288, code));
  }
}

// SKIP's four bytes hold the upper half first; skips add up, also backwards.
TEST(ReadAnnotations, SkipsForwardsAndBackwards) {
  EXPECT_THAT(parse({0x00, 0xec, 0x01, 0x00, 0x02, 0x00, 0x05, 0x04, 0x00, 0x00}),
              ElementsAre(label(65536 + 2 + 5, 1)));
  EXPECT_THAT(parse({0x64, 0x04, 0x00, 0xec, 0xff, 0xff, 0xf6, 0xff, 0x01, 0x04, 0x00, 0x00}),
              ElementsAre(label(100, 1), label(91, 1)));
}

// SUB holds for one label, CHN and NUM from there on; negative values fill all ten bits or only eight.
TEST(ReadAnnotations, ModifiersHoldAsTheFormatSays) {
  const auto labels = parse({0x01, 0x04, 0xff, 0xf7, 0x02, 0xf8, 0xfd, 0xf0, 0x01, 0x04, 0x00, 0x00});
  ASSERT_EQ(labels.size(), 2U);
  EXPECT_EQ(labels[0].subtype, -1);
  EXPECT_EQ(labels[1].subtype, 0);
  EXPECT_EQ(labels[1].channel, 2);
  EXPECT_EQ(labels[1].number, -3);
}

TEST(ReadAnnotations, DamagedFilesAreNamedWithTheirOffset) {
  EXPECT_THAT(fault_of({}), HasSubstr("test.atr: offset 0: the file ends here, without the word 0"));
  EXPECT_THAT(fault_of({0x01, 0xd8, 0x00, 0x00}), HasSubstr("offset 0: 54 is not an annotation type"));
  EXPECT_THAT(fault_of({0x03, 0xfc, 'a', 'b', 'c', 0, 0, 0}), HasSubstr("offset 0: a label was expected"));
  EXPECT_THAT(fault_of({0, 'N', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
              HasSubstr("AHA annotations are not read"));
}

std::vector<std::uint8_t> bytes_of(const std::vector<Annotation>& labels) {
  const std::string text = format_annotations(labels, "test.atr");
  return {text.begin(), text.end()};
}

TEST(ReadAnnotations, DefinitionNotesAreNotAnnotationsOfTheRecording) {
  EXPECT_THAT(
      parse(bytes_of({label(0, 22, "## annotation type definitions"), label(0, 22, "42 L1 my own type"),
                      label(0, 22, "## end of definitions"), label(0, 22, "a note"), label(9, 42)})),
      ElementsAre(label(0, 22, "a note"), label(9, 42)));
}

TEST(ReadAnnotations, TimeResolutionIsConvertedOrRefused) {
  const auto bytes = bytes_of({label(0, 22, "## time resolution: 1000"), label(500, 1)});
  EXPECT_THAT(parse(bytes, 250), ElementsAre(label(125, 1)));
  EXPECT_THAT(fault_of(bytes), HasSubstr("its times count 1000 a second"));
  EXPECT_THAT(fault_of(bytes_of({label(0, 22, "## time resolution: 0")})),
              HasSubstr("states no rate above 0 Hz"));
}

// Behind two samples of 0 a signal file seemed to end, and the label or two before were taken for a person's.
TEST(ReadAnnotations, BytesBehindTheEndAreSaidAndAFileOfThemIsRefused) {
  std::vector<std::string> warnings;
  const std::vector<std::uint8_t> some = {0x12, 0x04, 0x12, 0x04, 0, 0, 1, 2};
  EXPECT_EQ(parse_annotations(some, "test.atr", 0, std::nullopt, &warnings).size(), 2U);
  EXPECT_THAT(warnings, ElementsAre("offset 6: 2 bytes follow the word 0 that ends annotations; the 2 "
                                    "annotations before it are used"));
  std::vector<std::uint8_t> many = some;
  many.resize(100, 7);
  EXPECT_THAT(fault_of(many), HasSubstr("is not a WFDB annotation file"));
  EXPECT_EQ(parse_annotations({{0x12, 0x04, 0, 0, 0, 0}}, "test.atr", 0).size(), 1U) << "filled up";
}

TEST(WriteAnnotations, TimesPast31BitsAreChainsOfSkips) {
  const std::vector<Annotation> labels = {label(3, 1), label(5'000'000'000, 5, "far"),
                                          label(5'000'001'024, 1)};
  EXPECT_EQ(parse(bytes_of(labels)), labels);
}

TEST(WriteAnnotations, RefusesWhatTheFormatCannotHold) {
  const auto fault = [](const std::vector<Annotation>& labels) {
    return testing::fault_of([&] { format_annotations(labels, "out.atr"); });
  };
  EXPECT_THAT(fault({label(9, 1), label(8, 1)}),
              HasSubstr("annotation 2 at sample 8: it comes after sample 9"));
  EXPECT_THAT(fault({label(-1, 1)}), HasSubstr("order was expected"));
  // A SKIP for each 2^31 samples: the first would be a file of 12 GB.
  EXPECT_THAT(fault({label(std::int64_t{1} << 62, 1)}), HasSubstr("past sample 1099511627776"));
  EXPECT_LT(format_annotations(std::vector{label(std::int64_t{1} << 40, 1)}, "out.atr").size(), 4000U);
  EXPECT_THAT(fault({label(1, 0)}), HasSubstr("type 0 is not 1 to 49"));
  EXPECT_THAT(fault({label(1, 50)}), HasSubstr("type 50 is not 1 to 49"));
  EXPECT_THAT(fault({label(1, 22, std::string(256, 'x'))}), HasSubstr("a text of 256 bytes is longer"));
}

TEST(ReadAnnotations, OutsideTheRecordingAreLeftOutWithOneWarningAKind) {
  const auto bytes =
      bytes_of({label(0, 22, "## time resolution: 1000"), label(396, 1), label(400, 5), label(404, 1)});
  const auto read = [&](std::int64_t frames) {
    std::vector<std::string> warnings;
    const auto labels = parse_annotations(bytes, "test.atr", 250, frames, &warnings);
    return std::pair(labels.size(), warnings);
  };
  EXPECT_EQ(read(102), std::pair(std::size_t{3}, std::vector<std::string>{}));
  const auto [kept, warnings] = read(100);
  EXPECT_EQ(kept, 1U);
  EXPECT_THAT(warnings,
              ElementsAre("2 annotations left out, past the recording's end: the first (V) stands at "
                          "sample 100 (offset " +
                          std::to_string(bytes.size() - 6) + "), the recording has samples 0 to 99"));
}

TEST(ReadAnnotations, BeforeTheStartAreLeftOut) {
  // A SKIP of -5, then a beat at sample -4, then one at 6.
  std::vector<std::string> warnings;
  const std::vector<std::uint8_t> bytes = {0, 0xec, 0xff, 0xff, 0xfb, 0xff, 1, 4, 10, 4, 0, 0};
  EXPECT_THAT(parse_annotations(bytes, "test.atr", 250, 100, &warnings), ElementsAre(label(6, 1)));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], HasSubstr("1 annotation left out, before the recording's start"));
}

TEST(ReadAnnotations, AFileCutOffKeepsWhatStandsBefore) {
  std::vector<std::string> warnings;
  EXPECT_THAT(parse_annotations(std::vector<std::uint8_t>{0x12, 0x04}, "test.atr", 0, {}, &warnings),
              ElementsAre(label(18, 1)));
  EXPECT_THAT(warnings, ElementsAre("offset 2: the file ends without the word 0 that ends annotations; the 1 "
                                    "annotations before it are used"));
  warnings.clear();
  EXPECT_EQ(
      parse_annotations(std::vector<std::uint8_t>{0x12, 0x04, 0x08, 0xfc, 'a'}, "t", 0, {}, &warnings).size(),
      1U);
  EXPECT_THAT(warnings.at(0), HasSubstr("offset 4: the file ends within a text of 8 bytes"));
  warnings.clear();
  EXPECT_EQ(
      parse_annotations(std::vector<std::uint8_t>{0x12, 0x04, 0, 0xec, 0}, "t", 0, {}, &warnings).size(), 1U);
  EXPECT_THAT(warnings.at(0), HasSubstr("offset 4: the file ends within the time of an annotation"));
}

// The file with the trailing NUL bytes of its texts dropped (some of mitdb's have one, some have none), found
// by a walk of its own: what the writer must give.
std::string without_text_padding(const std::string& file) {
  std::string out;
  for (std::size_t at = 0; at + 1 < file.size();) {
    const auto word = static_cast<std::uint8_t>(file[at]) |
                      static_cast<unsigned>(static_cast<std::uint8_t>(file[at + 1])) << 8;
    if (word >> 10 == 63) {
      const std::size_t length = word & 1023;
      std::string text = file.substr(at + 2, length);
      text.resize(text.find_last_not_of('\0') + 1);
      out += static_cast<char>(text.size());
      out += '\xfc';
      out += text;
      if (text.size() % 2 != 0) out += '\0';
      at += 2 + length + length % 2;
      continue;
    }
    const std::size_t bytes = word >> 10 == 59 ? 6 : 2;
    out += file.substr(at, bytes);
    at += bytes;
  }
  return out;
}

void expect_rewritten_alike(const std::filesystem::path& folder, int expected_files) {
  const testing::TemporaryFolder out;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".atr") continue;
    ++files;
    const auto labels = read_annotations(entry.path());
    write_annotations(out / "copy.atr", labels);
    EXPECT_EQ(get_file(out / "copy.atr"), without_text_padding(get_file(entry.path()))) << entry.path();
    EXPECT_EQ(read_annotations(out / "copy.atr"), labels);
  }
  EXPECT_EQ(files, expected_files);
}

TEST(WriteAnnotations, RewritesEveryMitdbFileByteForByte) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  expect_rewritten_alike(mitdb, 48);
}

TEST(WriteAnnotations, RewritesEverySvdbFileByteForByte) {
  RWAVE_NEED_DATA(svdb, "svdb");
  expect_rewritten_alike(svdb, 39);
}

}  // namespace
}  // namespace rwave
