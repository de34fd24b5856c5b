#pragma once
// ECGs that hospital carts and their archives export as XML of their makers (GE MUSE, CardioSoft), as
// Recordings.

#include <filesystem>
#include <memory>

#include "record/formats.h"
#include "rwave/recording.h"

namespace rwave {

// XML whose root element is RestingECG or CardiologyXML.
bool is_cart_xml(const FileHead& head);

// Opens the rhythm waveform: all leads that are stored, in mV. Leads that a cart leaves out because they
// follow from I and II (III, aVR, aVL, aVF) are not made up. Median beats are not read, which a comment says.
// Documents with entities of their own are refused; the DOCTYPE that MUSE writes is passed over, and what it
// names is never fetched. Throws Error with what is missing, or the offset where the XML is not well-formed.
std::unique_ptr<Recording> open_cart_xml(const std::filesystem::path& file);

}  // namespace rwave
