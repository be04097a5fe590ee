"""KDE (kdav, Akonadi): discovery, lists by three calendar-query REPORTs, multiget with a Depth of one; everything as text/xml."""
# RFC 4791 7.8: calendar-query
from replay import CAL, Client, HOME, NS, PRINCIPAL, event, full, serving, utc

HEADERS = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) KHTML/5.103.0 (like Gecko) Konqueror/5 KIO/5.103", "Accept": "text/html, text/*;q=0.9, image/jpeg;q=0.9, */*;q=0.8",
           "Accept-Charset": "utf-8,*;q=0.5", "Accept-Encoding": "gzip, deflate, x-gzip, x-deflate", "Accept-Language": "en-US,en;q=0.9",
           "Content-Type": "text/xml", "Pragma": "no-cache", "Cache-Control": "no-cache", "Connection": "keep-alive"}


def propfind(names):
    """QDom declares a namespace on each element."""
    tags = "".join("<{0} xmlns=\"{1}\"/>".format(name.split(":")[1], NS[name.split(":")[0]]) for name in names.split())
    return f'<propfind xmlns="DAV:"><prop xmlns="DAV:">{tags}</prop></propfind>'


def query(component, more=""):
    return ('<calendar-query xmlns="urn:ietf:params:xml:ns:caldav"><prop xmlns="DAV:"><getetag xmlns="DAV:"/><resourcetype xmlns="DAV:"/></prop><filter xmlns="urn:ietf:params:xml:ns:caldav">'
            '<comp-filter xmlns="urn:ietf:params:xml:ns:caldav" name="VCALENDAR"><comp-filter xmlns="urn:ietf:params:xml:ns:caldav" '
            f'name="{component}">{more}</comp-filter></comp-filter></filter></calendar-query>')


with serving() as server:
    kde = Client(server, HEADERS)
    context = kde.challenged("PROPFIND", "/dav/", propfind("C:calendar-home-set D:current-user-principal D:principal-URL"), Depth="0").only()
    assert context.href_of("D:current-user-principal") == PRINCIPAL
    me = kde.send("PROPFIND", PRINCIPAL, propfind("C:calendar-home-set D:current-user-principal D:principal-URL"), expect=207, Depth="0").only()
    assert me.href_of("C:calendar-home-set") == HOME and me.href_of("D:principal-URL") == PRINCIPAL
    listing = kde.send("PROPFIND", HOME, propfind("D:displayname D:resourcetype ICAL:calendar-color C:supported-calendar-component-set "
                                                  "D:current-user-privilege-set CS:getctag P:transports P:topic P:supported-triggers"), expect=207, Depth="1")
    calendar = listing.at(CAL)
    assert calendar.is_a("D:collection", "C:calendar") and calendar.text("CS:getctag") and calendar.privileges()
    # Nothing is an answer, too: 207, not 404.
    for component in ("VEVENT", "VTODO", "VJOURNAL"):
        assert not kde.send("REPORT", CAL, query(component), expect=207, Depth="1").resources
    names = [f"{CAL}{i}.ics" for i in range(3)]
    for i, name in enumerate(names):
        made = kde.send("PUT", name, event(str(i), start=utc(i * 100 + 1), end=utc(i * 100 + 1, 12)), expect=201, Content_Type="text/calendar", If_None_Match="*")
        assert made.headers["ETag"] and ("Location" not in made.headers or made.headers["Location"].endswith(name))
    listed = kde.send("REPORT", CAL, query("VEVENT"), expect=207, Depth="1")
    assert sorted(listed.resources) == names
    for found in listed.resources.values():
        assert found.has("D:resourcetype") and not found.children("D:resourcetype") and found.text("D:getetag")
        assert 404 not in found.by_status, "some take a missing property for a missing object"
    window = f'<time-range xmlns="urn:ietf:params:xml:ns:caldav" start="{utc(50)}" end="{utc(150)}"/>'
    assert list(kde.send("REPORT", CAL, query("VEVENT", window), expect=207, Depth="1").resources) == names[1:2]
    assert not kde.send("REPORT", CAL, query("VTODO"), expect=207, Depth="1").resources
    multiget = ('<calendar-multiget xmlns="urn:ietf:params:xml:ns:caldav"><prop xmlns="DAV:"><getetag xmlns="DAV:"/><calendar-data xmlns="urn:ietf:params:xml:ns:caldav"/></prop>'
                + "".join(f'<href xmlns="DAV:">{name}</href>' for name in names) + "</calendar-multiget>")
    for depth in ("1", "0"):  # a workaround for one server, and what another wants
        got = kde.send("REPORT", CAL, multiget, expect=207, Depth=depth)
        assert list(got.resources) == names and all("END:VCALENDAR" in found.text("C:calendar-data") for found in got.resources.values())
    etag = listed.at(names[0]).text("D:getetag")
    etag = kde.send("PUT", names[0], event("0", summary="Changed"), expect=204, Content_Type="text/calendar", If_Match=etag).headers["ETag"]
    assert kde.send("GET", names[0], expect=200).headers["ETag"] == etag
    kde.send("DELETE", names[0], expect=204, If_Match=etag)
    assert sorted(kde.send("REPORT", CAL, query("VEVENT"), expect=207, Depth="1").resources) == names[1:]
    kde.send("PROPPATCH", CAL, '<propertyupdate xmlns="DAV:"><set xmlns="DAV:"><prop xmlns="DAV:"><displayname xmlns="DAV:">Kiln</displayname>'
             '<calendar-color xmlns="http://apple.com/ns/ical/">#aabbcc</calendar-color></prop></set></propertyupdate>', expect=207)
    assert full("ICAL:calendar-color") in kde.send("PROPFIND", CAL, propfind("ICAL:calendar-color"), expect=207, Depth="0").only().found
print("KDE: ok")
