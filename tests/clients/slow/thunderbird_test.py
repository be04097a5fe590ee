"""Thunderbird itself, without a screen: a profile in which the calendar is registered. Which requests come, and what stands in its
cache afterwards; once more with the same profile, after somebody else changed, added and deleted."""
import contextlib, json, os, pathlib, re, shutil, signal, sqlite3, subprocess, sys, tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from server import Server, event, need, until  # noqa: E402

need("thunderbird")
CAL = "/dav/calendars/ada/calendar/"
NAME = "6f3f3a3e-0000-4000-8000-000000000001"


def preferences(server):
    calendar = {"type": "caldav", "uri": f"http://ada:{server.owner}@127.0.0.1:{server.port}{CAL}", "name": "Timeshelf", "cache.enabled": True,
                "calendar-main-in-composite": True, "username": "ada"}
    quiet = {"app.update.enabled": False, "app.normandy.enabled": False, "datareporting.policy.dataSubmissionEnabled": False, "toolkit.telemetry.enabled": False,
             "extensions.update.enabled": False, "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
             "services.settings.server": "http://127.0.0.1:9/", "mailnews.start_page.enabled": False, "mail.spotlight.firstRunDone": True,
             "mail.provider.suppress_dialog_on_startup": True, "network.dns.disablePrefetch": True, "calendar.timezone.local": "UTC", "calendar.timezone.useSystemTimezone": False}
    # Whatever else it looks for in the world goes to a port where nobody is.
    nowhere = {"network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
               "network.proxy.no_proxies_on": "127.0.0.1"}
    everything = {**{f"calendar.registry.{NAME}.{key}": value for key, value in calendar.items()}, **quiet, **nowhere}
    return "".join(f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in everything.items())


def asked(server, since):
    """What came since then, by method, path and status."""
    return re.findall(r"127\.0\.0\.1 ([A-Z]+) (/\S+) (\d+)", server.log()[since:])


@contextlib.contextmanager
def running(home, profile):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC", "MOZ_HEADLESS": "1"}
    with open(home / "out", "a") as out:
        app = subprocess.Popen(["thunderbird", "--headless", "--no-remote", "--profile", profile], env=environment, stdout=out, stderr=subprocess.STDOUT,
                               start_new_session=True)
    try:
        yield
    finally:
        os.killpg(app.pid, signal.SIGTERM)
        app.wait(60)


def cached(profile):
    """UID and title of what it keeps. It lets nobody into its database while it runs, so a copy is read."""
    with tempfile.TemporaryDirectory() as copy:
        for file in (profile / "calendar-data").glob("cache.sqlite*"):
            shutil.copy(file, copy)
        with contextlib.closing(sqlite3.connect(f"{copy}/cache.sqlite")) as cache:
            try:
                return sorted(cache.execute("SELECT id, title FROM cal_events WHERE cal_id = ?", [NAME]).fetchall())
            except sqlite3.Error:  # not there yet, or copied while it was written
                return None


def syncs(server, home, profile, wanted):
    """Starts it, and waits until it keeps what is wanted; answers what it asked for."""
    since = len(server.log())
    with running(home, profile):
        try:
            until("", lambda: cached(profile) == wanted, 120)
        except AssertionError:
            sys.exit(f"it keeps {cached(profile)}, not {wanted}; it asked {asked(server, since)}")
    return asked(server, since)


with Server(config='[log]\nlevel = "debug"\n') as server, tempfile.TemporaryDirectory() as folder:
    home = pathlib.Path(folder)
    profile = home / "profile"
    profile.mkdir()
    (profile / "user.js").write_text(preferences(server))
    put = lambda name, text, status: server.request("PUT", f"{CAL}{name}.ics", text, "ada", Content_Type="text/calendar")[0] == status or sys.exit(f"PUT {name}")
    put("stays", event("stays"), 201)
    put("weekly", event("weekly", "RRULE:FREQ=WEEKLY\r\n", summary="Weekly"), 201)
    put("goes", event("goes", summary="Goes"), 201)
    came = syncs(server, home, profile, [("goes", "Goes"), ("stays", "Glaze evening"), ("weekly", "Weekly")])
    assert ("PROPFIND", CAL, "401") in came and ("PROPFIND", CAL, "207") in came, came
    assert ("OPTIONS", "/dav/calendars/ada/", "200") in came and ("PROPFIND", "/dav/principals/ada/", "207") in came, came
    assert not [ask for ask in came if int(ask[2]) >= 400 and ask[2] != "401"], came
    # With the same profile, which knows what it had.
    put("stays", event("stays", summary="Changed"), 204)
    put("new", event("new", summary="New"), 201)
    assert server.request("DELETE", CAL + "goes.ics", user="ada")[0] == 204
    came = syncs(server, home, profile, [("new", "New"), ("stays", "Changed"), ("weekly", "Weekly")])
    assert not [ask for ask in came if int(ask[2]) >= 400 and ask[2] != "401"], came
    assert " 500 " not in server.log(), server.log()
print("Thunderbird: ok")
