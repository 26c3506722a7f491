# cmake --install: what an application needs to find_package(EntraHarness COMPONENTS client), and the programs.
# The mock is a program here; its library is not installed, so the client comes without it.
include_guard()
include(CMakePackageConfigHelpers)

set(entra_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/EntraHarness")

# Headers that serve the project's own sources only, as the arrows' table lists them.
file(STRINGS "${PROJECT_SOURCE_DIR}/tools/arrows.txt" entra_private_headers REGEX "^private:")
string(REGEX MATCHALL "[a-z0-9_]+\\.hpp" entra_private_headers "${entra_private_headers}")
set(entra_excluded "")
foreach(header IN LISTS entra_private_headers)
  list(APPEND entra_excluded PATTERN "${header}" EXCLUDE)
endforeach()

# entra_install_component(<name> HEADERS <dir> TARGETS ...): libraries and headers under one name of find_package.
function(entra_install_component name)
  cmake_parse_arguments(A "" "HEADERS" "TARGETS" ${ARGN})
  install(TARGETS ${A_TARGETS} EXPORT EntraHarness-${name} ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/${A_HEADERS}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
          FILES_MATCHING PATTERN "*.hpp" ${entra_excluded})
  install(EXPORT EntraHarness-${name} NAMESPACE entra:: DESTINATION "${entra_package_dir}")
endfunction()

# A static library needs what it was linked from: the transport and the HTTP library behind it travel with the client.
set_target_properties(entra_httplib PROPERTIES EXPORT_NAME httplib)
set_target_properties(entra_client_http PROPERTIES EXPORT_NAME client_http)
entra_install_component(support HEADERS client/support/include TARGETS entra_support)
entra_install_component(client HEADERS client/include TARGETS entra_client entra_client_http entra_httplib)

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/EntraHarnessConfig.cmake.in" "${PROJECT_BINARY_DIR}/EntraHarnessConfig.cmake"
  INSTALL_DESTINATION "${entra_package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/EntraHarnessConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/EntraHarnessConfig.cmake" "${PROJECT_BINARY_DIR}/EntraHarnessConfigVersion.cmake"
        DESTINATION "${entra_package_dir}")

foreach(program mock_idp scenarios entra_token)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT programs)
  endif()
endforeach()
