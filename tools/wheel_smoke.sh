#!/usr/bin/env bash
# Tries the wheel alone: in a new environment that holds nothing else, from a folder that is no checkout, without network.
# Usage: tools/wheel_smoke.sh        (PYTHON names the Python that has `build`; default: .venv/bin/python)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-.venv/bin/python}
cd "$root"
python=$(command -v "$python")
[[ $python = /* ]] || python=$root/$python

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache
unset CREDATLAS_CACHE PYTHONPATH

echo "wheel smoke: building"
"$python" -m build --no-isolation --wheel --outdir "$work/dist" "$root" >"$work/build.log" 2>&1 ||
  { cat "$work/build.log" >&2; exit 1; }

echo "wheel smoke: installing into a new environment"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip --disable-pip-version-check --quiet install "$work"/dist/*.whl
"$work/venv/bin/python" -m pip --disable-pip-version-check check

# A namespace of its own has no way out; where a machine does not allow it, that part is said to be untested.
alone=(unshare --user --map-root-user --net)
if ! "${alone[@]}" true 2>/dev/null; then
  if [[ -n ${CREDATLAS_NO_SKIP:-} ]]; then
    echo "wheel smoke: the network cannot be cut off here (unshare), and nothing may be skipped" >&2
    exit 1
  fi
  echo "wheel smoke: skipped: cutting off the network (unshare: apt-get install util-linux)"
  alone=()
fi

mkdir "$work/elsewhere"
cd "$work/elsewhere"

run() { # the rest of the words are a command line of credatlas; its output stays in $work/out
  echo "\$ credatlas $*"
  "${alone[@]}" "$work/venv/bin/credatlas" "$@" >"$work/out" 2>"$work/err" ||
    { local code=$?; cat "$work/out" "$work/err" >&2; echo "wheel smoke: exit code $code" >&2; exit 1; }
}

expect() { # the last output holds these words
  grep -qF -- "$1" "$work/out" || { cat "$work/out" >&2; echo "wheel smoke: no $1 in the output" >&2; exit 1; }
}

run --help
expect query
run queries
expect offerings-by-price
run query offerings-by-price --max-price 9000 --currency USD --format json
expect 8500
"$work/venv/bin/python" -m json.tool "$work/out" >/dev/null
[[ -z $(ls -A "$work/elsewhere") ]] || { echo "wheel smoke: files were left in the working directory" >&2; exit 1; }

count=$("$work/venv/bin/python" -m pip --disable-pip-version-check list --format freeze | grep -cvE '^(pip|setuptools|wheel)==')
echo "wheel smoke: fine ($count distributions installed)"
