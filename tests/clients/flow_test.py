"""From a slot to its QR code: what the pages bring along and what they do without script, then all of the way in headless
Chromium, on the demo shop. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each page."""
import base64, datetime, html, json, re, time
from server import DemoServer, event, need, run_node

API = "/api/v1/shops/kiln-street"
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def slot_of(server, summary):
    return next(slot for slot in server.ask(200, "GET", f"{API}/slots")["slots"] if summary in slot["summary"])


def hold_of(server, slot, quantity=1):
    offer = slot["offers"][0]
    return server.ask(201, "POST", f"{API}/holds", {"lines": [{"slot": slot["id"], "sku": offer["sku"], "quantity": quantity}]})


def page_of(server, path, status=200):
    got, text, headers = server.request("GET", path)
    assert got == status, (path, got)
    return text.decode(), headers


def embedded_in(page):
    return json.loads(re.search(r'<script type="application/json" id="embedded">(.*?)</script>', page, re.S).group(1))


def check_shared(server):
    """Search engines and who is sent the address read what it is."""
    slot = slot_of(server, "bowls at noon")
    page, _ = page_of(server, f"/s/kiln-street/slots/{slot['id']}")
    event = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S).group(1))
    assert event["@context"] == "https://schema.org" and event["@type"] == "Event" and event["name"] == slot["summary"]
    assert event["startDate"] == slot["starts_at"] and event["endDate"] == slot["ends_at"] and event["url"] == slot["page"]
    assert event["location"]["@type"] == "Place" and event["location"]["name"] == slot["location"]
    offer, told = slot["offers"][0], event["offers"][0]
    assert told["price"] == offer["price"]["amount"] and told["priceCurrency"] == "EUR"
    assert told["availability"] == "https://schema.org/InStock" and told["@type"] == "Offer"
    meta = {name: html.unescape(content) for name, content in re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page)}
    assert slot["summary"] in meta["description"] and meta["og:title"] == slot["summary"] and meta["og:url"] == slot["page"], meta
    status, _, headers = server.request("GET", meta["og:image"].removeprefix(server.base))
    assert status == 200 and headers["Content-Type"].startswith("image/"), meta
    sold_out = slot_of(server, "Raku")
    page, _ = page_of(server, f"/s/kiln-street/slots/{sold_out['id']}")
    assert '"availability":"https://schema.org/SoldOut"' in page


def check_embedded(server):
    """Each page brings the API's own answers along."""
    slot = slot_of(server, "bowls at noon")
    page = embedded_in(page_of(server, f"/s/kiln-street/slots/{slot['id']}")[0])
    assert page["view"] == "slot" and page["slot"] == slot and page["shop"]["payment"] == ["pickup", "online"], page
    hold = hold_of(server, slot)
    page = embedded_in(page_of(server, f"/s/kiln-street/holds/{hold['id']}")[0])
    assert page["hold"] == hold == server.ask(200, "GET", f"{API}/holds/{hold['id']}") and page["slots"][0]["id"] == slot["id"]
    booking = server.ask(201, "POST", f"{API}/holds/{hold['id']}/confirm", {"name": "Eve", "email": "eve@example.com"})
    page = embedded_in(page_of(server, booking["page"].removeprefix(server.base))[0])
    assert page["booking"] == server.ask(200, "GET", f"/api/v1/bookings/{booking['token']}") and page["qr"].startswith("<svg"), page
    assert embedded_in(page_of(server, "/b/x", 404)[0])["problem"]["kind"] == "unknown-booking"


def check_more_time(server):
    """By the API, and by a button without script."""
    hold = hold_of(server, slot_of(server, "bowls at noon"))
    path = f"{API}/holds/{hold['id']}/extend"
    assert hold["expires_at"] < hold["extendable_until"]
    time.sleep(1.1)  # instants are written in seconds
    longer = server.ask(200, "POST", path)
    assert hold["expires_at"] < longer["expires_at"] <= longer["extendable_until"] == hold["extendable_until"], longer
    assert longer["total"] == hold["total"] and server.ask(200, "POST", path, {})["id"] == hold["id"]
    server.ask(422, "POST", path, {"minutes": 90})
    assert server.request("POST", path, "{", Content_Type="application/json")[0] == 400
    assert server.ask(404, "POST", f"{API}/holds/x/extend")["type"].endswith("/unknown-hold")
    assert server.ask(404, "POST", "/api/v1/shops/none/holds/" + hold["id"] + "/extend")["type"].endswith("/unknown-shop")

    page, headers = page_of(server, f"/s/kiln-street/holds/{hold['id']}")
    form = f"/s/kiln-street/holds/{hold['id']}/extend"
    assert f'action="{form}"' in page and "I need more time" in page
    seconds = int(re.search(r'<noscript><meta http-equiv="refresh" content="(\d+)"></noscript>', page).group(1))
    assert 500 <= seconds <= 601 and "Refresh" not in headers, "a page with script looks by itself"
    status, _, headers = server.request("POST", form, "", **FORM)
    assert status == 303 and headers["Location"].endswith(hold["id"]), headers
    status, text, _ = server.request("POST", form, "", Origin="https://elsewhere.example", **FORM)
    assert status == 403, text
    server.request("DELETE", f"{API}/holds/{hold['id']}")
    assert server.ask(410, "POST", path)["type"].endswith("/hold-expired")
    assert server.request("POST", form, "", **FORM)[0] == 410


def check_paying_later(server):
    """Where it is paid, without script; and that it is not paid yet."""
    def checkout(summary, **line):
        slot = slot_of(server, summary)
        address = {"name": "Ada", "street": "Weg 1", "postal_code": "10115", "city": "Berlin", "country": "DE"}
        request = {"lines": [{"slot": slot["id"], "sku": slot["offers"][0]["sku"], "quantity": 1, **line}]}
        hold = server.ask(201, "POST", f"{API}/holds", {**request, "address": address} if line.get("fulfilment") == "DELIVERY" else request)
        return hold, page_of(server, f"/s/kiln-street/holds/{hold['id']}")[0]
    seat, page = checkout("Wheel course, day one")
    assert ", pay there" in page and 'class="foot" hidden' in page, page
    brought, page = checkout("bowls at noon", fulfilment="DELIVERY")
    assert ", pay on delivery" in page and 'name="name" autocomplete="name" required maxlength="200" value="Ada"' in page, page
    server.request("DELETE", f"{API}/holds/{seat['id']}")
    booking = server.ask(201, "POST", f"{API}/holds/{brought['id']}/confirm", {"name": "Ada", "email": "ada@example.com"})
    path = booking["page"].removeprefix(server.base)
    page = page_of(server, path)[0]
    assert "Still to pay, to the shop" in page and embedded_in(page)["account"]["still_to_pay"] == booking["total"], page
    assert "was paid" not in page_of(server, path + "/cancel")[0]
    server.ask(200, "POST", f"/api/v1/bookings/{booking['token']}/cancel")


def check_cancelling_once(server):
    """A double tap on "Cancel" cancels the part that was chosen once."""
    hold = hold_of(server, slot_of(server, "last call"), 3)
    booking = server.ask(201, "POST", f"{API}/holds/{hold['id']}/confirm", {"name": "Ada", "email": "twice@example.com"})
    path = booking["page"].removeprefix(server.base)
    key = re.search(r'name="key" value="([^"]+)"', page_of(server, path + "/cancel")[0])[1]
    for _ in range(2):
        server.request("POST", path + "/cancel", f"key={key}&line-0=1", **FORM)
    found = server.ask(200, "GET", f"/api/v1/bookings/{booking['token']}")
    assert [line["quantity"] for line in found["lines"]] == [2], found
    server.ask(200, "POST", f"/api/v1/bookings/{booking['token']}/cancel")


def check_alternatives(server):
    slot = slot_of(server, "tall vases")
    assert server.ask(200, "GET", f"{API}/slots/{slot['id']}/alternatives")["held_until"] is None
    holds = []
    while (left := slot_of(server, "tall vases")["offers"][0]["remaining"]) > 0:
        holds.append(hold_of(server, slot, min(left, slot["limit"] or left)))
    told = server.ask(200, "GET", f"{API}/slots/{slot['id']}/alternatives")
    assert told["held_until"] == holds[0]["expires_at"], told
    assert all(any(offer["remaining"] > 0 for offer in other["offers"]) for other in told["slots"])
    page, _ = page_of(server, f"/s/kiln-street/slots/{slot['id']}")
    assert "somebody is checking out at this moment" in page and "Join the waiting list" in page
    for hold in holds:
        server.request("DELETE", f"{API}/holds/{hold['id']}")
    server.ask(404, "GET", f"{API}/slots/x/alternatives")


def check_evil(server):
    """No text of the shop ends an element that brings data along."""
    caldav = server.demo["caldav"]
    day = (datetime.date.today() + datetime.timedelta(days=41)).strftime("%Y%m%d")
    login = base64.b64encode(f"{caldav['user']}:{caldav['password']}".encode()).decode()
    status, text, _ = server.request(
        "PUT", caldav["shelf"].removeprefix(server.base) + "evil.ics",
        event("evil", "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:12.00\r\n", f"{day}T100000Z", f"{day}T120000Z", summary='</script><script>alert(1)</script>"><b>'),
        Content_Type="text/calendar", Authorization=f"Basic {login}")
    assert status == 201, text
    slot = next(one for one in server.ask(200, "GET", f"{API}/slots?to={day[:4]}-{day[4:6]}-{day[6:]}T23:00:00Z")["slots"] if "alert" in one["summary"])
    page, _ = page_of(server, f"/s/kiln-street/slots/{slot['id']}")
    assert len(re.findall("<script", page)) == 3 and page.count("</script>") == 3, "the app, what it begins with, and what search engines read"
    assert "<b>" not in page and embedded_in(page)["slot"]["summary"] == slot["summary"]


def check_worker(server):
    """Of bookings alone, and asked for anew."""
    status, text, headers = server.request("GET", "/b/worker.js")
    assert status == 200 and headers["Cache-Control"] == "no-cache" and headers["Content-Type"].startswith("text/javascript")
    files = json.loads(re.search(rb"const files = (\[.*?\]);", text).group(1))
    assert len(files) > 5 and "Service-Worker-Allowed" not in headers, "its scope is where it lies"
    for name in files:
        assert server.request("GET", name.removeprefix(".."))[0] == 200, name


need("chromium-headless-shell")
with DemoServer(config='[server]\ntrusted_proxies = ["127.0.0.1"]\nforwarded_headers = ["X-Forwarded-Prefix"]\n') as server:
    check_shared(server)
    check_embedded(server)
    check_more_time(server)
    check_paying_later(server)
    check_cancelling_once(server)
    check_alternatives(server)
    check_evil(server)
    check_worker(server)
    run_node("flow.mjs", str(server.folder / "demo.json"), str(server.process.pid))
    server.process.wait()  # the last test killed it
    server.start()
    print("flow: ok")
