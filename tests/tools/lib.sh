# shellcheck shell=bash disable=SC2034
# A few words for testing scripts with bash alone. Source it, write test_* functions, end with: run_tests
# Each test runs in its own subshell and empty folder, $sandbox; a failed expectation ends that test.

source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# file PATH: standard input becomes $sandbox/PATH.
file() {
  mkdir -p "$sandbox/$(dirname "$1")"
  cat >"$sandbox/$1"
}

# program NAME: standard input becomes an executable on the PATH that `with_fakes` gives.
program() {
  file "fakes/$1"
  chmod +x "$sandbox/fakes/$1"
}

# capture COMMAND...: leaves its exit code in $status, its standard output in $stdout and its errors in $stderr.
capture() {
  status=0
  stdout=$("$@" 2>"$sandbox/.stderr") || status=$?
  stderr=$(<"$sandbox/.stderr")
}

broken() {
  printf '  %s\n  status: %s\n  stdout: %s\n  stderr: %s\n' "$1" "${status-}" "${stdout-}" "${stderr-}" >&2
  exit 1
}
expect_status() { [[ $status == "$1" ]] || broken "expected exit code $1"; }
expect_stdout() { [[ $stdout == *"$1"* ]] || broken "expected on stdout: $1"; }
expect_stderr() { [[ $stderr == *"$1"* ]] || broken "expected on stderr: $1"; }
expect_silence() { [[ -z $stdout$stderr ]] || broken "expected no output"; }
expect_equal() { [[ $1 == "$2" ]] || broken "expected \"$2\", got \"$1\""; }

run_tests() {
  local name failed=0
  for name in $(compgen -A function test_); do
    if (
      set -uo pipefail
      sandbox=$(mktemp -d)
      trap 'rm -rf "$sandbox"' EXIT
      "$name"
    ); then printf 'ok   %s\n' "$name"; else
      printf 'FAIL %s\n' "$name"
      failed=1
    fi
  done
  exit "$failed"
}
