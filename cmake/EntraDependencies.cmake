# Everything comes from Debian 12's packages; nothing is downloaded at configure time (docs/adr/0002).
include_guard()
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(PkgConfig REQUIRED)

# Debian ships cpp-httplib compiled. Its flags change the layout of its classes, so they come from pkg-config only.
pkg_check_modules(cpp-httplib REQUIRED IMPORTED_TARGET cpp-httplib)
add_library(entra_httplib INTERFACE)
target_link_libraries(entra_httplib INTERFACE PkgConfig::cpp-httplib OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# Implicit conversions of nlohmann/json are off in every target that uses it.
add_library(entra_json INTERFACE)
target_link_libraries(entra_json INTERFACE nlohmann_json::nlohmann_json)
target_compile_definitions(entra_json INTERFACE JSON_USE_IMPLICIT_CONVERSIONS=0)

find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(pugixml REQUIRED)
find_package(SQLite3 3.37 REQUIRED)  # STRICT tables
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)

if(ENTRA_BUILD_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
  pkg_check_modules(cjose REQUIRED IMPORTED_TARGET cjose)
endif()
if(ENTRA_BUILD_BENCH)
  find_package(benchmark REQUIRED)
endif()
