#include "record/formats.h"

#include <array>

#include "record/aecg/aecg_recording.h"
#include "record/byte_source.h"
#include "record/cart_xml/cart_xml_recording.h"
#include "record/csv/csv_recording.h"
#include "record/csv/csv_write.h"
#include "record/dicom/dicom_recording.h"
#include "record/edf/edf_recording.h"
#include "record/edf/edf_write.h"
#include "record/ishne/ishne_recording.h"
#include "record/mat/mat_recording.h"
#include "record/restored_recording.h"
#include "record/scp/scp_recording.h"
#include "record/text.h"
#include "record/wfdb/wfdb_recording.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;

// "0" and seven blanks could begin a table too: the number of header bytes tells them apart.
bool is_edf(const FileHead& head) {
  if (head.holds("\xff"
                 "BIOSEMI"))
    return true;
  return head.holds("0       ") && head.bytes.size() >= 256 &&
         head.bytes.find_first_not_of("0123456789 ", 184) >= 192;
}

// What rwave convert wrote stands in the annotations' texts.
std::unique_ptr<Recording> open_edf_file(const fs::path& file, const OpenOptions&) {
  std::unique_ptr<Recording> recording = open_edf(file);
  std::vector<Annotation> annotations = recording->annotations();
  std::vector<std::string> facts;
  for (const Annotation& annotation : annotations) {
    if (is_fact_text(annotation.text)) facts.push_back(annotation.text);
  }
  // A file of another program: nothing is restored.
  if (facts.empty()) return recording;
  std::erase_if(annotations, [](const Annotation& annotation) { return is_fact_text(annotation.text); });
  // EDF+ has no field for WFDB's codes, so convert puts them into the text ("wfdb:V").
  for (Annotation& annotation : annotations) {
    const double duration = annotation.duration;
    annotation = annotation_of_text(annotation.text, annotation.sample);
    annotation.duration = duration;
  }
  return restore(std::move(recording), facts_of_texts(facts), std::move(annotations), edf_missing_sample);
}

std::unique_ptr<Recording> open_ishne_file(const fs::path& file, const OpenOptions&) {
  return open_ishne(file);
}

std::unique_ptr<Recording> open_dicom_file(const fs::path& file, const OpenOptions&) {
  return open_dicom(file);
}

std::unique_ptr<Recording> open_scp_file(const fs::path& file, const OpenOptions&) {
  return open_scp(file);
}

std::unique_ptr<Recording> open_aecg_file(const fs::path& file, const OpenOptions&) {
  return open_aecg(file);
}

std::unique_ptr<Recording> open_cart_file(const fs::path& file, const OpenOptions&) {
  return open_cart_xml(file);
}

// What rwave convert wrote stands next to the table.
std::unique_ptr<Recording> open_table(const fs::path& file, const OpenOptions& options) {
  const fs::path facts_file = csv_facts_file(file), labels_file = csv_annotations_file(file);
  std::error_code ignored;
  if (!fs::is_regular_file(facts_file, ignored)) return open_csv(file, options);
  constexpr std::int64_t most_facts = 1 << 20;  // bytes
  const std::string facts = read_small_file(facts_file, most_facts);
  OpenOptions with_rate = options;
  // The facts say the rate exactly, so no column of the table has to be taken for a clock.
  if (const auto rate = stated_rate(facts); rate && !with_rate.csv_rate) {
    with_rate.csv_rate = rate;
    with_rate.ignore_time = true;
  }
  std::unique_ptr<Recording> recording = open_csv(file, with_rate);
  std::vector<Annotation> annotations;
  if (fs::is_regular_file(labels_file, ignored)) annotations = read_csv_annotations(labels_file);
  return restore(std::move(recording), facts, std::move(annotations));
}

std::unique_ptr<Recording> open_wfdb_header(const fs::path& file, const OpenOptions&) {
  return open_wfdb(file);
}

// Those that are recognised by content come first; WFDB and tables are text of any kind.
constexpr std::array table = {
    Format{"EDF", ".edf .bdf .rec", is_edf, open_edf_file, "x.edf, x.bdf (EDF, EDF+, BDF, BDF+)"},
    Format{"ISHNE", "", is_ishne, open_ishne_file, "x.ecg (ISHNE)"},
    Format{"HL7 aECG", ".xml", is_aecg, open_aecg_file, "x.xml (HL7 aECG)"},
    Format{"cart XML", ".xml", is_cart_xml, open_cart_file, "x.xml (GE MUSE, CardioSoft)"},
    Format{"SCP-ECG", ".scp", is_scp, open_scp_file, "x.scp (SCP-ECG)"},
    Format{"DICOM", ".dcm .dicom", is_dicom, open_dicom_file, "x.dcm (DICOM waveform)"},
    Format{"MAT", ".mat", is_mat, open_mat, "x.mat (MAT v5)"},
    Format{"WFDB", ".hea", nullptr, open_wfdb_header, "DIR/100 or x.hea (WFDB)"},
    Format{"CSV", ".csv .tsv .txt", nullptr, open_table, "x.csv, x.tsv, x.txt (tables)"},
};

}  // namespace

std::span<const Format> formats() {
  return table;
}

// ASCII letters alone: what the formats' extensions are made of, whatever the locale.
std::string lower_extension(const fs::path& file) {
  std::string extension = file.extension().string();
  for (char& c : extension) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  return extension;
}

const Format* format_of_name(const fs::path& file) {
  const std::string extension = lower_extension(file);
  if (extension.empty()) return nullptr;
  for (const Format& format : table) {
    for (std::string_view rest = format.extensions; !rest.empty();) {
      if (take_word(rest) == extension) return &format;
    }
  }
  return nullptr;
}

fs::path recording_stem(const fs::path& recording) {
  std::error_code ignored;
  const bool has_header = fs::exists(fs::path(recording) += ".hea", ignored);
  const bool is_file = format_of_name(recording) != nullptr && fs::is_regular_file(recording, ignored);
  return has_header && !is_file ? recording : fs::path(recording).replace_extension();
}

fs::path annotation_file(const fs::path& recording, std::string_view annotator) {
  const std::string suffix = "." + std::string(annotator);
  std::error_code ignored;
  // WFDB names an annotation file by record and annotator, and other formats have no rule: a name that holds
  // the whole file's goes first.
  if (fs::path named = fs::path(recording) += suffix; fs::is_regular_file(named, ignored)) return named;
  return recording_stem(recording) += suffix;
}

bool is_recording_name(const fs::path& file) {
  return format_of_name(file) != nullptr && lower_extension(file) != ".hea";
}

std::string format_list() {
  std::string list;
  for (const Format& format : table) list += (list.empty() ? "" : ", ") + std::string(format.help);
  return list;
}

}  // namespace rwave
