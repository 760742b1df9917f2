#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs libFuzzer targets, two at a time, from the corpora of the tree.   run.sh BUILD SECONDS [TARGET…]
# New inputs and findings stay in BUILD/found/<target>; the exit status is 1 when one was found.
set -euo pipefail
build=$(realpath "$1")
seconds=$2
shift 2
here=$(realpath "$(dirname "$0")")
[ $# -gt 0 ] || set -- $(basename -a "$build"/fuzz/fuzz_* | sed 's/^fuzz_//')

one() {
    found="$2/found/$4"
    mkdir -p "$found/new"
    cd "$found" # a target may leave files behind
    if "$2/fuzz/fuzz_$4" -max_total_time="$3" -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="$found/" \
        new "$1/corpus/$4" >log 2>&1; then
        verdict="nothing found"
    else
        verdict="FOUND: see $found"
    fi
    runs=$(grep -a number_of_executed_units log | grep -o '[0-9]*$' || true)
    edges=$(grep -a -o 'cov: [0-9]*' log | tail -1 | grep -o '[0-9]*$' || true)
    echo "$4: ${runs:-0} runs, ${edges:-0} edges, $verdict"
}
export -f one
status=0
printf '%s\n' "$@" | xargs -P 2 -I{} bash -c 'one "$@"' _ "$here" "$build" "$seconds" {} | tee "$build/fuzz.log" || status=$?
! grep -q FOUND "$build/fuzz.log" && [ "$status" -eq 0 ]
