"""vdirsyncer and khal: two-way sync, a conflict, and an event made on the command line."""
import os, pathlib, subprocess, tempfile
from server import PATIENCE, Server, event, need

need("vdirsyncer", "khal")
with Server() as server, tempfile.TemporaryDirectory() as home:
    root = pathlib.Path(home)
    (root / "vdirsyncer.conf").write_text(f"""
[general]
status_path = "{root}/status/"
[pair cal]
a = "local"
b = "remote"
collections = ["calendar"]
conflict_resolution = "a wins"
[storage local]
type = "filesystem"
path = "{root}/vdir/"
fileext = ".ics"
[storage remote]
type = "caldav"
url = "{server.base}/dav/"
username = "ada"
password = "{server.owner}"
""")
    (root / "khal.conf").write_text(f"""
[calendars]
[[calendar]]
path = {root}/vdir/calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = calendar
[sqlite]
path = {root}/khal.db
""")
    environment = {**os.environ, "HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}

    def run(*words, given=""):
        done = subprocess.run(words, input=given, text=True, capture_output=True, env=environment, timeout=PATIENCE)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def vdirsyncer(*words):
        return run("vdirsyncer", "-c", str(root / "vdirsyncer.conf"), *words, given="y\ny\n")

    def khal(*words):
        return run("khal", "-c", str(root / "khal.conf"), *words)

    path = "/dav/calendars/ada/calendar/remote.ics"
    assert server.request("PUT", path, event("remote"), "ada", Content_Type="text/calendar")[0] == 201
    vdirsyncer("discover")
    vdirsyncer("sync")
    assert "Glaze evening" in khal("list", "2099-03-10", "1d")
    khal("new", "2099-03-11", "09:00", "10:00", "Made with khal")
    vdirsyncer("sync")
    listing = server.request("GET", "/dav/calendars/ada/calendar/", user="ada")[0]
    found = server.request("REPORT", "/dav/calendars/ada/calendar/",
                           '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><C:calendar-data/></D:prop>'
                           '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>', "ada", Content_Type="text/xml")[1]
    assert b"Made with khal" in found and listing == 200
    # Both sides change the same event: the local side wins, as configured, and both agree afterwards.
    local = next(file for file in (root / "vdir" / "calendar").iterdir() if "UID:remote" in file.read_text())
    local.write_text(local.read_text().replace("Glaze evening", "Changed here"))
    server.request("PUT", path, event("remote", summary="Changed there"), "ada", Content_Type="text/calendar")
    vdirsyncer("sync")
    assert b"Changed here" in server.request("GET", path, user="ada")[1]
    assert server.request("DELETE", path, user="ada")[0] == 204
    vdirsyncer("sync")
    assert not local.exists()
    print("vdirsyncer, khal: ok")
