"""A shop on another site: what any site may read, and nothing else; pictures that say what is left; and in headless Chromium the
elements on a page of another origin that has a Content-Security-Policy of its own.
TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each page."""
import base64, datetime, gzip, http.server, re, sys, threading, urllib.parse
import xml.etree.ElementTree as xml
from server import DemoServer, event, need, run_node

SHOP = "/api/v1/shops/kiln-street"
PAGE = "/s/kiln-street"
FOREIGN = {"Origin": "https://blog.example"}
DAY = (datetime.date.today() + datetime.timedelta(days=40)).strftime("%Y%m%d")


class Blog(http.server.BaseHTTPRequestHandler):
    """Somebody's site: /?lang=…&body=…&connect=… ; its policy allows the shop and nothing else."""

    def do_GET(self):
        asked = {name: values[0] for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).items()}
        if "body" not in asked:
            self.send_response(204)
            self.end_headers()
            return
        page = (f'<!doctype html><html lang="{asked.get("lang", "en")}"><head><meta charset="utf-8"><title>Blog</title>'
                '<meta name="viewport" content="width=device-width"></head>'
                f'<body><main><h1>Blog</h1>{asked["body"]}</main></body></html>').encode()
        shop = self.server.shop
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {shop}; img-src {shop}; connect-src {asked.get('connect', shop)}")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *words):
        pass


def put(server, name, lines, **more):
    caldav = server.demo["caldav"]
    login = base64.b64encode(f"{caldav['user']}:{caldav['password']}".encode()).decode()
    path = caldav["shelf"].removeprefix(server.base) + name + ".ics"
    status, text, _ = server.request("PUT", path, event(name, lines, start=f"{DAY}T100000Z", end=f"{DAY}T120000Z", **more).encode(),
                                     Content_Type="text/calendar", Authorization=f"Basic {login}")
    assert status == 201, text


def slots_of(server):
    return server.ask(200, "GET", SHOP + "/slots")["slots"]


def check_reading(server):
    """Any site may read what everybody may read; nobody's cookies are asked for, and nothing can be done."""
    slot = slots_of(server)[0]["id"]
    for path, status in [(SHOP, 200), (SHOP + "/slots", 200), (f"{SHOP}/slots/{slot}", 200), (SHOP + "/slots/none", 404),
                         (SHOP + "/slots?from=soon", 422), ("/api/v1/shops/none", 404)]:
        got, _, headers = server.request("GET", path, **FOREIGN)
        assert got == status and headers.get_all("Access-Control-Allow-Origin") == ["*"], (path, got, headers)
        assert "Access-Control-Allow-Credentials" not in headers, path
    etag = server.request("GET", SHOP)[2]["ETag"]
    got, _, headers = server.request("GET", SHOP, If_None_Match=etag, **FOREIGN)
    assert got == 304 and headers["Access-Control-Allow-Origin"] == "*"
    got, _, headers = server.request("HEAD", SHOP + "/live", **FOREIGN)
    assert got == 200 and headers["Access-Control-Allow-Origin"] == "*", headers
    for method, path in [("POST", SHOP + "/holds"), ("OPTIONS", SHOP + "/holds"), ("OPTIONS", SHOP + "/slots"), ("GET", SHOP + "/codes"),
                         ("GET", SHOP + "/stock"), ("GET", "/api/v1/bookings/none"), ("POST", SHOP + "/images"), ("GET", PAGE),
                         ("GET", "/dashboard"), ("PROPFIND", "/dav/"), ("OPTIONS", "/dav/"), ("GET", "/"), ("GET", "/api/v1/openapi.yaml"),
                         ("PUT", SHOP + "/codes/ABC")]:
        _, _, headers = server.request(method, path, **FOREIGN)
        assert not [name for name in headers if name.lower().startswith("access-control")], (method, path, headers)


def check_script(server):
    """One file under an address that stays; asked for anew after a few minutes, and then mostly not sent."""
    status, plain, headers = server.request("GET", "/embed.js")
    assert status == 200 and headers["Content-Type"] == "text/javascript; charset=utf-8", headers
    assert headers["Cache-Control"] == "public, max-age=300" and headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert server.request("GET", "/embed.js", If_None_Match=headers["ETag"])[0] == 304
    _, packed, _ = server.request("GET", "/embed.js", Accept_Encoding="gzip")
    assert gzip.decompress(packed) == plain and len(packed) < 13_000, len(packed)
    assert b"document.cookie" not in plain and b"localStorage" not in plain


def svg_of(server, path):
    status, text, headers = server.request("GET", path)
    assert status == 200 and headers["Content-Type"] == "image/svg+xml", (path, status, text)
    assert headers["Cache-Control"] == "public, max-age=60" and headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert server.request("GET", path, If_None_Match=headers["ETag"])[0] == 304
    root = xml.fromstring(text)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert root.get("aria-label") == root.find("{http://www.w3.org/2000/svg}title").text == ": ".join(texts)
    assert b"prefers-color-scheme: dark" in text and b"<script" not in text
    return [text.replace("\u00a0", " ") for text in texts]


def check_badges(server):
    put(server, "evil", "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:12.50\r\n", summary="</text><script>alert(1)</script> & \"Co\"")
    put(server, "long", "X-SHELF-SEATS:1\r\nX-SHELF-PRICE:0\r\n", summary="Ton für alle " * 9)
    of = {slot["summary"][:4]: slot for slot in slots_of(server)}
    path = lambda name: f"{PAGE}/slots/{of[name]['id']}/badge.svg"
    assert svg_of(server, path("</te")) == ['</text><script>alert(1)</script> & "Co"', "4 left · €12.50"]
    assert svg_of(server, path("</te") + "?lang=de") == ['</text><script>alert(1)</script> & "Co"', "noch 4 · 12,50 €"]
    assert svg_of(server, path("</te") + "?lang=es")[1] == "quedan 4 · 12,50 €"
    name, facts = svg_of(server, path("Ton "))
    assert len(name) == 41 and name.endswith("…") and facts == "Only 1 left · free", (name, facts)
    name, facts = svg_of(server, PAGE + "/badge.svg")
    assert name == "Kiln Street Ceramics" and re.fullmatch(r"\d+ dates · from free", facts), facts
    assert svg_of(server, "/s/empty/badge.svg") == ["Nothing yet", "Nothing on sale now"]
    assert svg_of(server, "/s/empty/badge.svg?lang=de") == ["Nothing yet", "Zurzeit nichts im Verkauf"]
    for bad, status in [("/s/empty/badge.svg?lang=fr", 422), ("/s/empty/badge.svg?size=9", 422), ("/s/none/badge.svg", 404),
                        (PAGE + "/slots/none/badge.svg", 404), (PAGE + "/slots/" + "0" * 26 + "/badge.svg", 404)]:
        assert server.request("GET", bad)[0] == status, bad


def check_page(server):
    status, text, headers = server.request("GET", PAGE + "/embed", X_Forwarded_Prefix="/cal")
    text = text.decode()
    assert status == 200 and 'src="/cal/embed.js"' in text and f'src="/cal{PAGE}/badge.svg?lang=en"' in text
    assert f'&lt;script async src=&quot;{server.base}/cal/embed.js&quot;&gt;' in text, "the line to copy has the whole address"
    assert "alert(1)</script>" not in text
    slot = slots_of(server)[3]
    chosen = server.request("GET", f"{PAGE}/embed?slot={slot['id']}")[1].decode()
    assert f'slot-id="{slot["id"]}"' in chosen and re.search(f'<option value="{slot["id"]}"[^>]* selected>', chosen)
    assert server.request("GET", PAGE + "/embed?slot=gone")[0] == 200 and server.request("GET", PAGE + "/embed?x=1")[0] == 422
    assert server.request("GET", "/s/none/embed")[0] == 404
    status, text, _ = server.request("GET", "/s/empty/embed")
    assert status == 200 and b"no slot to choose" in text


def check_packed(server):
    """Pages that everybody may see come compressed; those that hide something do not."""
    _, plain, headers = server.request("GET", PAGE)
    assert headers.get_all("Vary") == ["Accept-Language, Cookie", "Accept-Encoding"] and "Content-Encoding" not in headers
    _, packed, headers = server.request("GET", PAGE, Accept_Encoding="gzip, deflate, br")
    assert headers["Content-Encoding"] == "gzip" and len(packed) < len(plain) / 3
    assert b"Kiln Street Ceramics" in gzip.decompress(packed)
    _, packed, headers = server.request("GET", PAGE, Accept_Encoding="gzip, br, zstd")
    assert headers["Content-Encoding"] == "zstd" and packed[:4] == b"\x28\xb5\x2f\xfd"
    for path in ("/dashboard/login", "/b/none", PAGE + "/holds/none", "/s"):
        assert "Content-Encoding" not in server.request("GET", path, Accept_Encoding="gzip")[2], path


need("chromium-headless-shell")
with DemoServer(config='[server]\ntrusted_proxies = ["127.0.0.1"]\nforwarded_headers = ["X-Forwarded-Prefix"]\n') as server:
    server.run("shop", "add", "empty", "--name", "Nothing yet")
    check_reading(server)
    check_script(server)
    check_packed(server)
    blog = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    blog.shop = server.base
    threading.Thread(target=blog.serve_forever, daemon=True).start()
    if "quick" not in sys.argv: run_node("embed.mjs", str(server.folder / "demo.json"), f"http://127.0.0.1:{blog.server_port}")
    blog.shutdown()
    check_badges(server)
    check_page(server)
    print("embed: ok")
