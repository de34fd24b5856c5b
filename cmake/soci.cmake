# The databases of studies: SOCI with two backends, linked directly; its own way is to open them at run time by their names.
find_library(SOCI_CORE_LIBRARY soci_core REQUIRED)
find_library(SOCI_SQLITE3_LIBRARY soci_sqlite3 REQUIRED)
find_library(SOCI_POSTGRESQL_LIBRARY soci_postgresql REQUIRED)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)  # the backends' headers include those of the databases
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
add_library(rwave_soci INTERFACE)
target_link_libraries(rwave_soci INTERFACE
  ${SOCI_SQLITE3_LIBRARY} ${SOCI_POSTGRESQL_LIBRARY} ${SOCI_CORE_LIBRARY} PkgConfig::SQLITE3 PkgConfig::LIBPQ)
if(RWAVE_SANITIZE STREQUAL "address")
  # SOCI's libraries hide the types of some of their classes, which this check of objects' types refers to.
  target_compile_options(rwave_soci INTERFACE -fno-sanitize=vptr)
endif()
