"""evolution-data-server, which is what Evolution and GNOME Calendar keep calendars with: its factory and its registry on a bus of the
test's own, asked through the library that the apps use. It reads, makes, changes, moves one of a series and deletes; what was done on
the server meanwhile comes in."""
import os, pathlib, shutil, subprocess, sys, tempfile, time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from server import Server, event, need, until  # noqa: E402

need("dbus-run-session")
try:
    import gi
    gi.require_version("EDataServer", "1.2")
    gi.require_version("ECal", "2.0")
    gi.require_version("ICalGLib", "3.0")
except (ImportError, ValueError) as missing:
    print(f"SKIPPED: {missing}")
    sys.exit(77)
if not pathlib.Path("/usr/libexec/evolution-calendar-factory").exists():
    print("SKIPPED: evolution-data-server is not installed")
    sys.exit(77)

CAL = "/dav/calendars/ada/calendar/"

if "TIMESHELF_OWN_BUS" not in os.environ:  # once more, on a bus and in a home of its own
    home = tempfile.mkdtemp(prefix="timeshelf-gnome-")
    try:
        os.mkdir(f"{home}/run", 0o700)
        places = {f"XDG_{kind}": f"{home}/{name}" for kind, name in (("CONFIG_HOME", "config"), ("CACHE_HOME", "cache"), ("DATA_HOME", "data"), ("RUNTIME_DIR", "run"))}
        environment = {**os.environ, **places, "HOME": home, "TIMESHELF_OWN_BUS": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC", "GIO_USE_VFS": "local",
                       "GSETTINGS_BACKEND": "memory", "no_proxy": "*"}
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
            environment.pop(name, None)
        done = subprocess.run(["dbus-run-session", "--", sys.executable, __file__], env=environment, timeout=840)
        sys.exit(done.returncode)
    finally:
        shutil.rmtree(home, ignore_errors=True)

from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402


def register(server):
    """An account as the apps write it; the password is told when it is asked for."""
    sources = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "evolution/sources"
    sources.mkdir(parents=True)
    (sources / "timeshelf.source").write_text(f"""
[Data Source]
DisplayName=Timeshelf
Enabled=true
Parent=caldav-stub
[Authentication]
Host=127.0.0.1
Port={server.port}
Method=plain/password
User=ada
RememberPassword=false
[Calendar]
BackendName=caldav
Selected=true
[Offline]
StaySynchronized=true
[Refresh]
Enabled=false
[Security]
Method=none
[WebDAV Backend]
ResourcePath={CAL}
""")


class App:
    def __init__(self, server):
        self.registry = EDataServer.SourceRegistry.new_sync(None)  # which hears what becomes of the source
        self.source = self.registry.ref_source("timeshelf")
        self.client = ECal.Client.connect_sync(self.source, ECal.ClientSourceType.EVENTS, 0xFFFFFFFF, None)
        login = EDataServer.NamedParameters.new()
        login.set("username", "ada")
        login.set("password", server.owner)
        self.source.invoke_authenticate_sync(login, None)
        self.until("connected", lambda: self.source.get_connection_status() == EDataServer.SourceConnectionStatus.CONNECTED)

    @staticmethod
    def until(what, happened):
        def turn():
            while GLib.MainContext.default().iteration(False):
                pass
            return happened()

        return until(what, turn)

    def summaries(self):
        return sorted(found.get_summary() for found in self.client.get_object_list_sync("#t", None)[1])

    def shows(self, *wanted):
        def seen():
            self.client.refresh_sync(None)
            time.sleep(0.2)
            return self.summaries() == sorted(wanted)

        self.until(f"{wanted}, not {self.summaries()}", seen)


def stored(server, name):
    status, text, headers = server.request("GET", CAL + name, user="ada")
    return status, text.decode().replace("\r\n ", ""), headers["ETag"]


with Server() as server:
    assert server.request("PUT", CAL + "there.ics", event("there"), "ada", Content_Type="text/calendar")[0] == 201
    register(server)
    app = App(server)
    assert not app.client.is_readonly()
    app.shows("Glaze evening")
    none = ECal.OperationFlags.NONE
    text = event("here", "RRULE:FREQ=DAILY;COUNT=3\r\n", summary="Made with Evolution").split("PRODID:test\r\n")[1].replace("END:VCALENDAR\r\n", "")
    app.client.create_object_sync(ICalGLib.Component.new_from_string(text), none, None)
    assert "SUMMARY:Made with Evolution\r\n" in stored(server, "here.ics")[1]
    app.shows("Glaze evening", "Made with Evolution")
    # The whole series, then one of it.
    made = app.client.get_object_sync("here", None, None)[1]
    made.set_summary("Changed with Evolution")
    app.client.modify_object_sync(made, ECal.ObjModType.ALL, none, None)
    assert "SUMMARY:Changed with Evolution\r\n" in stored(server, "here.ics")[1]
    one = app.client.get_object_sync("here", None, None)[1].clone()
    one.set_summary("One of them")
    one.set_recurrenceid(ICalGLib.Time.new_from_string("20990311T100000Z"))
    app.client.modify_object_sync(one, ECal.ObjModType.THIS, none, None)
    series = stored(server, "here.ics")[1]
    assert series.count("BEGIN:VEVENT") == 2 and "RECURRENCE-ID" in series and "SUMMARY:One of them" in series, series
    # What is done on the server meanwhile comes in.
    status, text, etag = stored(server, "there.ics")
    assert server.request("PUT", CAL + "there.ics", event("there", summary="Changed there"), "ada", Content_Type="text/calendar", If_Match=etag)[0] == 204
    app.shows("Changed there", "Changed with Evolution", "One of them")
    assert server.request("DELETE", CAL + "there.ics", user="ada")[0] == 204
    app.shows("Changed with Evolution", "One of them")
    app.client.remove_object_sync("here", None, ECal.ObjModType.ALL, none, None)
    assert stored(server, "here.ics")[0] == 404
    app.shows()
    assert " 500 " not in server.log(), server.log()
print("evolution-data-server: ok")
