"""The dashboard: its session, the pages that lead to its app, the API that the app edits slots with, then the app itself in
headless Chromium, on the demo shop. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each view."""
import base64, datetime, html, json, time
from server import DemoServer, event, need, run_node, until

SHOP = "/api/v1/shops/kiln-street"
VIEWS = ["today", "calendar", "bookings", "fulfilment", "stock", "products", "staff", "codes", "waiting", "feeds", "devices", "passwords", "audit",
         "settings", "figures"]
DAY = (datetime.date.today() + datetime.timedelta(days=30)).strftime("%Y%m%d")
SOON = (datetime.date.today() + datetime.timedelta(days=3)).strftime("%Y%m%d")
# Folded, in odd cases and with a property of the app's own, as apps write.
WRITTEN = "\r\n".join([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//An App//EN", "BEGIN:VEVENT", "UID:kept", "DTSTAMP:20260101T000000Z",
    f"DTSTART;TZID=Europe/Berlin:{DAY}T180000", f"DTEND;TZID=Europe/Berlin:{DAY}T200000", "SUMMARY;LANGUAGE=en:Kept as it", "  is written",
    "x-odd;X-PARAM=\"a:b\":42", "X-Shelf-Seats:6", "X-SHELF-PRICE:20.00", "X-SHELF-LIMIT:2", "END:VEVENT", "END:VCALENDAR", ""])


def login_of(server):
    caldav = server.demo["caldav"]
    return "Basic " + base64.b64encode(f"{caldav['user']}:{caldav['password']}".encode()).decode()


def cookie_of(server):
    form = f"user={server.demo['dashboard_user']}&password={server.demo['dashboard_password']}"
    headers = server.request("POST", "/dashboard/login", form, Content_Type="application/x-www-form-urlencoded")[2]
    return headers["Set-Cookie"].split(";")[0]


def check_session(server):
    """The cookie is out of reach for script and other sites, and a view that was asked for comes behind the password."""
    form = f"user={server.demo['dashboard_user']}&password={server.demo['dashboard_password']}"
    sent = {"Content_Type": "application/x-www-form-urlencoded"}
    status, _, headers = server.request("POST", "/dashboard/login", form + "&next=/dashboard/calendar%3Fslot%3Dx", **sent)
    flags = [flag.strip() for flag in headers["Set-Cookie"].split(";")[1:]]
    assert status == 303 and headers["Location"] == "/dashboard/calendar?slot=x", headers["Location"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"} <= set(flags), flags
    for elsewhere in ("https://evil.example", "//evil.example", "/dashboard/nothing", "/dashboard/today%0D%0AX-Evil:%201"):
        _, _, headers = server.request("POST", "/dashboard/login", f"{form}&next={elsewhere}", **sent)
        assert headers["Location"] == "/dashboard", (elsewhere, headers["Location"])
    status, text, _ = server.request("POST", "/dashboard/login", form, Origin="https://evil.example", **sent)
    assert status == 403, text
    asked = server.request("GET", "/dashboard/stock?sku=MUG")[1].decode()
    assert 'name="next" value="/dashboard/stock?sku=MUG"' in html.unescape(asked), asked


def check_pages(server):
    """The server answers for every view, signed in or not, and for no other; without script all of them hold the shop's day."""
    cookie = cookie_of(server)
    for view in VIEWS:
        status, text, headers = server.request("GET", f"/dashboard/{view}", Cookie=cookie)
        assert status == 200 and b'id="dashboard"' in text and b"Your calendar app" in text.split(b'class="without-script"')[1], view
        assert headers["Cache-Control"] == "no-store" and "default-src 'none'" in headers["Content-Security-Policy"], view
        assert b"Sign in" in server.request("GET", f"/dashboard/{view}")[1], view
    assert server.request("GET", "/dashboard/moon", Cookie=cookie)[0] == 404
    begun = json.loads(server.request("GET", "/dashboard", Cookie=cookie)[1].split(b'id="embedded">')[1].split(b"</script>")[0])
    assert begun["user"]["role"] == "owner" and "sam" in [person["login"] for person in begun["people"]], begun
    assert "password" not in json.dumps(begun).lower()


def check_foreign(server):
    """With the cookie alone only a page of ours changes anything; a page's script gets no window for passwords."""
    cookie = cookie_of(server)
    body = json.dumps({"name": "Evil", "amount": "1"})
    for foreign in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}):
        status, text, _ = server.request("PUT", f"{SHOP}/products/EVIL", body, Cookie=cookie, Content_Type="application/json", **foreign)
        assert status == 403 and json.loads(text)["type"].endswith("/problems/foreign-form"), (foreign, text)
    assert b'"EVIL"' not in server.request("GET", SHOP)[1]  # as a SKU: the shop's public key may have the letters in it
    status, text, _ = server.request("PUT", f"{SHOP}/products/OURS", body, Cookie=cookie, Content_Type="application/json",
                                     Sec_Fetch_Site="same-origin")
    assert status == 200, text
    _, _, headers = server.request("GET", f"{SHOP}/today", Sec_Fetch_Site="same-origin")
    assert headers["WWW-Authenticate"].startswith("Session "), headers["WWW-Authenticate"]
    _, _, headers = server.request("GET", f"{SHOP}/today")
    assert headers["WWW-Authenticate"].startswith("Basic "), headers["WWW-Authenticate"]


def check_bytes(server):
    """What the dashboard changes are single lines: all others are those that the app wrote, byte for byte."""
    shelf = server.demo["caldav"]["shelf"].removeprefix(server.base)
    login = {"Authorization": login_of(server)}
    assert server.request("PUT", shelf + "kept.ics", WRITTEN, Content_Type="text/calendar", **login)[0] == 201
    slots = json.loads(server.request("GET", f"{SHOP}/slots")[1])["slots"]
    slot = next(one["id"] for one in slots if one["summary"] == "Kept as it is written")
    _, text, headers = server.request("GET", f"{SHOP}/slots/{slot}/event", **login)
    read = json.loads(text)
    assert headers["ETag"] == read["etag"] == server.request("GET", shelf + "kept.ics", **login)[2]["ETag"]

    def put(body, etag):
        return server.request("PUT", f"{SHOP}/slots/{slot}/event", json.dumps(body), Content_Type="application/json", If_Match=etag, **login)

    status, text, headers = put({"terms": {"limit": 4}}, read["etag"])
    assert status == 200, text
    now = server.request("GET", shelf + "kept.ics", **login)[1].decode()
    lines = [line for line in now.split("\r\n") if not line.startswith(("DTSTAMP", "LAST-MODIFIED"))]
    wanted = [line for line in WRITTEN.replace("LIMIT:2", "LIMIT:4").split("\r\n") if not line.startswith("DTSTAMP")]
    assert lines == wanted, now
    assert put({"terms": {"limit": 5}}, read["etag"])[0] == 412, "somebody else changed it meanwhile"
    # What is taken away is gone from the shop, too.
    status, text, headers = put({"terms": {"limit": None}}, headers["ETag"])
    assert status == 200 and json.loads(text)["terms"]["limit"] is None
    assert json.loads(server.request("GET", f"{SHOP}/slots/{slot}")[1])["limit"] is None
    # A calendar app that knows nothing of the dashboard goes on with what is there.
    _, now, headers = server.request("GET", shelf + "kept.ics", **login)
    status, text, _ = server.request("PUT", shelf + "kept.ics", now.replace(b"Kept as it", b"Moved as it"), Content_Type="text/calendar",
                                     If_Match=headers["ETag"], **login)
    assert status == 204, text
    again = json.loads(server.request("GET", f"{SHOP}/slots/{slot}/event", **login)[1])
    assert again["summary"] == "Moved as it is written" and again["terms"]["limit"] is None


def leave_a_shift_uncovered(server):
    """Two slots at once, and one person whose turn it can be; the owner is not asked by herself."""
    shelf = server.demo["caldav"]["shelf"].removeprefix(server.base)
    login = {"Authorization": login_of(server)}
    times = {"start": f"{SOON}T090000Z", "end": f"{SOON}T110000Z"}
    for name in ("One", "Two"):
        text = event(f"at-once-{name}", "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:9\r\n", summary=f"{name} at once", **times)
        assert server.request("PUT", f"{shelf}at-once-{name}.ics", text, Content_Type="text/calendar", **login)[0] == 201
    for slot in server.ask(200, "GET", f"{SHOP}/slots")["slots"]:
        if slot["summary"].endswith(" at once"):
            held = server.ask(201, "POST", f"{SHOP}/holds", {"lines": [{"slot": slot["id"], "sku": "SEAT", "quantity": 1}]})
            server.ask(201, "POST", f"{SHOP}/holds/{held['id']}/confirm", {"name": "Ulla", "email": "u@example.com"})
    seen = []

    def settled():  # who works where is decided a moment after the bookings
        shifts = json.loads(server.request("GET", f"{SHOP}/shifts", **login)[1])["shifts"]
        seen.append([shift["uncovered"] for shift in shifts if shift["summary"].endswith(" at once")])
        time.sleep(0.2)
        return sorted(seen[-1]) == [False, True] and seen[-10:] == [seen[-1]] * 10
    until("a shift that nobody has", settled)


need("chromium-headless-shell")
with DemoServer() as server:
    check_session(server)
    check_pages(server)
    check_foreign(server)
    check_bytes(server)
    leave_a_shift_uncovered(server)
    run_node("dashboard.mjs", str(server.folder / "demo.json"))
    print("dashboard: ok")
