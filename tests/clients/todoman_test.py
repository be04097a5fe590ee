"""todoman, over files that vdirsyncer keeps in step: a task is made, read, changed and done on both sides."""
import os, pathlib, re, subprocess, tempfile
from server import PATIENCE, Server, need

need("todoman", "vdirsyncer")
TASKS = "/dav/calendars/ada/tasks/"


def task(uid, lines):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VTODO\r\nUID:{uid}\r\nDTSTAMP:20260301T000000Z\r\n{lines}END:VTODO\r\nEND:VCALENDAR\r\n"


with Server() as server, tempfile.TemporaryDirectory() as home:
    root = pathlib.Path(home)
    (root / "vdirsyncer.conf").write_text(f"""
[general]
status_path = "{root}/status/"
[pair tasks]
a = "local"
b = "remote"
collections = ["tasks"]
conflict_resolution = "b wins"
metadata = ["displayname", "color"]
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
    (root / "todoman.py").write_text(f'path = "{root}/vdir/*"\ndate_format = "%Y-%m-%d"\ntime_format = "%H:%M"\ndefault_list = "tasks"\ncache_path = "{root}/cache.sqlite3"\n')
    environment = {**os.environ, "HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def run(*words, given=""):
        done = subprocess.run(words, input=given, text=True, capture_output=True, env=environment, timeout=PATIENCE)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sync():
        run("vdirsyncer", "-c", str(root / "vdirsyncer.conf"), "sync")
        run("vdirsyncer", "-c", str(root / "vdirsyncer.conf"), "metasync")

    def todoman(*words):
        return run("todoman", "--config", str(root / "todoman.py"), *words)

    def kept():
        """What the server has, by summary."""
        query = ('<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><C:calendar-data/></D:prop>'
                 '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VTODO"/></C:comp-filter></C:filter></C:calendar-query>')
        text = server.request("REPORT", TASKS, query, "ada", Content_Type="text/xml", Depth="1")[1].decode().replace("&#13;", "")
        return {re.search("SUMMARY:(.*)", part).group(1): part for part in text.split("BEGIN:VTODO")[1:]}

    assert server.request("PUT", TASKS + "fire.ics", task("fire", "SUMMARY:Fire the kiln\r\nDUE:20990310T100000Z\r\nPRIORITY:1\r\n"), "ada", Content_Type="text/calendar")[0] == 201
    run("vdirsyncer", "-c", str(root / "vdirsyncer.conf"), "discover", given="y\ny\n")
    sync()
    listed = todoman("list")
    assert "Fire the kiln" in listed and "2099-03-10" in listed, listed
    # Made here, with everything that todoman knows to say.
    todoman("new", "--list", "tasks", "--due", "2099-04-01 09:00", "--priority", "high", "--location", "Kiln Street", "Wedge the clay")
    sync()
    assert "LOCATION:Kiln Street" in kept()["Wedge the clay"] and "STATUS:COMPLETED" not in kept()["Wedge the clay"]
    # Done here, and seen there.
    number = re.search(r"^\[ \] (\d+) .*Fire the kiln", todoman("list"), re.M).group(1)
    todoman("done", number)
    sync()
    assert "STATUS:COMPLETED" in kept()["Fire the kiln"] and "PERCENT-COMPLETE:100" in kept()["Fire the kiln"]
    assert "Fire the kiln" not in todoman("list")
    # Changed there, and seen here; deleted there, and gone here.
    path = next(href for href in re.findall(r"<D:href>([^<]+\.ics)", server.request(
        "REPORT", TASKS, '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>', "ada",
        Content_Type="text/xml")[1].decode()) if not href.endswith("fire.ics"))
    _, text, headers = server.request("GET", path, user="ada")
    changed = text.decode().replace("Wedge the clay", "Wedge more clay")
    assert server.request("PUT", path, changed, "ada", Content_Type="text/calendar", If_Match=headers["ETag"])[0] == 204
    sync()
    assert "Wedge more clay" in todoman("list")
    assert server.request("DELETE", TASKS + "fire.ics", user="ada")[0] == 204
    sync()
    assert "Fire the kiln" not in todoman("list", "--status", "ANY")
    assert " 500 " not in server.log()
    print("todoman: ok")
