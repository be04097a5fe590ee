"""The command line: exit codes and sentences."""
import json, os, pathlib, pty, subprocess, tempfile
from databases import databases
from server import BINARY, Server


def run(*words):
    return subprocess.run([BINARY, *words], capture_output=True, text=True)


def fails(code, *words, saying):
    done = run(*words)
    assert done.returncode == code and saying in done.stderr + done.stdout, (words, done)


def watched(*words):
    """What a person sees on a terminal, standard output apart."""
    terminal, theirs = pty.openpty()
    done = subprocess.run([BINARY, *words], stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(terminal, 65536):
            seen += part
    except OSError:
        pass  # all was read
    os.close(terminal)
    return done, seen.decode()


with databases() as fresh, Server(fresh()) as server, tempfile.TemporaryDirectory() as folder:
    database = server.database
    assert run("--help").returncode == 0 and "Exit codes" in run("--help").stdout
    fails(2, "frobnicate", saying="")
    fails(3, "--config", f"{folder}/none.toml", "serve", saying="cannot be read")
    config = pathlib.Path(folder) / "t.toml"
    config.write_text('[server]\nlisten_on = "127.0.0.1:1"\n')
    fails(3, "--config", str(config), "serve", saying="Did you mean server.listen?")
    config.write_text('[server]\nlisten = "0.0.0.0:8080"\n')
    fails(3, "--config", str(config), "serve", saying="passwords in the clear")
    for mail, why in (('from = "bookings+a@shop.example"\nfolder = "m"', "without \"+\""), ('from = "a@b.example"', "needs one of mail.smtp"),
                      ('smtp = "smtp://127.0.0.1"', "need mail.from"), ('from = "a@b.example"\nsmtp = "127.0.0.1:25"', "mail.smtp is like")):
        config.write_text(f"[mail]\n{mail}\n")
        fails(3, "--config", str(config), "serve", saying=why)
    fails(5, "--database", database, "serve", "--listen", f"127.0.0.1:{server.port}", saying="Cannot listen")
    fails(5, "--database", f"sqlite:{folder}/no/such/folder/t.db", "check", saying="")
    fails(5, "--database", f"postgresql:///none?host={folder}", "check", saying="")
    fails(4, "--database", database, "user", "add", "ada", "--shop", "studio", saying="already")
    fails(4, "--database", database, "user", "add", "x", "--shop", "nowhere", saying="no shop")
    fails(4, "--database", database, "product", "add", "A", "--shop", "studio", "--name", "A", "--price", "-5", saying="not a price")
    broken = pathlib.Path(folder) / "broken.ics"
    broken.write_text("this is no calendar")
    fails(4, "--database", database, "import", str(broken), "--user", "ada", saying="BEGIN:VCALENDAR")
    good = pathlib.Path(folder) / "good.ics"
    good.write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Kiln\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    assert "1 added" in server.run("import", str(good), "--user", "ada")
    assert "1 unchanged" in server.run("import", str(good), "--user", "ada")
    done, seen = watched("--database", database, "import", str(good), "--user", "ada")
    assert done.stdout == "0 added, 0 replaced, 1 unchanged, 0 refused\n" and "importing: 1 of 1" in seen and seen.endswith("\r\x1b[K"), (done, seen)
    assert run("--database", database, "import", str(good), "--user", "ada").stderr == "", "no terminal, no progress"
    assert "SUMMARY:Kiln" in server.run("export", "--user", "ada")
    assert "ok" in server.run("doctor")
    done = subprocess.run([pathlib.Path(BINARY).resolve(), "doctor", "--config", "none.toml"], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 1 and "cannot be read" in done.stdout and "database" not in done.stdout, done
    assert not list(pathlib.Path(folder).glob("timeshelf.db*")), "a database that nobody named"
    assert server.run("recount") == "Counted anew: 0 bookings and changes.\n"
    fails(4, "--database", database, "audit", "--shop", "nowhere", saying="no shop")
    fails(2, "--database", database, "audit", "--shop", "studio", "--most", "0", saying="")
    # What a shop says once for all is in the audit log, as the dashboard's settings are; what changes nothing is not.
    for words in (("language", "studio", "de"), ("language", "studio", "de"), ("tax", "studio", "--on-top"), ("cancel-until", "studio", "--hours", "24")):
        server.run("shop", *words)
    changes = [line.split("\t")[1:] for line in server.run("audit", "--shop", "studio").splitlines() if "shop.changed" in line]
    assert [(who, json.loads(facts)) for who, _, _, facts in reversed(changes)] == [
        ("command line", {"language": "de"}), ("command line", {"tax_included": False, "tax_rounding": "half-up"}), ("command line", {"cancel_before_hours": 24})], changes
    fails(4, "--database", database, "shop", "cancel-until", "studio", "--hours", "-1", saying="The hours before")
    token = server.run("token", "list", "ada").split("\t")[0]
    assert "Revoked" in server.run("token", "revoke", token)
    print("command line: ok")
