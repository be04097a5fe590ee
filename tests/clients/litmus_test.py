"""litmus, the WebDAV conformance suite: all of basic, copymove, props, locks, http."""
# RFC 4918 9.3: mkcol
# RFC 4918 9.8: copy
# RFC 4918 9.8: copy-depth
# RFC 4918 9.9: move
# RFC 4918 9.10: lock
# RFC 4918 9.11: unlock
import os, subprocess, sys, tempfile
from server import Server, need

need("litmus")
with Server() as server, tempfile.TemporaryDirectory() as folder:
    done = subprocess.run(["litmus", "-k", f"{server.base}/dav/calendars/ada/", "ada", server.owner], cwd=folder, text=True,
                          capture_output=True, env={**os.environ, "TESTS": "basic copymove props locks http"})
    print(done.stdout)
    assert done.returncode == 0 and "FAIL" not in done.stdout
    assert done.stdout.count("100.0%") == 5
