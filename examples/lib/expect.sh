# Sourced by the example scenarios: say what is being done, and stop with a reason when it is not so.

say() { printf '%s\n' "$*"; }

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

skip() {
  printf '%s\n' "$*"
  exit 77
}

# expect_equal WHAT EXPECTED ACTUAL
expect_equal() {
  [[ $2 == "$3" ]] || fail "$1: expected '$2', got '$3'"
  say "ok: $1 is '$3'"
}

# expect_contains WHAT PART TEXT
expect_contains() {
  [[ $3 == *"$2"* ]] || fail "$1: expected '$2' in: $3"
  say "ok: $1 contains '$2'"
}

# eventually SECONDS COMMAND…: repeats a command that answers late by nature (caches, controllers).
eventually() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || fail "not so within its time: $*"
    sleep 0.2
  done
}
