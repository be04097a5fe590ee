"""What is broken on the server's side: the answer is a 500 that names the request, and the log says why under that name; whoever
asked learns nothing of the inside. On SQLite, and with the word `postgres` on PostgreSQL."""
import re
from databases import Rows, databases
from server import Server, event

CAL = "/dav/calendars/ada/calendar/"
ICS = {"Content_Type": "text/calendar"}
QUERY = ('<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"/>'
         "</C:filter></C:calendar-query>")


def named(server, answer):
    status, text, headers = answer
    text = text.decode()
    assert status == 500, (status, text)
    name = headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-z]{26}", name), name
    assert f"request {name}" in text and "objects" not in text, text
    lines = [line for line in server.log().splitlines() if name in line]
    assert len(lines) == 2, lines
    assert f"request {name}: database: " in lines[0] and "objects" in lines[0], "why"
    assert " 500 " in lines[1] and f"id={name}" in lines[1], "and what was asked"
    return name


with databases() as database, Server(database()) as server:
    assert server.request("PUT", CAL + "a.ics", event("a"), "ada", **ICS)[0] == 201
    Rows(server).change("ALTER TABLE objects RENAME TO lost")
    names = {named(server, answer) for answer in (
        server.request("GET", CAL + "a.ics", user="ada"), server.request("PUT", CAL + "b.ics", event("b"), "ada", **ICS),
        server.request("REPORT", CAL, QUERY, "ada", Content_Type="text/xml", Depth="1"), server.request("DELETE", CAL + "a.ics", user="ada"))}
    assert len(names) == 4, "each has its own"
    Rows(server).change("ALTER TABLE lost RENAME TO objects")
    status, text, headers = server.request("GET", CAL + "a.ics", user="ada")
    assert status == 200 and text.decode() == event("a") and "X-Request-Id" not in headers, "nothing was changed, and all is well again"
    assert server.run("check").strip() == "The books agree."
print("failures: named and logged")
