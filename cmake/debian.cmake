# Debian packages by CPack, one a component: rwave, rwave-learn, librwave0, librwave-dev, python3-rwave. tools/package
# makes them. What a package depends on is read from its programs by dpkg-shlibdeps, not written here.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rwave)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "rwave maintainers <maintainers@rwave.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "ECG recordings to classified heartbeats")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# dpkg-shlibdeps finds librwave.so of this very build here.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/debian/triggers)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# rwave_package(COMPONENT NAME SECTION DEPENDS RECOMMENDS TEXT): CPack gives all of them one synopsis.
macro(rwave_package component name section depends recommends text)
  string(TOUPPER ${component} upper)
  list(APPEND CPACK_COMPONENTS_ALL ${component})
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${depends}")
  set(CPACK_DEBIAN_${upper}_PACKAGE_RECOMMENDS "${recommends}")
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${text}")
  install(FILES packaging/debian/copyright ${CMAKE_BINARY_DIR}/packaging/changelog.gz
          ${CMAKE_BINARY_DIR}/packaging/changelog.Debian.gz DESTINATION share/doc/${name} COMPONENT ${component})
endmacro()

set(CPACK_COMPONENTS_ALL)
rwave_package(program rwave science "" "gnuplot-nox"
  "Finds and labels the beats of ECG recordings, names rhythms, scores by EC57,\nwrites reports and serves a review page.")
rwave_package(library librwave0 libs "" ""
  "Reads ECG recordings, finds and labels their beats; for C and C++ programs.")
rwave_package(dev librwave-dev libdevel "librwave0 (= ${PROJECT_VERSION}-1)" ""
  "Headers and the files by which CMake and pkg-config find librwave.")
if(TARGET rwave-learn)
  rwave_package(learn rwave-learn science "rwave (= ${PROJECT_VERSION}-1)" ""
    "Trains, tunes, transfers, explains and compares networks that label heartbeats.")
endif()
if(TARGET rwave_python)
  rwave_package(python python3-rwave python "python3 (>= 3.11), python3 (<< 3.12), python3-numpy" ""
    "Reads ECG recordings, finds and labels their beats over NumPy arrays.")
endif()

# Debian wants each package's history, compressed without a time stamp so that two builds give the same bytes.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/packaging)
execute_process(COMMAND gzip -9n -c ${CMAKE_SOURCE_DIR}/CHANGELOG.md
                OUTPUT_FILE ${CMAKE_BINARY_DIR}/packaging/changelog.gz)
execute_process(COMMAND gzip -9n -c ${CMAKE_SOURCE_DIR}/packaging/debian/changelog
                OUTPUT_FILE ${CMAKE_BINARY_DIR}/packaging/changelog.Debian.gz)
include(CPack)
