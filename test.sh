#!/usr/bin/env bash
# Installs what the tests need and runs all of them, fast ones first.
# REQUIRE_ALL=1 (as in CI): a test that needs a missing program fails instead of being skipped.
# Usage: ./test.sh [NAME…]   NAME: test projects to run, such as Routing Gateway; default: all
set -uo pipefail
cd "$(dirname "$0")"

# What a fresh Debian machine lacks; without apt or root the tests that need it are skipped and say so.
declare -A packages=(
  [/usr/lib/postgresql/*/bin/postgres]=postgresql
  [/usr/bin/redis-server]=redis-server
  [/usr/bin/chromium]=chromium
  [/usr/bin/cc]=gcc
  [/usr/bin/promtool]=prometheus
  [/usr/bin/ip]=iproute2
)
missing=()
for path in "${!packages[@]}"; do
  # shellcheck disable=SC2086  # the pattern is meant to expand
  compgen -G $path >/dev/null || missing+=("${packages[$path]}")
done
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]}"
  # Servers must not be started by their packages: tests start their own, each with a port and folder of its own.
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}") >/tmp/orchestrator-apt.log 2>&1 \
    || { echo "apt-get failed:"; tail -5 /tmp/orchestrator-apt.log; }
  rm -f /usr/sbin/policy-rc.d
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# The compiler server halves the build; it is stopped again, so that nothing is left behind.
export UseSharedCompilation=true
echo "Building"
dotnet build Orleans.sln -v q || { echo "0 passed, 1 failed"; exit 1; }
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1

# Of the whole, not of a part: it asks the package sources.
if [ $# = 0 ]; then .ci/audit.sh || { echo "0 passed, 1 failed"; exit 1; }; fi

order=(Routing Configuration Learning Engines LlamaHost Telemetry Stores Grains Gateway Client Cli Dashboard Silo Cluster Browser)
[ $# -gt 0 ] && order=("$@")
passed=0 failed=0 skipped=0 broken=() unsteady=()
# Runs one project; sets status, p, f and s.
run_project() {
  local log start=$SECONDS
  log=$(mktemp)
  timeout 900 dotnet run --no-build --project "$1" 2>&1 | tee "$log" | grep -vE '^(xUnit|Running tests|Microsoft.Testing|Copyright)' | tail -n 60
  status=${PIPESTATUS[0]}
  count() { sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -oE "^ *$1: *[0-9]+" | tail -1 | grep -oE '[0-9]+$' || echo 0; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  # A runner that died has counted too little: it is a failure of its own.
  [ "$status" != 0 ] && [ "$f" = 0 ] && f=1
  rm -f "$log"
  echo "== $name: $p passed, $f failed, $s skipped in $((SECONDS - start)) s"
}

for name in "${order[@]}"; do
  project="tests/$name.Tests"
  [ -d "$project" ] || continue
  echo "== $name"
  run_project "$project"
  if [ "$status" != 0 ]; then
    # Real processes on a busy machine: what fails twice is broken, what fails once is named at the end.
    echo "== $name failed, once more"
    unsteady+=("$name")
    run_project "$project"
    [ "$status" != 0 ] && broken+=("$name")
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
[ ${#unsteady[@]} -gt 0 ] && echo "Failed at first: ${unsteady[*]}"
[ ${#broken[@]} -gt 0 ] && echo "Failed: ${broken[*]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
