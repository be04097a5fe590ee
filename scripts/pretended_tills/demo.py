"""The demo's tills: stand-ins of Square, Shopify and another maker on loopback, connected with the demo shop, and a page on which
they sell. Nothing here is real: it is the makers' side of docs/tills.md, pretended.

    python3 scripts/pretended_tills/demo.py DATA      DATA/demo.json says where the shop is

Prints one line once all are connected, and ends with the program that started it. What the tills have is kept in DATA/tills.json."""
import base64, html, http.client, http.server, json, os, pathlib, secrets, signal, sys, threading, time, urllib.parse
from makers import AnyTill, Shopify, Square, rfc3339

STUDIO, STALL = "Kiln Street Studio", "Market hall stall"
# What each maker calls what: the catalog mapping. `starts`: what the shop counted before the till was connected.
TILLS = {
    "square": {"name": "Square at the counter (pretended)", "venue": STUDIO, "location": "L0KILNSTREET01", "items": {
        "MUG-BLUE": "W62UWFY35CWMYGVWK6TWJDNI", "BOWL-CELADON": "PJMCEBHHUS3OKDB6PYUHLCPP",
        "PLATE-SPECKLE": "KBLGMUOXSEG5SYQTRWWDLCGT", "VASE-TALL": "QZ3J5KNDHRMWVT7X2YBE4ALU"}},
    "shopify": {"name": "Shopify online (pretended)", "venue": STUDIO, "location": "24826418", "items": {
        "MUG-BLUE": "271878346596884015", "BOWL-CELADON": "271878346596884016", "PLATE-SPECKLE": "271878346596884017"}},
    "generic": {"name": "Till at the market hall (pretended)", "venue": STALL, "items": {
        "MUG-BLUE": "MUG-BLUE", "BOWL-CELADON": "BOWL-CELADON", "VASE-TALL": "VASE-TALL"}},
}


class Shop:
    def __init__(self, data):
        self.demo = json.loads((data / "demo.json").read_text())
        self.place = urllib.parse.urlsplit(self.demo["base"])
        account = self.demo["caldav"]
        self.owner = {"Authorization": "Basic " + base64.b64encode(f"{account['user']}:{account['password']}".encode()).decode()}

    def call(self, method, path, body=b"", headers=()):
        """Status and answer."""
        connection = http.client.HTTPConnection(self.place.hostname, self.place.port, timeout=30)
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text.startswith(b"{") else {}

    def ask(self, method, path, body=None):
        headers = {**self.owner, **({"Content-Type": "application/json"} if body is not None else {})}
        status, answer = self.call(method, "/api/v1/shops/kiln-street" + path, b"" if body is None else json.dumps(body), headers)
        if status >= 300:
            sys.exit(f"pretended tills: {method} {path} was answered {status}: {answer.get('detail', '')}")
        return answer


class Till:
    """One stand-in, and the till that the shop knows it as."""

    def __init__(self, maker, kept):
        self.maker, self.id, self.key = maker, kept.get("id", ""), kept.get("key") or secrets.token_hex(16)
        kind = {"square": Square, "shopify": Shopify, "generic": AnyTill}[maker]
        self.stand_in = kind(self.key if maker == "generic" else kept.get("access") or secrets.token_hex(16))
        self.names = {item: sku for sku, item in TILLS[maker]["items"].items()}
        self.stand_in.figures = {item: 0 for item in self.names} | kept.get("figures", {})
        self.messages = ""

    def kept(self):
        return {"id": self.id, "key": self.key, "access": self.stand_in.token, "figures": self.stand_in.figures}

    def connect(self, shop, venues):
        """Adds it to the shop, or says where it is this time: its port is another one each time."""
        known = {till["id"]: till for till in shop.ask("GET", "/tills")["tills"]}
        terms = {"maker": self.maker, "name": TILLS[self.maker]["name"], "venue": venues[TILLS[self.maker]["venue"]],
                 "api": self.stand_in.url, **({"location": TILLS[self.maker]["location"], "access": self.stand_in.token, "secret": self.key} if self.maker != "generic" else {})}
        if self.id in known:  # as somebody may have changed it meanwhile
            before = known[self.id]
            terms = {"maker": self.maker, "api": self.stand_in.url, **{one: before[one] for one in ("name", "venue", "location", "active") if before[one] != ""}}
            self.messages = shop.ask("PUT", f"/tills/{self.id}", terms)["messages"]
            return
        if self.id:
            return  # somebody removed it
        made = shop.ask("POST", "/tills", terms)
        self.id, self.messages = made["id"], made["messages"]
        self.key = made["secret"] or self.key
        if self.maker == "generic":
            self.stand_in.token = self.key
        items = [{"sku": sku, "item": item} for sku, item in TILLS[self.maker]["items"].items()]
        shop.ask("PUT", f"/tills/{self.id}/items", {"items": items})

    def tell(self, shop, body, headers):
        status, answer = shop.call("POST", urllib.parse.urlsplit(self.messages).path, body, headers)
        return "The shop has heard it." if status == 202 else f"The shop answered {status}: {answer.get('detail', '')}"

    def sell(self, shop, item, units):
        """Its own figure falls, and the shop is told as its maker tells it."""
        with self.stand_in.lock:
            self.stand_in.figures[item] -= units
            figure = self.stand_in.figures[item]
        return self.say(shop, item, figure, -units)

    def say(self, shop, item, figure, change):
        event = secrets.token_hex(8)
        if self.maker == "square":
            body = self.stand_in.event(event, item, TILLS["square"]["location"], figure)
            return self.tell(shop, body, self.stand_in.sign(self.key, self.messages, body))
        if self.maker == "shopify":
            body = self.stand_in.level(item, TILLS["shopify"]["location"], figure)
            return self.tell(shop, body, self.stand_in.sign(self.key, event, body))
        return self.state(shop, (event, "adjust", item, change, rfc3339()))

    def state(self, shop, *told):
        """Of the other maker: (id, kind, sku, units, occurred_at)."""
        body = self.stand_in.statements(*told)
        return self.tell(shop, body, self.stand_in.sign(self.key, "msg_" + secrets.token_hex(8), body))


def until(what, happened):
    deadline = time.monotonic() + 90
    while not happened():
        if time.monotonic() > deadline:
            sys.exit(f"pretended tills: it did not happen that {what}")
        time.sleep(0.1)


def live_a_day(shop, tills):
    """What an hour with tills looks like: counts, sales, what is not understood, and more sold than was there."""
    square, shopify, stall = tills["square"], tills["shopify"], tills["generic"]
    vase = TILLS["square"]["items"]["VASE-TALL"]
    known = {one["sku"] for one in shop.ask("GET", "/stock")["levels"] if one["venue_name"] == STUDIO}
    studio = next(one["id"] for one in shop.ask("GET", "/stock")["venues"] if one["name"] == STUDIO)
    for sku, units in {"MUG-BLUE": 80, "BOWL-CELADON": 44, "PLATE-SPECKLE": 50, "VASE-TALL": 8}.items():
        if sku not in known:  # a demo without a year behind it has counted nothing
            shop.ask("POST", "/stock/movements", {"kind": "count", "venue": studio, "sku": sku, "units": units})
    stall.state(shop, ("opening-mugs", "count", "MUG-BLUE", 14, rfc3339()), ("opening-bowls", "count", "BOWL-CELADON", 6, rfc3339()),
                ("opening-vases", "count", "VASE-TALL", 1, rfc3339()))
    until("every till knows how many there are", lambda: all(known["known"] is not None for till in tills.values()
                                                               for known in shop.ask("GET", f"/tills/{till.id}")["items"]))
    stall.state(shop, ("receipt-1042", "adjust", "MUG-BLUE", -2, rfc3339()), ("last-week", "count", "BOWL-CELADON", 40, week_ago()),
                ("receipt-1043", "adjust", "GLAZE-TESTER", -1, rfc3339()))
    stall.state(shop, ("impossible", "count", "MUG-BLUE", -3, rfc3339()))
    forged = stall.stand_in.statements(("receipt-1044", "adjust", "MUG-BLUE", -14, rfc3339()))
    stall.tell(shop, forged, stall.stand_in.sign("whsec_" + base64.b64encode(b"somebody else's secret").decode(), "msg_forged", forged))
    shopify.sell(shop, TILLS["shopify"]["items"]["PLATE-SPECKLE"], 1)
    square.sell(shop, TILLS["square"]["items"]["MUG-BLUE"], 2)
    # Three vases are promised and one is being paid for, and then the counter sells all but one of them.
    slot = next(one for one in shop.ask("GET", "/slots")["slots"] if any(offer["sku"] == "VASE-TALL" for offer in one["offers"]))
    hold = lambda: shop.ask("POST", "/holds", {"lines": [{"slot": slot["id"], "sku": "VASE-TALL", "quantity": 1}]})["id"]
    for name in ("Mira Sommer", "Jonas Falk", "Edda Winter"):
        shop.ask("POST", f"/holds/{hold()}/confirm", {"name": name, "email": name.split()[0].lower() + "@customer.example"})
    hold()
    there = lambda: next(one["there"] for one in shop.ask("GET", "/stock")["levels"] if (one["venue_name"], one["sku"]) == (STUDIO, "VASE-TALL"))
    until("Square knows of the bookings", lambda: square.stand_in.figures[vase] == there() - 3)
    square.sell(shop, vase, there() - 1)
    until("the shortage is seen", lambda: shop.ask("GET", "/stock/books")["conflicts"])


def week_ago():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 7 * 86_400))


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pretended tills</title><style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:auto;padding:1rem;color-scheme:light dark}}
table{{width:100%;border-collapse:collapse}}th{{text-align:start}}td,th{{padding:.25rem}}button{{font:inherit;min-height:2.75rem}}</style>
<main><h1>Pretended tills</h1><p>These stand in for tills of other makers: nothing here is real. Sell something, and see it go from the shop:
<a href="{shop}/dashboard/tills">its tills</a>, <a href="{shop}/dashboard/stock">its stock</a>.</p><p role="status">{said}</p>{tills}</main></html>"""


class Counter(http.server.ThreadingHTTPServer):
    """The page on which they sell."""

    daemon_threads = True

    def __init__(self, shop, tills, keep):
        self.shop, self.tills, self.keep, self.said = shop, tills, keep, ""
        super().__init__(("127.0.0.1", 0), CounterHandler)
        self.url = f"http://127.0.0.1:{self.server_port}/"


class CounterHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        counter = self.server
        said, counter.said = counter.said, ""
        tables = "".join(self.table(till) for till in counter.tills.values() if till.messages)
        page = PAGE.format(shop=html.escape(counter.shop.demo["base"]), said=html.escape(said), tills=tables).encode()
        self.answer(200, {"Content-Type": "text/html; charset=utf-8"}, page)

    @staticmethod
    def table(till):
        rows = "".join(f'<tr><th scope="row">{html.escape(sku)}</th><td>{till.stand_in.figures[item]}</td><td><form method="post">'
                       f'<input type="hidden" name="till" value="{till.maker}"><input type="hidden" name="item" value="{html.escape(item)}">'
                       f'<button aria-label="Sell one {html.escape(sku)}">Sell one</button></form></td></tr>' for item, sku in till.names.items())
        return f"<h2>{html.escape(TILLS[till.maker]['name'])}</h2><table><tr><th>Product</th><th>It has</th><th></th></tr>{rows}</table>"

    def do_POST(self):
        counter = self.server
        wanted = urllib.parse.parse_qs(self.rfile.read(min(int(self.headers["Content-Length"] or 0), 1_000)).decode("utf-8", "replace"))
        till = counter.tills.get(wanted.get("till", [""])[0])
        item = wanted.get("item", [""])[0]
        if till and item in till.names:
            counter.said = till.sell(counter.shop, item, 1)
            counter.keep()
        self.answer(303, {"Location": "/"}, b"")

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def main():
    starter = os.getppid()
    data = pathlib.Path(sys.argv[1])
    file = data / "tills.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    shop = Shop(data)
    tills = {maker: Till(maker, kept.get(maker, {})) for maker in TILLS}

    def keep():
        (data / "tills.json.new").write_text(json.dumps({maker: till.kept() for maker, till in tills.items()}))
        os.chmod(data / "tills.json.new", 0o600)  # keys are in it
        (data / "tills.json.new").rename(file)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    venues = {venue["name"]: venue["id"] for venue in shop.ask("GET", "/stock")["venues"]}
    for till in tills.values():
        till.connect(shop, venues)
        keep()
    if not (data / "tills.lived").exists():
        (data / "tills.lived").touch()
        live_a_day(shop, tills)
    counter = Counter(shop, tills, keep)
    threading.Thread(target=counter.serve_forever, daemon=True).start()
    print(f"  Tills       {counter.url}\n              Pretended ones of Square, Shopify and another maker. Sell there, and see stock and\n"
          "              bookings follow; more vases are sold than there are, and the stock page says what to do.", end="\0", flush=True)
    try:
        while os.getppid() == starter:  # however that ends
            time.sleep(1)
            keep()
    finally:
        keep()


if __name__ == "__main__":
    main()
