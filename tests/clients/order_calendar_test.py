"""An order of goods in a calendar app, by python3-caldav: a day and a to-do that name each other."""
import base64, sys

from server import PATIENCE, DemoServer, until
from simulated_past import Past

try:
    import caldav, vobject
except ImportError:
    print("SKIPPED: python3-caldav is not installed")
    sys.exit(77)

SKU = "MUG-BLUE"


def parts_of(calendar, component):
    """The one component of each object: RFC 4791 4.1 has one kind of component in an object."""
    found = []
    for each in calendar.objects(load_objects=True):
        parsed = vobject.readOne(each.data)
        kinds = {child.name for child in parsed.components()} - {"VTIMEZONE"}
        assert kinds == {component}, kinds
        found.append((each, getattr(parsed, component.lower())))
    return found


def of_order(calendar, component, order):
    return [(each, part) for each, part in parts_of(calendar, component) if order.lower() in part.uid.value.lower()]


def only(found):
    assert len(found) == 1, found
    return found[0]


def related(part):
    return {line.value for line in part.contents.get("related-to", []) if line.params.get("RELTYPE") == ["SIBLING"]}


with DemoServer() as server:
    account = server.demo["caldav"]
    server.owner = account["password"]
    basic = {"Authorization": "Basic " + base64.b64encode(f"{account['user']}:{account['password']}".encode()).decode()}
    api = "/api/v1/shops/kiln-street"
    forecasts = server.ask(200, "GET", f"{api}/forecast", **basic)["forecasts"]
    first = [one for one in forecasts if one["sku"] == SKU and one["left"] > 3 and one["standstill"] is None][-1]
    server.process.terminate()
    server.process.wait(PATIENCE)
    past = Past(str(server.folder / "timeshelf.db"), first["slot"], SKU)
    for days_ago in range(7, 7 * 13, 7):
        past.evening(days_ago, 4 * first["there"], first["there"] * 2)
    past.keep()
    server.start()
    server.run("recount")
    location = server.ask(200, "GET", f"{api}/slots/{first['slot']}", **basic)["location"]
    venue = next(one for one in server.ask(200, "GET", f"{api}/stock", **basic)["venues"] if location.startswith(one["name"]))["id"]
    server.ask(200, "PUT", f"{api}/orders/terms",
               {"venue": venue, "sku": SKU, "lead_days": 1, "cost": 400, "pack": 6, "supplier": "The wheel"}, **basic)
    drafts = [one for one in server.ask(200, "POST", f"{api}/orders/look", **basic)["orders"] if one["state"] == "draft"]
    assert len(drafts) >= 2, drafts
    taken, left = drafts[0]["id"], drafts[1]["id"]

    def state(order):
        return next(one for one in server.ask(200, "GET", f"{api}/orders", **basic)["orders"] if one["id"] == order)["state"]

    principal = caldav.DAVClient(url=server.base + "/dav/", username=account["user"], password=account["password"]).principal()
    calendars = {str(one.url).rstrip("/").rsplit("/", 1)[1]: one for one in principal.calendars()}
    days, todos = calendars["shifts"], calendars["shift-tasks"]

    _, day = only(of_order(days, "VEVENT", taken))
    entry, todo = only(of_order(todos, "VTODO", taken))
    assert day.status.value == "TENTATIVE" and day.summary.value.startswith("Last day to order "), day
    assert "Wanted: about " in day.description.value and "Wanted: about " in todo.description.value, day
    assert todo.uid.value in related(day) and day.uid.value in related(todo), (day, todo)

    # Whoever tidies the calendar up orders nothing, and calls nothing off.
    only(of_order(days, "VEVENT", left))[0].delete()
    assert state(left) == "draft" and only(of_order(todos, "VTODO", left))

    # Completing the to-do orders it: the day is the one on which the goods come.
    entry.data = entry.data.replace("STATUS:NEEDS-ACTION", "STATUS:COMPLETED\r\nPERCENT-COMPLETE:100")
    entry.save()
    assert state(taken) == "ordered"
    kept, day = only(of_order(days, "VEVENT", taken))
    assert day.status.value == "CONFIRMED" and day.summary.value.startswith("Expected: "), day

    # On the dashboard it is told that they came; what a person noted beside it stays.
    kept.data = kept.data.replace("END:VEVENT", "LOCATION:Ring twice\r\nEND:VEVENT")
    kept.save()
    server.ask(200, "POST", f"{api}/orders/{taken}/receive", **basic)
    _, day = only(of_order(days, "VEVENT", taken))
    assert day.summary.value.startswith("Came: ") and day.location.value == "Ring twice", day

    # Deleting the to-do does without it; a day that was deleted does not come back for that.
    only(of_order(todos, "VTODO", left))[0].delete()
    assert until("it is declined", lambda: state(left) == "declined") and not of_order(days, "VEVENT", left)
    print("orders in a calendar: ok")
