# Recording formats that need a library of their own: built where it is installed, else opening such a file says what
# is missing.
find_package(pugixml QUIET)
if(pugixml_FOUND)
  target_link_libraries(rwave_record PRIVATE pugixml::pugixml)
  target_compile_definitions(rwave_record PRIVATE RWAVE_PUGIXML)
endif()
message(STATUS "HL7 aECG: ${pugixml_FOUND}")
