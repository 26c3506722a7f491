#!/usr/bin/env bash
# tools/fuzz with fakes in place of the fuzz programs.
# shellcheck source=tests/tools/lib.sh disable=SC2016
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A checkout with the targets a and b; b's program behaves as $1 says.
checkout() {
  mkdir -p "$sandbox/tools" "$sandbox/tests/fuzz"
  cp "$source_root/tools/fuzz" "$sandbox/tools/fuzz"
  touch "$sandbox/tests/fuzz/a_fuzz.cpp" "$sandbox/tests/fuzz/b_fuzz.cpp"
  printf '#!/bin/bash\necho "a $*" >>"%s/calls"\nprintf "#1\\tINITED cov: 1\\n#9\\tDONE   cov: 2\\n" >&2\n' "$sandbox" | file build/fuzz/fuzz_a
  printf '#!/bin/bash\necho "b $*" >>"%s/calls"\n%s\n' "$sandbox" "$1" | file build/fuzz/fuzz_b
  chmod +x "$sandbox"/build/fuzz/fuzz_*
}
fuzz() { capture "$sandbox/tools/fuzz" "$sandbox/build" "$@"; }

test_runs_every_target_for_a_minute_and_shows_progress() {
  checkout 'exit 0'
  fuzz
  expect_status 0
  grep -qF "a -max_total_time=60 " "$sandbox/calls" || broken "a was called as: $(cat "$sandbox/calls")"
  grep -qF " $sandbox/build/fuzz/found/b $sandbox/tests/fuzz/corpus/b" "$sandbox/calls" || broken 'b has another corpus'
  expect_stderr 'fuzz: a, 60 s'
  expect_stderr $'#9\tDONE   cov: 2'
  expect_stderr 'fuzz: 2 targets held'
}

test_runs_those_that_are_named() {
  checkout 'exit 0'
  fuzz a --seconds 5
  expect_status 0
  grep -qF "a -max_total_time=5 " "$sandbox/calls" || broken "a was called as: $(cat "$sandbox/calls")"
  if grep -q '^b ' "$sandbox/calls"; then broken 'b was not asked for'; fi
}

test_a_finding_is_named_and_fails_after_the_other_targets() {
  checkout 'echo "invariant broken: one spelling" >&2; for a in "$@"; do case $a in -artifact_prefix=*) echo x >"${a#*=}crash-1";; esac; done; exit 77'
  fuzz b a
  expect_status 1
  expect_stderr 'invariant broken: one spelling'
  expect_stderr "fuzz: b FAILED (exit 77); what it said: $sandbox/build/fuzz/b.log"
  expect_stderr "the input:    $sandbox/build/fuzz/findings/b/crash-1"
  expect_stderr "once more:    $sandbox/build/fuzz/fuzz_b $sandbox/build/fuzz/findings/b/crash-1"
  expect_stderr 'fuzz: 1 of 2 targets FAILED: b'
  grep -q '^a ' "$sandbox/calls" || broken 'a was not run'
}

test_mistakes_are_one_line_and_exit_2() {
  checkout 'exit 0'
  fuzz c
  expect_status 2
  expect_equal "$stderr" "fuzz: no target 'c'; there are: a b"
  fuzz --seconds soon
  expect_status 2
  expect_equal "$stderr" "fuzz: --seconds needs a whole number of seconds, not 'soon'"
}

run_tests
