#!/usr/bin/env bash
# A demo shop in a folder that goes away again, and Lighthouse on its pages. Called by scripts/bench.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=$(mktemp -d)
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
base="http://127.0.0.1:$port"
build/bin/timeshelf demo --data "$data" --base "$base" >/dev/null
build/bin/timeshelf serve --config "$data/timeshelf.toml" --listen "127.0.0.1:$port" >"$data/log" 2>&1 &
server=$!
trap 'kill -TERM "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT
until curl -fsS "$base/health" >/dev/null 2>&1; do
  kill -0 "$server" 2>/dev/null || { cat "$data/log" >&2; exit 5; }
  sleep 0.1
done
node bench/lighthouse/run.mjs "$base" "$@"
