# How every target of this project is built: the language level, the warnings, where things land.
include_guard()
include(GNUInstallDirs)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# CMake 3.25 scans for modules only when asked; the sources use none.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

# entra_library(NAME <target> [EXPORT <alias>] SOURCES ... [PUBLIC_INCLUDE dirs] [PRIVATE_INCLUDE dirs] [PUBLIC libs] [PRIVATE libs])
function(entra_library)
  cmake_parse_arguments(A "" "NAME;EXPORT" "SOURCES;PUBLIC_INCLUDE;PRIVATE_INCLUDE;PUBLIC;PRIVATE" ${ARGN})
  add_library(${A_NAME} STATIC ${A_SOURCES})
  if(A_EXPORT)
    add_library(entra::${A_EXPORT} ALIAS ${A_NAME})
    set_target_properties(${A_NAME} PROPERTIES EXPORT_NAME ${A_EXPORT})
  endif()
  # Public headers are C++20, so whoever uses an installed library must be.
  target_compile_features(${A_NAME} PUBLIC cxx_std_20)
  foreach(dir IN LISTS A_PUBLIC_INCLUDE)
    target_include_directories(${A_NAME} PUBLIC "$<BUILD_INTERFACE:${dir}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  endforeach()
  foreach(dir IN LISTS A_PRIVATE_INCLUDE)
    target_include_directories(${A_NAME} PRIVATE "${dir}")
  endforeach()
  # Headers alone, seen by no includer: nothing for an installed library's users to find.
  list(TRANSFORM A_PRIVATE REPLACE "^entra_json$" "$<BUILD_INTERFACE:entra_json>")
  target_link_libraries(${A_NAME} PUBLIC ${A_PUBLIC} PRIVATE "$<BUILD_INTERFACE:entra_warnings>" ${A_PRIVATE})
endfunction()

# entra_test(NAME <program> SOURCES ... [PRIVATE_INCLUDE dirs] LIBS ...): a GoogleTest program known to ctest.
function(entra_test)
  cmake_parse_arguments(A "" "NAME" "SOURCES;PRIVATE_INCLUDE;LIBS" ${ARGN})
  add_executable(${A_NAME} ${A_SOURCES})
  target_include_directories(${A_NAME} PRIVATE ${A_PRIVATE_INCLUDE})
  target_link_libraries(${A_NAME} PRIVATE ${A_LIBS} entra_warnings GTest::gmock GTest::gtest_main)
  target_compile_definitions(${A_NAME} PRIVATE ENTRA_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ENTRA_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  set_target_properties(${A_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  # The module is the folder of tests/: it labels the tests, and tests_<module> builds the module's programs alone.
  file(RELATIVE_PATH module "${PROJECT_SOURCE_DIR}/tests" "${CMAKE_CURRENT_SOURCE_DIR}")
  string(REGEX REPLACE "/.*" "" module "${module}")
  # What needs the mock as well is a module of its own: under a sanitizer the mock takes many times the client's time.
  if(module STREQUAL "client" AND "entra_mock_idp" IN_LIST A_LIBS)
    set(module client_with_mock)
  endif()
  gtest_discover_tests(${A_NAME} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 120 LABELS "${module}")
  if(NOT TARGET tests_${module})
    add_custom_target(tests_${module})
  endif()
  add_dependencies(tests_${module} ${A_NAME})
endfunction()

add_library(entra_warnings INTERFACE)
target_compile_options(entra_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 takes "text" + string for overlapping copies when it optimises (GCC bug 105651).
  target_compile_options(entra_warnings INTERFACE -Wno-restrict)
endif()
