# cmake --install: what an application needs to find_package(EntraHarness COMPONENTS client), what its tests need (testing,
# with the mock's library), and the programs. The client comes without the mock.
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

# entra_collect_libraries(<out> <target> EXCEPT ...): the target and every library of this project that it is linked
# from. A static library needs them all: the client's transport, and the HTTP library behind it, travel with it.
function(entra_collect_libraries out target)
  cmake_parse_arguments(A "" "" "EXCEPT" ${ARGN})
  set(found ${target})
  get_target_property(linked ${target} LINK_LIBRARIES)
  get_target_property(interface ${target} INTERFACE_LINK_LIBRARIES)
  foreach(library IN LISTS linked interface)
    if(library MATCHES "^entra_" AND NOT library IN_LIST found AND NOT library IN_LIST A_EXCEPT)
      entra_collect_libraries(more ${library} EXCEPT ${A_EXCEPT} ${found})
      list(APPEND found ${more})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES found)
  # entra_client_http is entra::client_http to whoever finds the package, as entra_client is entra::client.
  foreach(library IN LISTS found)
    string(REGEX REPLACE "^entra_" "" name ${library})
    set_target_properties(${library} PROPERTIES EXPORT_NAME ${name})
  endforeach()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

entra_collect_libraries(entra_client_libraries entra_client EXCEPT entra_support)
entra_install_component(support HEADERS client/support/include TARGETS entra_support)
entra_install_component(client HEADERS client/include TARGETS ${entra_client_libraries})
if(TARGET entra_testing)
  entra_collect_libraries(entra_mock_idp_libraries entra_mock_idp EXCEPT entra_support)
  entra_install_component(mock_idp HEADERS mock_idp/include TARGETS ${entra_mock_idp_libraries})
  entra_collect_libraries(entra_testing_libraries entra_testing EXCEPT entra_support ${entra_client_libraries}
                          ${entra_mock_idp_libraries})
  entra_install_component(testing HEADERS tests/kit/include TARGETS ${entra_testing_libraries})
endif()

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
