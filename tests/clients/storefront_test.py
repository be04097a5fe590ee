"""The shop's page as an app: its files as the server gives them, then in headless Chromium, on the demo shop.
TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each view."""
import base64, datetime, gzip, json, re
from server import DemoServer, event, need, run_node

PAGE = "/s/kiln-street"
DAY = (datetime.date.today() + datetime.timedelta(days=40)).strftime("%Y%m%d")
SOON = {"start": f"{DAY}T100000Z", "end": f"{DAY}T120000Z"}


def files_of(page):
    return re.findall(r'(?:src|href)="([^"]*/assets/[^"]+)"', page)


def check_files(server):
    """Named by their content, kept for ever, in the coding that the client takes."""
    page = server.request("GET", PAGE)[1].decode()
    files = files_of(page)
    assert sum(name.endswith(".js") for name in files) >= 1 and sum(".css" in name for name in files) == 2, files
    for name in files:
        status, plain, headers = server.request("GET", name)
        assert status == 200 and "Content-Encoding" not in headers, name
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable", name
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Vary"] == "Accept-Encoding", name
        kind = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
        assert headers["Content-Type"] == kind[name.split("?")[0].rsplit(".")[-1]], (name, headers["Content-Type"])
        status, packed, headers = server.request("GET", name, Accept_Encoding="gzip, deflate")
        assert headers["Content-Encoding"] == "gzip" and gzip.decompress(packed) == plain and len(packed) < len(plain), name
        etag = headers["ETag"]
        assert server.request("GET", name, Accept_Encoding="gzip", If_None_Match=etag)[0] == 304, name
        assert server.request("GET", name, Accept_Encoding="gzip;q=0")[1] == plain, name
        if name.endswith(".js"):
            _, packed, headers = server.request("GET", name, Accept_Encoding="gzip, br")
            assert headers["Content-Encoding"] == "br" and headers["ETag"] != etag and len(packed) < len(plain), name
    for name in ("/assets/storefront.js", "/assets/manifest.json", "/assets/..%2fpages.css"):
        status, text, headers = server.request("GET", name)
        assert status == 404 and json.loads(text)["type"].endswith("/problems/not-found"), name


def check_prefix(server):
    """Behind a proxy that cuts a prefix off, the page asks for its files below it."""
    status, text, _ = server.request("GET", PAGE, X_Forwarded_Prefix="/cal")
    files = files_of(text.decode())
    assert status == 200 and files and all(name.startswith("/cal/assets/") for name in files), files


def check_embedded(server):
    """The page brings the first answer along, in an element that no text of the shop can end."""
    caldav = server.demo["caldav"]
    path = caldav["shelf"].removeprefix(server.base) + "evil.ics"
    login = base64.b64encode(f"{caldav['user']}:{caldav['password']}".encode()).decode()
    status, text, _ = server.request("PUT", path, event("evil", "X-SHELF-SEATS:4\r\n", **SOON, summary="</script><script>alert(1)</script>"),
                                     Content_Type="text/calendar", Authorization=f"Basic {login}")
    assert status == 201, text
    text = server.request("GET", PAGE)[1].decode()
    embedded = json.loads(re.search(r'<script type="application/json" id="embedded">(.*?)</script>', text, re.S).group(1))
    listed = server.ask(200, "GET", f"/api/v1/shops/kiln-street/slots?from={embedded['slots']['from']}&to={embedded['slots']['to']}")
    assert embedded["slots"] == listed and any("<script>" in slot["summary"] for slot in listed["slots"])
    assert len(re.findall("<script", text)) == 2, "the app and what it begins with"


need("chromium-headless-shell")
with DemoServer(config='[server]\ntrusted_proxies = ["127.0.0.1"]\nforwarded_headers = ["X-Forwarded-Prefix"]\n') as server:
    server.run("shop", "add", "empty", "--name", "Nothing yet")
    check_files(server)
    check_prefix(server)
    check_embedded(server)
    run_node("storefront.mjs", str(server.folder / "demo.json"))
    print("storefront: ok")
