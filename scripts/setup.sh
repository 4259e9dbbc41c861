#!/usr/bin/env bash
# Create the virtual environment and install the program with its tools, at the pinned versions.
# usage: scripts/setup.sh VENV
set -euo pipefail
venv=$1
python=${PYTHON:-python3}

"$python" - <<'EOF' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}. Set PYTHON=/path/to/python3.11 and try again.")
EOF

# PyICU (names in any script) compiles against ICU; where its headers are missing, install them or say how.
if ! pkg-config --exists icu-i18n 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing the ICU headers that PyICU is compiled against ..."
        apt-get update -qq && apt-get install -qq -y libicu-dev pkg-config g++ >/dev/null
    else
        echo "The ICU headers are missing. Install them, then try again: sudo apt-get install libicu-dev pkg-config g++" >&2
        exit 1
    fi
fi

echo "Setting up $venv (about two minutes the first time) ..."
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/pip" install --quiet --upgrade pip 2> >(grep -v "is ignored: it is neither" >&2)
"$venv/bin/pip" install --quiet --constraint constraints.txt --editable '.[dev,py2neo]' 2> >(grep -vE "is ignored: it is neither" >&2)
"$venv/bin/python" -m graph.server # the graph then starts in half the time; not needed, so never fatal
touch "$venv/.installed"
echo "Ready: $venv/bin/alliedstack"
