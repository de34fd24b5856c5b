#include "record/lead_codes.h"

#include <array>

namespace rwave {
namespace {

// Annex of SCP-ECG (EN 1064) on the identification of leads. DICOM's SCP codes use the same
// numbers. Numbers that are not listed keep no name, and the caller gives one.
struct Numbered {
  int number;
  std::string_view name;
};

constexpr std::array names = {
    Numbered{1, "I"},      Numbered{2, "II"},   Numbered{3, "V1"},     Numbered{4, "V2"},
    Numbered{5, "V3"},     Numbered{6, "V4"},   Numbered{7, "V5"},     Numbered{8, "V6"},
    Numbered{9, "V7"},     Numbered{10, "V2R"}, Numbered{11, "V3R"},   Numbered{12, "V4R"},
    Numbered{13, "V5R"},   Numbered{14, "V6R"}, Numbered{15, "V7R"},   Numbered{16, "X"},
    Numbered{17, "Y"},     Numbered{18, "Z"},   Numbered{19, "CC5"},   Numbered{20, "CM5"},
    Numbered{21, "LA"},    Numbered{22, "RA"},  Numbered{23, "LL"},    Numbered{24, "fI"},
    Numbered{25, "fE"},    Numbered{26, "fC"},  Numbered{27, "fA"},    Numbered{28, "fM"},
    Numbered{29, "fF"},    Numbered{30, "fH"},  Numbered{61, "III"},   Numbered{62, "aVR"},
    Numbered{63, "aVL"},   Numbered{64, "aVF"}, Numbered{65, "-aVR"},  Numbered{66, "V8"},
    Numbered{67, "V9"},    Numbered{68, "V8R"}, Numbered{69, "V9R"},   Numbered{70, "D"},
    Numbered{71, "A"},     Numbered{72, "J"},   Numbered{73, "Defib"}, Numbered{74, "Extern"},
    Numbered{75, "A1"},    Numbered{76, "A2"},  Numbered{77, "A3"},    Numbered{78, "A4"},
    Numbered{86, "chest"}, Numbered{87, "V"},   Numbered{91, "MCL"},   Numbered{92, "MCL1"}};

}  // namespace

std::string_view scp_lead_name(int number) {
  for (const Numbered& lead : names) {
    if (lead.number == number) return lead.name;
  }
  return {};
}

// MDC (ISO 11073) writes AVR where the field writes aVR; all other names are the same.
std::string mdc_lead_name(std::string_view code) {
  constexpr std::string_view prefix = "MDC_ECG_LEAD_";
  if (!code.starts_with(prefix)) return "";
  const std::string name(code.substr(prefix.size()));
  return name == "AVR" || name == "AVL" || name == "AVF" ? std::string("aV") + name[2] : name;
}

}  // namespace rwave
