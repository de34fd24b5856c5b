# Most of a file's time goes into headers that its neighbours read too. So what a file keeps to itself (an unnamed
# namespace) must have a name that no other file of the floor has. ./run and ./test turn this on; who changes the code
# waits less without it.
option(RWAVE_UNITY "Compile the files of a floor many at once: a third of the processor time from nothing" OFF)

# What every target of the house shares, and the two functions that make a floor and embed a file.
add_library(rwave_options INTERFACE)
target_include_directories(rwave_options INTERFACE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src)
target_compile_options(rwave_options INTERFACE -Wall -Wextra -Wpedantic $<$<BOOL:${RWAVE_WERROR}>:-Werror> -ffp-contract=off -fno-semantic-interposition)
if(CMAKE_SIZEOF_VOID_P EQUAL 4 AND CMAKE_SYSTEM_PROCESSOR MATCHES "86|AMD64" AND NOT EMSCRIPTEN)
  # The x87 unit keeps more digits in registers than in memory: a value is then not equal to itself, and searches never end.
  target_compile_options(rwave_options INTERFACE -msse2 -mfpmath=sse)
  target_compile_definitions(rwave_options INTERFACE _FILE_OFFSET_BITS=64)  # files of 2 GB and more
endif()
if(NOT RWAVE_UNITY)
  target_compile_options(rwave_options INTERFACE -Wshadow)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # as -Wshadow, it warns of one file's names in another's
  target_compile_options(rwave_options INTERFACE -Wno-subobject-linkage)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # gcc 12 sees overlapping copies in "text" + std::string that are none (gcc bug 105329, mended in 13).
  target_compile_options(rwave_options INTERFACE -Wno-restrict)
endif()
if(RWAVE_SANITIZE)
  set(sanitizers -fsanitize=thread)
  if(RWAVE_SANITIZE STREQUAL "address")
    set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  endif()
  target_compile_options(rwave_options INTERFACE ${sanitizers} -fno-omit-frame-pointer $<$<BOOL:${RWAVE_FUZZ}>:-fsanitize=fuzzer-no-link>)
  target_link_options(rwave_options INTERFACE ${sanitizers})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # sees values that are not initialised, in libtorch's headers, where there are none
    target_compile_options(rwave_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
if(RWAVE_COVERAGE)
  # Counts next to the objects, which tools/count_lines reads (gcc). Atomic: threads count too. Of functions of src alone:
  # libtorch's templates and the tests would be counted as well, which takes longer to compile and to run.
  target_compile_options(rwave_options INTERFACE --coverage -fprofile-update=atomic "-fprofile-filter-files=(^|/)src/")
  # What ends by _Exit (rwave serve) writes its counts first.
  add_library(rwave_counted_exit STATIC ${CMAKE_SOURCE_DIR}/tests/support/counted_exit.cpp)
  target_link_libraries(rwave_options INTERFACE $<BUILD_INTERFACE:rwave_counted_exit>)
  target_link_options(rwave_options INTERFACE --coverage -Wl,--wrap=_Exit)
endif()

# rwave_unity(TARGET [FILES]): FILES of the target at once (16).
function(rwave_unity target)
  set(files 16)
  if(ARGC GREATER 1)
    set(files ${ARGV1})
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${RWAVE_UNITY} UNITY_BUILD_BATCH_SIZE ${files})
endfunction()

# rwave_floor(NAME LINK public... [PRIVATE private...] [FROM folders...] [WITHOUT subfolders...]): the library
# rwave_NAME from src/NAME/*.cpp and its folders, or from the folders named alone.
function(rwave_floor name)
  cmake_parse_arguments(ARG "" "" "LINK;PRIVATE;FROM;WITHOUT" ${ARGN})
  if(NOT ARG_FROM)
    set(ARG_FROM ${name} ${name}/*)
  endif()
  list(TRANSFORM ARG_FROM REPLACE "(.+)" "${CMAKE_SOURCE_DIR}/src/\\1/*.cpp")
  file(GLOB sources CONFIGURE_DEPENDS ${ARG_FROM})
  foreach(folder ${ARG_WITHOUT})
    list(FILTER sources EXCLUDE REGEX "/src/${name}/${folder}/")
  endforeach()
  if(NOT sources)  # the floor's first file is still to come
    file(WRITE ${CMAKE_BINARY_DIR}/empty.cpp "")
    set(sources ${CMAKE_BINARY_DIR}/empty.cpp)
  endif()
  add_library(rwave_${name} STATIC ${sources})
  target_link_libraries(rwave_${name} PUBLIC rwave_options ${ARG_LINK} PRIVATE ${ARG_PRIVATE})
  rwave_unity(rwave_${name})
endfunction()

# rwave_embed(TARGET FILE SYMBOL): the bytes of FILE inside TARGET, between rwave_SYMBOL_begin and rwave_SYMBOL_end.
function(rwave_embed target file symbol)
  set(source ${CMAKE_BINARY_DIR}/embed/${symbol}.cpp)
  if(EMSCRIPTEN)  # whose assembler wants each symbol's type and size, and has no notes for the linker
    file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
asm(R"(.section .rodata.rwave_@symbol@,"",@
.globl rwave_@symbol@_begin
.globl rwave_@symbol@_end
.hidden rwave_@symbol@_begin
.hidden rwave_@symbol@_end
.p2align 4
rwave_@symbol@_begin: .incbin "@CMAKE_SOURCE_DIR@/@file@"
rwave_@symbol@_end: .int8 0
.size rwave_@symbol@_begin, rwave_@symbol@_end - rwave_@symbol@_begin
.size rwave_@symbol@_end, 1
)");
]])
  else()
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
asm(R"(.section .rodata
.global rwave_@symbol@_begin
.global rwave_@symbol@_end
.hidden rwave_@symbol@_begin
.hidden rwave_@symbol@_end
rwave_@symbol@_begin: .incbin "@CMAKE_SOURCE_DIR@/@file@"
rwave_@symbol@_end: .byte 0
.section .note.GNU-stack,"",@progbits
.text
)");
]])
  endif()
  target_sources(${target} PRIVATE ${source})
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${CMAKE_SOURCE_DIR}/${file} COMPILE_OPTIONS "-Wno-pedantic;-fno-lto"
                              SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON)
endfunction()
