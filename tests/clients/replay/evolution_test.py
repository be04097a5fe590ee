"""Evolution and GNOME (evolution-data-server): OPTIONS before all else, discovery, sync with a token that it keeps only if it looks like an
address, tags that a GET has to have, invitations that it does not want sent, and free-busy asked at the calendar."""
# RFC 6638 3.2.1.2: schedule-agent-changes
# RFC 3744 9.4: apply-to-principal-collection-set
from replay import CAL, Client, HOME, PRINCIPAL, event, full, serving, utc

HEADERS = {"User-Agent": "Evolution/3.46.4", "Accept": "*/*", "Content-Type": "application/xml; charset=utf-8", "Prefer": "return=minimal", "Cache-Control": "no-cache",
           "Pragma": "no-cache", "Connection": "close"}
SPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:IC="http://apple.com/ns/ical/"'
ICS = "text/calendar; charset=utf-8"


def propfind(names):
    return f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<propfind {SPACES}><prop>' + "".join(
        f"<{name.replace('D:', '').replace('ICAL:', 'IC:')}/>" for name in names.split()) + "</prop></propfind>"


WHO = propfind("D:resourcetype D:current-user-principal D:principal-URL C:calendar-home-set C:calendar-user-address-set")
LISTED = propfind("D:resourcetype CS:source C:supported-calendar-component-set D:displayname D:getetag CS:getctag D:getcontenttype D:getcontentlength "
                  "D:creationdate D:getlastmodified C:calendar-description ICAL:calendar-color ICAL:calendar-order")
SYNC = f"<sync-collection {SPACES}><sync-token>%s</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"
QUERY = (f"<C:calendar-query {SPACES}><prop><getetag/></prop><C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\">%s</C:comp-filter>"
         "</C:comp-filter></C:filter></C:calendar-query>")
MULTIGET = f"<C:calendar-multiget {SPACES}><prop><getetag/><C:calendar-data/></prop>%s</C:calendar-multiget>"

with serving() as server:
    gnome = Client(server, HEADERS)
    # OPTIONS may be free, so a PROPFIND tells whether the password is right.
    for login in (False, True):
        assert "calendar-access" in gnome.send("OPTIONS", CAL, login=login, expect=(200, 204)).headers["DAV"]
    state = gnome.challenged("PROPFIND", CAL, propfind("CS:getctag D:supported-report-set"), Depth="0").only()
    assert full("D:sync-collection") in state.reports()
    moved = gnome.send("PROPFIND", "/.well-known/caldav", WHO, login=False, expect=(301, 302), Depth="0")
    principal = gnome.send("PROPFIND", moved.headers["Location"], WHO, expect=207, Depth="0").only().href_of("D:current-user-principal")
    me = gnome.send("PROPFIND", principal, WHO, expect=207, Depth="0").only()
    assert me.href_of("C:calendar-home-set") == HOME and me.href_of("D:principal-URL") == PRINCIPAL and me.hrefs("C:calendar-user-address-set")
    listing = gnome.send("PROPFIND", HOME, LISTED, expect=207, Depth="1")
    calendars = {href for href, found in listing.resources.items() if found.is_a("C:calendar") and found.components()}
    assert {CAL, HOME + "tasks/"} <= calendars
    assert all(404 not in found.by_status for found in listing.resources.values()), "Prefer: return=minimal"

    # Sync: a token is kept only with ':' or '/' in it (sync_token() checks that).
    token = gnome.send("REPORT", CAL, SYNC % "", expect=207, Depth="0").sync_token()
    names = [f"{CAL}{i}.ics" for i in range(3)]
    for i, name in enumerate(names):
        made = gnome.send("PUT", name, event(str(i), start=utc(i * 40 + 1), end=utc(i * 40 + 1, 12)), expect=201, Content_Type=ICS, If_None_Match="*")
        assert made.headers["ETag"] and not made.headers["ETag"].startswith("W/"), "or it fetches what it has just sent"
        got = gnome.send("GET", name, expect=200)
        assert got.headers["ETag"] == made.headers["ETag"], "a GET without ETag is an error"
    changed = gnome.send("PUT", names[0], event("0", summary="Changed"), expect=204, Content_Type=ICS, If_Match=gnome.send("GET", names[0]).headers["ETag"])
    assert changed.body == b"" and changed.headers["ETag"]
    told = gnome.send("REPORT", CAL, SYNC % token, expect=207, Depth="0")
    assert sorted(told.resources) == names
    got = gnome.send("REPORT", CAL, MULTIGET % "".join(f"<href>{name}</href>" for name in names), expect=207, Depth="1")
    assert [found.text("D:getetag") for found in got.resources.values()] == [told.at(name).text("D:getetag") for name in names]
    stale = gnome.send("REPORT", CAL, SYNC % "http://127.0.0.1/old", expect=(403, 412), Depth="0")
    assert stale.status == 412 or "valid-sync-token" in stale.text()
    # Without tokens: first about now, then all.
    around = gnome.send("REPORT", CAL, QUERY % f'<C:time-range start="{utc(-31)}" end="{utc(59)}"/>', expect=207, Depth="1")
    assert sorted(around.resources) == names[1:2], list(around.resources)
    assert sorted(gnome.send("REPORT", CAL, QUERY % "", expect=207, Depth="1").resources) == names

    # Invitations that the user does not want sent: SCHEDULE-AGENT=CLIENT, which is taken away later.
    people = ("ORGANIZER{0}:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED{0}:mailto:ada@example.com\r\nATTENDEE;RSVP=TRUE{0}:mailto:guest@example.org\r\n")
    quiet = event("meeting", people.format(";SCHEDULE-AGENT=CLIENT"), utc(5), utc(5, 12))
    gnome.send("PUT", CAL + "meeting.ics", quiet, expect=201, Content_Type=ICS, If_None_Match="*")
    kept = gnome.send("GET", CAL + "meeting.ics", expect=200)
    assert "SCHEDULE-AGENT=CLIENT" in kept.text() and "SCHEDULE-STATUS" not in kept.text()
    gnome.send("PUT", CAL + "meeting.ics", event("meeting", people.format(""), utc(5), utc(5, 12)), expect=204, Content_Type=ICS, If_Match=kept.headers["ETag"])
    sent = gnome.send("GET", CAL + "meeting.ics", expect=200)
    assert "SCHEDULE-STATUS" in sent.text().replace("\r\n ", ""), "now the server cares for it"

    # Who is free: principals are looked for at the address of the calendar.
    search = (f'<principal-property-search {SPACES} test="anyof"><apply-to-principal-collection-set/><property-search><prop><C:calendar-user-address-set/></prop>'
              "<match>ada@example.com</match></property-search><property-search><prop><displayname/></prop><match>ada@example.com</match></property-search>"
              "<prop><displayname/><C:calendar-user-address-set/><C:schedule-outbox-URL/></prop></principal-property-search>")
    found = gnome.send("REPORT", CAL, search, expect=207, Depth="0")
    assert found.at(PRINCIPAL).href_of("C:schedule-outbox-URL") == HOME + "outbox/"
    gnome.send("DELETE", names[0], expect=204, If_Match=changed.headers["ETag"])
print("Evolution: ok")
