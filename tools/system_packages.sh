#!/usr/bin/env bash
# What Debian must have before Qt, the virtual display and the PostgreSQL of the tests can start.
# Installs what is missing when it may; otherwise prints the one line that does, and ends with 2.
# Other systems bring these under other names: there it says nothing and the tests say what is missing.
set -euo pipefail

[ "${SYSTEM_PACKAGES:-check}" = skip ] && exit 0
command -v dpkg-query >/dev/null || exit 0

wanted=("$@"
    # Qt without a display
    libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3
    # Qt on a real X
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0
    # a virtual X, and the database the server's tests start by themselves
    xvfb xauth postgresql
)

# Newer releases renamed some libraries to …t64; either name is the library.
installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii *//p')
missing=()
for package in "${wanted[@]}"; do
    grep -qxF -e "$package" -e "${package}t64" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 2
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null; }
# A fresh machine has no package lists yet, an old one may have stale ones.
install || { apt-get update -q </dev/null && install; }
