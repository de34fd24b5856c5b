# The libraries of the runtime half for WebAssembly, under the names that they have where they are installed. Debian has
# none of them for this processor: headers come from its packages, the rest is compiled from its sources, which
# tools/wasm_sources fetches.
enable_language(C)
set(RWAVE_WASM_SOURCES ${CMAKE_SOURCE_DIR}/build/wasm-sources CACHE PATH "What tools/wasm_sources has fetched")

# -fwasm-exceptions: with emscripten's older way each call within a try block leaves WebAssembly and comes back.
add_compile_options(-fwasm-exceptions -msimd128)
add_link_options(-fwasm-exceptions)

# The standard library's gaps, for the floors alone.
target_compile_options(rwave_options INTERFACE -Wno-unused-command-line-argument
                       -include ${CMAKE_SOURCE_DIR}/wasm/standard_library.h)

function(rwave_wasm_source name out)
  file(GLOB found ${RWAVE_WASM_SOURCES}/${name}-*)
  list(LENGTH found count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "no sources of ${name} in ${RWAVE_WASM_SOURCES}: run tools/deps --wasm")
  endif()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# Headers alone: links to Debian's, as the compiler must see nothing else of /usr/include.
set(headers ${CMAKE_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${headers})
foreach(folder fmt nlohmann)
  file(CREATE_LINK /usr/include/${folder} ${headers}/${folder} SYMBOLIC)
endforeach()
add_library(fmt::fmt INTERFACE IMPORTED)
target_include_directories(fmt::fmt INTERFACE ${headers})
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY=1)
add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED)
target_include_directories(nlohmann_json::nlohmann_json INTERFACE ${headers})
add_library(Threads::Threads INTERFACE IMPORTED)  # one thread: see src/base/parallel.cpp

rwave_wasm_source(zlib zlib)
add_library(zlib STATIC ${zlib}/adler32.c ${zlib}/crc32.c ${zlib}/inflate.c ${zlib}/inftrees.c ${zlib}/inffast.c
                        ${zlib}/zutil.c ${zlib}/deflate.c ${zlib}/trees.c)
target_include_directories(zlib SYSTEM PUBLIC ${zlib})
add_library(ZLIB::ZLIB ALIAS zlib)

# Of soxr the float engine alone, which the quality that src/signal/resample.cpp asks for uses.
rwave_wasm_source(soxr soxr)
foreach(feature HAVE_FENV_H HAVE_STDBOOL_H HAVE_STDINT_H HAVE_LRINT WITH_CR32)
  set(${feature} 1)
endforeach()
configure_file(${soxr}/soxr-config.h.in ${CMAKE_BINARY_DIR}/soxr/soxr-config.h)
set(files soxr data-io dbesi0 filter fft4g64 cr cr32 fft4g32)
list(TRANSFORM files REPLACE "(.+)" "${soxr}/src/\\1.c")
add_library(soxr STATIC ${files})
target_include_directories(soxr PRIVATE ${CMAKE_BINARY_DIR}/soxr)
target_include_directories(soxr SYSTEM PUBLIC ${soxr}/src)
target_compile_definitions(soxr PRIVATE SOXR_LIB)
target_compile_options(soxr PRIVATE -w)
add_library(PkgConfig::SOXR ALIAS soxr)

# Of FLAC the decoder.
rwave_wasm_source(flac flac)
set(files bitmath bitreader cpu crc fixed float format lpc md5 memory stream_decoder)
list(TRANSFORM files REPLACE "(.+)" "${flac}/src/libFLAC/\\1.c")
add_library(flac STATIC ${files})
target_include_directories(flac PRIVATE ${flac}/src/libFLAC/include)
target_include_directories(flac SYSTEM PUBLIC ${flac}/include)
target_compile_definitions(flac PUBLIC FLAC__NO_DLL PRIVATE FLAC__NO_ASM HAVE_LROUND=1 HAVE_STDINT_H HAVE_FSEEKO
                                PACKAGE_VERSION="1.4.2" FLAC__HAS_OGG=0)
target_compile_options(flac PRIVATE -w)
add_library(PkgConfig::FLAC ALIAS flac)

rwave_wasm_source(pugixml pugixml)
add_library(pugixml STATIC ${pugixml}/src/pugixml.cpp)
target_include_directories(pugixml SYSTEM PUBLIC ${pugixml}/src)
add_library(pugixml::pugixml ALIAS pugixml)

# ONNX's messages, generated from Debian's onnx.proto for protobuf's lite runtime, which knows no reflection: a fifth of
# the whole library's size, and the same parser.
rwave_wasm_source(protobuf protobuf)
set(files any_lite arena arenastring arenaz_sampler extension_set generated_enum_util generated_message_tctable_lite
          generated_message_util implicit_weak_message inlined_string_field io/coded_stream io/strtod io/zero_copy_stream
          io/zero_copy_stream_impl io/zero_copy_stream_impl_lite map message_lite parse_context repeated_field
          repeated_ptr_field stubs/bytestream stubs/common stubs/int128 stubs/status stubs/stringpiece
          stubs/stringprintf stubs/structurally_valid stubs/strutil wire_format_lite)
list(TRANSFORM files REPLACE "(.+)" "${protobuf}/src/google/protobuf/\\1.cc")
find_program(RWAVE_PROTOC protoc REQUIRED)
set(onnx ${CMAKE_BINARY_DIR}/onnx_messages)
file(MAKE_DIRECTORY ${onnx}/onnx)
file(WRITE ${onnx}/onnx/onnx_pb.h "#include \"onnx.pb.h\"\n")
add_custom_command(OUTPUT ${onnx}/onnx/onnx.pb.cc ${onnx}/onnx/onnx.pb.h DEPENDS /usr/include/onnx/onnx.proto
  COMMAND ${RWAVE_PROTOC} --proto_path=/usr/include/onnx --cpp_out=${onnx}/onnx onnx.proto)
add_library(onnx_proto STATIC ${files} ${onnx}/onnx/onnx.pb.cc)
target_include_directories(onnx_proto SYSTEM PUBLIC ${onnx} ${protobuf}/src)
target_compile_options(onnx_proto PRIVATE -w)
set(ONNX_PROTO_LIBRARY onnx_proto)
add_library(protobuf::libprotobuf INTERFACE IMPORTED)

set(CMAKE_POSITION_INDEPENDENT_CODE OFF)  # of the floors: one module, nothing is shared
