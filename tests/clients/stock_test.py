"""Goods at venues: what the command line tells of them reaches the slots, the feed and the books."""
import datetime, json
from databases import databases
from server import MKSHELF, Server, event

FEED = "/feeds/studio-shelf.ics"
DAYS = [(datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=ahead)).strftime("%Y%m%d") for ahead in (20, 21, 22)]
AT_KILN = ["--shop", "studio", "--venue", "kiln street"]


class Shop(Server):
    def put(self, uid, lines, day=0, start="10", end="12", place="Kiln Street\\, Berlin"):
        body = event(uid, f"LOCATION:{place}\r\n{lines}", f"{DAYS[day]}T{start}0000Z", f"{DAYS[day]}T{end}0000Z", f"Evening {uid}")
        status, text, _ = self.request("PUT", f"/dav/calendars/ada/shelf/{uid}.ics", body, "ada", Content_Type="text/calendar")
        assert status in (201, 204), text

    def slots(self):
        """By name."""
        listed = json.loads(self.request("GET", "/api/v1/shops/studio/slots")[1])["slots"]
        return {slot["summary"].removeprefix("Evening "): slot for slot in listed}

    def remaining(self):
        return {name: slot["offers"][0]["remaining"] for name, slot in self.slots().items()}

    def feed(self):
        return self.request("GET", FEED)[1].decode().replace("\r\n ", "")

    def book(self, slot, quantity):
        lines = {"lines": [{"slot": self.slots()[slot]["id"], "sku": "MUG", "quantity": quantity}]}
        hold = json.loads(self.request("POST", "/api/v1/shops/studio/holds", lines)[1])
        status, text, _ = self.request("POST", f"/api/v1/shops/studio/holds/{hold['id']}/confirm", {"name": "Bea", "email": "bea@example.com"})
        assert status == 201, text

    def stock(self, *words):
        """Figures by venue: there, on hand, in slots, promised, missing. Nothing is lent to devices here."""
        rows = [line.split("\t") for line in self.run("stock", *words).splitlines()]
        return {row[0]: [int(figure) for figure in row[2:7]] for row in rows if len(row) == 8 and row[0] != "venue"}


def goods(shop):
    shop.put("a", "DESCRIPTION:#shelf\\nstock MUG 8\\nprice MUG 18 EUR\r\n")
    assert shop.remaining() == {"a": 8}  # nobody told of the stock there: what is asked for is sold
    assert shop.stock("deliver", "mug", "10", *AT_KILN, "--id", "D-1") == {"Kiln Street": [10, 2, 8, 0, 0]}
    assert "told before" in shop.run("stock", "deliver", "MUG", "10", *AT_KILN, "--id", "D-1")
    shop.refuses("stock", "deliver", "MUG", "11", *AT_KILN, "--id", "D-1", saying="Give this one its own")
    shop.put("b", "DESCRIPTION:#shelf\\nstock MUG 4\\nprice MUG 18 EUR\r\n", day=1)
    assert shop.remaining() == {"a": 8, "b": 2}
    assert "It asks for 4 MUG and has 2 of Kiln Street: 2 are missing." in shop.run("stock", "list", "--shop", "studio")

    shop.book("a", 3)
    assert shop.stock("count", "MUG", "6", *AT_KILN, "--reason", "inventory") == {"Kiln Street": [6, 0, 3, 3, 0]}
    closed = shop.slots()["b"]
    assert closed["state"] == "not-on-sale" and "Receive a delivery or count the stock" in closed["reason"], closed
    at, who, action, subject, facts = shop.run("audit", "--shop", "studio", "--subject", closed["id"]).splitlines()[0].split("\t")
    assert (who, action, subject) == ("timeshelf", "capacity.closed", closed["id"]), (who, action, subject)
    assert "count" in json.loads(facts)["cause"], facts
    assert "Evening a · 3 left" in shop.feed() and "Evening b" not in shop.feed()
    assert shop.stock("waste", "MUG", "4", *AT_KILN) == {"Kiln Street": [2, 0, 0, 3, 1]}  # never a sold unit
    assert "SOLD OUT · Evening a" in shop.feed()
    assert shop.stock("deliver", "MUG", "20", *AT_KILN) == {"Kiln Street": [22, 10, 9, 3, 0]}
    assert shop.remaining() == {"a": 5, "b": 4} and "Evening b · 4 left" in shop.feed()

    moved = shop.stock("move", "MUG", "6", *AT_KILN, "--to", "Depot")
    assert moved == {"Kiln Street": [16, 4, 9, 3, 0], "Depot": [6, 6, 0, 0, 0]}, moved
    assert shop.stock("list", "--shop", "studio") == moved


def refusals(shop):
    shop.refuses("stock", "deliver", "VASE", "1", *AT_KILN, saying="no product VASE")
    shop.refuses("stock", "deliver", "MUG", "0", *AT_KILN, saying="from 1 to 1000000")
    shop.refuses("stock", "count", "MUG", "many", *AT_KILN, saying="", code=2)
    shop.refuses("stock", "count", "MUG", "1", "--shop", "studio", "--venue", "Attic", saying="no venue 'Attic'")
    shop.refuses("stock", "count", "MUG", "1", *AT_KILN, "--at", "yesterday", saying="is not a time")
    shop.refuses("stock", "count", "MUG", "1", *AT_KILN, "--at", "2099-01-01T00:00:00Z", saying="not happened yet")
    shop.refuses("venue", "add", "Attic", "--shop", "studio", "--headcount", "-1", saying="headcount")


def headcount(shop):
    shop.put("wheel", "DESCRIPTION:#shelf\\nseats 12\\nprice 39 EUR\r\n", day=2)
    assert shop.slots()["wheel"]["state"] == "open"
    shop.put("glaze", "DESCRIPTION:#shelf\\nseats 9\\nprice 39 EUR\r\n", day=2, start="11", end="13")
    crowded = shop.slots()
    assert crowded["wheel"]["state"] == crowded["glaze"]["state"] == "not-on-sale"
    assert "Evening glaze" in crowded["wheel"]["reason"] and "takes 20 people at once" in crowded["wheel"]["reason"]
    assert "Evening wheel" not in shop.feed()
    shop.run("venue", "add", "Kiln Street", "--shop", "studio", "--headcount", "21")
    assert shop.slots()["wheel"]["state"] == shop.slots()["glaze"]["state"] == "open"
    assert "Evening wheel · 12 left" in shop.feed()


with databases() as fresh, Shop(fresh()) as shop:
    shop.run("venue", "add", "Kiln Street", "--shop", "studio", "--headcount", "20", "--address", "Kiln Street 7, Berlin")
    shop.run("venue", "add", "Depot", "--shop", "studio")
    assert "Kiln Street\t20\tEurope/Berlin\tKiln Street 7, Berlin" in shop.run("venue", "list", "--shop", "studio")
    assert shop.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
    goods(shop)
    refusals(shop)
    headcount(shop)
    assert shop.run("check").strip() == "The books agree."
    print("stock: ok")
