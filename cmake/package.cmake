# What other programs build against: one shared library of the floors from bytes to labelled beats, the headers of
# include/rwave, and the files by which CMake (find_package) and pkg-config find them. Shared, so that a program needs
# to name none of the libraries beneath.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

file(GLOB c_interface CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/library/*.cpp)
add_library(rwave_library SHARED ${c_interface})
add_library(rwave::rwave ALIAS rwave_library)
set_target_properties(rwave_library PROPERTIES OUTPUT_NAME rwave EXPORT_NAME rwave VERSION ${PROJECT_VERSION}
                      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_compile_definitions(rwave_library PRIVATE RWAVE_VERSION="${PROJECT_VERSION}")
target_compile_features(rwave_library PUBLIC cxx_std_20)
target_include_directories(rwave_library INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
# Whole, as what the headers promise lies in archives that the C interface alone would not draw from.
set(floors rwave_math rwave_base rwave_record rwave_signal rwave_beat rwave_rhythm rwave_simd rwave_infer rwave_classify rwave_score rwave_ec57)
list(TRANSFORM floors REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE archives)
target_link_libraries(rwave_library PRIVATE -Wl,--whole-archive ${archives} -Wl,--no-whole-archive ${floors}
                      -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/rwave.map)
set_target_properties(rwave_library PROPERTIES LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/rwave.map)

file(WRITE ${CMAKE_BINARY_DIR}/rwave.pc "prefix=\${pcfiledir}/../..
Name: rwave
Description: ${PROJECT_DESCRIPTION}
Version: ${PROJECT_VERSION}
Cflags: -I\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}
Libs: -L\${prefix}/${CMAKE_INSTALL_LIBDIR} -lrwave
")
# A component is a Debian package (cmake/debian.cmake): program, learn, library, dev; python/CMakeLists.txt adds python.
install(TARGETS rwave_library EXPORT rwave LIBRARY COMPONENT library NAMELINK_COMPONENT dev)
install(TARGETS rwave COMPONENT program)
if(TARGET rwave-learn)
  install(TARGETS rwave-learn OPTIONAL COMPONENT learn)
endif()
install(DIRECTORY include/rwave TYPE INCLUDE COMPONENT dev)
install(DIRECTORY models DESTINATION ${CMAKE_INSTALL_DATADIR}/rwave COMPONENT program)
install(FILES packaging/completion/rwave DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
install(FILES packaging/completion/_rwave DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT program)
install(FILES ${CMAKE_BINARY_DIR}/rwave.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
install(EXPORT rwave FILE rwaveConfig.cmake NAMESPACE rwave:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/rwave COMPONENT dev)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/rwaveConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/rwaveConfigVersion.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/rwave COMPONENT dev)
