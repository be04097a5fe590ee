"""A disk that is full, a file that takes no writes, a port and a configuration that cannot be used."""
import json, os, pathlib, resource, subprocess, tempfile
from server import BINARY, MKSHELF, PATIENCE, Server, event

CAL = "/dav/calendars/ada/calendar/"
ICS = {"Content_Type": "text/calendar"}


def limit_files(server, size):
    """No file of the server may grow beyond `size` bytes."""
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def put(server, name, size=1000):
    return server.request("PUT", CAL + name, event(name, f"COMMENT:{'x' * 1000}\r\n" * (size // 1000)), "ada", **ICS)


def refused(answer, status, *words):
    assert answer[0] == status and all(word in answer[1].decode() for word in words), answer


# RFC 4331 6: sufficient-disk-space
def full_disk(server, fill, empty, status=507, words=("<D:sufficient-disk-space/>", "disk is full", "Nothing was changed")):
    assert put(server, "before.ics")[0] == 201
    tag = '<D:propfind xmlns:D="DAV:"><D:prop><D:sync-token/></D:prop></D:propfind>'
    token = lambda: server.request("PROPFIND", CAL, tag, "ada", Depth="0", Content_Type="text/xml")[1]
    fill()
    for number in range(16):  # what SQLite's log has room for already needs none of the disk
        before, large = token(), f"large-{number}.ics"
        answer = put(server, large, 900_000)
        if answer[0] != 201:
            break
    refused(answer, status, *words)
    assert "database: " in server.log() and f" {status} " in server.log()
    assert server.request("GET", CAL + large, user="ada")[0] == 404 and token() == before
    assert server.request("GET", CAL + "before.ics", user="ada")[0] == 200, "reading goes on"
    empty()
    assert put(server, large, 900_000)[0] == 201, "and writing, once there is room"
    assert server.run("check").strip() == "The books agree."


API = "/api/v1/shops/studio"
SLOTS = API + "/slots?from=2099-01-01T00:00:00Z&to=2099-12-31T00:00:00Z"
SELLS = "X-SHELF-SEATS:500\r\nX-SHELF-PRICE:12\r\n"


def drawing(size):
    return f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {"x" * size} --></svg>'.encode()


def sell(server):
    """A slot of the shop; answers its id."""
    assert server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
    assert server.request("PUT", "/dav/calendars/ada/shelf/s.ics", event("s", SELLS), "ada", **ICS)[0] == 201
    return server.ask(200, "GET", SLOTS)["slots"][0]["id"]


def hold(server, slot):
    return server.request("POST", API + "/holds", {"lines": [{"slot": slot, "quantity": 1}]})


def edit(server, slot, story):
    at = f"{API}/slots/{slot}/event"
    etag = server.ask(200, "GET", at, user="ada")["etag"]
    return server.request("PUT", at, {"story": story}, "ada", If_Match=etag)


def full_disk_of_a_shop(server, fill, empty):
    """What the dashboard and the shop's page write: a sentence, nothing lost, and on it goes once there is room."""
    slot = sell(server)
    assert edit(server, slot, "Before.")[0] == 200
    bought = json.loads(hold(server, slot)[1])
    fill()
    refused(server.request("POST", API + "/images", drawing(900_000), "ada"), 507, "disk is full", "Nothing was changed")
    edits, holds, story = [200], [201], "Before."
    for count in range(400):  # what is small finds room for a while: in the log's file, and in freed pages
        if edits[-1] == 200:
            wanted = f"{count} " + "x" * 19_000
            answer = edit(server, slot, wanted)
            story = wanted if answer[0] == 200 else story
            edits.append(answer[0])
        if holds[-1] == 201:
            answer = hold(server, slot)
            holds.append(answer[0])
        if edits[-1] != 200 and holds[-1] != 201:
            break
    for statuses in (edits, holds):
        assert statuses[-1] == 507, statuses
    refused(edit(server, slot, "y" * 19_000), 507, "disk is full", "Nothing was changed")
    refused(hold(server, slot), 507, "disk is full", "Nothing was changed")
    shown = server.ask(200, "GET", SLOTS)["slots"][0]
    assert shown["description"] == story and shown["seats_remaining"] == 500 - holds.count(201), "as it was, and reading goes on"
    assert server.request("GET", "/s/studio")[0] == 200
    assert server.ask(200, "GET", f"{API}/holds/{bought['id']}")["total"] == bought["total"]
    empty()
    server.ask(201, "POST", f"{API}/holds/{bought['id']}/confirm", {"name": "Bea", "email": "bea@example.com"})
    assert edit(server, slot, "z" * 19_000)[0] == 200 and hold(server, slot)[0] == 201
    assert server.request("POST", API + "/images", drawing(900_000), "ada")[0] == 201
    assert not [line for line in server.log().splitlines() if " 500 " in line], server.log()
    assert server.run("check").strip() == "The books agree."


# A full disk, where a small one may be mounted.
folder = pathlib.Path(tempfile.mkdtemp(prefix="timeshelf-full-"))
mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", folder], capture_output=True).returncode == 0
try:
    if mounted:
        with Server(f"sqlite:{folder}/timeshelf.db") as server:
            def fill():
                with open(folder / "ballast", "wb", buffering=0) as ballast:
                    try:
                        while ballast.write(b"x" * 4096):
                            pass
                    except OSError:
                        pass
            full_disk(server, fill, (folder / "ballast").unlink)
            full_disk_of_a_shop(server, fill, (folder / "ballast").unlink)
    else:
        print("SKIPPED: a small disk cannot be mounted here")
finally:
    if mounted:
        subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()

# A limit on the size of files: SQLite does not say that it was that, so nobody claims to know what was written.
with Server() as server:
    size = max(f.stat().st_size for f in server.folder.iterdir())
    full_disk(server, lambda: limit_files(server, size + (64 << 10)), lambda: limit_files(server, resource.RLIM_INFINITY), 503, ["Read again"])

# A database that takes no writes: reading goes on, writing is refused with 503.
with Server() as server:
    assert server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
    assert put(server, "before.ics")[0] == 201
    server.process.terminate()
    assert server.process.wait(PATIENCE) == 0
    writable, server.database = server.database, f"sqlite:file:{server.folder}/timeshelf.db?mode=ro"
    server.start()
    answer = put(server, "after.ics")
    refused(answer, 503, "takes no changes", "Nothing was changed")
    assert answer[2]["Retry-After"]
    assert "takes no writes" in server.log() and " 503 " in server.log()
    assert server.request("GET", CAL + "before.ics", user="ada")[0] == 200
    assert server.request("GET", CAL + "after.ics", user="ada")[0] == 404
    done = server.run("shop", "add", "other", check=False)
    assert done.returncode == 5 and "permissions" in done.stderr, done
    # A folder whose files nobody may write is such a database, too; but root may write anything.
    if os.geteuid() != 0:
        os.chmod(server.folder / "timeshelf.db", 0o444)
        done = subprocess.run([BINARY, "--database", writable, "shop", "add", "other"], capture_output=True, text=True)
        assert done.returncode == 5, done


def fails(code, *words, saying):
    done = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == code and saying in done.stderr and "Traceback" not in done.stderr, (words, done)


with Server() as server, tempfile.TemporaryDirectory() as place:
    database = server.database
    fails(5, "--database", database, "serve", "--listen", f"127.0.0.1:{server.port}", saying=f"Cannot listen on 127.0.0.1 port {server.port}: Address already in use. Stop the program")
    fails(5, "--database", f"sqlite:{place}", "serve", saying="it is a folder")
    fails(5, "--database", f"sqlite:{place}/no/folder.db", "serve", saying="does not exist. Create it")
    fails(5, "--database", "postgresql:///none?host=/nonexistent", "serve", saying="Check that it runs")
    fails(5, "--database", "mysql://x", "serve", saying="postgresql://")
    (pathlib.Path(place) / "text.db").write_text("x" * 5000)
    fails(5, "--database", f"sqlite:{place}/text.db", "serve", saying="not a SQLite database")
    config = pathlib.Path(place) / "t.toml"
    for text, saying in (('[server]\nlisen = "x"', "t.toml:2:9: There is no key server.lisen. Did you mean server.listen?"), ("[server", "t.toml:1"),
                         ("[nonsense]\na = 1", "There is no section [nonsense]; there are server"), ('[log]\nlevel = "loud"', "is one of: debug, info, warn, error"),
                         ("[server]\nthreads = 1000", "is a whole number from 0 to 256"), ("[server]\nlisten = 8080", "takes a string"),
                         ('[server]\nlisten = "nowhere"', "is not ADDRESS:PORT"), ('[server]\nlisten = "0.0.0.0:8080"', "passwords in the clear"),
                         ('[server]\nlisten = ""', "Set server.listen or server.tls_listen"),
                         ('[server]\nlisten = "127.0.0.1:0"\ntls_listen = "127.0.0.1:0"', "needs server.certificate and server.private_key")):
        config.write_text(text)
        fails(3, "--config", str(config), "--database", database, "serve", saying=saying)
    fails(3, "--config", f"{place}/none.toml", "serve", saying="cannot be read")
    config.write_text('[server]\nlisten = "192.0.2.1:8080"\nallow_plain_http = true\n')
    fails(5, "--config", str(config), "--database", database, "serve", saying="Cannot listen on 192.0.2.1")
    assert server.request("GET", "/health")[0] == 200
print("bad disk: ok")
