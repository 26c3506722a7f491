#!/usr/bin/env bash
# ./dev with every outside program replaced by a fake that writes down how it was called.
# shellcheck source=tests/tools/lib.sh disable=SC2016
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly everything='g++ cmake ninja-build pkg-config libssl-dev libcpp-httplib-dev nlohmann-json3-dev libexpected-dev
libcli11-dev libspdlog-dev libfmt-dev libpugixml-dev libgtest-dev libgmock-dev libbenchmark-dev libcjose-dev libsqlite3-dev libqrencode-dev
libjansson-dev curl libcpp-jwt-dev libjwt-dev
clang-format-14 clang-tidy-14 shellcheck clang-14 libclang-rt-14-dev'

# A checkout in $sandbox/tree on a machine where the packages of $1 are installed and the user id is $2.
machine() {
  mkdir -p "$sandbox/tree" "$sandbox/fakes"
  cp "$source_root/dev" "$sandbox/tree/dev"
  printf '{}\n' | file tree/CMakePresets.json
  tr -s ' \n' '\n' <<<"$1" >"$sandbox/installed"
  program dpkg-query <<FAKE
#!/bin/bash
for name in "\${@:4}"; do
  if grep -qxF -e "\$name" "$sandbox/installed"; then echo "ii  \$name"; else echo "no packages found matching \$name" >&2; fi
done
FAKE
  printf '#!/bin/bash\necho %s\n' "$2" | program id
  printf '#!/bin/bash\necho "apt-get $*" >>"%s/calls"\n' "$sandbox" | program apt-get
  printf '#!/bin/bash\necho "sudo $*" >>"%s/calls"\nexec "$@"\n' "$sandbox" | program sudo
  printf '#!/bin/bash\necho "ctest $*" >>"%s/calls"\n' "$sandbox" | program ctest
  printf '#!/bin/bash\necho 2\n' | program nproc
  program cmake <<FAKE
#!/bin/bash
echo "cmake \$*" >>"$sandbox/calls"
case "\$*" in
  "--preset dev"*) mkdir -p build-dev && touch build-dev/build.ninja ;;
  "--preset tsan"*) mkdir -p build-tsan && touch build-tsan/build.ninja ;;
  "--preset fuzz"*) mkdir -p build-fuzz && touch build-fuzz/build.ninja ;;
  "--preset"*) mkdir -p build && touch build/build.ninja ;;
  "--build"*) touch "$sandbox/built" ;;
esac
FAKE
  program ninja <<FAKE
#!/bin/bash
if [[ -f "$sandbox/built" ]]; then echo "ninja: no work to do."; else echo "[1/9] compiling"; fi
FAKE
  printf '#!/bin/bash\n%s' \
    'echo "scenarios $*"; exit "${SCENARIOS_EXIT:-0}"' | file tree/build/bin/scenarios
  printf '#!/bin/bash\necho "mock_idp $*"; exit 3\n' | file tree/build/bin/mock_idp
  chmod +x "$sandbox"/tree/build/bin/*
  # The machine has only these, beside bash's own words.
  local name
  for name in bash env grep dirname mkdir rm touch cat; do ln -sf "$(type -P "$name")" "$sandbox/fakes/$name"; done
}
without() { rm "$sandbox/fakes/$1"; }
dev() { capture env PATH="$sandbox/fakes" "$sandbox/tree/dev" "$@"; }
calls() { cat "$sandbox/calls" 2>/dev/null; }
expect_call() { grep -qxF -e "$1" "$sandbox/calls" || broken "expected the call: $1; there were: $(calls)"; }
expect_no_call() { if grep -qE -e "$1" "$sandbox/calls"; then broken "unexpected call of $1: $(calls)"; fi; }

test_help_lists_each_verb_once() {
  machine "$everything" 0
  dev help
  expect_status 0
  local verb
  for verb in run test serve bench lint fmt asan tsan fuzz help; do
    expect_equal "$(grep -cE "^  $verb( |\$)" <<<"$stdout")" 1
  done
  [[ ! -f $sandbox/calls ]] || broken 'help must call nothing'
}

test_an_unknown_verb_is_one_line_and_exit_2() {
  machine "$everything" 0
  dev biuld
  expect_status 2
  expect_equal "$stderr" "dev: unknown verb 'biuld'; ./dev help lists them"
  expect_equal "$stdout" ''
}

test_root_gets_what_is_missing_without_sudo() {
  machine "${everything//libcli11-dev/}" 0
  dev run
  expect_status 0
  expect_stderr "dev: installing from Debian's packages: libcli11-dev"
  expect_call 'apt-get update -qq'
  expect_call 'apt-get install -qq -y --no-install-recommends libcli11-dev'
  expect_no_call '^sudo'
}

test_others_get_it_with_sudo() {
  machine "g++ cmake" 1000
  dev run
  expect_status 0
  expect_stderr "dev: installing from Debian's packages (with sudo): ninja-build pkg-config libssl-dev"
  expect_call 'sudo apt-get update -qq'
  expect_no_call 'install.*shellcheck'
}

test_neither_root_nor_sudo_is_an_error_that_names_the_command() {
  machine "${everything//libssl-dev/}" 1000
  without sudo
  dev run
  expect_status 1
  expect_equal "$stderr" \
    'dev: missing packages: libssl-dev. Neither root nor sudo here; run as root: apt-get install libssl-dev'
  [[ ! -f $sandbox/calls ]] || broken 'nothing may be called'
}

test_a_failing_apt_stops_before_the_build() {
  machine "${everything//libssl-dev/}" 0
  printf '#!/bin/bash\necho "E: no network" >&2; exit 100\n' | program apt-get
  dev test
  expect_status 1
  expect_stderr 'E: no network'
  expect_stderr 'dev: apt-get update failed; missing packages: libssl-dev'
  [[ ! -f $sandbox/calls ]] || broken 'nothing may be built'
}

test_nothing_missing_means_no_apt() {
  machine "$everything" 1000
  dev run
  expect_status 0
  expect_no_call 'apt-get|sudo'
}

test_a_second_run_neither_configures_nor_builds_nor_talks() {
  machine "$everything" 0
  dev run
  expect_stderr 'configuring release'
  expect_stderr 'building release'
  rm "$sandbox/calls"
  dev run
  expect_status 0
  expect_equal "$stderr" ''
  [[ ! -f $sandbox/calls ]] || broken "unexpected calls: $(calls)"
}

test_run_asks_for_both_reports_and_keeps_the_exit_code() {
  machine "$everything" 0
  SCENARIOS_EXIT=1 dev run --tag cache
  expect_status 1
  expect_stdout "scenarios run --idp https --junit $sandbox/tree/out/junit.xml --html $sandbox/tree/out/report.html --tag cache"
}

test_test_runs_ctest_then_the_pack_in_process() {
  machine "$everything" 0
  dev test
  expect_status 0
  expect_call 'ctest --preset release --parallel 2'
  expect_stdout 'scenarios run --idp in-process'
}

test_test_fails_when_ctest_fails() {
  machine "$everything" 0
  printf '#!/bin/bash\nexit 8\n' | program ctest
  dev test
  expect_status 8
}

test_serve_passes_arguments_and_exit_code_and_keeps_stdout_clean() {
  machine "$everything" 0
  cd / || exit 1
  dev serve --http-port 0 --config my.json
  expect_status 3
  expect_equal "$stdout" 'mock_idp --http-port 0 --config my.json'
}

test_bench_gets_the_libraries_beside_ours_and_configures_anew_to_find_them() {
  machine "${everything//libcpp-jwt-dev libjwt-dev/}" 0
  printf '#!/bin/bash\necho "bench $*"\n' | file tree/bench/run
  chmod +x "$sandbox/tree/bench/run"
  dev run
  rm "$sandbox/calls"
  dev bench --quick
  expect_status 0
  expect_call 'apt-get install -qq -y --no-install-recommends libcpp-jwt-dev libjwt-dev'
  expect_call 'cmake --preset release'
  expect_stdout "bench $sandbox/tree/build $sandbox/tree/out --quick"
}

test_asan_builds_and_tests_its_own_preset() {
  machine "$everything" 0
  dev asan
  expect_status 0
  expect_call 'cmake --preset dev'
  expect_call 'cmake --build --preset dev --parallel 2'
  expect_call 'ctest --preset dev --parallel 2'
}

test_one_module_is_built_and_tested_alone() {
  machine "$everything" 0
  mkdir -p "$sandbox/tree/tests/client"
  dev tsan client --verbose
  expect_status 0
  expect_call 'cmake --build --preset tsan --parallel 2 --target tests_client'
  expect_call 'ctest --preset tsan --parallel 2 --label-regex ^client$ --no-tests=error --verbose'
}

test_an_unknown_module_is_one_line_and_exit_2() {
  machine "$everything" 0
  dev asan clint
  expect_status 2
  expect_equal "$stderr" "dev: no module 'clint'; there are the folders of tests/"
}

test_fuzz_needs_clang_and_hands_on_what_was_asked() {
  machine "${everything//clang-14/}" 0
  printf '#!/bin/bash\necho "fuzz $*"; exit "${FUZZ_EXIT:-0}"\n' | file tree/tools/fuzz
  chmod +x "$sandbox/tree/tools/fuzz"
  FUZZ_EXIT=1 dev fuzz jwt --seconds 5
  expect_status 1
  expect_stderr "dev: installing from Debian's packages: clang-14"
  expect_call 'cmake --preset fuzz'
  expect_call 'cmake --build --preset fuzz --parallel 2 --target fuzzers'
  expect_stdout "fuzz $sandbox/tree/build-fuzz jwt --seconds 5"
}

test_another_system_than_debian_is_told_what_is_needed() {
  machine "$everything" 0
  without dpkg-query
  dev run
  expect_status 0
  expect_stderr 'this is not a Debian machine; nothing is installed for you. Needed: g++ cmake'
  expect_no_call 'apt-get'
}

run_tests
