#pragma once
// HL7 annotated ECG (aECG, ANSI/HL7 V3 2004) as Recordings.

#include <filesystem>
#include <memory>

#include "record/formats.h"
#include "rwave/recording.h"

namespace rwave {

// XML whose root element is AnnotatedECG.
bool is_aecg(const FileHead& head);

// Opens the rhythm series of the file. Each sequence set has a time sequence (begin and increment) and a
// sequence of digits a lead, with origin and scale; leads are named by their MDC code ("MDC_ECG_LEAD_AVR":
// aVR). Sets are placed by their time, frames that no set has are missing samples. Where the rhythm series
// cannot stand in one recording (other rate, clocks that do not compare, days between them) the longest is
// taken and a warning names the rest. Voltages become mV. Documents with a DOCTYPE or entities are refused:
// nothing in them is ever fetched or expanded. Throws Error with what is missing, or the offset where the XML
// is not well-formed.
std::unique_ptr<Recording> open_aecg(const std::filesystem::path& file);

}  // namespace rwave
