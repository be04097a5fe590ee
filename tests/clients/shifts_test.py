"""python3-caldav as two of the staff and a manager use it: shifts are accepted, declined and given away, tasks ticked off,
while bookings move in between."""
import datetime, json, sys
from databases import databases
from server import MKSHELF, Server, event, until

try:
    import caldav
except ImportError:
    print("SKIPPED: python3-caldav is not installed")
    sys.exit(77)

DAY = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=20)).strftime("%Y%m%d")
LINES = "DESCRIPTION:#shelf\\nstock MUG 20\\nprice MUG 18 EUR\\nstaff 1 per 2\\, set up 45 minutes\r\n"


class Person:
    """One of the shop's people with a calendar app."""

    def __init__(self, server, name, password):
        self.name = name
        client = caldav.DAVClient(url=server.base + "/dav/", username=name, password=password)
        calendars = {str(calendar.url).rstrip("/").rsplit("/", 1)[1]: calendar for calendar in client.principal().calendars()}
        self.shifts, self.tasks = calendars["shifts"], calendars["shift-tasks"]
        self.address = f"mailto:{name}@example.com"

    def shift(self, number):
        """The entry of that number, or None."""
        found = [entry for entry in self.shifts.events() if entry.icalendar_component["UID"].endswith(f"-{number}@timeshelf")]
        return found[0] if found else None

    def said(self, number):
        """PARTSTAT by address."""
        attendees = self.shift(number).icalendar_component.get("ATTENDEE", [])
        return {str(one): one.params["PARTSTAT"] for one in (attendees if isinstance(attendees, list) else [attendees])}

    def answer(self, number, partstat):
        entry = self.shift(number)
        body = entry.icalendar_component
        attendees = body.get("ATTENDEE", [])
        attendees = attendees if isinstance(attendees, list) else [attendees]
        mine = [one for one in attendees if str(one) == self.address]
        if mine:
            mine[0].params["PARTSTAT"] = partstat
        else:
            body.add("attendee", self.address, parameters={"PARTSTAT": partstat})
        entry.data = entry.icalendar_instance.to_ical().decode()
        entry.save()

    def task(self, start):
        return next(todo for todo in self.tasks.todos(include_completed=True)
                    if str(todo.icalendar_component["SUMMARY"]).startswith(start))


class Shop(Server):
    def fill(self):
        super().fill()
        self.run("user", "remove", "sam")
        self.people = {name: self.password_of(self.run("user", "add", name, "--shop", "studio", "--role", "staff",
                                                       "--email", f"{name}@example.com")) for name in ("kim", "lea")}

    def slot(self):
        return json.loads(self.request("GET", "/api/v1/shops/studio/slots")[1])["slots"][0]

    def book(self, name):
        lines = {"lines": [{"slot": self.slot()["id"], "sku": "MUG", "quantity": 2}]}
        hold = json.loads(self.request("POST", "/api/v1/shops/studio/holds", lines)[1])
        status, text, _ = self.request("POST", f"/api/v1/shops/studio/holds/{hold['id']}/confirm",
                                       {"name": name, "email": f"{name}@example.com"})
        assert status == 201, text
        return json.loads(text)["token"]

    def listed(self, query=""):
        status, text, _ = self.request("GET", f"/api/v1/shops/studio/shifts{query}", user="ada")
        assert status == 200, text
        return json.loads(text)["shifts"]


with databases() as fresh, Shop(fresh()) as shop:
    assert shop.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
    status, text, _ = shop.request("PUT", "/dav/calendars/ada/shelf/a.ics", event("a", LINES, f"{DAY}T100000Z", f"{DAY}T120000Z"), "ada",
                                   Content_Type="text/calendar")
    assert status == 201, text
    kim, lea = (Person(shop, name, password) for name, password in shop.people.items())
    ada = Person(shop, "ada", shop.owner)

    shop.book("bea")
    until("a booking brings a shift", lambda: kim.shift(1))
    assert kim.said(1) == {"mailto:kim@example.com": "NEEDS-ACTION"}
    assert kim.shift(1).icalendar_component["DTSTART"].dt.strftime("%H:%M") == "09:15"
    kim.answer(1, "ACCEPTED")
    assert shop.listed()[0]["person"] == {"id": "kim", "name": "kim", "answer": "accepted"}

    shop.book("cem")
    until("the entry says what is booked", lambda: "2 bookings" in kim.shift(1).data)
    assert kim.said(1) == {"mailto:kim@example.com": "ACCEPTED"}, "more bookings are no new question"
    third = shop.book("dan")
    until("a third booking needs a second person", lambda: lea.shift(2))
    lea.answer(2, "DECLINED")
    until("nobody else is free", lambda: "UNCOVERED" in lea.shift(2).data)
    assert [shift["uncovered"] for shift in shop.listed("?uncovered=true")] == [True]
    kim.answer(2, "ACCEPTED")  # kim helps out, although she works then already: she said so herself
    until("who wants it has it", lambda: "UNCOVERED" not in lea.shift(2).data)
    assert shop.listed("?uncovered=true") == []
    assert lea.said(2) == {"mailto:lea@example.com": "DECLINED", "mailto:kim@example.com": "ACCEPTED"}

    entry = lea.shift(1)  # somebody else's answer is not lea's to give, and her note stays
    entry.data = entry.data.replace("PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED").replace("SUMMARY:", "COMMENT:Sorry\r\nSUMMARY:")
    entry.save()
    assert lea.said(1) == {"mailto:kim@example.com": "ACCEPTED"} and "COMMENT:Sorry" in lea.shift(1).data

    entry = ada.shift(2)  # the owner gives it to a helper who has no account
    body = entry.icalendar_component
    del body["ATTENDEE"]
    body.add("attendee", "mailto:helper@agency.example")
    entry.data = entry.icalendar_instance.to_ical().decode()
    entry.save()
    assert shop.listed()[1]["person"]["id"] == "helper@agency.example"

    todo = kim.task("Prepare 6 x MUG")
    assert kim.shift(1).icalendar_component["UID"] == str(todo.icalendar_component["RELATED-TO"])
    todo.complete()
    shop.book("eva")
    until("more orders are another task", lambda: any("Prepare 2 more x MUG" in t.data for t in lea.tasks.todos()))
    assert "STATUS:COMPLETED" in lea.task("Prepare 6 x MUG").data, "what is done stays done"

    shop.request("POST", f"/api/v1/bookings/{third}/cancel")
    sequence = lambda: int(kim.shift(1).icalendar_component["SEQUENCE"])
    before = sequence()
    status, text, _ = shop.request("PUT", "/dav/calendars/ada/shelf/a.ics", event("a", LINES, f"{DAY}T110000Z", f"{DAY}T130000Z"), "ada",
                                   Content_Type="text/calendar")
    assert status == 204, text
    until("a slot that moves asks again", lambda: kim.said(1) == {"mailto:kim@example.com": "NEEDS-ACTION"})
    assert sequence() > before and kim.shift(1).icalendar_component["DTSTART"].dt.strftime("%H:%M") == "10:15"

    kim.shift(1).delete()  # to say no, as calendar apps do it
    until("it comes back and says so", lambda: kim.shift(1) and "kim deleted this entry" in kim.shift(1).data)
    assert "UNCOVERED" in kim.shift(1).data, "lea has said no to this slot already"
    ada.shift(1).delete()
    assert [shift["state"] for shift in shop.listed()] == ["waived", "open"]
    listed = shop.run("shift", "list", "--shop", "studio")
    assert "waived" in listed and "helper@agency.example" in listed, listed
    shop.run("shift", "assign", shop.listed()[0]["id"], "lea", "--shop", "studio")
    assert "lea@example.com" in lea.shift(1).data
    wrong = shop.run("shift", "assign", shop.listed()[0]["id"], "nobody", "--shop", "studio", check=False)
    assert wrong.returncode == 4 and "does not work here" in wrong.stderr
    print("shifts: ok")
