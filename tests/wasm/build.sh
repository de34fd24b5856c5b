#!/usr/bin/env bash
# The npm package and the page are built, and the package's types hold. Status 77: skipped, emscripten is not there.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v emcc >/dev/null && command -v protoc >/dev/null && [[ -d build/wasm-sources ]] ||
  { echo "no emscripten, protoc or sources: tools/deps --wasm"; exit 77; }
tools/wasm_package
[[ -e web/node_modules/.bin/tsc ]] || exit 0
web/node_modules/.bin/tsc --noEmit -p wasm/page
