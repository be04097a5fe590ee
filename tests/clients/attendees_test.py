"""python3-caldav as a customer uses it who is a user of the server: what they book stands in their calendar, moves there with
the slot, and is cancelled by declining it, until it is too late."""
import datetime, json, sys
from databases import databases
from server import MKSHELF, Server, event, until

try:
    import caldav
except ImportError:
    print("SKIPPED: python3-caldav is not installed")
    sys.exit(77)

NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = (NOW + datetime.timedelta(days=20)).strftime("%Y%m%d")
SOON = (NOW + datetime.timedelta(hours=12)).strftime("%Y%m%dT%H%M%SZ"), (NOW + datetime.timedelta(hours=14)).strftime("%Y%m%dT%H%M%SZ")
LINES = "DESCRIPTION:#shelf\\nstock MUG 5\\nprice MUG 18 EUR\\ncancel until 1 day before\r\n"


class Shop(Server):
    def fill(self):
        super().fill()
        self.mia = self.password_of(self.run("user", "add", "mia", "--shop", "studio", "--role", "reader", "--email", "Mia@example.com"))

    def put(self, uid, start, end):
        status, text, _ = self.request("PUT", f"/dav/calendars/ada/shelf/{uid}.ics", event(uid, LINES, start, end, uid), "ada",
                                       Content_Type="text/calendar")
        assert status in (201, 204), text

    def slot(self, uid):
        return next(slot for slot in json.loads(self.request("GET", "/api/v1/shops/studio/slots")[1])["slots"] if slot["summary"] == uid)

    def left(self, uid):
        return self.slot(uid)["offers"][0]["remaining"]

    def book(self, uid, email="mia@example.com"):
        hold = {"lines": [{"slot": self.slot(uid)["id"], "sku": "MUG", "quantity": 2}]}
        status, text, _ = self.request("POST", "/api/v1/shops/studio/holds", hold)
        assert status == 201, text
        status, text, _ = self.request("POST", f"/api/v1/shops/studio/holds/{json.loads(text)['id']}/confirm", {"name": "Mia", "email": email})
        assert status == 201, text
        return json.loads(text)

    def state(self, booking):
        return json.loads(self.request("GET", f"/api/v1/bookings/{booking['token']}")[1])["state"]


class Customer:
    def __init__(self, server):
        self.client = caldav.DAVClient(url=server.base + "/dav/", username="mia", password=server.mia)
        self.calendars = {str(calendar.url).rstrip("/").rsplit("/", 1)[1]: calendar for calendar in self.client.principal().calendars()}

    def entry(self, uid):
        """The event of that UID in the default calendar, or None."""
        return next((e for e in self.calendars["calendar"].events() if e.icalendar_component["UID"] == uid), None)

    def value(self, uid, name):
        entry = self.entry(uid)
        return str(entry.icalendar_component[name]) if entry else None

    def partstat(self, uid):
        return self.entry(uid).icalendar_component["ATTENDEE"].params["PARTSTAT"]

    def answer(self, uid, partstat):
        entry = self.entry(uid)
        entry.icalendar_component["ATTENDEE"].params["PARTSTAT"] = partstat
        entry.data = entry.icalendar_instance.to_ical().decode()
        entry.save()


def try_all(database):
    with Shop(database) as shop:
        assert shop.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
        shop.put("later", f"{DAY}T100000Z", f"{DAY}T120000Z")
        shop.put("soon", *SOON)
        mia = Customer(shop)
        addresses = {str(address) for address in mia.client.principal().calendar_user_address_set()}
        assert "mailto:Mia@example.com" in addresses, addresses
        offered = shop.request("OPTIONS", "/dav/")[2]["DAV"]
        assert "calendar-auto-schedule" in offered, offered

        booking = shop.book("later")
        until("a booking stands in the calendar", lambda: mia.entry("later"))
        assert booking["code"] in mia.value("later", "DESCRIPTION") and booking["token"] not in mia.entry("later").data
        assert mia.partstat("later") == "ACCEPTED" and mia.value("later", "STATUS") == "CONFIRMED"
        assert mia.entry("later").icalendar_component["ORGANIZER"] == f"{shop.base}/s/studio"
        for answer in ("TENTATIVE", "ACCEPTED"):
            mia.answer("later", answer)
            listed = json.loads(shop.request("GET", "/api/v1/shops/studio/fulfilment",
                                             user="sam")[1])["lines"]
            assert [line["answer"] for line in listed] == [answer.lower()], listed
            seen = json.loads(shop.request("GET", f"/api/v1/shops/studio/bookings/{booking['code']}", user="sam")[1])["answers"]
            assert [one["answer"] for one in seen] == [answer.lower()], seen
        assert shop.state(booking) == "confirmed" and shop.left("later") == 3

        first = int(mia.value("later", "SEQUENCE"))
        shop.put("later", f"{DAY}T110000Z", f"{DAY}T130000Z")
        until("a slot that moves moves there, too", lambda: mia.entry("later").icalendar_component["DTSTART"].dt.hour == 11)
        assert int(mia.value("later", "SEQUENCE")) > first and len(mia.calendars["calendar"].events()) == 1

        mia.answer("later", "DECLINED")
        assert shop.state(booking) == "cancelled" and shop.left("later") == 5, "declined: cancelled with the answer to the PUT"
        until("it is cancelled there, too", lambda: mia.value("later", "STATUS") == "CANCELLED")
        assert mia.partstat("later") == "DECLINED"
        print("declined: the booking is cancelled, the stock is back")

        booking = shop.book("later")
        until("who books again is invited again", lambda: mia.value("later", "STATUS") == "CONFIRMED")
        mia.entry("later").delete()
        assert shop.state(booking) == "cancelled" and shop.left("later") == 5
        print("deleted: the booking is cancelled, the stock is back")

        booking = shop.book("soon")
        until("a booking stands in the calendar", lambda: mia.entry("soon"))
        mia.answer("soon", "DECLINED")
        assert shop.state(booking) == "confirmed" and shop.left("soon") == 3
        until("the calendar says why", lambda: "too late" in mia.value("soon", "DESCRIPTION"))
        assert mia.partstat("soon") == "ACCEPTED" and mia.value("soon", "STATUS") == "CONFIRMED"
        mia.entry("soon").delete()
        until("it comes back and says why", lambda: mia.entry("soon") and "too late" in mia.value("soon", "DESCRIPTION"))
        assert shop.state(booking) == "confirmed"
        status, text, _ = shop.request("POST", f"/api/v1/bookings/{booking['token']}/cancel")
        assert status == 409 and json.loads(text)["type"].endswith("/too-late"), text
        print("declined after the cut-off: the booking stands, and the calendar says so")

        shop.book("later", "stranger@example.com")
        assert [str(e.icalendar_component["UID"]) for e in mia.calendars["calendar"].events()] == ["soon"]
        assert shop.run("check").startswith("The books agree.")
        assert " 500 " not in shop.log(), shop.log()


with databases() as fresh:
    try_all(fresh())
    print("attendees: ok")
