"""The main job: a creator publishes a slot from a calendar app, somebody books it, the feed shows one less, staff see the
shift."""
import datetime, json
from server import MKSHELF, Server, event, until

LINES = "DESCRIPTION:Come.\\n\\n#shelf\\nstock MUG 3\\nprice MUG 18 EUR\r\n"

day = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=20)).strftime("%Y%m%d")

with Server() as server:
    status = server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0]
    assert status == 201, status
    status, text, headers = server.request("PUT", "/dav/calendars/ada/shelf/a.ics", event("a", LINES, f"{day}T100000Z", f"{day}T120000Z"), "ada",
                                           Content_Type="text/calendar")
    assert status == 201 and headers["ETag"], text
    feed = "/feeds/studio-shelf.ics"
    status, before, headers = server.request("GET", feed)
    assert status == 200 and "3 left" in before.decode(), before
    assert server.request("GET", feed, If_None_Match=headers["ETag"])[0] == 304
    slots = json.loads(server.request("GET", "/api/v1/shops/studio/slots")[1])["slots"]
    assert len(slots) == 1, slots
    lines = {"lines": [{"slot": slots[0]["id"], "sku": "MUG", "quantity": 1}]}
    status, text, _ = server.request("POST", "/api/v1/shops/studio/holds", lines, Idempotency_Key="k1")
    assert status == 201, text
    hold = json.loads(text)
    again = server.request("POST", "/api/v1/shops/studio/holds", lines, Idempotency_Key="k1")
    assert again[0] == 201 and json.loads(again[1])["id"] == hold["id"]
    other = {"lines": [{"slot": slots[0]["id"], "sku": "MUG", "quantity": 2}]}
    assert server.request("POST", "/api/v1/shops/studio/holds", other, Idempotency_Key="k1")[0] == 422
    status, text, _ = server.request("POST", f"/api/v1/shops/studio/holds/{hold['id']}/confirm",
                                     {"name": "Bea", "email": "bea@example.com"})
    assert status == 201, text
    booking = json.loads(text)
    refused = server.request("POST", "/api/v1/shops/studio/holds", {"lines": [{"slot": slots[0]["id"], "sku": "MUG", "quantity": 3}]})
    assert refused[0] == 409 and json.loads(refused[1])["remaining"] == 2, refused
    for quantity in (0, -1, 1.5, 10**12):
        bad = server.request("POST", "/api/v1/shops/studio/holds", {"lines": [{"slot": slots[0]["id"], "sku": "MUG", "quantity": quantity}]})
        assert 400 <= bad[0] < 500, (quantity, bad)
    after = server.request("GET", feed)[1].decode()
    assert "2 left" in after and "Bea" not in after
    live = server.request("PROPFIND", "/dav/calendars/ada/shelf-live/", None, "ada", Depth="1")[1].decode()
    assert ".ics" in live
    listed = lambda calendar: server.request("PROPFIND", f"/dav/calendars/sam/{calendar}/", None, "sam", Depth="1")[1].decode()
    until("the shift", lambda: "shift-" in listed("shifts"))  # it follows the commit by a moment
    until("its tasks", lambda: listed("shift-tasks").count("<D:href>/dav/calendars/sam/shift-tasks/task-") == 3)
    assert server.request("DELETE", "/dav/calendars/ada/shelf/a.ics", user="ada")[0] == 409
    # A new name is the same slot with the same bookings, and still cannot be swiped away.
    moved = {"Destination": "/dav/calendars/ada/shelf/b.ics"}
    assert server.request("MOVE", "/dav/calendars/ada/shelf/a.ics", user="ada", **moved)[0] == 201
    renamed = json.loads(server.request("GET", f"/api/v1/shops/studio/slots/{slots[0]['id']}")[1])
    assert renamed["offers"][0]["remaining"] == 2, renamed
    assert server.request("DELETE", "/dav/calendars/ada/shelf/b.ics", user="ada")[0] == 409
    page = server.request("GET", f"/b/{booking['token']}")
    assert page[0] == 200 and b"<svg" in page[1]
    assert server.request("GET", "/s/studio")[0] == 200
    assert server.run("check").strip() == "The books agree."
    print("main job: ok")
