"""DAVx5 on Android (davx5-ose, dav4jvm): discovery, refreshing its list, sync by time-range (its default) and by sync-collection,
multigets of ten at once, writing with Schedule-Tags, and the registration for push."""
import concurrent.futures
from replay import CAL, Client, HOME, NS, PRINCIPAL, event, full, serving, utc

HEADERS = {"User-Agent": "DAVx5/4.4.8-ose (dav4jvm; okhttp/4.12.0) Android/15", "Accept": "*/*", "Accept-Language": "en-US, en;q=0.7, *;q=0.5",
           "Accept-Encoding": "gzip", "Content-Type": "application/xml; charset=utf-8", "Connection": "Keep-Alive"}


def prop(names):
    """A default DAV: namespace; others are declared where they are used."""
    text = ""
    for name in names.split():
        space, local = name.split(":")
        text += f"<{local} />" if space == "D" else f'<n0:{local} xmlns:n0="{NS[space]}" />'
    return f"<prop>{text}</prop>"


def propfind(names):
    return f"<?xml version='1.0' encoding='UTF-8' ?><propfind xmlns=\"DAV:\" xmlns:CAL=\"{NS['C']}\" xmlns:CARD=\"{NS['CARD']}\">{prop(names)}</propfind>"


TYPED = propfind("D:resourcetype D:displayname D:current-user-principal D:current-user-privilege-set C:calendar-home-set "
                 "C:supported-calendar-component-set ICAL:calendar-color C:calendar-description C:calendar-timezone")
LISTED = propfind("D:current-user-privilege-set D:displayname D:owner D:resourcetype P:transports P:topic ICAL:calendar-color "
                  "C:calendar-description C:calendar-timezone C:calendar-timezone-id C:supported-calendar-component-set CS:source")
STATE = propfind("D:supported-report-set D:sync-token CS:getctag C:max-resource-size CARD:max-resource-size")
SYNC = '<?xml version=\'1.0\' encoding=\'UTF-8\' ?><sync-collection xmlns="DAV:"><sync-token>%s</sync-token><sync-level>1</sync-level>%s' + prop("D:getetag D:resourcetype") + "</sync-collection>"
QUERY = ('<?xml version=\'1.0\' encoding=\'UTF-8\' ?><CAL:calendar-query xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav"><prop><getetag /></prop><CAL:filter>'
         '<CAL:comp-filter name="VCALENDAR"><CAL:comp-filter name="%s">%s</CAL:comp-filter></CAL:comp-filter></CAL:filter></CAL:calendar-query>')
MULTIGET = ('<?xml version=\'1.0\' encoding=\'UTF-8\' ?><CAL:calendar-multiget xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav"><prop><getcontenttype /><getetag />'
            "<CAL:schedule-tag /><CAL:calendar-data /></prop>%s</CAL:calendar-multiget>")
ICS = "text/calendar; charset=utf-8"


def finds_the_account(phone):
    phone.challenged("PROPFIND", "/dav/", TYPED, Depth="0")
    moved = phone.send("PROPFIND", "/.well-known/caldav", propfind("D:current-user-principal"), login=False, expect=(301, 302), Depth="0")
    assert "://" not in moved.headers["Location"], "https must stay https"
    principal = phone.send("PROPFIND", moved.headers["Location"], propfind("D:current-user-principal"), expect=207, Depth="0").only().href_of("D:current-user-principal")
    assert principal == PRINCIPAL
    options = phone.send("OPTIONS", principal, expect=(200, 204))
    assert "calendar-access" in options.headers["DAV"], "a principal without it is passed over"
    assert "mailto:ada@example.com" in phone.send("PROPFIND", principal, propfind("C:calendar-user-address-set"), expect=207, Depth="0").only().hrefs("C:calendar-user-address-set")


def refreshes(phone):
    names = propfind("D:displayname D:group-membership D:resourcetype C:calendar-home-set CS:calendar-proxy-read-for CS:calendar-proxy-write-for")
    me = phone.send("PROPFIND", PRINCIPAL, names, expect=207, Depth="0").only()
    assert me.is_a("D:principal") and me.href_of("C:calendar-home-set") == HOME
    for group in me.hrefs("D:group-membership"):  # two levels deep
        found = phone.send("PROPFIND", group, names, expect=207, Depth="0").only()
        assert found.is_a("D:principal") and not found.has("C:calendar-home-set")
    listing = phone.send("PROPFIND", HOME, LISTED, expect=207, Depth="1")  # a 4xx would delete what the phone has
    calendars = {href: found for href, found in listing.resources.items() if found.is_a("C:calendar")}
    assert CAL in calendars and calendars[CAL].components() == ["VEVENT"] and calendars[HOME + "tasks/"].components() == ["VTODO"]
    for calendar in calendars.values():
        assert calendar.privileges() and (not calendar.has("D:owner") or calendar.href_of("D:owner") == PRINCIPAL)
        assert calendar.has("P:transports") == calendar.has("P:topic"), "push is told whole, or not at all"
    state = phone.send("PROPFIND", CAL, STATE, expect=207, Depth="0").only()
    assert full("D:sync-collection") in state.reports() and state.text("D:sync-token") and state.text("CS:getctag") and int(state.text("C:max-resource-size")) > 0


def syncs(phone, token, limit=""):
    return phone.send("REPORT", CAL, SYNC % (token, limit), expect=207, Depth="0")


# RFC 6578 3.6: truncation
# RFC 6578 3.7: limit
def lives(phone):
    first = syncs(phone, "")
    names = [f"{CAL}{i:02}.ics" for i in range(35)]
    put = lambda i, **more: phone.send("PUT", names[i], event(f"{i}", start=utc(i - 100), end=utc(i - 100, 12)), Content_Type=ICS,
                                       Push_Dont_Notify=f'"http://127.0.0.1/push/{i}"', **more)
    for i in range(35):
        assert put(i, If_None_Match="*").status == 201
    # Its default: what is younger than ninety days, by a range that has no end.
    recent = phone.send("REPORT", CAL, QUERY % ("VEVENT", f'<CAL:time-range start="{utc(-90)}" />'), expect=207, Depth="1")
    assert sorted(recent.resources) == names[10:] and all(found.text("D:getetag") for found in recent.resources.values())
    assert not phone.send("REPORT", HOME + "tasks/", QUERY % ("VTODO", ""), expect=207, Depth="1").resources
    tens = [names[at:at + 10] for at in range(0, 35, 10)]
    ask = lambda some: phone.send("REPORT", CAL, MULTIGET % "".join(f"<href>{name}</href>" for name in some), expect=207)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:  # several at once
        for some, answer in zip(tens, pool.map(ask, tens)):
            assert list(answer.resources) == some
            for found in answer.resources.values():
                assert found.text("D:getcontenttype").startswith("text/calendar") and found.text("D:getetag") and not found.has("C:schedule-tag")
                assert found.text("C:calendar-data").count("\nUID:") == 1
    # Without the limit of days: sync-collection, in parts if it says so.
    token, seen, parts = first.sync_token(), set(), 0
    while True:
        part = syncs(phone, token, "<limit><nresults>10</nresults></limit>")
        token, parts, more = part.sync_token(), parts + 1, False
        for href, found in part.resources.items():
            if href == CAL:
                assert found.status == 507
                more = True
            else:
                assert found.text("D:getetag"), "each member has its tag"
                seen.add(href)
        if not more:
            break
    assert (sorted(seen), parts) == (names, 4)
    stale = phone.send("REPORT", CAL, SYNC % ("http://127.0.0.1/none", ""), expect=403, Depth="0")
    assert full("D:valid-sync-token") in stale.error(), "any other error would be a failure"
    # Conflicts, and what was deleted meanwhile.
    etag = recent.at(names[20]).text("D:getetag")
    assert put(20, If_None_Match="*").status == 412
    assert put(20, If_Match=etag).status == 204
    assert put(20, If_Match='"other"').status in (409, 412)
    phone.send("DELETE", names[20], expect=412, If_Match='"other"')
    phone.send("DELETE", names[20], expect=204, If_Match=etag)
    phone.send("DELETE", names[20], expect=404, If_Match=etag)
    assert put(20, If_Match=etag).status in (404, 410, 412), "uploaded as new then"
    gone = syncs(phone, token).at(names[20])
    assert gone.status == 404


# RFC 6638 8.3: if-schedule-tag-match
def invites(phone, staff):
    people = "ORGANIZER:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.com\r\nATTENDEE;RSVP=TRUE:mailto:guest@example.org\r\n"
    made = phone.send("PUT", CAL + "meeting.ics", event("meeting", people, utc(5), utc(5, 12)), expect=201, Content_Type=ICS, If_None_Match="*")
    tag = made.headers["Schedule-Tag"]
    got = phone.send("REPORT", CAL, MULTIGET % f"<href>{CAL}meeting.ics</href>", expect=207).only()
    assert got.text("C:schedule-tag") == tag
    changed = got.text("C:calendar-data").replace("Glaze evening", "Glaze night")
    phone.send("PUT", CAL + "meeting.ics", changed, expect=204, Content_Type=ICS, If_Schedule_Tag_Match=tag)
    phone.send("PUT", CAL + "meeting.ics", changed, expect=412, Content_Type=ICS, If_Schedule_Tag_Match='"never"')
    # Read-only collections: 403 with need-privileges is passed over, anything else would be an error that is shown.
    for answer in (staff.send("PUT", CAL + "x.ics", event("x"), expect=403, Content_Type=ICS, If_None_Match="*"), staff.send("DELETE", CAL + "meeting.ics", expect=403)):
        assert full("D:need-privileges") in answer.error()


def registers_for_push(phone):
    answer = phone.send("POST", CAL, '<?xml version="1.0" encoding="UTF-8" ?><push-register xmlns="https://bitfire.at/webdav-push"><trigger><content-update>'
                        '<depth xmlns="DAV:">1</depth></content-update></trigger><subscription><web-push-subscription><push-resource>https://127.0.0.1:9/push</push-resource>'
                        '<content-encoding>aes128gcm</content-encoding></web-push-subscription></subscription></push-register>')
    assert answer.is_clean(), (answer.status, answer.text())


with serving() as server:
    phone = Client(server, HEADERS)
    finds_the_account(phone)
    refreshes(phone)
    lives(phone)
    invites(phone, Client(server, HEADERS, "sam"))
    registers_for_push(phone)
print("DAVx5: ok")
