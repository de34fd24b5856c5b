# Recording formats that need a library of their own: built where it is installed, else opening such a file says what
# is missing.
if(NOT TARGET pugixml::pugixml)
  find_package(pugixml QUIET)
endif()
if(TARGET pugixml::pugixml)
  target_link_libraries(rwave_record PRIVATE pugixml::pugixml)
  target_compile_definitions(rwave_record PRIVATE RWAVE_PUGIXML)
endif()

# dcmtk by its libraries: Debian's DCMTKConfig.cmake asks for the development packages of all that dcmtk was built with.
option(RWAVE_DICOM "Read DICOM waveforms where dcmtk is installed" ON)
find_library(DCMDATA_LIBRARY dcmdata)
find_library(OFLOG_LIBRARY oflog)
find_library(OFSTD_LIBRARY ofstd)
find_path(DCMTK_INCLUDE dcmtk/dcmdata/dctk.h)
if(RWAVE_DICOM AND DCMDATA_LIBRARY AND OFLOG_LIBRARY AND OFSTD_LIBRARY AND DCMTK_INCLUDE)
  target_link_libraries(rwave_record PRIVATE ${DCMDATA_LIBRARY} ${OFLOG_LIBRARY} ${OFSTD_LIBRARY})
  target_include_directories(rwave_record SYSTEM PRIVATE ${DCMTK_INCLUDE})
  target_compile_definitions(rwave_record PRIVATE RWAVE_DCMTK)
  message(STATUS "DICOM: ${DCMDATA_LIBRARY}")
else()
  message(STATUS "DICOM: left out")
endif()
