"""The loop: an empty shop, the command line and the API alone, and one drop from its first product to the draft of the next. What
customers do and say of this drop is what its forecast, its top-up order, its report and the next drop are made of."""
import datetime, json
from receiver import Receiver, signature
from server import MKSHELF, PATIENCE, Server, until
from simulated_past import Past

SHOP, SHELF = "/api/v1/shops/studio", "/dav/calendars/ada/shelf"
BROWSER = {"User_Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"}
MUGS, BOWLS = "Autumn: first pick", "Autumn: bowls at noon"


def in_time(**span):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**span)


class Creator(Server):
    """Ada has a shop with nothing in it, and an address of her own that wants to hear of everything."""

    def fill(self):
        self.run("shop", "add", "studio", "--name", "Kiln Street Studio")
        self.owner = self.password_of(self.run("user", "add", "ada", "--shop", "studio", "--email", "ada@example.com"))
        self.receiver = Receiver()

    def do(self, status, method, path, body=None):
        return self.ask(status, method, SHOP + path, body, "ada")

    def publish(self, uid, summary, start, end, *lines):
        """As her calendar app would: a PUT of the whole event."""
        when = "".join(f"{name}:{at:%Y%m%dT%H%M%SZ}\r\n" for name, at in (("DTSTART", start), ("DTEND", end)))
        terms = "".join(f"X-SHELF-{line}\r\n" for line in lines)
        text = (f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260301T000000Z\r\n{when}"
                f"SUMMARY:{summary}\r\nLOCATION:Kiln Street\r\n{terms}END:VEVENT\r\nEND:VCALENDAR\r\n")
        status, said, _ = self.request("PUT", f"{SHELF}/{uid}.ics", text, "ada", Content_Type="text/calendar")
        assert status in (201, 204), said

    def slot(self, summary):
        return next(slot for slot in self.ask(200, "GET", f"{SHOP}/slots")["slots"] if slot["summary"] == summary)

    def hold(self, slot, sku, units=1):
        return self.ask(201, "POST", f"{SHOP}/holds", {"lines": [{"slot": slot["id"], "sku": sku, "quantity": units}]})

    def book(self, slot, sku, name, units=1):
        return self.confirm(self.hold(slot, sku, units), name)

    def confirm(self, hold, name):
        return self.ask(201, "POST", f"{SHOP}/holds/{hold['id']}/confirm", {"name": name, "email": f"{name.lower()}@example.com"})

    def report(self):
        return self.do(200, "GET", "/drops/autumn/report")

    def there(self, sku):
        return next(one["there"] for one in self.do(200, "GET", "/stock")["levels"] if one["sku"] == sku)

    def forecast(self, slot, sku):
        return next(one for one in self.do(200, "GET", f"/slots/{slot['id']}/forecast")["forecasts"] if one["sku"] == sku)

    def told(self, kind):
        return until(kind, lambda: self.receiver.of(kind))


def makes_a_shop(shop):
    """Two products, one venue, goods in it, and how more of them can be had."""
    shop.run("product", "add", "MUG", "--shop", "studio", "--name", "Blue mug", "--price", "26")
    shop.run("product", "add", "BOWL", "--shop", "studio", "--name", "Celadon bowl", "--price", "34")
    shop.run("venue", "add", "Kiln Street", "--shop", "studio")
    [venue] = shop.do(200, "GET", "/stock")["venues"]
    for sku, units in (("MUG", 8), ("BOWL", 2)):
        shop.do(201, "POST", "/stock/movements", {"kind": "delivery", "venue": venue["id"], "sku": sku, "units": units})
    terms = {"venue": venue["id"], "supplier": "The wheel", "lead_days": 3, "pack": 6}
    for sku, cost in (("MUG", 900), ("BOWL", 1100)):
        assert shop.do(200, "PUT", "/orders/terms", {**terms, "sku": sku, "cost": cost})["pack"] == 6
    webhook = shop.do(201, "POST", "/webhooks", {"url": shop.receiver.url, "events": []})
    shop.receiver.secrets = [webhook["secret"]]


def mugs(units):
    return (f"STOCK;SKU=MUG:{units}", "PRICE;SKU=MUG;UNTIL=-P7D;CURRENCY=EUR:22", "PRICE;SKU=MUG;CURRENCY=EUR:26", "FULFILMENT:PICKUP",
            "LIMIT:4", "DROP:autumn")


def bowls(units):
    return f"STOCK;SKU=BOWL:{units}", "PRICE;SKU=BOWL;CURRENCY=EUR:34", "FULFILMENT:PICKUP", "DROP:autumn"


def publishes_a_drop(shop):
    """Two slots, from a calendar app."""
    shop.ask(201, "MKCALENDAR", f"{SHELF}/", MKSHELF, "ada", Content_Type="text/xml")
    first = in_time(days=20)
    shop.publish("mugs", MUGS, first, first + datetime.timedelta(hours=2), *mugs(8))
    shop.publish("bowls", BOWLS, first + datetime.timedelta(days=2), first + datetime.timedelta(days=2, hours=1), *bowls(2))
    until("both slots", lambda: len(shop.receiver.of("slot.published")) == 2)
    assert shop.slot(MUGS)["offers"][0]["remaining"] == 8, shop.slot(MUGS)
    assert shop.do(200, "GET", "/drops")["drops"][0]["drop"] == "autumn"


def sells(shop):
    """People look, hold, book, think better of it, and wait for what is gone. Answers who is to come for what."""
    first, noon = shop.slot(MUGS), shop.slot(BOWLS)
    for slot in 3 * [first] + [noon]:
        assert shop.request("GET", f"/s/studio/slots/{slot['id']}", **BROWSER)[0] == 200
    until("who looked", lambda: shop.report()["funnel"]["views"] == 4)
    shop.hold(first, "MUG")  # and never says more
    coming = [shop.book(first, "MUG", "Bea", 2), shop.book(noon, "BOWL", "Cem")]
    late = shop.book(noon, "BOWL", "Dora")
    booked = {one["code"] for one in [*coming, late]}
    until("three bookings", lambda: {one["data"]["code"] for one in shop.receiver.of("booking.made")} == booked)

    # What is sold out is waited for, and whoever waited first has what comes back.
    waits = [shop.ask(201, "POST", f"{SHOP}/slots/{noon['id']}/waiting", {"name": name, "email": f"{name.lower()}@example.com", "sku": "BOWL"})
             for name in ("Elif", "Fatou")]
    shop.ask(200, "POST", f"/api/v1/bookings/{late['token']}/cancel", {})
    assert shop.told("booking.cancelled")[0]["data"]["code"] == late["code"]
    shop.told("waiting.offered")
    offer = shop.ask(200, "GET", f"/api/v1/waiting/{waits[0]['token']}")["offer"]
    coming.append(shop.confirm(offer, "Elif"))
    assert shop.ask(200, "GET", f"/api/v1/waiting/{waits[1]['token']}")["offer"] is None
    return coming


def listens(shop):
    """A chat sends what is said about the drop, signed."""
    secret = shop.do(201, "POST", "/voice/secret")["secret"]
    said = [("mia", "love the blue mug, it is fire", "MUG"), ("joe", "please restock the celadon bowl", "BOWL"), ("ana", "restock the celadon bowl!!", "BOWL"),
            ("kim", "a bigger mug please", "MUG"), ("uwe", "die Schalen sind leider schon weg", "BOWL")]
    body = "\n".join(json.dumps({"text": text, "author": author, "source": "twitch", "sku": sku}) for author, text, sku in said).encode()
    at = str(int(in_time().timestamp()))
    signed = {"webhook_id": "msg_1", "webhook_timestamp": at, "webhook_signature": signature(secret, "msg_1", at, body)}
    told = shop.ask(200, "POST", f"{SHOP}/messages", body, Content_Type="application/x-ndjson", **signed)
    assert (told["taken"], told["not_scored"], told["refused"]) == (5, 1, []), told
    [today] = shop.do(200, "GET", "/voice/mood")["points"]
    assert today["messages"] == 5 and today["mean"] > 0, today
    wishes = {(one["wish"], one["about"]): one["authors"] for one in shop.do(200, "GET", "/voice/topics")["wishes"]}
    assert wishes[("restock", "BOWL")] == 2 and wishes[("bigger", "MUG")] == 1, wishes


def orders_more(shop):
    """Nothing is ordered on an assumption; with a past, which is simulated here, a draft says why, and brings the
    goods. Answers how many there are to sell then."""
    first = shop.slot(MUGS)
    alone = shop.forecast(first, "MUG")
    assert alone["made_of"]["likeness"] == "none" and shop.do(200, "POST", "/orders/look")["orders"] == [], alone
    assert "The books agree." in shop.run("check")

    # What is on its way while the server ends is told once more.
    [webhook] = shop.do(200, "GET", "/webhooks")["webhooks"]
    until("all is told", lambda: all(one["state"] == "delivered" for one in shop.do(200, "GET", f"/webhooks/{webhook['id']}/deliveries")["deliveries"]))
    shop.process.terminate()
    shop.process.wait(PATIENCE)
    past = Past(str(shop.folder / "timeshelf.db"), first["id"], "MUG")
    for days_ago in range(28, 28 * 6, 28):
        past.evening(days_ago, 60, 24)
    past.keep()
    shop.start()
    shop.book(first, "MUG", "Gül")
    told = until("that the past is counted", lambda: (one := shop.forecast(first, "MUG"))["booked"] == 3 and one)
    made, demand = told["made_of"], told["demand"]
    assert (made["likeness"], len(made["past"])) == ("series", 5) and told["drop"] == "autumn", made
    assert 8 < demand["low"] <= demand["middle"] <= demand["high"] and told["sells_out"] > 0.9, told

    [draft] = [one for one in shop.do(200, "POST", "/orders/look")["orders"] if one["sku"] == "MUG"]
    assert draft["state"] == "draft" and draft["slot"] == first["id"] and draft["units"] % 6 == 0, draft
    assert draft["reasons"]["booked"] == 3 and draft["reasons"]["past_slots"] == 5, draft
    [proposed] = shop.told("top_up.proposed")
    assert draft["id"] in json.dumps(proposed["data"]), proposed
    shop.do(200, "POST", f"/orders/{draft['id']}/approve")
    assert shop.do(200, "GET", "/orders")["in_transit"][0]["units"] == draft["units"]
    before = shop.there("MUG")
    assert shop.do(200, "POST", f"/orders/{draft['id']}/receive")["received"] == draft["units"]
    assert shop.there("MUG") == before + draft["units"] and shop.do(200, "GET", "/orders")["in_transit"] == []

    # The slot sells what has come as soon as its event says so.
    units = 8 + draft["units"]
    shop.publish("mugs", MUGS, *times_of(first), *mugs(units))
    until("more to sell", lambda: shop.slot(MUGS)["offers"][0]["remaining"] == first["offers"][0]["remaining"] - 1 + draft["units"])
    return units


def times_of(slot):
    return [datetime.datetime.fromisoformat(slot[name].replace("Z", "+00:00")) for name in ("starts_at", "ends_at")]


def hands_over(shop, coming):
    for booking in coming:
        shop.do(200, "POST", f"/fulfilment/{booking['code']}/0", {"state": "handed-over"})
    until("all of them", lambda: {one["data"]["code"] for one in shop.receiver.of("booking.handed_over")} == {one["code"] for one in coming})


def ends(shop, units):
    """The drop is moved so that it ends in a moment; what it says then is what happened."""
    over = in_time(seconds=4)
    shop.publish("mugs", MUGS, in_time(hours=-2), over, *mugs(units))
    shop.publish("bowls", BOWLS, in_time(hours=-1), over, *bowls(2))
    report = until("the end, and who did not come", lambda: (one := shop.report())["over"] and one["funnel"]["missed"] == 1 and one)
    funnel, skus = report["funnel"], {one["sku"]: one for one in report["skus"]}
    assert (funnel["views"], funnel["bookings"], funnel["cancelled"], funnel["handed_over"]) == (4, 5, 1, 3), funnel
    assert (skus["MUG"]["offered"], skus["MUG"]["sold"], skus["MUG"]["handed_over"]) == (units, 3, 2), skus
    assert (skus["BOWL"]["sold"], skus["BOWL"]["left"], skus["BOWL"]["waited_for"]) == (2, 0, 1), skus
    assert (report["waiting"]["joined"], report["waiting"]["served"]) == (2, 1), report["waiting"]
    status, table, headers = shop.request("GET", f"{SHOP}/drops/autumn/report?format=csv", user="ada")
    assert status == 200 and headers["Content-Type"].startswith("text/csv") and b'sku,"BOWL",waited_for,1,' in table, table
    status, paper, _ = shop.request("GET", f"{SHOP}/drops/autumn/report?format=pdf&lang=de", user="ada")
    assert status == 200 and paper.startswith(b"%PDF"), paper[:20]


def goes_on(shop):
    """The next drop is made of what this one was, and stays off sale until its creator says otherwise."""
    proposal = shop.do(200, "GET", "/next-drop")["proposal"]
    assert proposal["after"] == "autumn" and proposal["reasons"], proposal
    reasons = {line["sku"]: {one["kind"]: one for one in line["reasons"]} for slot in proposal["slots"] for line in slot["lines"]}
    assert reasons["BOWL"]["wished"]["units"] == 2 and reasons["BOWL"]["waited"]["units"] == 1 and "margin" in reasons["BOWL"], reasons
    slots = [{"like": slot["like"], "title": slot["title"].replace("Autumn", "Winter"), "day": slot["day"],
              "lines": [{name: line[name] for name in ("sku", "units", "first_price", "last_price")} for line in slot["lines"]]}
             for slot in proposal["slots"]]
    refuses_nonsense(shop, slots)
    drafted = shop.do(201, "POST", "/next-drop", {"drop": "winter", "slots": slots})
    assert shop.do(409, "POST", "/next-drop", {"drop": "winter", "slots": slots})["type"].endswith("/drop-exists")
    assert len(drafted["slots"]) == len(slots), drafted
    for slot, planned in zip(drafted["slots"], slots):
        event = shop.do(200, "GET", f"/slots/{slot}/event")
        assert event["off"] and [one["units"] for one in event["terms"]["stock"]] == [one["units"] for one in planned["lines"]], event
        refused = shop.request("POST", f"{SHOP}/holds", {"lines": [{"slot": slot, "sku": planned["lines"][0]["sku"], "quantity": 1}]})
        assert refused[0] == 409, refused
    latest, before = shop.do(200, "GET", "/drops")["drops"][:2]
    assert (latest["drop"], latest["draft"], before["drop"], before["draft"]) == ("winter", True, "autumn", False), (latest, before)
    assert shop.do(200, "GET", "/next-drop")["proposal"]["after"] == "autumn"


def refuses_nonsense(shop, slots):
    """All of it was taken with 201, and a draft under the name of a drop that was over made that one run on."""
    def refused(status, drop="winter", slot=None, line=None):
        of = [{**one, "lines": list(one["lines"])} for one in slots]
        of[0] |= slot or {}
        of[0]["lines"][0] = of[0]["lines"][0] | (line or {})
        problem = shop.do(status, "POST", "/next-drop", {"drop": drop, "slots": of})
        return problem["type"].rsplit("/", 1)[1], problem["field"]
    assert refused(409, drop="autumn") == ("drop-exists", "drop")
    assert refused(422, slot={"day": "2020-03-01"}) == ("invalid-member", "slots[0].day")
    assert refused(422, slot={"title": "Winter\nglaze"}) == ("invalid-member", "slots[0].title")
    assert refused(422, line={"sku": "NOTHING"}) == ("unknown-sku", "slots[0].lines[0].sku")
    assert refused(422, line={"first_price": {"amount": "99.00", "currency": "EUR", "minor": 1}}) == ("invalid-member", "slots[0].lines[0].first_price.minor")
    assert refused(422, slot={"lines": [slots[0]["lines"][0]] * 2}) == ("invalid-member", "slots[0].lines[1].sku")


with Creator(config="[webhooks]\nany_address = true\n") as shop:
    makes_a_shop(shop)
    publishes_a_drop(shop)
    coming = sells(shop)
    listens(shop)
    units = orders_more(shop)
    hands_over(shop, coming)
    ends(shop, units)
    goes_on(shop)
    received = shop.receiver.messages
    assert shop.receiver.forged == 0 and len({message["id"] for message in received}) == len(received), "signed, and each told once"
    print("loop: ok")
