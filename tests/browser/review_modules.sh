#!/usr/bin/env bash
# The review page's modules pass their tests, its types hold, and the committed web/dist is what web/src builds.
# Status 77: skipped, web's tools are not there (tools/deps --browser).
set -euo pipefail
cd "$(dirname "$0")/../../web"
[[ -d node_modules/vite ]] || { echo "no web/node_modules: tools/deps --browser"; exit 77; }
npx tsc --noEmit
npx vitest run
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
npx vite build --outDir "$built" --emptyOutDir --logLevel warn
diff -r dist "$built" >/dev/null || { echo "web/dist is not what web/src builds: npm run build --prefix web"; diff -rq dist "$built"; exit 1; }
