# rwave_simd(FOLDER): the files level_*.cpp of FOLDER are compiled for the instructions they are named after; which of
# them runs is decided at start. Flags by file, not for the whole program, so that it runs on any x86-64 machine.
function(rwave_simd folder)
  file(GLOB levels ${CMAKE_SOURCE_DIR}/${folder}/level_*.cpp)
  set_source_files_properties(${levels} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    return()
  endif()
  set(avx2 -mavx2 -mfma)
  # gcc 12's own AVX-512 header warns about itself (its bug 105593).
  set(avx512 -mavx512f -mavx512bw -mavx512vl -mavx512dq -mfma -Wno-uninitialized $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  set_source_files_properties(${folder}/level_avx2.cpp PROPERTIES COMPILE_OPTIONS "${avx2}")
  set_source_files_properties(${folder}/level_avx512.cpp PROPERTIES COMPILE_OPTIONS "${avx512}")
  set_source_files_properties(${folder}/level_vnni.cpp PROPERTIES COMPILE_OPTIONS "${avx512};-mavx512vnni")
endfunction()
