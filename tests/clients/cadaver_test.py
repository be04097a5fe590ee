"""cadaver: a scripted session of a plain WebDAV client."""
import os, pathlib, subprocess, tempfile
from server import PATIENCE, Server, need

need("cadaver")
with Server() as server, tempfile.TemporaryDirectory() as home:
    netrc = pathlib.Path(home) / ".netrc"
    netrc.write_text(f"machine 127.0.0.1 login ada password {server.owner}\n")
    netrc.chmod(0o600)
    (pathlib.Path(home) / "note.txt").write_text("clay\n")
    script = "\n".join(["mkcol files", "cd files", "put note.txt", "ls", "copy note.txt copy.txt", "move copy.txt moved.txt",
                        "get moved.txt back.txt", "lock note.txt", "discover note.txt", "showlocks", "put note.txt", "unlock note.txt", "delete note.txt", "ls", "cd ..", "rmcol files", "ls", "quit"]) + "\n"
    done = subprocess.run(["cadaver", f"{server.base}/dav/calendars/ada/"], input=script, text=True, capture_output=True,
                          cwd=home, env={**os.environ, "HOME": home}, timeout=PATIENCE)
    print(done.stdout)
    assert "failed" not in done.stdout.lower(), done.stdout
    assert (pathlib.Path(home) / "back.txt").read_text() == "clay\n"
