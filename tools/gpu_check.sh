#!/usr/bin/env bash
# Everything that only a GPU can show, as one page of Markdown on standard output.
#
#   tools/gpu_check.sh WHEEL [smoke] [operations] [files] [compare] [bench] [host] [sanitizer]
#
# WHEEL is flambeau's, built elsewhere; nothing is downloaded. Needed on the machine: an NVIDIA GPU, Python 3.11 or newer with
# pytest, NumPy and the nvidia packages of pip (NVRTC, cuBLAS); PyTorch for the comparison and the ratios of the benchmark;
# compute-sanitizer for the last part. Without names of parts all are run. Each part says what is missing and goes on.
set -uo pipefail
cd "$(dirname "$0")/.."
wheel=${1:?usage: tools/gpu_check.sh WHEEL [PART...]}
shift
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
python3 -m pip install --quiet --no-index --no-deps --no-compile --target "$site" "$wheel" || exit 1
export PYTHONPATH="$site${PYTHONPATH:+:$PYTHONPATH}" FLAMBEAU_CACHE="$site/cache" PYTHONUNBUFFERED=1
exec python3 tools/gpu_check "$@"
