#!/bin/sh
# Finds a Python that can build .venv and hands over to setup_env.py, which does the work.
# $PYTHON names one; otherwise the first that fits, those that bring pip along (ensurepip) before those that do not.
names="python3 python3.13 python3.12 python3.11 python3.14 python"
fits="import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))"
script=$(dirname "$0")/setup_env.py

if [ -n "$PYTHON" ]; then
    if ! "$PYTHON" -c "$fits" 2>/dev/null; then
        found=$("$PYTHON" --version 2>&1 | head -n 1)
        echo "set-up: PYTHON=$PYTHON does not fit (it answers: $found); allowed: Python 3.11 to 3.14 with its venv module. Name another one." >&2
        exit 2
    fi
    exec "$PYTHON" "$script" "$@"
fi

for needed in "import ensurepip" "pass"; do
    for name in $names; do
        if "$name" -c "$needed; $fits" 2>/dev/null; then
            exec "$name" "$script" "$@"
        fi
    done
done

found=$(python3 --version 2>&1 | head -n 1)
echo "set-up: no Python 3.11 to 3.14 found (python3 answers: $found). Install one, or name it: make report PYTHON=/path/to/python3.12" >&2
exit 2
