#pragma once
// The table of recording formats: what each is called, how its files are recognised, how they are opened.
//
// A new format is a folder of its own (src/record/NAME), a line in formats.cpp, a test and a section of
// docs/formats.md. Nothing else asks which format a recording is of.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "rwave/recording.h"

namespace rwave {

// The beginning of a file, by which its format is recognised.
struct FileHead {
  // Bytes in the whole file, of which some magics make use.
  std::int64_t size = 0;
  // The first 8 KiB, fewer where the file is shorter. Enough for every magic, and for the first lines of a
  // table.
  std::string bytes;

  // Whether the bytes from `offset` on are `magic`.
  bool holds(std::string_view magic, std::size_t offset = 0) const {
    return bytes.size() >= offset + magic.size() && bytes.compare(offset, magic.size(), magic) == 0;
  }

  // Unsigned little-endian numbers; 0 where the head ends before them.
  std::uint32_t u16(std::size_t offset) const;
  std::uint32_t u32(std::size_t offset) const;

  // The head as 8-bit text: of UTF-16 (told by its byte order mark) every character above 255 becomes '?',
  // blanks and the mark at the beginning are dropped.
  std::string text() const;
};

// One format. All that the program knows of it is here and in the folder behind `open`.
struct Format {
  // "ISHNE". As messages, `rwave info` and docs/formats.md spell it.
  std::string_view name;
  // ".edf .bdf": lower case, with the point, separated by blanks.
  std::string_view extensions;
  // Whether a file is certainly of this format, by content, whatever its name. Null where only the name
  // says it, as of tables: any text might be one.
  bool (*sniff)(const FileHead&);
  // Throws Error with what is wrong and where; never returns null.
  std::unique_ptr<Recording> (*open)(const std::filesystem::path&, const OpenOptions&);
  // What the format is, for lists of formats.
  std::string_view help;
};

// All formats, in the order in which they are asked.
std::span<const Format> formats();

// A file name's extension in lower case, with its point: ".edf" of "X.EDF".
std::string lower_extension(const std::filesystem::path& file);

// The format that has the name's extension; null where none has it.
const Format* format_of_name(const std::filesystem::path& file);

// What the files of a recording are called alike: "DIR/100" of DIR/100 (WFDB), DIR/100.hea, DIR/100.edf. A
// point in a WFDB record's name belongs to it: "DIR/a.1" where a.1.hea is there.
std::filesystem::path recording_stem(const std::filesystem::path& recording);

// Its annotation file: DIR/100.atr of DIR/100 (WFDB) and of DIR/100.edf; DIR/100.edf.atr where that is there,
// as 100.edf and 100.dat may lie in one folder. The file need not be there.
std::filesystem::path annotation_file(const std::filesystem::path& recording, std::string_view annotator);

// Whether the name is one of a recording in a single file: of any format but WFDB, whose records are named
// without an extension.
bool is_recording_name(const std::filesystem::path& file);

// "DIR/100 or x.hea (WFDB), x.edf .bdf (EDF), ...": what a verb says of its recordings.
std::string format_list();

// Reads the head of a regular file. Throws Error where it cannot be read.
FileHead read_head(const std::filesystem::path& file);

// What a file is that holds no recording, and what to do about it ("is a zip archive: unpack it, ..."): empty
// where the content is of no kind that is known.
std::string foreign_kind(const FileHead& head);

// Throws Error where a stream that should be a table begins as a file of another kind does: an EDF file or an
// archive sent in as it is. `name` is the stream's, for the message.
void refuse_file_as_stream(const std::string& beginning, const std::string& name);

}  // namespace rwave
