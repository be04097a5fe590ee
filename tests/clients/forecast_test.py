"""Forecasts of the demo shop, once without and once with a past, in headless Chromium and over the API."""
import json

from server import PATIENCE, DemoServer, need, run_node, until
from simulated_past import Past

need("chromium-headless-shell")
SKU = "MUG-BLUE"


def owner(server):
    caldav = server.demo["caldav"]
    server.owner = caldav["password"]
    return caldav["user"]


with DemoServer() as server:
    import base64
    user = owner(server)
    basic = {"Authorization": "Basic " + base64.b64encode(f"{user}:{server.owner}".encode()).decode()}
    api = "/api/v1/shops/kiln-street"
    forecasts = server.ask(200, "GET", f"{api}/forecast", **basic)["forecasts"]
    assert forecasts and all(one["made_of"]["likeness"] == "none" and one["record"] is None for one in forecasts), forecasts
    # The last one that is still to come, so that there is time to order for it.
    first = [one for one in forecasts if one["sku"] == SKU and one["left"] > 3 and one["standstill"] is None][-1]

    server.process.terminate()
    server.process.wait(PATIENCE)
    past = Past(str(server.folder / "timeshelf.db"), first["slot"], SKU)
    sold = [past.evening(days_ago, 4 * first["there"], first["there"] * 2) for days_ago in range(7, 7 * 13, 7)]
    past.keep()
    server.start()
    hold = server.ask(201, "POST", f"{api}/holds", {"lines": [{"slot": first["slot"], "sku": SKU, "quantity": 1}]})
    server.ask(201, "POST", f"{api}/holds/{hold['id']}/confirm", {"name": "Ada", "email": "ada@example.org"})

    def now():
        return next(one for one in server.ask(200, "GET", f"{api}/slots/{first['slot']}/forecast", **basic)["forecasts"] if one["sku"] == SKU)

    told = until("the past and the booking are counted", lambda: (one := now())["booked"] > first["booked"] and one)
    made = told["made_of"]
    assert made["likeness"] == "series" and sorted(one["booked"] for one in made["past"]) == sorted(sold), made
    assert made["own_weight"] > 0.9 and told["demand"]["low"] <= told["demand"]["middle"] <= told["demand"]["high"], told
    assert server.run("recount").startswith("Counted anew: ") and now()["booked"] == told["booked"], "counting anew changes nothing"
    server.ask(200, "PUT", f"{api}/slots/{first['slot']}/plan", {"sku": SKU, "units": 12}, **basic)
    assert now()["plan"] == 12
    curve = server.ask(200, "GET", f"{api}/slots/{first['slot']}/curve?sku={SKU.lower()}", **basic)
    assert curve["points"][-1]["usual"] and curve["points"][-1]["plan"] == 12, curve["points"][-1]

    # What will run out is drafted once it is known how it can be had, and once only.
    location = server.ask(200, "GET", f"{api}/slots/{first['slot']}", **basic)["location"]
    venue = next(one for one in server.ask(200, "GET", f"{api}/stock", **basic)["venues"] if location.startswith(one["name"]))["id"]
    assert server.ask(200, "POST", f"{api}/orders/look", **basic)["orders"] == []
    server.ask(200, "PUT", f"{api}/orders/terms", {"venue": venue, "sku": SKU, "lead_days": 1, "cost": 400, "pack": 6, "supplier": "The wheel"}, **basic)
    drafts = server.ask(200, "POST", f"{api}/orders/look", **basic)["orders"]
    assert [one["state"] for one in drafts if one["slot"] == first["slot"]] == ["draft"] and drafts[0]["units"] % 6 == 0, drafts
    assert server.ask(200, "POST", f"{api}/orders/look", **basic)["orders"] == drafts
    before = {one["sku"]: one["there"] for one in server.ask(200, "GET", f"{api}/stock", **basic)["levels"] if one["venue"] == venue}
    run_node("forecast.mjs", str(server.folder / "demo.json"), json.dumps({"slot": first["slot"], "sku": SKU, "summary": first["summary"]}))
    # The browser approved and received the first one.
    first_order = next(one for one in server.ask(200, "GET", f"{api}/orders", **basic)["orders"] if one["state"] == "received")
    assert (first_order["expected"], first_order["missing"]) == (0, 2), first_order
    server.ask(409, "POST", f"{api}/orders/{first_order['id']}/decline", **basic)
    server.ask(409, "POST", f"{api}/orders/{first_order['id']}/approve", **basic)
    assert server.ask(200, "POST", f"{api}/orders/{first_order['id']}/receive", **basic)["received"] == first_order["units"] - 2
    after = {one["sku"]: one["there"] for one in server.ask(200, "GET", f"{api}/stock", **basic)["levels"] if one["venue"] == venue}
    assert after[SKU] == before.get(SKU, 0) + first_order["units"] - 2, (before, after)
    print("forecast: ok")
