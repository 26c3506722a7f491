# Called by ctest; see CMakeLists.txt beside it for the variables.
set(room "${build}/package-test")
set(prefix "${room}/prefix")
file(REMOVE_RECURSE "${room}")

function(must)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed (${status}):\n${said}")
  endif()
  set(said "${said}" PARENT_SCOPE)
endfunction()

must("${CMAKE_COMMAND}" --install "${build}" --prefix "${prefix}")

file(GLOB_RECURSE headers RELATIVE "${prefix}/include" "${prefix}/include/*")
list(FILTER headers EXCLUDE REGEX "^entra/(support|client|idp|testing)/[a-z0-9_]+\\.hpp$")
if(headers)
  message(FATAL_ERROR "installed, but no public header: ${headers}")
endif()
file(GLOB_RECURSE headers "${prefix}/include/*.hpp")
set(client_headers "")
set(test_headers "")
foreach(header IN LISTS headers)
  file(STRINGS "${header}" foreign REGEX "#include *[<\"](nlohmann/|httplib)")
  if(foreign)
    message(FATAL_ERROR "${header} needs a library that is not its user's business: ${foreign}")
  endif()
  file(RELATIVE_PATH header "${prefix}/include" "${header}")
  string(APPEND test_headers "#include <${header}>\n")
  if(NOT header MATCHES "^entra/(idp|testing)/")
    string(APPEND client_headers "#include <${header}>\n")
  endif()
endforeach()
file(GLOB_RECURSE packaged "${prefix}/lib*/cmake/*.cmake")
foreach(file IN LISTS packaged)
  file(STRINGS "${file}" leaked REGEX "${build}|/include/nlohmann")
  if(leaked)
    message(FATAL_ERROR "${file} points outside of the prefix: ${leaked}")
  endif()
endforeach()

# build_consumer(<name> <headers>): each includes every header that it may see, under its own warnings as errors. Without
# optimisation: what is asked is whether it compiles, links and behaves.
function(build_consumer name headers)
  file(WRITE "${room}/${name}/generated/every_header.hpp" "${headers}")
  must("${CMAKE_COMMAND}" -S "${consumers}/${name}" -B "${room}/${name}" -G "${generator}" "-DCMAKE_PREFIX_PATH=${prefix}"
       "-DCMAKE_CXX_COMPILER=${compiler}" "-DCMAKE_CXX_FLAGS=${flags}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${launcher}"
       "-DCMAKE_BUILD_TYPE=Debug" "-DCMAKE_CXX_FLAGS_DEBUG=-O0"
       "-DGENERATED=${room}/${name}/generated" "-DEXPECTED_VERSION=${version}")
  must("${CMAKE_COMMAND}" --build "${room}/${name}")
endfunction()

build_consumer(consumer "${client_headers}")
must("${room}/consumer/consumer")
if(NOT said STREQUAL "accepted for https://api.example.com, then refused: token_expired\n")
  message(FATAL_ERROR "the consumer said: ${said}")
endif()

build_consumer(small_api "${test_headers}")
must("${room}/small_api/orders_api_test")
