"""Behind a reverse proxy, at the root and below a path: discovery, hrefs, feeds, pages and cookies are those of the outside, and
only a trusted proxy says what the outside is."""
import base64, http.client, http.server, re, threading, urllib.parse
from server import Server, event

XML = {"Content-Type": "text/xml", "Depth": "0"}
PROPFIND = '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:T="urn:timeshelf"><D:prop>%s</D:prop></D:propfind>'
OPEN_FEED = '<D:propertyupdate xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:set><D:prop><T:feed>open</T:feed></D:prop></D:set></D:propertyupdate>'


class Proxy:
    """Passes what comes below `prefix` on to the server, without the prefix where `cuts`; and /.well-known/caldav, as an
    administrator sets it up at the root of a domain. `says`: headers that it sets."""

    def __init__(self, server, prefix="", cuts=True, says=None):
        says = says or {}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                path = self.path
                if path != "/.well-known/caldav":
                    if not path.startswith(prefix + "/"):
                        self.send_error(404)
                        return
                    path = path[len(prefix):] if cuts else path
                upstream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
                replaced = {name.lower() for name in says} | {"host", "connection"}
                passed = {name: value for name, value in self.headers.items() if name.lower() not in replaced}
                upstream.request(self.command, path, body, {**passed, "Host": f"127.0.0.1:{server.port}", **says})
                answer = upstream.getresponse()
                content = answer.read()
                self.send_response_only(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() not in ("content-length", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", answer.headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(content)))
                self.end_headers()
                self.wfile.write(content if self.command != "HEAD" else b"")
                upstream.close()

            def log_message(self, *_):
                pass

            def __getattr__(self, name):  # do_PROPFIND and all others
                if name.startswith("do_"):
                    return self.handle_any
                raise AttributeError(name)

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        self.login = "Basic " + base64.b64encode(f"ada:{server.owner}".encode()).decode()
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def request(self, method, path, body=None, login=True, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if login:
            headers["Authorization"] = self.login
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, answer.headers

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def hrefs(text, inside="D:href"):
    return re.findall(f"<{inside}>([^<]*)</{inside}>", text)


# RFC 6764 5: well-known
# RFC 6764 6: principal-from-there
def discover(proxy, prefix):
    """As a calendar app does that knows a domain and a login."""
    status, _, headers = proxy.request("PROPFIND", "/.well-known/caldav", PROPFIND % "<D:current-user-principal/>", login=False, **XML)
    assert (status, headers["Location"]) == (301, f"{prefix}/dav/"), (status, headers["Location"])
    assert proxy.request("PROPFIND", f"{prefix}/dav/", PROPFIND % "<D:current-user-principal/>", login=False, **XML)[0] == 401
    status, text, _ = proxy.request("PROPFIND", headers["Location"], PROPFIND % "<D:current-user-principal/>", **XML)
    assert status == 207 and hrefs(text) == [f"{prefix}/dav/", f"{prefix}/dav/principals/ada/"], text
    text = proxy.request("PROPFIND", f"{prefix}/", PROPFIND % "<D:current-user-principal/>", **XML)[1]
    assert hrefs(text)[-1] == f"{prefix}/dav/principals/ada/", "some ask the root first"
    text = proxy.request("PROPFIND", f"{prefix}/dav/principals/ada/", PROPFIND % "<C:calendar-home-set/>", **XML)[1]
    assert hrefs(text)[-1] == f"{prefix}/dav/calendars/ada/", text
    text = proxy.request("PROPFIND", f"{prefix}/dav/calendars/ada/", PROPFIND % "<D:resourcetype/>", **{**XML, "Depth": "1"})[1]
    assert f"{prefix}/dav/calendars/ada/calendar/" in hrefs(text) and all(href.startswith(f"{prefix}/dav/") for href in hrefs(text)), text
    return f"{prefix}/dav/calendars/ada/calendar/"


def works(proxy, prefix, outside):
    """What an app does in a calendar, and who subscribes to it."""
    calendar = discover(proxy, prefix)
    status, _, headers = proxy.request("PUT", calendar + "a.ics", event("a"), Content_Type="text/calendar")
    assert status in (201, 204) and headers["ETag"], status
    multiget = f'<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><D:href>{calendar}a.ics</D:href></C:calendar-multiget>'
    status, text, _ = proxy.request("REPORT", calendar, multiget, Content_Type="text/xml")
    assert status == 207 and hrefs(text) == [calendar + "a.ics"] and "200 OK" in text, text
    for origin, destination in (("a", outside + calendar[len(prefix):] + "b.ics"), ("b", calendar + "a.ics")):  # whole, and path alone
        status, text, _ = proxy.request("MOVE", f"{calendar}{origin}.ics", Destination=destination)
        assert status == 201, (destination, status, text)
    assert proxy.request("MOVE", calendar + "a.ics", Destination="https://elsewhere.example" + calendar + "d.ics")[0] in (403, 502)
    assert proxy.request("PROPPATCH", calendar, OPEN_FEED, Content_Type="text/xml")[0] == 207
    feed = hrefs(proxy.request("PROPFIND", calendar, PROPFIND % "<T:feed-url/>", **XML)[1])[-1]
    assert feed == f"{outside}/feeds/ada-calendar.ics", feed
    status, text, _ = proxy.request("GET", f"{prefix}/feeds/ada-calendar.ics", login=False)
    assert status == 200 and f"SOURCE;VALUE=URI:{feed}\r\n" in text.replace("\r\n ", ""), text
    problem = proxy.request("GET", f"{prefix}/feeds/none.ics", login=False)[1]
    assert f'"type":"{outside}/problems/not-found"' in problem, problem


def pages_work(server, proxy, prefix, outside):
    """Links, forms and cookies lead back to the outside."""
    server.sign_in()
    form = "user=ada&password=the+kiln+is+hot+at+seven"
    origin = "/".join(outside.split("/")[:3])
    posted = {"Content_Type": "application/x-www-form-urlencoded"}
    assert proxy.request("POST", f"{prefix}/dashboard/login", form, login=False, Origin="https://evil.example", **posted)[0] == 403
    status, _, headers = proxy.request("POST", f"{prefix}/dashboard/login", form, login=False, Origin=origin, **posted)
    assert (status, headers["Location"]) == (303, f"{prefix}/dashboard"), (status, headers["Location"])
    assert f"; Path={prefix}/;" in headers["Set-Cookie"], headers["Set-Cookie"]
    assert ("; Secure" in headers["Set-Cookie"]) == outside.startswith("https:"), headers["Set-Cookie"]
    cookie = headers["Set-Cookie"].split(";")[0]
    found = set()
    for page in (f"{prefix}/", f"{prefix}/s/studio", f"{prefix}/dashboard"):
        status, text, headers = proxy.request("GET", page, login=False, Cookie=cookie, Accept="text/html")
        if status == 303:
            assert headers["Location"].startswith(f"{prefix}/"), headers["Location"]
            continue
        assert status == 200, (page, status)
        found |= set(re.findall(r' (?:href|src|action|formaction)="(/[^"]*)"', text))
    assert len(found) > 4 and all(link.startswith(f"{prefix}/") for link in found), found
    for link in found:
        assert proxy.request("GET", link, login=False, Cookie=cookie)[0] in (200, 303, 405), link
    status, text, _ = proxy.request("GET", f"{prefix}/dashboard", login=False, Cookie=cookie)
    assert f"{outside}/dav/" in text.replace("&#x2F;", "/"), "the dashboard says where CalDAV is"


OUTSIDE = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "cal.example", "X-Forwarded-For": "192.0.2.7"}
ALL = 'forwarded_headers = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix"]\n'
FORWARDED = 'for="[2001:db8::7]:4711";proto=https;host=cal.example'

for config, prefix, cuts, says, outside in (
        ('trusted_proxies = ["127.0.0.1"]\n', "", True, OUTSIDE, "https://cal.example"),
        ('trusted_proxies = ["127.0.0.0/8", "::1"]\n' + ALL, "/cal/shop", True, {**OUTSIDE, "X-Forwarded-Prefix": "/cal/shop"}, "https://cal.example/cal/shop"),
        ('base_url = "https://cal.example/cal/"\ntrusted_proxies = ["127.0.0.1"]\n', "/cal", False, OUTSIDE, "https://cal.example/cal"),
        ('base_url = "https://cal.example/cal"\ntrusted_proxies = ["127.0.0.1"]\n', "/cal", True, OUTSIDE, "https://cal.example/cal"),
        ('trusted_proxies = ["127.0.0.1"]\nforwarded_headers = ["Forwarded"]\n', "", True, {"Forwarded": FORWARDED}, "https://cal.example")):
    with Server(config="[server]\n" + config) as server, Proxy(server, prefix, cuts, says) as proxy:
        works(proxy, prefix, outside)
        pages_work(server, proxy, prefix, outside)
        # One who guesses passwords is slowed down by where they are, not by what stands between; others are let in.
        wrong = {"Authorization": "Basic " + base64.b64encode(b"ada:wrong").decode()}
        seen = [proxy.request("PROPFIND", f"{prefix}/dav/", login=False, **wrong)[0] for _ in range(30)]
        assert 429 in seen, seen
        assert server.request("PROPFIND", "/dav/", None, "ada", Depth="0")[0] == 207, "from another address"
        assert " 500 " not in server.log()

# Who is not trusted says nothing, at any path.
for config in ("", '[server]\ntrusted_proxies = ["192.0.2.1", "10.0.0.0/8"]\n' + ALL):
    with Server(config=config) as server:
        inside = f"http://127.0.0.1:{server.port}"
        says = {**OUTSIDE, "X-Forwarded-Prefix": "/evil", "X-Forwarded-Port": "99", "Forwarded": FORWARDED, "Host": f"127.0.0.1:{server.port}"}
        with Proxy(server, says=says) as proxy:
            works(proxy, "", inside)
            pages_work(server, proxy, "", inside)

# A real client through a path.
try:
    import caldav
except ImportError:
    caldav = None
    print("python3-caldav is not installed: no real client went through the proxy")
if caldav:
    with Server(config='[server]\ntrusted_proxies = ["127.0.0.1"]\n' + ALL) as server, Proxy(server, "/cal", says={"X-Forwarded-Prefix": "/cal"}) as proxy:
        client = caldav.DAVClient(url=f"http://127.0.0.1:{proxy.port}/cal/dav/", username="ada", password=server.owner)
        calendar = next(c for c in client.principal().calendars() if urllib.parse.urlparse(str(c.url)).path == "/cal/dav/calendars/ada/calendar/")
        calendar.save_event(event("real"))
        found = calendar.event_by_uid("real")
        assert urllib.parse.urlparse(str(found.url)).path == "/cal/dav/calendars/ada/calendar/real.ics", found.url
        found.delete()
print("proxy: discovery, hrefs, feeds, pages and cookies are those of the outside")
