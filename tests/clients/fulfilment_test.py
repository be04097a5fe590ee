"""Delivery zones on the command line, and the one-time link of digital goods in a browser's hands."""
import datetime, json
from databases import databases
from server import MKSHELF, Server, event

DAY = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=20)).strftime("%Y%m%d")
DOOR = {"name": "Bea", "street": "Kiln Street 7", "postal_code": "10999", "city": "Berlin", "country": "DE"}


class Shop(Server):
    def put(self, lines):
        body = event("a", f"LOCATION:Kiln Street\\, Berlin\r\n{lines}", f"{DAY}T100000Z", f"{DAY}T120000Z")
        status, text, _ = self.request("PUT", "/dav/calendars/ada/shelf/a.ics", body, "ada", Content_Type="text/calendar")
        assert status in (201, 204), text

    def hold(self, sku="MUG", expected=201, **wanted):
        slot = json.loads(self.request("GET", "/api/v1/shops/studio/slots")[1])["slots"][0]
        address = {"address": wanted.pop("address")} if "address" in wanted else {}
        lines = [{"slot": slot["id"], "sku": sku, "quantity": 1, **wanted}]
        status, text, _ = self.request("POST", "/api/v1/shops/studio/holds", {"lines": lines, **address})
        assert status == expected, text
        return json.loads(text)

    def book(self, sku="MUG", **wanted):
        hold = self.hold(sku, **wanted)
        status, text, _ = self.request("POST", f"/api/v1/shops/studio/holds/{hold['id']}/confirm", {"name": "Bea", "email": "bea@example.com"})
        assert status == 201, text
        return json.loads(text)


def zones(shop):
    at_studio = ("--shop", "studio")
    shop.put("DESCRIPTION:#shelf\\nstock MUG 8\\nprice MUG 18 EUR\\npickup\\, delivery\r\n")
    assert shop.hold(fulfilment="DELIVERY", address=DOOR)["fees"] == []  # no zones: everywhere, for nothing
    shop.refuses("zone", "add", "Kreuz berg", *at_studio, "--fee", "4.50", "--postal-codes", "10999", saying="lower-case")
    shop.refuses("zone", "add", "kreuzberg", *at_studio, "--fee", "much", "--postal-codes", "10999", saying="not an amount")
    shop.refuses("zone", "add", "kreuzberg", *at_studio, "--fee", "4.50", saying="a distance from a venue")
    shop.refuses("zone", "add", "near", *at_studio, "--fee", "4.50", "--km", "3", saying="from which venue")
    shop.refuses("zone", "add", "near", *at_studio, "--fee", "4.50", "--km", "3", "--venue", "Nowhere", saying="no venue 'Nowhere'")
    shop.run("venue", "add", "Kiln Street", *at_studio)
    shop.refuses("zone", "add", "near", *at_studio, "--fee", "4.50", "--km", "3", "--venue", "Kiln Street", saying="latitude and longitude")
    shop.refuses("venue", "add", "Kiln Street", *at_studio, "--latitude", "91", "--longitude", "0", saying="from -90 to 90")
    shop.run("venue", "add", "Kiln Street", *at_studio, "--latitude", "52.4996", "--longitude", "13.4181")

    shop.run("zone", "add", "kreuzberg", *at_studio, "--fee", "4.50", "--postal-codes", "10999,10997", "--country", "de", "--cut-off", "240")
    shop.run("zone", "add", "near", *at_studio, "--fee", "3", "--km", "3", "--venue", "Kiln Street", "--same-day-until", "12:00")
    shop.refuses("zone", "add", "other", *at_studio, "--fee", "1", "--postal-codes", "10999", "--country", "DE", saying="belongs to the zone kreuzberg")
    listed = shop.run("zone", "list", *at_studio)
    assert "kreuzberg\t4.50 EUR\tDE 10999,10997\tuntil 240 minutes before" in listed, listed
    assert "near\t3.00 EUR\t3 km around Kiln Street\t\tsame day until 12:00" in listed, listed

    assert shop.book(fulfilment="DELIVERY", address=DOOR)["total"]["amount"] == "22.50"
    nearby = {**DOOR, "postal_code": "10435", "latitude": 52.51, "longitude": 13.42}
    assert shop.hold(fulfilment="DELIVERY", address=nearby)["lines"][0]["zone"] == "near"
    assert shop.hold(fulfilment="DELIVERY", address={**nearby, "latitude": 52.6}, expected=422)["field"] == "address.postal_code"
    shop.run("zone", "remove", "near", *at_studio)
    shop.refuses("zone", "remove", "near", *at_studio, saying="no zone 'near'")


def digital(shop):
    file = shop.folder / "pattern.pdf"
    file.write_bytes(b"%PDF-1.7 a pattern")
    shop.run("product", "add", "PATTERN", "--shop", "studio", "--name", "Pattern", "--price", "9", "--digital", str(file))
    shop.put("DESCRIPTION:#shelf\\nstock PATTERN 8\\nprice PATTERN 9 EUR\\ndigital\r\n")
    link = shop.book("PATTERN")["lines"][0]["claim"].removeprefix(shop.base)
    status, page, headers = shop.request("GET", link)
    assert status == 200 and b"Open it now" in page and headers["Referrer-Policy"] == "no-referrer", page
    assert shop.request("GET", f"{link}/file")[0] == 303  # looking does not open it

    status, _, headers = shop.request("POST", link)
    assert status == 303 and "HttpOnly" in headers["Set-Cookie"]
    mine = headers["Set-Cookie"].split(";")[0]
    status, page, _ = shop.request("GET", link, Cookie=mine)
    assert status == 200 and b"Get it" in page and b"Open for you until" in page, page
    status, bytes, headers = shop.request("GET", f"{link}/file", Cookie=mine)
    assert bytes == b"%PDF-1.7 a pattern" and headers["Content-Type"] == "application/pdf", bytes
    assert shop.request("POST", link, Cookie=mine)[0] == 303  # a download that broke off is tried again

    status, page, _ = shop.request("GET", link)
    assert status == 200 and b"This link was used" in page and b"Get it" not in page, page
    assert shop.request("POST", link)[0] == 409
    assert shop.request("GET", f"{link}/file", Cookie="timeshelf_claim=other")[0] == 303
    assert shop.request("GET", link[:-4] + "AAAA")[0] == 404
    lines = json.loads(shop.request("GET", "/api/v1/shops/studio/fulfilment?kind=digital", user="sam")[1])["lines"]
    assert [line["state"] for line in lines] == ["handed-over"], lines
    assert shop.run("check")


with databases() as fresh, Shop(fresh()) as shop:
    assert shop.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
    zones(shop)
    digital(shop)
    print("fulfilment: ok")
