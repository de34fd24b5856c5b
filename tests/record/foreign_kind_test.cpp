// Files that hold no recording: one line says what they are, whatever their name.
#include <gmock/gmock.h>

#include "files.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using namespace std::string_literals;
using rwave::testing::fault_of;
using rwave::testing::put_file;
using rwave::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::Not;

struct Foreign {
  std::string name, bytes, expected;
};

class ForeignKind : public ::testing::TestWithParam<Foreign> {};

TEST_P(ForeignKind, IsSaidInOneLine) {
  const TemporaryFolder folder;
  put_file(folder / GetParam().name, GetParam().bytes);
  OpenOptions options;
  options.csv_rate = 250;
  const std::string fault = fault_of([&] { open_recording(folder / GetParam().name, options); });
  EXPECT_THAT(fault, HasSubstr(GetParam().name + ": " + GetParam().expected));
  EXPECT_THAT(fault, Not(HasSubstr("\n")));
}

INSTANTIATE_TEST_SUITE_P(
    Files, ForeignKind,
    ::testing::Values(
        Foreign{"a.csv", "PK\3\4\24\0\0\0\0\0 ecg/100.dat"s, "is a zip archive: unpack it"},
        Foreign{"a.csv", "PK\3\4\24\0\0\0\0\0 [Content_Types].xml xl/workbook.xml"s, "is an Office document"},
        Foreign{"a.txt", "PK\3\4\24\0\0\0\0\0 p_signal.npy"s, "is a NumPy archive"},
        Foreign{"a.edf", "\x1f\x8b\x08\0\0"s, "is a gzip archive: unpack it"},
        Foreign{"a", "7z\xbc\xaf\x27\x1c\0\4"s, "is a 7z archive"},
        Foreign{"a.dcm", "Rar!\x1a\x07\1\0"s, "is a RAR archive"},
        Foreign{"a.hea", std::string(257, 'x') + "ustar\0"s + "00" + std::string(300, '\0'),
                "is a tar archive"},
        Foreign{"a.xz",
                "\xfd"
                "7zXZ\0\0"s,
                "is an xz archive"},
        Foreign{"a.csv", "\x89PNG\r\n\x1a\n\0\0"s, "is a PNG file, a picture"},
        Foreign{"a.txt", "\xff\xd8\xff\xe0\0\x10JFIF"s, "is a JPEG file, a picture"},
        Foreign{"a.tif", "II*\0\x08\0\0\0"s, "is a TIFF file, a picture"},
        Foreign{"a.bmp", "BM\x0a\0\0\0\0\0\0\0"s, "is a BMP file, a picture"},
        Foreign{"a.csv", "%PDF-1.4\n%\xe2\xe3"s, "is a PDF file, a document"},
        Foreign{"a.csv", "\n\xef\xbb\xbf%PDF-1.4\n"s, "is a PDF file, a document"},
        Foreign{"a.csv", "\xef\xbb\xbf<!DOCTYPE html>\n<html><body>404</body></html>"s,
                "is a web page (HTML)"},
        Foreign{"a.edf", "<HTML><HEAD><TITLE>Login</TITLE>"s, "is a web page (HTML)"},
        Foreign{"a.csv", "\xff\xfe<\0h\0t\0m\0l\0>\0"s, "is a web page (HTML)"},
        Foreign{"a.svg", "<?xml version=\"1.0\"?>\n<svg xmlns=\"x\"/>"s, "is an SVG file, a picture"},
        Foreign{"a.xml", "<?xml version=\"1.0\"?>\n<!-- <a> -->\n<restingecgdata><a/></restingecgdata>"s,
                "is an XML file (<restingecgdata>) of no kind that is read"},
        Foreign{"a.h5", "\x89HDF\r\n\x1a\n\0"s, "is an HDF5 file"},
        Foreign{"a.mat", "MATLAB 7.3 MAT-file, Platform: GLNXA64"s, "is a MAT file of version 7.3 (HDF5)"},
        Foreign{"a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"s, "is an old Office document"},
        Foreign{"a.npy", "\x93NUMPY\1\0"s, "is a NumPy array"},
        Foreign{"a.csv", "{\"ecg\": [1, 2]}"s, "is a JSON file"},
        Foreign{"a.wav", "RIFF\0\0\0\0WAVEfmt "s, "is a WAV sound file"},
        Foreign{"a.gdf", "GDF 2.51"s, "is a GDF file"},
        Foreign{"100.dat", "version https://git-lfs.github.com/spec/v1\n"s, "is a Git LFS pointer"},
        Foreign{"a.csv", "", "is empty (0 bytes)"}, Foreign{"a", "", "is empty (0 bytes)"},
        Foreign{"100.atr", "\x12\x70\0\0"s, "is a part of a WFDB record"},
        Foreign{"a.foo", "hello"s, "is of no kind that is read: these are x.edf"}));

TEST(ForeignKind, TablesAndHeadersAreNotTakenForOne) {
  const TemporaryFolder folder;
  OpenOptions options;
  options.csv_rate = 250;
  put_file(folder / "a.csv", "0       0\n1       2\n");  // begins as an EDF file does
  EXPECT_EQ(open_recording(folder / "a.csv", options)->info().frames, 2);
}

}  // namespace
}  // namespace rwave
