#!/usr/bin/env bash
# Does the bundle start where there is no Python? Answers a question on the command line, then plays
# the start of the sample shop on a real X and without one: a bundle that lacks a library of the
# build host shows it only there.
#   tools/smoke_bundle.sh dist/pos-member
set -euo pipefail

bundle=$(cd "${1:?which bundle?}" && pwd)
program=$bundle/pos-member
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# An environment with nothing of the build host's Python in it.
alone() { env -i HOME="$scratch" PATH=/usr/bin:/bin LANG=C.UTF-8 "$@"; }
passed() { printf 'ok  %s\n' "$1"; }

alone "$program" --help >help.txt
grep -q demo help.txt
passed "says what it can do"

alone "$program" scan 6901234567892 >scan.txt
passed "reads a code"

alone "$program" doctor --help >doctor.txt
passed "has its doctor with it"

ldd "$bundle"/_internal/PySide6/Qt/plugins/platforms/libqxcb.so >xcb.txt
if grep 'not found' xcb.txt; then
    echo "the X plugin lacks these; tools/system_packages.sh names their packages" >&2
    exit 1
fi
passed "finds the libraries of a real X"

alone QT_QPA_PLATFORM=offscreen timeout 300 "$program" demo --script --out day >day.txt 2>&1 ||
    { tail -n 20 day.txt >&2; exit 1; }
test -s day/report.json
passed "plays the day without a display"

# On a real X the window stays until it is told to go: still there after its time is what is asked.
status=0
alone xvfb-run -a timeout --preserve-status -s TERM 20 "$program" demo >window.txt 2>&1 || status=$?
case $status in
    0 | 124 | 143) passed "opens its window on a real X" ;;
    *) tail -n 20 window.txt >&2; exit 1 ;;
esac

du -sm "$bundle" | awk '{print "ok  takes " $1 " MB"}'
