"""A booking is passed on by a link that works once: over the API, by the pages without script, and as devices see it."""
import re
from databases import databases
from pickup_shop import Door, PickupShop
from server import need, run_node

need("chromium-headless-shell")


def over_the_api(shop):
    booking = shop.book(2)
    at = f"/api/v1/bookings/{booking['token']}"
    assert shop.ask(200, "GET", f"{at}/transfer") == {"open": False, "expires_at": None}
    first = shop.ask(201, "POST", f"{at}/transfer", {"days": 3})
    assert shop.ask(200, "GET", f"{at}/transfer")["open"]
    assert shop.request("DELETE", f"{at}/transfer")[0] == 204
    assert not shop.ask(200, "GET", f"{at}/transfer")["open"]
    accept = first["accept"].removeprefix(shop.base)
    who = {"name": "Cy", "email": "cy@example.com"}
    refused = shop.ask(410, "POST", accept, who)
    assert refused["type"].endswith("/problems/transfer-over"), refused
    made = shop.ask(201, "POST", f"{at}/transfer")
    accept = made["accept"].removeprefix(shop.base)
    offered = shop.ask(200, "GET", accept.removesuffix("/accept"))
    assert offered["open"] and offered["lines"][0]["quantity"] == 2, offered
    assert not re.search(r"\bBea\b", str(offered)), "who gives it is nobody's business"  # the link may have the letters in it
    theirs = shop.ask(201, "POST", accept, who)
    assert theirs["token"] != booking["token"] and theirs["customer"]["name"] == "Cy", theirs
    assert shop.ask(201, "POST", accept, who)["token"] == theirs["token"], "an answer was lost"
    assert shop.ask(409, "POST", accept, {"name": "Dee", "email": "dee@example.com"})["type"].endswith("/problems/transfer-used")
    for path in ("", "/transfer"):
        assert shop.ask(410, "GET", at + path)["type"].endswith("/problems/booking-passed-on")
    assert shop.ask(200, "GET", f"/api/v1/bookings/{theirs['token']}")["code"] == booking["code"]
    assert shop.request("GET", f"{at}/qr.svg")[0] == 410
    assert accept.split("/")[4] not in shop.log(), "the link is a secret"
    chain = [entry for entry in shop.ask(200, "GET", "/api/v1/shops/studio/audit?limit=100", user="ada")["entries"]
             if entry["action"] == "booking.passed_on"]
    assert [(entry["facts"]["from"], entry["facts"]["to"]) for entry in chain] == [("Bea Unmistakable", "Cy")], chain


def what_is_wrong(shop):
    token = shop.book(1)["token"]
    at = f"/api/v1/bookings/{token}/transfer"
    for body, status in (({"days": 0}, 422), ({"days": 31}, 422), ({"days": "x"}, 422), ({"hours": 1}, 422)):
        assert "detail" in shop.ask(status, "POST", at, body)
    assert shop.request("POST", at, "{", Content_Type="application/json")[0] == 400
    accept = shop.ask(201, "POST", at)["accept"].removeprefix(shop.base)
    for body in ({}, {"name": "", "email": "cy@example.com"}, {"name": "Cy", "email": "nobody"}, {"name": "Cy"}):
        shop.ask(422, "POST", accept, body)
    for secret in ("x", "A" * 43, "%00", "ä", accept.split("/")[4][:-1] + "!"):
        path = "/api/v1/transfers/" + secret.encode("ascii", "replace").decode()
        assert shop.request("GET", path)[0] == 404, secret
        assert shop.request("POST", path + "/accept", '{"name":"Cy","email":"cy@example.com"}', Content_Type="application/json")[0] == 404
    for method in ("GET", "POST", "DELETE"):
        assert shop.request(method, "/api/v1/bookings/nonsense/transfer")[0] == 404
    shop.cancel(token)
    shop.ask(409, "POST", at)
    shop.ask(409, "POST", accept, {"name": "Cy", "email": "cy@example.com"})


with databases() as fresh, PickupShop(fresh()) as shop, Door(shop) as door:
    shop.open()
    over_the_api(shop)
    what_is_wrong(shop)
    run_node("transfer.mjs", shop.base, door.address)
    assert "The books agree" in shop.run("check")
    print("transfer: ok")
