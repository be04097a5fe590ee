"""calcurse-caldav: the script of calcurse that keeps its files and a calendar in step, both ways."""
import os, pathlib, re, subprocess, tempfile
from server import PATIENCE, Server, event, need

need("calcurse", "calcurse-caldav")
CAL = "/dav/calendars/ada/calendar/"

with Server() as server, tempfile.TemporaryDirectory() as home:
    root = pathlib.Path(home)
    (root / "data").mkdir()
    (root / "caldav").mkdir()
    (root / "caldav" / "config").write_text(f"""
[General]
Binary = calcurse
Hostname = 127.0.0.1:{server.port}
Path = {CAL}
HTTPS = No
AuthMethod = basic
InsecureSSL = No
SyncFilter = cal
DryRun = No
Verbose = Yes
[Auth]
Username = ada
Password = {server.owner}
""")
    environment = {**os.environ, "HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb"}

    def run(*words, given=""):
        done = subprocess.run(words, input=given, text=True, capture_output=True, env=environment, timeout=PATIENCE)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sync(*words):
        return run("calcurse-caldav", "--config", str(root / "caldav/config"), "--datadir", str(root / "data"), "--syncdb", str(root / "sync.db"),
                   "--lockfile", str(root / "lock"), "--hookdir", str(root / "hooks"), *words)

    def calcurse(*words, given=""):
        return run("calcurse", "-D", str(root / "data"), "-C", str(root / "data"), *words, given=given)

    def hrefs():
        body = '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>'
        return re.findall(r"<D:href>([^<]+)</D:href>", server.request("REPORT", CAL, body, "ada", Content_Type="text/xml")[1].decode())

    assert server.request("PUT", CAL + "there.ics", event("there"), "ada", Content_Type="text/calendar")[0] == 201
    sync("--init", "keep-remote")
    assert "Glaze evening" in calcurse("-Q", "--from", "03/10/2099", "--days", "1"), "what was there is here"
    # Made here: an appointment and a day, which calcurse writes as iCalendar of its own.
    (root / "import.ics").write_text(event("x", start="20990311T090000Z", end="20990311T100000Z", summary="Made with calcurse").replace("UID:x\r\n", ""))
    calcurse("-i", str(root / "import.ics"))
    sync()
    assert len(hrefs()) == 2, hrefs()
    made = next(href for href in hrefs() if not href.endswith("there.ics"))
    _, text, headers = server.request("GET", made, user="ada")
    assert b"Made with calcurse" in text and headers["ETag"]
    # Changed and deleted there.
    assert server.request("PUT", CAL + "there.ics", event("there", summary="Changed there"), "ada", Content_Type="text/calendar")[0] == 204
    assert server.request("DELETE", made, user="ada")[0] == 204
    sync()
    shown = calcurse("-Q", "--from", "03/10/2099", "--days", "2")
    assert "Changed there" in shown and "Glaze evening" not in shown and "Made with calcurse" not in shown, shown
    # Deleted here.
    calcurse("-P", "--filter-pattern", "Changed there")
    sync()
    assert server.request("GET", CAL + "there.ics", user="ada")[0] == 404 and not hrefs()
    assert " 500 " not in server.log()
    print("calcurse-caldav: ok")
