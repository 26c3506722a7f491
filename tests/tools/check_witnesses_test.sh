#!/usr/bin/env bash
# The check that each row of the parity table names tests that exist.
# shellcheck source=tests/tools/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

check() { capture "$source_root/tools/check_witnesses" "$sandbox/parity.md"; }

test_accepts_rows_whose_tests_exist() {
  file parity.md <<'TEXT'
| behaviour of Entra | here | witness |
|---|---|---|
| GET on the token endpoint is refused | AADSTS900561 | `TokenEndpoint.RefusesGet` |
| MSAL Python signs in | served | `python/test_msal.py: test_device_code` |
| MSAL Node signs in | served | `node/msal_node.test.mjs: username and password`, `TokenEndpoint.RefusesGet` |
| WS-Trust | not done: nobody has asked | |
TEXT
  check
  expect_status 0
  expect_silence
}

test_names_rows_without_a_test() {
  file parity.md <<'TEXT'
| one | served | `TokenEndpoint.NoSuchTest` |
| two | served | |
| three | not done: later | `TokenEndpoint.RefusesGet` |
| four | served | `python/test_msal.py: test_nothing` |
TEXT
  check
  expect_status 1
  expect_stderr "parity.md:1: there is no test 'TokenEndpoint.NoSuchTest'"
  expect_stderr 'parity.md:2: names no test'
  expect_stderr 'parity.md:3: says "not done"'
  expect_stderr "parity.md:4: there is no test 'python/test_msal.py: test_nothing'"
}

run_tests
