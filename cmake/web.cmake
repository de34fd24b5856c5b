# rwave_web(TARGET FOLDER): the files of FOLDER inside TARGET, and the table of them that src/serve/page_files.h declares.
function(rwave_web target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/${folder} ${CMAKE_SOURCE_DIR}/${folder}/*)
  set(declared "")
  set(rows "")
  foreach(file IN LISTS files)
    string(MAKE_C_IDENTIFIER page_${file} symbol)
    rwave_embed(${target} ${folder}/${file} ${symbol})
    string(APPEND declared "extern \"C\" const char rwave_${symbol}_begin[], rwave_${symbol}_end[];\n")
    string(APPEND rows "      {\"${file}\", {rwave_${symbol}_begin, static_cast<std::size_t>(rwave_${symbol}_end - rwave_${symbol}_begin)}},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/embed/page_files.cpp @ONLY CONTENT [[
#include "serve/page_files.h"

@declared@
namespace rwave::serve {
std::vector<std::pair<std::string_view, std::string_view>> page_files() {
  return {
@rows@  };
}
}  // namespace rwave::serve
]])
  target_sources(${target} PRIVATE ${CMAKE_BINARY_DIR}/embed/page_files.cpp)
endfunction()
