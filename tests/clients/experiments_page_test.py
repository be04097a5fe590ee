"""Experiments in headless Chromium, on the demo shop: on the dashboard, and as visitors see them.
TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each page."""
import base64, datetime
from server import DemoServer, event, need, run_node

need("chromium-headless-shell")
with DemoServer() as server:
    who = server.demo["caldav"]
    login = {"Authorization": "Basic " + base64.b64encode(f"{who['user']}:{who['password']}".encode()).decode()}
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=5)
    lines = "DESCRIPTION:Flames\\, smoke and a bowl to take home.\\n#shelf\\nseats 500\\nprice 30 EUR\r\n"
    text = event("yard", lines, soon.strftime("%Y%m%dT160000Z"), soon.strftime("%Y%m%dT180000Z"), "Raku in the yard, twice")
    status, answer, _ = server.request("PUT", f"/dav/calendars/{who['user']}/spring/yard.ics", text, Content_Type="text/calendar", **login)
    assert status == 201, (status, answer, who)
    slot = next(one for one in server.ask(200, "GET", "/api/v1/shops/kiln-street/slots")["slots"] if one["summary"] == "Raku in the yard, twice")
    # A drop of two events at one price.
    for number, name in enumerate(("Twins: morning", "Twins: evening")):
        lines = "DESCRIPTION:#shelf\\nseats 20\\nprice 30 EUR\\ndrop twins\r\n"
        later = soon + datetime.timedelta(days=10 + number)
        text = event(f"twin{number}", lines, later.strftime("%Y%m%dT160000Z"), later.strftime("%Y%m%dT180000Z"), name)
        status, answer, _ = server.request("PUT", f"/dav/calendars/{who['user']}/spring/twin{number}.ics", text, Content_Type="text/calendar", **login)
        assert status == 201, (status, answer)
    run_node("experiments.mjs", str(server.folder / "demo.json"), slot["id"])
    print("experiments page: ok")
