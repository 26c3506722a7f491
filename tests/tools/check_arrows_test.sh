#!/usr/bin/env bash
# The arrows check against small trees that break one rule each.
# shellcheck source=tests/tools/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

check() { capture "$source_root/tools/check_arrows" "$sandbox"; }
including() { printf '#include "%s"\n' "$@"; }

test_accepts_the_arrows_of_the_design() {
  file client/support/include/entra/support/a.hpp </dev/null
  including entra/support/a.hpp | file client/include/entra/client/b.hpp
  including entra/client/b.hpp | file scenarios/src/run/c.cpp
  including tokens/t.hpp | file mock_idp/src/grants/g.cpp
  file mock_idp/src/tokens/t.hpp </dev/null
  including grants/g.hpp tokens/t.hpp | file mock_idp/src/endpoints/e.cpp
  file mock_idp/src/grants/g.hpp </dev/null
  including ../../mock_idp/src/grants/g.hpp entra/client/b.hpp | file tests/mock_idp/t.cpp
  check
  expect_status 0
  expect_silence
}

test_the_client_must_not_include_the_mock() {
  { printf '#pragma once\n' && including entra/idp/config.hpp; } | file client/src/acquire.cpp
  check
  expect_status 1
  expect_stderr 'client/src/acquire.cpp:2: client.src must not include idp.api ("entra/idp/config.hpp")'
  expect_stderr '1 broken rule;'
}

test_the_mock_must_not_include_the_client() {
  including entra/client/validator.hpp | file mock_idp/src/resources/graph.cpp
  check
  expect_status 1
  expect_stderr 'mock_idp/src/resources/graph.cpp:1: idp.resources must not include client.api'
}

test_a_lower_room_must_not_include_a_higher_one() {
  file mock_idp/src/endpoints/token.hpp </dev/null
  including endpoints/token.hpp | file mock_idp/src/grants/refresh.cpp
  check
  expect_status 1
  expect_stderr 'mock_idp/src/grants/refresh.cpp:1: idp.grants must not include idp.endpoints'
}

test_a_relative_path_does_not_hide_the_module() {
  file mock_idp/src/control/faults.hpp </dev/null
  including ../control/faults.hpp | file mock_idp/src/store/codes.cpp
  check
  expect_status 1
  expect_stderr 'idp.store must not include idp.control ("../control/faults.hpp")'
}

test_a_name_that_two_rooms_have_means_the_own_one() {
  file client/src/http/connection.hpp </dev/null
  file mock_idp/src/http/connection.hpp </dev/null
  including http/connection.hpp | file mock_idp/src/http/listener.cpp
  including http/connection.hpp | file client/src/http/transport.cpp
  check
  expect_status 0
}

test_http_must_not_include_its_neighbours_or_the_public_headers() {
  file mock_idp/src/tokens/t.hpp </dev/null
  including tokens/t.hpp entra/idp/config.hpp | file mock_idp/src/http/listener.cpp
  check
  expect_status 1
  expect_stderr 'mock_idp/src/http/listener.cpp:1: idp.http must not include idp.tokens'
  expect_stderr 'mock_idp/src/http/listener.cpp:2: idp.http must not include idp.api'
}

test_scenarios_see_public_headers_only() {
  file client/src/cache/lru.hpp </dev/null
  including ../../client/src/cache/lru.hpp | file scenarios/src/run.cpp
  check
  expect_status 1
  expect_stderr 'scenarios must not include client.src'
}

test_the_control_plane_may_include_every_room() {
  file mock_idp/src/store/s.hpp </dev/null
  file mock_idp/src/policy/p.hpp </dev/null
  including store/s.hpp policy/p.hpp | file mock_idp/src/control/c.cpp
  check
  expect_status 0
}

test_a_new_room_needs_an_arrow() {
  file mock_idp/src/attic/a.cpp </dev/null
  check
  expect_status 1
  expect_stderr 'mock_idp/src/attic/a.cpp:1: no arrow is drawn for module idp.attic'
}

test_installed_headers_hold_no_foreign_library() {
  printf '#include <nlohmann/json.hpp>\n#include <httplib.h>\n' | file client/include/entra/client/b.hpp
  check
  expect_status 1
  expect_stderr 'client/include/entra/client/b.hpp:1: nlohmann/json stands in an installed header'
  expect_stderr 'client/include/entra/client/b.hpp:2: cpp-httplib stands in an installed header'
}

test_a_private_header_may_hold_json_but_no_installed_one_may_include_it() {
  printf '#include <nlohmann/json.hpp>\n' | file client/support/include/entra/support/json_access.hpp
  check
  expect_status 0
  including entra/support/json_access.hpp | file client/include/entra/client/b.hpp
  check
  expect_status 1
  expect_stderr 'client/include/entra/client/b.hpp:1: an installed header includes one that is not'
}

test_the_transports_alone_know_httplib() {
  printf '#include <httplib.h>\n' | file mock_idp/src/http/server.cpp
  printf '#include <httplib.h>\n' | file mock_idp/src/endpoints/token.cpp
  check
  expect_status 1
  expect_stderr 'mock_idp/src/endpoints/token.cpp:1: cpp-httplib is known to'
  expect_stderr '1 broken rule;'
}

test_http_names_no_oauth_word() {
  printf '%s\n' 'int tenant_of(int x);' 'void set(int accessToken);' 'class JwtFilter;' | file mock_idp/src/http/a.hpp
  check
  expect_status 1
  expect_stderr 'mock_idp/src/http/a.hpp:1: mock_idp/src/http knows no OAuth word, but names tenant_of'
  expect_stderr 'mock_idp/src/http/a.hpp:2: mock_idp/src/http knows no OAuth word, but names accessToken'
  expect_stderr 'mock_idp/src/http/a.hpp:3: mock_idp/src/http knows no OAuth word, but names JwtFilter'
}

test_words_in_comments_and_strings_and_longer_words_are_fine() {
  printf '%s\n' '// a token (RFC 9110 §5.6.2)' '/* tenant' '   grant */ int granted;' \
    'auto s = "a \" token";' "auto c = '\"'; int n = 1'000'000; // jwt" | file mock_idp/src/http/a.hpp
  check
  expect_status 0
  expect_silence
}

run_tests
