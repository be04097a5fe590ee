"""Outlook CalDav Synchronizer: tests of the server before it trusts it, lists by a range with both bounds, multiget with a displayname
that objects do not have, freshly polled ETags, new calendars in two steps, and a search for rooms."""
from replay import CAL, Client, HOME, PRINCIPAL, event, full, serving, utc

HEADERS = {"User-Agent": "CalDavSynchronizer/4.3", "Content-Type": "text/xml; charset=utf-8", "Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Connection": "Keep-Alive"}
SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:E="http://apple.com/ns/ical/" xmlns:CS="http://calendarserver.org/ns/"'


def propfind(names):
    return f"<?xml version='1.0'?>\n<D:propfind {SPACES}>\n  <D:prop>\n" + "".join(f"    <{name.replace('ICAL:', 'E:')}/>\n" for name in names.split()) + "  </D:prop>\n</D:propfind>"


QUERY = (f"<?xml version='1.0'?>\n<C:calendar-query {SPACES}>\n  <D:prop>\n    <D:getetag/>\n  </D:prop>\n  <C:filter>\n    <C:comp-filter name=\"VCALENDAR\">\n"
         '      <C:comp-filter name="%s">%s</C:comp-filter>\n    </C:comp-filter>\n  </C:filter>\n</C:calendar-query>')
MULTIGET = (f"<?xml version='1.0'?>\n<C:calendar-multiget {SPACES}>\n  <D:prop>\n    <D:getetag/>\n    <D:displayname/>\n    <C:calendar-data/>\n  </D:prop>\n%s</C:calendar-multiget>")
ICS = "text/calendar; charset=utf-8"


def expects_nothing_wrong(outlook):
    assert "calendar-access" in outlook.send("OPTIONS", CAL, expect=(200, 204)).headers["DAV"]
    reports = outlook.challenged("PROPFIND", CAL, propfind("D:supported-report-set"), Depth="0").only().reports()
    assert full("C:calendar-query") in reports
    moved = outlook.send("PROPFIND", "/.well-known/caldav", propfind("D:current-user-principal"), login=False, expect=(301, 302), Depth="0")
    principal = outlook.send("PROPFIND", moved.headers["Location"], propfind("D:current-user-principal"), expect=207, Depth="0").only().href_of("D:current-user-principal")
    options = outlook.send("OPTIONS", principal, expect=(200, 204))
    me = outlook.send("PROPFIND", principal, propfind("C:calendar-home-set"), expect=207, Depth="0").only()
    assert me.href_of("C:calendar-home-set") == HOME
    if "calendar-proxy" in options.headers["DAV"]:
        outlook.send("PROPFIND", principal, propfind("CS:calendar-proxy-read-for CS:calendar-proxy-write-for"), expect=207, Depth="0")
    listing = outlook.send("PROPFIND", HOME, propfind("D:resourcetype D:displayname ICAL:calendar-color C:supported-calendar-component-set"), expect=207, Depth="1")
    assert listing.at(CAL).is_a("C:calendar") and listing.at(CAL).components() == ["VEVENT"]
    privileges = outlook.send("PROPFIND", CAL, propfind("D:current-user-privilege-set"), expect=207, Depth="0").only().privileges()
    assert {full("D:write-content"), full("D:bind"), full("D:unbind"), full("D:read")} <= privileges


def synchronizes(outlook):
    window = f'<C:time-range start="{utc(-60)}" end="{utc(365)}"/>'
    listed = lambda: outlook.send("REPORT", CAL, QUERY % ("VEVENT", window), expect=207, Depth="1").resources
    assert not listed(), "an empty calendar is 207"
    assert not outlook.send("REPORT", HOME + "tasks/", QUERY % ("VTODO", ""), expect=207, Depth="1").resources
    names = [f"{CAL}{i}b6f1c34-0000-4000-8000-00000000000{i}.ics" for i in range(4)]
    for i, name in enumerate(names):
        made = outlook.send("PUT", name, event(f"guid-{i}", "ATTACH:\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\n" if i == 0 else "", utc(i * 200 - 100), utc(i * 200 - 100, 12)),
                            expect=201, Content_Type=ICS, If_None_Match="*")
        where = made.headers.get("Location", name)
        tag = made.headers["ETag"] or outlook.send("PROPFIND", where, propfind("D:getetag"), expect=207, Depth="0").only().text("D:getetag")
        assert tag == outlook.send("PROPFIND", where, propfind("D:getetag"), expect=207, Depth="0").only().text("D:getetag")
    assert sorted(listed()) == names[1:3], "both bounds count"
    got = outlook.send("REPORT", CAL, MULTIGET % "".join(f"  <D:href>{name}</D:href>\n" for name in names), expect=207, Depth="1")
    for name, found in got.resources.items():
        assert found.text("C:calendar-data") and found.text("D:getetag") and list(found.by_status.get(404, {})) == [full("D:displayname")]
    # It polls the tag right before it writes, so If-Match protects nothing; the name of a retry is taken.
    fresh = outlook.send("PROPFIND", names[0], propfind("D:getetag"), expect=207, Depth="0").only().text("D:getetag")
    outlook.send("PUT", names[0], event("guid-0", summary="Changed"), expect=204, Content_Type=ICS, If_Match=fresh)
    outlook.send("PUT", names[1], event("guid-1"), expect=412, Content_Type=ICS, If_None_Match="*")
    twice = outlook.send("PUT", CAL + "retry.ics", event("guid-1"), expect=(403, 409), Content_Type=ICS, If_None_Match="*")
    assert full("C:no-uid-conflict") in twice.error() and names[1] in twice.text(), "and says under which name it is"
    outlook.send("DELETE", names[1], expect=412, If_Match='"old"')
    outlook.send("DELETE", names[1], expect=204)
    token = f"<D:sync-collection {SPACES}><D:sync-token/><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    assert sorted(outlook.send("REPORT", CAL, token, expect=207).resources) == [names[0], names[2], names[3]]


# RFC 5689 3: extended-mkcol
def makes_a_calendar(outlook):
    """Extended MKCOL, then its name."""
    new = HOME + "5d0c1bf0-0000-4000-8000-000000000000/"
    outlook.send("MKCOL", new, f"<?xml version='1.0'?>\n<D:mkcol {SPACES}><D:set><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
                 "</D:prop></D:set></D:mkcol>", expect=201)
    outlook.send("PROPPATCH", new, f"<?xml version='1.0'?>\n<D:propertyupdate {SPACES}><D:set><D:prop><D:displayname>Outlook</D:displayname></D:prop></D:set></D:propertyupdate>", expect=207)
    found = outlook.send("PROPFIND", new, propfind("D:resourcetype D:displayname"), expect=207, Depth="0").only()
    assert found.is_a("C:calendar") and found.text("D:displayname") == "Outlook"
    outlook.send("DELETE", new, expect=204)


# RFC 3744 9.4: apply-to-principal-collection-set
def looks_for_a_room(outlook):
    search = (f"<?xml version='1.0'?>\n<D:principal-property-search {SPACES}><D:property-search><D:prop><D:displayname/></D:prop><D:match>kiln</D:match></D:property-search>"
              "<D:prop><D:displayname/><D:resource-id/><C:calendar-user-type/></D:prop><D:apply-to-principal-collection-set/></D:principal-property-search>")
    for path in (PRINCIPAL, "/dav/principals/"):
        found = outlook.send("REPORT", path, search, expect=207, Depth="0").only()
        assert found.text("D:displayname") == "Kiln room" and found.text("C:calendar-user-type") == "ROOM"


with serving() as server:
    server.run("user", "add", "kiln", "--shop", "studio", "--role", "reader", "--email", "kiln@example.com", "--type", "room", "--display-name", "Kiln room")
    outlook = Client(server, HEADERS)
    expects_nothing_wrong(outlook)
    synchronizes(outlook)
    makes_a_calendar(outlook)
    looks_for_a_room(outlook)
print("Outlook CalDav Synchronizer: ok")
