"""Thunderbird (comm-central, calendar/providers): discovery, what it reads of a calendar when it starts, sync with the Depth header of
an older draft, writing, scheduling, and the calendar as an .ics file."""
from replay import CAL, Client, HOME, PRINCIPAL, event, full, serving, utc

HEADERS = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.6.0", "Accept": "text/xml", "Accept-Language": "en-US,en;q=0.5",
           "Accept-Charset": "utf-8,*;q=0.1", "Accept-Encoding": "gzip, deflate", "Content-Type": "text/xml; charset=utf-8", "Connection": "keep-alive"}


def propfind(names):
    tags = "".join(f"<{name.replace('ICAL:', 'A:')}/>" for name in names.split())
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/" xmlns:C="urn:ietf:params:xml:ns:caldav" '
            f'xmlns:A="http://apple.com/ns/ical/"><D:prop>{tags}</D:prop></D:propfind>')


FIRST = propfind("D:resourcetype D:owner D:displayname D:current-user-principal D:current-user-privilege-set ICAL:calendar-color C:calendar-home-set")
INIT = propfind("D:resourcetype D:owner D:current-user-principal D:current-user-privilege-set D:supported-report-set C:supported-calendar-component-set CS:getctag")
WRITES = {full("D:write"), full("D:write-content"), full("D:bind"), full("D:all")}
SYNC = ('<?xml version="1.0" encoding="UTF-8"?>\n<sync-collection xmlns="DAV:">%s<sync-level>1</sync-level><prop><getcontenttype/><getetag/></prop></sync-collection>')
MULTIGET = ('<?xml version="1.0" encoding="UTF-8"?>\n<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/>'
            "<C:calendar-data/></D:prop>%s</C:calendar-multiget>")


def discovers(bird):
    """The address that was typed, /.well-known/caldav, `/`; then principal, home, calendars."""
    bird.challenged("PROPFIND", "/dav/", FIRST, Depth="0")
    moved = bird.send("PROPFIND", "/.well-known/caldav", FIRST, login=False, expect=(301, 302), Depth="0")
    assert moved.headers["Location"] == "/dav/", "followed without a question only on the same host"
    for address in (moved.headers["Location"], "/"):
        found = bird.send("PROPFIND", address, FIRST, expect=207, Depth="0").only()
        assert found.has("D:resourcetype") and not found.is_a("C:calendar")
        home = found.href_of("C:calendar-home-set") if found.has("C:calendar-home-set") else None
        if home is None:
            principal = found.href_of("D:current-user-principal")
            home = bird.send("PROPFIND", principal, propfind("D:resourcetype C:calendar-home-set"), expect=207, Depth="0").only().href_of("C:calendar-home-set")
        assert home == HOME
    listing = bird.send("PROPFIND", home, propfind("D:resourcetype D:displayname D:current-user-privilege-set ICAL:calendar-color"), expect=207, Depth="1")
    for found in listing.resources.values():
        assert found.has("D:resourcetype"), f"it calls .has on what is not there: {found.href}"
    calendars = {href: found for href, found in listing.resources.items() if found.is_a("C:calendar")}
    assert CAL in calendars and calendars[CAL].privileges() & WRITES, "read-only otherwise"
    assert bird.send("PROPFIND", CAL, FIRST, expect=207, Depth="0").only().is_a("C:calendar"), "and by the address of a calendar alone"


def starts(bird):
    found = bird.send("PROPFIND", CAL, INIT, expect=207, Depth="0").only()
    assert found.href_of("D:owner") == PRINCIPAL and found.privileges() & WRITES and found.components() == ["VEVENT"]
    assert full("D:sync-collection") in found.reports() and found.text("CS:getctag")
    for path in (HOME, CAL):  # the parent first; the calendar if that is not there
        options = bird.send("OPTIONS", path, expect=(200, 204))
        assert "calendar-auto-schedule" in options.headers["DAV"]
    me = bird.send("PROPFIND", PRINCIPAL, propfind("C:calendar-home-set C:calendar-user-address-set C:schedule-inbox-URL C:schedule-outbox-URL"), expect=207, Depth="0").only()
    assert me.href_of("C:calendar-home-set") == HOME and "mailto:ada@example.com" in me.hrefs("C:calendar-user-address-set")
    assert me.href_of("C:schedule-inbox-URL") != CAL
    # Where a server does not schedule, it looks for itself by its home.
    search = ('<D:principal-property-search xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:property-search><D:prop><C:calendar-home-set/></D:prop>'
              f"<D:match>{HOME}</D:match></D:property-search><D:prop><C:calendar-home-set/><C:calendar-user-address-set/><C:schedule-inbox-URL/>"
              "<C:schedule-outbox-URL/></D:prop></D:principal-property-search>")
    assert PRINCIPAL in bird.send("REPORT", "/dav/principals/", search, expect=207, Depth="0").resources
    return me.href_of("C:schedule-inbox-URL"), me.href_of("C:schedule-outbox-URL")


def syncs(bird, token):
    element = f"<sync-token>{token}</sync-token>" if token else "<sync-token/>"
    return bird.send("REPORT", CAL, SYNC % element, expect=207, Depth="1")


def counts_as_an_item(found):
    """Anything else in a listing is passed over in silence."""
    kind = found.text("D:getcontenttype")
    return kind.startswith("text/calendar") or (kind in ("", "text/plain") and found.href.endswith(".ics"))


# RFC 4918 9.4: get-head
# RFC 4918 15.5: getcontenttype
# RFC 4918 9.1: named
def lives(bird):
    first = syncs(bird, "")
    names = [f"{CAL}{i}_%40x.ics" for i in range(130)]
    for i, name in enumerate(names):
        made = bird.send("PUT", name, event(f"{i}@x", start=utc(i + 1), end=utc(i + 1, 12)), expect=201,
                         Content_Type="text/calendar; charset=utf-8", If_None_Match="*")
        assert not made.headers["ETag"].startswith("W/")
    told = syncs(bird, first.sync_token())
    assert sorted(told.resources) == sorted(names), "hrefs as they were written"
    assert all(counts_as_an_item(found) and found.text("D:getetag") for found in told.resources.values())
    for at in (0, 100):  # a hundred at a time
        some = names[at:at + 100]
        got = bird.send("REPORT", CAL, MULTIGET % "".join(f"<D:href>{name}</D:href>" for name in some), expect=207, Depth="1")
        assert list(got.resources) == some and all("BEGIN:VEVENT" in found.text("C:calendar-data") for found in got.resources.values())
    # Without sync-collection: the ctag, then a listing.
    listing = bird.send("PROPFIND", CAL, propfind("D:getcontenttype D:resourcetype D:getetag"), expect=207, Depth="1")
    assert len(listing.resources) == 131 and all(found.has("D:resourcetype") for found in listing.resources.values())
    assert 404 in listing.at(CAL).by_status, "a collection has no getetag: told as missing, where nobody asked for brevity"
    one, etag = names[0], told.at(names[0]).text("D:getetag")
    changed = bird.send("PUT", one, event("0@x", summary="Changed"), expect=204, Content_Type="text/calendar; charset=utf-8", If_Match=etag)
    got = bird.send("REPORT", CAL, MULTIGET % f"<D:href>{one}</D:href>", expect=207, Depth="1").only()
    assert "SUMMARY:Changed" in got.text("C:calendar-data") and got.text("D:getetag") == changed.headers["ETag"], "read again after writing"
    bird.send("PUT", one, event("0@x"), expect=412, Content_Type="text/calendar; charset=utf-8", If_Match=etag)
    bird.send("DELETE", one, expect=412, If_Match=etag)
    head = bird.send("HEAD", one, expect=200)
    assert head.headers["ETag"] == changed.headers["ETag"] and head.body == b"", "after a conflict it looks what there is"
    bird.send("DELETE", one, expect=204, If_Match=changed.headers["ETag"])
    bird.send("DELETE", one, expect=404, If_Match=changed.headers["ETag"])  # taken as done
    gone = syncs(bird, told.sync_token()).only()
    assert gone.href == one and gone.status == 404
    # A stale token: 403 with an element, because an empty D:error is to it a limit of its rate.
    stale = bird.send("REPORT", CAL, SYNC % "<sync-token>urn:stale</sync-token>", expect=403, Depth="1")
    assert full("D:valid-sync-token") in stale.error()


def meets(bird, inbox, outbox):
    question = ("BEGIN:VCALENDAR\r\nPRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VFREEBUSY\r\nUID:q\r\nDTSTAMP:20260301T000000Z\r\n"
                f"DTSTART:{utc(1)}\r\nDTEND:{utc(3)}\r\nORGANIZER:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;CUTYPE=INDIVIDUAL:mailto:ada@example.com\r\n"
                "END:VFREEBUSY\r\nEND:VCALENDAR\r\n")
    answer = bird.send("POST", outbox, question, expect=200, Content_Type="text/calendar; charset=utf-8", Originator="mailto:ada@example.com", Recipient="mailto:ada@example.com")
    assert "FBTYPE=BUSY" in answer.tree().find(f".//{full('C:calendar-data')}").text
    items = bird.send("PROPFIND", inbox, propfind("D:getcontenttype D:resourcetype D:getetag"), expect=207, Depth="1")
    assert items.at(inbox).is_a("C:schedule-inbox")


with serving() as server:
    bird = Client(server, HEADERS)
    discovers(bird)
    inbox, outbox = starts(bird)
    lives(bird)
    meets(bird, inbox, outbox)
print("Thunderbird: ok")
