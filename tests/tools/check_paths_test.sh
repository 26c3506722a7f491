#!/usr/bin/env bash
# The check for paths of somebody's machine.
# shellcheck source=tests/tools/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

check() { capture "$source_root/tools/check_paths" "$sandbox/tree"; }

test_refuses_folders_of_one_machine() {
  # In pieces, so that this file itself passes.
  printf 'fine\nsee /%s/ada/notes\n' home | file tree/a.md
  printf 'cd /%s/entra\n' root | file tree/b.sh
  check
  expect_status 1
  expect_stderr 'a.md:2:see /home'
  expect_stderr 'b.sh:1:cd /'
}

test_accepts_templates_system_folders_and_urls() {
  # shellcheck disable=SC2016,SC2088
  printf '%s\n' '$HOME/.local' '~/x' '/usr/include/tl' '/tmp/x' 'https://localhost/home/x' './work/x' | file tree/a.md
  check
  expect_status 0
  expect_silence
}

run_tests
