"""Behind a reverse proxy, at the root and below a path: discovery, hrefs, feeds, pages and cookies are those of the outside, and
only a trusted proxy says what the outside is."""
# RFC 6764 5: well-known
# RFC 6764 6: principal-from-there
import base64, http.client, http.server, threading, urllib.parse
from outside import Outside, pages_work, works
from server import PATIENCE, Server, event


class Proxy(Outside):
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
                upstream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
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
        super().__init__(server, self.http.server_address[1])
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


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
