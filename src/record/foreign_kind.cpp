// Files that users give by mistake, recognised by content: archives, pictures, documents, web pages, formats
// of other fields. One line says what the file is; parsing it as a table would say something misleading
// instead.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "record/formats.h"
#include "rwave/error.h"

namespace rwave {
namespace {

struct Magic {
  std::string_view bytes;
  std::size_t offset;
  std::string_view what;
};

using namespace std::string_view_literals;  // magics hold NUL bytes

constexpr std::string_view unpack = ": unpack it and open the recording that is in it";
constexpr std::string_view picture =
    ", a picture: the samples themselves are needed (the device's export as EDF, CSV, DICOM, SCP or XML)";
constexpr std::string_view document =
    ", a document: the samples themselves are needed (the device's export as EDF, CSV, DICOM, SCP or XML)";

std::string with(std::string_view what, std::string_view advice) {
  return fmt::format("is {}{}", what, advice);
}

constexpr std::array archives = {
    Magic{"\x1f\x8b"sv, 0, "a gzip archive"},
    Magic{"1AY&SY"sv, 4, "a bzip2 archive"},
    Magic{"\xfd"
          "7zXZ\0"sv,
          0, "an xz archive"},
    Magic{"7z\xbc\xaf\x27\x1c"sv, 0, "a 7z archive"},
    Magic{"Rar!\x1a\x07"sv, 0, "a RAR archive"},
    Magic{"\x28\xb5\x2f\xfd"sv, 0, "a Zstandard archive"},
    Magic{"\x04\x22\x4d\x18"sv, 0, "an LZ4 archive"},
    Magic{"\x1f\x9d"sv, 0, "a compress (.Z) archive"},
    Magic{"ustar"sv, 257, "a tar archive"},
    Magic{"MSCF\0\0"sv, 0, "a cabinet archive"},
};

constexpr std::array pictures = {
    Magic{"\x89PNG\r\n\x1a\n"sv, 0, "a PNG file"},
    Magic{"\xff\xd8\xff"sv, 0, "a JPEG file"},
    Magic{"GIF87a"sv, 0, "a GIF file"},
    Magic{"GIF89a"sv, 0, "a GIF file"},
    Magic{"II*\0"sv, 0, "a TIFF file"},
    Magic{"MM\0*"sv, 0, "a TIFF file"},
    Magic{"WEBP"sv, 8, "a WebP file"},
    Magic{"ftypheic"sv, 4, "a HEIC file"},
    Magic{"ftypmif1"sv, 4, "a HEIF file"},
    Magic{"ftypavif"sv, 4, "an AVIF file"},
};

constexpr std::array documents = {
    Magic{"%!PS"sv, 0, "a PostScript file"},
    Magic{"{\\rtf"sv, 0, "an RTF file"},
};

// What these are and what to do about them is said at once.
constexpr std::array others = {
    Magic{"\x89HDF\r\n\x1a\n"sv, 0,
          "an HDF5 file, whose layout is not known: export the ECG as CSV or WFDB (wfdb.wrsamp)"},
    Magic{"MATLAB 7.3 MAT-file"sv, 0,
          "a MAT file of version 7.3 (HDF5): save it again with save(..., '-v7')"},
    Magic{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, 0,
          "an old Office document (.xls, .doc): save the sheet as CSV, and open that"},
    Magic{"\x93NUMPY"sv, 0, "a NumPy array (.npy): save it as text (numpy.savetxt) or WFDB (wfdb.wrsamp)"},
    Magic{"PAR1\x15"sv, 0, "a Parquet table: save it as CSV"},
    Magic{"ARROW1\0\0"sv, 0, "an Arrow (Feather) table: save it as CSV"},
    Magic{"SQLite format 3\0"sv, 0, "an SQLite database: export the table of samples as CSV"},
    Magic{"WAVE"sv, 8, "a WAV sound file: its samples have no millivolts; convert it to WFDB or CSV first"},
    Magic{"fLaC"sv, 0, "a FLAC file: of a WFDB record open the header (.hea)"},
    Magic{"OggS"sv, 0, "an Ogg sound file, not a recording of an ECG"},
    Magic{"ID3\3\0"sv, 0, "an MP3 sound file, not a recording of an ECG"},
    Magic{"ftyp"sv, 4, "a video or sound file (MP4), not a recording of an ECG"},
    Magic{"\x7f"
          "ELF"sv,
          0, "a program, not a recording"},
    Magic{"GDF 1."sv, 0, "a GDF file, which is not read: convert it to EDF (save2gdf -f=EDF)"},
    Magic{"GDF 2."sv, 0, "a GDF file, which is not read: convert it to EDF (save2gdf -f=EDF)"},
    Magic{"@  MFR "sv, 0, "an MFER file, which is not read: convert it to EDF (save2gdf -f=EDF)"},
    Magic{"@ MFR "sv, 0, "an MFER file, which is not read: convert it to EDF (save2gdf -f=EDF)"},
    Magic{"Brain Vision"sv, 0, "a BrainVision header, which is not read: convert it to EDF"},
    Magic{"RWBEATS1"sv, 0, "a beat set of rwave, not a recording (rwave info describes it)"},
    Magic{"version https://git-lfs"sv, 0, "a Git LFS pointer, not the file itself: fetch it (git lfs pull)"},
    Magic{"MSH|"sv, 0, "an HL7 version 2 message: the samples themselves are needed"},
    Magic{"CFWB\1\0\0\0"sv, 0, "a LabChart binary file, which is not read: export it as EDF or text"},
    Magic{"IGOR"sv, 0, "an Igor text file, which is not read: export it as CSV"},
};

// The workbook's parts are named within the archive.
// .xlsx, .ods and .npz are all zip files; the advice differs, so the names within are looked for.
std::string zip_kind(const FileHead& head) {
  const auto has = [&](std::string_view part) { return head.bytes.find(part) != std::string::npos; };
  if (has("xl/") || has("[Content_Types].xml") || has("opendocument.spreadsheet"))
    return with("an Office document (a zip of XML, .xlsx or the like)",
                ": save the sheet as CSV, and open that");
  if (has(".npy")) return with("a NumPy archive (.npz)", ": save its array as text or WFDB");
  return with("a zip archive", unpack);
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return text;
}

// The name of the first element: what follows the first '<' that begins neither a declaration nor a comment.
std::string root_element(const std::string& text) {
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos; ++at) {
    if (text.compare(at, 4, "<!--") == 0) {
      at = text.find("-->", at);
      if (at == std::string::npos) break;
      continue;
    }
    const std::size_t end = text.find_first_of(" \t\r\n/>", at + 1);
    if (end == std::string::npos) break;
    const std::string name = text.substr(at + 1, std::min<std::size_t>(end - at - 1, 60));
    if (name.empty() || name[0] == '?' || name[0] == '!') continue;
    const bool printable = std::ranges::all_of(name, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    return printable ? name : "";
  }
  return "";
}

std::string markup_kind(const FileHead& head) {
  const std::string text = head.text();
  const std::string small = lower(text.substr(0, 4096));
  if (small.starts_with("<!doctype html") || small.starts_with("<html") || small.starts_with("<head") ||
      (small.starts_with("<") && small.find("<html") != std::string::npos)) {
    return with("a web page (HTML)",
                " saved under this name, often a login or error page: download the file itself again");
  }
  if (small.starts_with("<svg") || (small.starts_with("<?xml") && small.find("<svg") != std::string::npos))
    return with("an SVG file", picture);
  if (small.starts_with("<?xml") || (small.starts_with("<") && small.find('>') != std::string::npos)) {
    const std::string root = root_element(text);
    return with(root.empty() ? "an XML file" : fmt::format("an XML file (<{}>)", root),
                " of no kind that is read (HL7 <AnnotatedECG>, GE MUSE <RestingECG>, CardioSoft "
                "<CardiologyXML>); export the recording as one of those, DICOM, SCP or EDF");
  }
  if (text.starts_with("{\"") || text.starts_with("[{") || text.starts_with("{\n") || text.starts_with("{\r"))
    return with("a JSON file", ", whose layout is not known: write the samples as CSV, a column a lead");
  return "";
}

}  // namespace

// The order matters: a magic number is sure, the marks of text are not, so markup and JSON come
// last.
std::string foreign_kind(const FileHead& head) {
  if (head.size == 0) return "is empty (0 bytes)";
  // What a RIFF or MP4 file is stands behind its length, whose first byte no text begins with.
  const auto match = [&](const Magic& magic) {
    const bool text_before = magic.offset == 4 && magic.bytes.starts_with("ftyp") && head.bytes[0] != '\0';
    return head.holds(magic.bytes, magic.offset) && !text_before && (magic.offset != 8 || head.holds("RIFF"));
  };
  if (head.holds("PK\3\4") || head.holds("PK\5\6")) return zip_kind(head);
  const auto named = [&](const auto& magics) {
    const auto found = std::ranges::find_if(magics, match);
    return found == magics.end() ? std::string_view() : found->what;
  };
  if (const auto what = named(archives); !what.empty()) return with(what, unpack);
  if (const auto what = named(pictures); !what.empty()) return with(what, picture);
  // Two letters are too few for a picture's mark, as a table may begin with them: the length must
  // agree too.
  if (head.holds("BM") && head.u32(2) == static_cast<std::uint32_t>(head.size))
    return with("a BMP file", picture);
  if (const auto what = named(documents); !what.empty()) return with(what, document);
  // Some PDF files have a few bytes before their mark.
  if (std::string_view(head.bytes).substr(0, 1024).find("%PDF-") != std::string_view::npos)
    return with("a PDF file", document);
  if (const auto what = named(others); !what.empty()) return with(what, "");
  return markup_kind(head);
}

void refuse_file_as_stream(const std::string& beginning, const std::string& name) {
  if (beginning.empty()) return;
  const FileHead head{static_cast<std::int64_t>(beginning.size()), beginning};
  // The errors of lines and rates that would follow say nothing of what the file is.
  for (const Format& format : formats())
    if (format.sniff != nullptr && format.sniff(head))
      throw Error(name,
                  fmt::format("is a file of format {}, and a stream is a table of text: give the file by its "
                              "name",
                              format.name));
  if (const std::string kind = foreign_kind(head); !kind.empty()) throw Error(name, kind);
}

}  // namespace rwave
