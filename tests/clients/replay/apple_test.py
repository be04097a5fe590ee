"""Apple's Calendar on macOS (accountsd, CalendarAgent) and iOS (dataaccessd, remindd): account setup with all of its probing, the sync
loop of several versions, writing, new calendars, subscriptions, delegates, attendees and attachments."""
from replay import CAL, Client, HOME, NS, PRINCIPAL, event, full, serving, utc
from server import MKSHELF

MAC = {"User-Agent": "macOS/26.1 (25B78) accountsd/1.0", "Accept": "*/*", "Accept-Language": "en", "Accept-Encoding": "gzip, deflate",
       "Content-Type": "text/xml", "Brief": "t", "Prefer": "return=minimal", "Connection": "keep-alive"}
AGENT = {**MAC, "User-Agent": "Mac+OS+X/10.11 (15A283) CalendarAgent/361"}
IOS = {**MAC, "User-Agent": "iOS/9.3.1 (13E238) dataaccessd/1.0"}


def prop(names):
    """Prefixes A, B, C …, each declared on the element that uses it, as Apple writes them."""
    prefixes, text = {"D": "A"}, ""
    for name in names.split():
        space, local = name.split(":")
        if space == "D":
            text += f"<A:{local}/>"
            continue
        prefix = prefixes.setdefault(space, chr(ord("A") + len(prefixes)))
        text += f'<{prefix}:{local} xmlns:{prefix}="{NS[space]}"/>'
    return f"<A:prop>{text}</A:prop>"


def propfind(names):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<A:propfind xmlns:A="DAV:">{prop(names)}</A:propfind>'


WHO = propfind("D:current-user-principal D:principal-URL D:resourcetype")
ACCOUNT = propfind("C:calendar-home-set C:calendar-user-address-set D:current-user-principal D:displayname CS:dropbox-home-URL "
                   "CS:email-address-set CS:notification-URL D:principal-collection-set D:principal-URL D:resource-id "
                   "C:schedule-inbox-URL C:schedule-outbox-URL D:supported-report-set CS:allowed-calendar-component-set")
BIG = ("D:add-member CS:allowed-sharing-modes ICAL:autoprovisioned ME:bulk-requests C:calendar-alarm ICAL:calendar-color "
       "C:calendar-description C:calendar-free-busy-set ICAL:calendar-order C:calendar-timezone D:current-user-privilege-set "
       "C:default-alarm-vevent-date C:default-alarm-vevent-datetime D:displayname CS:getctag CS:invite ICAL:language-code "
       "ICAL:location-code D:owner CS:pre-publish-url CS:publish-url CS:push-transports CS:pushkey D:quota-available-bytes "
       "D:quota-used-bytes ICAL:refreshrate D:resource-id D:resourcetype C:schedule-calendar-transp C:schedule-default-calendar-URL "
       "CS:source CS:subscribed-strip-alarms CS:subscribed-strip-attachments CS:subscribed-strip-todos "
       "C:supported-calendar-component-set C:supported-calendar-component-sets D:supported-report-set D:sync-token "
       "C:managed-attachments-server-URL C:max-attendees-per-instance")
IOS_5 = BIG + " CARD:max-image-size CARD:max-resource-size CS:me-card CS:xmpp-server CS:xmpp-uri"


# RFC 6764 5: well-known
# RFC 6764 6: principal-from-there
# RFC 3744 9.5: principal-search-property-set
# RFC 3744 7.2: dav-header
# RFC 3744 5.8: principal-collection-set
# RFC 4918 18.3: class-3
# RFC 5689 3.1: dav-header
def sets_up_an_account(server):
    mac = Client(server, MAC)
    # Without credentials, at the address that RFC 6764 names: a redirect, without a scheme that a proxy could make wrong.
    moved = mac.send("PROPFIND", "/.well-known/caldav", WHO, login=False, expect=(301, 302), Depth="0")
    assert moved.headers["Location"].startswith("/"), moved.headers["Location"]
    context = mac.challenged("PROPFIND", moved.headers["Location"], WHO, Depth="0").only()
    assert context.href_of("D:current-user-principal") == PRINCIPAL and context.is_a("D:collection")
    assert context.href == moved.headers["Location"], "the href is the path that was asked"
    # What is probed where the redirect did not lead on. `/` answers; elsewhere nothing is, and it says so without HTML.
    for path in ("/", "/caldav/v2", "/principals/users/ada/", "/principals/", "/dav/principals/", "/calendar/dav/ada/user/"):
        for login in (False, True):
            answer = mac.send("PROPFIND", path, WHO, login=login, expect=(207, 401, 404), Depth="0")
            assert answer.headers.get_content_type() != "text/html", path
    root = mac.send("PROPFIND", "/", WHO, expect=207, Depth="0").only()
    assert root.href_of("D:current-user-principal") == PRINCIPAL
    mac.challenged("PROPFIND", "/dav/principals/", WHO, Depth="0")
    for login in (False, True):
        options = mac.send("OPTIONS", PRINCIPAL, login=login, expect=(200, 204))
        for feature in ("1", "3", "access-control", "calendar-access", "calendar-auto-schedule", "extended-mkcol"):
            assert feature in [word.strip() for word in options.headers["DAV"].split(",")], feature
    me = mac.challenged("PROPFIND", PRINCIPAL, ACCOUNT, Depth="0").only()
    assert me.href == PRINCIPAL and me.by_status.keys() == {200}, "Brief: what is missing is left out"
    assert me.href_of("C:calendar-home-set") == HOME and me.href_of("D:principal-URL") == PRINCIPAL
    assert "mailto:ada@example.com" in me.hrefs("C:calendar-user-address-set")
    assert me.href_of("D:principal-collection-set") == "/dav/principals/"
    inbox, outbox = me.href_of("C:schedule-inbox-URL"), me.href_of("C:schedule-outbox-URL")
    assert inbox.endswith("/") and outbox.endswith("/") and me.text("D:displayname")
    assert full("D:principal-property-search") in me.reports() or full("D:expand-property") in me.reports()
    search = mac.send("REPORT", "/dav/principals/", '<x0:principal-search-property-set xmlns:x0="DAV:"/>', expect=200, Depth="0")
    assert search.tree().tag == full("D:principal-search-property-set") and len(search.tree()) > 0, "200 and its own body, no 207"
    mac.send("PROPFIND", inbox, propfind("CS:calendar-availability"), expect=207, Depth="0")
    return inbox, outbox


# RFC 8144 2.1: empty-propstat
# RFC 3253 3.1.5: supported-report-set
# RFC 4918 15.9: resourcetype
# RFC 3744 5.4: current-user-privilege-set
# CalendarServer ctag: getctag
def lists_the_home(server):
    for client, names in ((Client(server, AGENT), BIG), (Client(server, IOS), IOS_5)):
        answer = client.challenged("PROPFIND", HOME, propfind(names), Depth="1")
        assert HOME in answer.resources and answer.at(HOME).has("CS:getctag") and answer.at(HOME).has("D:sync-token")
        calendars = [found for found in answer.resources.values() if found.is_a("C:calendar")]
        assert {CAL, HOME + "tasks/"} <= {calendar.href for calendar in calendars}
        for found in answer.resources.values():
            assert 404 not in found.by_status and found.has("D:resourcetype"), found.href
            assert full("D:read") in found.privileges()
            assert not found.has("D:owner") or found.hrefs("D:owner") == [PRINCIPAL], "nobody owns what is the shop's"
        for calendar in calendars:
            assert full("D:sync-collection") in calendar.reports() and calendar.text("CS:getctag") and calendar.text("D:sync-token")
            assert len(calendar.components()) == 1, "events and tasks in one show up in Reminders, and are deleted there"
            assert int(calendar.text("C:max-attendees-per-instance")) > 0
            assert calendar.children("C:schedule-calendar-transp") <= {full("C:opaque"), full("C:transparent")}
        default = next(found for found in answer.resources.values() if found.is_a("C:schedule-inbox"))
        assert default.href_of("C:schedule-default-calendar-URL") == CAL
        # A resource of which nothing is known has an empty propstat, or it would be taken for gone.
        for found in client.send("PROPFIND", HOME, propfind("CS:xmpp-uri ICAL:autoprovisioned"), expect=207, Depth="1").resources.values():
            assert found.by_status == {200: {}}, found.href


# CalendarServer color: calendar-color
# RFC 4918 9.2: dead-properties
def sets_what_it_likes(server):
    """One PROPPATCH for each; what is not accepted would be sent for ever."""
    mac = Client(server, AGENT)
    zone = ("BEGIN:VCALENDAR&#13;\nVERSION:2.0&#13;\nCALSCALE:GREGORIAN&#13;\nBEGIN:VTIMEZONE&#13;\nTZID:Europe/Berlin&#13;\nBEGIN:STANDARD&#13;\n"
            "DTSTART:19961027T030000&#13;\nTZOFFSETFROM:+0200&#13;\nTZOFFSETTO:+0100&#13;\nEND:STANDARD&#13;\nEND:VTIMEZONE&#13;\nEND:VCALENDAR&#13;\n")
    alarm = "BEGIN:VALARM&#13;\nTRIGGER:-PT15M&#13;\nACTION:NONE&#13;\nEND:VALARM&#13;\n"
    wanted = [(HOME, "C", "default-alarm-vevent-date", "", alarm), (HOME, "C", "default-alarm-vevent-datetime", "", alarm),
              (CAL, "ICAL", "calendar-order", "", "3"), (CAL, "D", "displayname", "", "Töpferei &amp; Co"),
              (CAL, "ICAL", "calendar-color", ' symbolic-color="custom"', "#FF2968FF"), (CAL, "ICAL", "calendar-color", ' symbolic-color="red"', "#FF2968"),
              (CAL, "C", "calendar-timezone", "", zone), (CAL, "C", "schedule-calendar-transp", "", '<B:transparent/>'),
              (CAL, "C", "schedule-calendar-transp", "", '<B:opaque/>')]
    for headers in ({}, {"Prefer": "return=representation", "Brief": "f"}):
        for path, space, local, attributes, value in wanted:
            body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop>'
                    f'<B:{local} xmlns:B="{NS[space]}"{attributes}>{value}</B:{local}></A:prop></A:set></A:propertyupdate>')
            answer = mac.send("PROPPATCH", path, body, expect=207 if headers else (200, 207), **headers)
            if answer.status == 207:
                assert answer.only().has(f"{space}:{local}"), (local, answer.text())
            kept = mac.send("PROPFIND", path, propfind(f"{space}:{local}"), expect=207, Depth="0").only().element(f"{space}:{local}")
            read = value.replace("&#13;", "\r").replace("&amp;", "&")
            assert list(kept) if value.startswith("<") else kept.text == read, (local, kept.text)
    # Of every calendar that is listed, the live one of a shelf included.
    mac.send("MKCALENDAR", HOME + "shelf/", MKSHELF, expect=201)
    calendars = [found.href for found in mac.send("PROPFIND", HOME, propfind("D:resourcetype"), expect=207, Depth="1").resources.values() if found.is_a("C:calendar")]
    assert HOME + "shelf-live/" in calendars
    for order, path in enumerate(calendars):
        body = f'<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop><B:calendar-order xmlns:B="{NS["ICAL"]}">{order}</B:calendar-order></A:prop></A:set></A:propertyupdate>'
        mac.send("PROPPATCH", path, body, expect=(200, 207))
        assert mac.send("PROPFIND", path, propfind("ICAL:calendar-order"), expect=207, Depth="0").only().text("ICAL:calendar-order") == str(order)
    mac.send("DELETE", HOME + "shelf/", expect=204)
    colour = mac.send("PROPFIND", CAL, propfind("ICAL:calendar-color"), expect=207, Depth="0")
    assert colour.only().text("ICAL:calendar-color") == "#FF2968" and colour.text().count("#FF2968") == 1, "replaced, not appended"
    assert colour.only().element("ICAL:calendar-color").get("symbolic-color") == "red"


SYNC = '<A:sync-collection xmlns:A="DAV:"><A:sync-token>%s</A:sync-token>%s' + prop("D:getetag D:getcontenttype") + "</A:sync-collection>"
MULTIGET = '<B:calendar-multiget xmlns:B="urn:ietf:params:xml:ns:caldav"><A:prop xmlns:A="DAV:"><A:getetag/><B:calendar-data/><B:schedule-tag/></A:prop>%s</B:calendar-multiget>'
QUERY = ('<x0:calendar-query xmlns:x0="urn:ietf:params:xml:ns:caldav" xmlns:x1="DAV:"><x1:prop><x1:getetag/><x1:getcontenttype/></x1:prop>'
         '<x0:filter><x0:comp-filter name="VCALENDAR"><x0:comp-filter name="%s">%s</x0:comp-filter></x0:comp-filter></x0:filter></x0:calendar-query>')


def fetched(client, calendar, hrefs):
    """Fifty at a time, without a Depth."""
    all_of_them = {}
    for at in range(0, len(hrefs), 50):
        some = "".join(f'<A:href xmlns:A="DAV:">{href}</A:href>' for href in hrefs[at:at + 50])
        all_of_them.update(client.send("REPORT", calendar, MULTIGET % some, expect=207).resources)
    return {href: found.text("C:calendar-data") for href, found in all_of_them.items() if found.status is None}


# RFC 6578 3.5.2: removed
# RFC 4791 9.9: open-ranges
def writes_and_syncs(server):
    mac, phone = Client(server, AGENT), Client(server, IOS)
    changed = propfind("CS:getctag D:sync-token")
    state = lambda: tuple(mac.send("PROPFIND", CAL, changed, expect=207, Depth="0").only().text(name) for name in ("CS:getctag", "D:sync-token"))
    before = state()
    empty = mac.send("REPORT", CAL, SYNC % ("", ""), expect=207, Depth="1")  # 10.7: no sync-level, but Depth: 1
    assert not empty.resources and empty.sync_token(), "nothing is 207, too"
    apple = ('X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70;X-TITLE="Kiln Street":geo:52.5,13.4\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\n'
             "X-APPLE-CREATOR-IDENTITY:com.apple.calendar\r\nBEGIN:VALARM\r\nX-WR-ALARMUID:A1\r\nUID:A1\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\n"
             "X-APPLE-DEFAULT-ALARM:TRUE\r\nACKNOWLEDGED:20260301T000000Z\r\nEND:VALARM\r\n")
    name = CAL + "7A0B1C2D-0000-4000-8000-000000000001.ics"
    body = event("7A0B1C2D-0000-4000-8000-000000000001", apple, utc(20), utc(20, 12))
    text = {"Content_Type": "text/calendar", "If_None_Match": "*"}
    made = mac.send("PUT", name, body, expect=201, **text)
    etag = made.headers["ETag"]
    assert etag and not etag.startswith("W/"), "without one it would be fetched at once"
    mac.send("PUT", name, body, expect=412, **text)
    assert mac.send("GET", name, expect=200).text() == body, "not a byte is lost"
    after = state()
    assert before[0] != after[0] and before[1] != after[1], "both move together"
    told = mac.send("REPORT", CAL, SYNC % (empty.sync_token(), ""), expect=207, Depth="1")
    assert told.only().href == name and told.only().text("D:getetag") == etag and told.only().text("D:getcontenttype").startswith("text/calendar")
    assert told.sync_token() == after[1], "the property is the report's token"
    assert fetched(mac, CAL, [name, CAL + "never.ics"]) == {name: body}
    again = mac.send("PUT", name, body.replace("Glaze evening", "Glaze night"), expect=204, Content_Type="text/calendar", If_Match=etag)
    mac.send("PUT", name, body, expect=412, Content_Type="text/calendar", If_Match=etag)
    # The first run of 10.6, and what iOS asks: open-ended, of the last month on.
    current = f'<x0:time-range start="{utc(10, 0)}" end="{utc(31, 0)}"/>'
    assert list(mac.send("REPORT", CAL, QUERY % ("VEVENT", current), expect=207, Depth="1").resources) == [name]
    assert list(phone.send("REPORT", CAL, QUERY % ("VEVENT", f'<x0:time-range start="{utc(-30, 0)}"/>'), expect=207, Depth="1").resources) == [name]
    assert not phone.send("REPORT", CAL, QUERY % ("VEVENT", f'<x0:time-range start="{utc(60, 0)}"/>'), expect=207, Depth="1").resources
    assert not phone.send("REPORT", HOME + "tasks/", QUERY % ("VTODO", ""), expect=207, Depth="1").resources
    listing = phone.send("PROPFIND", CAL, propfind("D:getcontenttype D:getetag"), expect=207, Depth="1").resources
    assert listing[name].text("D:getetag") == again.headers["ETag"] and listing[CAL].by_status == {200: {}}
    phone.send("PROPFIND", HOME + "inbox/", propfind("D:getcontenttype D:getetag"), expect=207, Depth="1")
    # The home: which calendars changed, with the whole list of properties.
    home = mac.send("REPORT", HOME, SYNC.replace(prop("D:getetag D:getcontenttype"), prop(BIG)) % ("", "<A:sync-level>1</A:sync-level>"), expect=207)
    assert home.at(CAL).has("CS:getctag")
    # Deleted: a status, no propstat; and an unknown token is 403, after which it syncs afresh.
    mac.send("DELETE", name, expect=204, If_Match=again.headers["ETag"])
    gone = mac.send("REPORT", CAL, SYNC % (told.sync_token(), "<A:sync-level>1</A:sync-level>"), expect=207).only()
    assert gone.href == name and gone.status == 404
    refused = mac.send("REPORT", CAL, SYNC % ("http://elsewhere.example/1", ""), expect=403, Depth="1")
    assert full("D:valid-sync-token") in refused.error()


# RFC 4791 5.3.1: mkcalendar
def makes_calendars(server):
    mac = Client(server, AGENT)
    one = HOME + "0F3C6A1E-1111-4222-8333-444444444444/"
    answer = mac.send("MKCALENDAR", one, '<?xml version="1.0" encoding="UTF-8"?>\n<B:mkcalendar xmlns:B="urn:ietf:params:xml:ns:caldav"><A:set xmlns:A="DAV:"><A:prop>'
             '<D:calendar-order xmlns:D="http://apple.com/ns/ical/">4</D:calendar-order><B:supported-calendar-component-set><B:comp name="VEVENT"/>'
             '</B:supported-calendar-component-set><D:calendar-color xmlns:D="http://apple.com/ns/ical/" symbolic-color="green">#63DA38</D:calendar-color>'
             "<B:calendar-timezone>BEGIN:VCALENDAR&#13;\nVERSION:2.0&#13;\nBEGIN:VTIMEZONE&#13;\nTZID:Europe/Berlin&#13;\nEND:VTIMEZONE&#13;\nEND:VCALENDAR&#13;\n"
             "</B:calendar-timezone><A:displayname>Studio</A:displayname><B:schedule-calendar-transp><B:transparent/></B:schedule-calendar-transp>"
             "</A:prop></A:set></B:mkcalendar>", expect=201)
    assert answer.headers["Cache-Control"] == "no-cache"
    made = mac.send("PROPFIND", one, propfind(BIG), expect=207, Depth="0").only()
    assert made.components() == ["VEVENT"] and made.text("D:displayname") == "Studio" and made.text("ICAL:calendar-color") == "#63DA38"
    assert made.children("C:schedule-calendar-transp") == {full("C:transparent")} and made.text("ICAL:calendar-order") == "4"
    mac.send("PROPPATCH", one, '<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop><A:displayname>Atelier</A:displayname></A:prop></A:set></A:propertyupdate>', expect=(200, 207))
    mac.send("DELETE", one, expect=204)
    # A subscription that the server keeps (10.7: MKCOL, 10.9: MKCALENDAR): made, or refused in so many words.
    for method, root in (("MKCALENDAR", "B:mkcalendar"), ("MKCOL", "A:mkcol")):
        answer = mac.send(method, HOME + f"sub-{method}/", f'<{root} xmlns:A="DAV:" xmlns:B="urn:ietf:params:xml:ns:caldav"><A:set><A:prop>'
                          '<A:resourcetype><A:collection/><C:subscribed xmlns:C="http://calendarserver.org/ns/"/></A:resourcetype>'
                          '<C:source xmlns:C="http://calendarserver.org/ns/"><A:href>webcal://127.0.0.1/feed.ics</A:href></C:source>'
                          '<D:refreshrate xmlns:D="http://apple.com/ns/ical/">P1W</D:refreshrate><C:subscribed-strip-alarms xmlns:C="http://calendarserver.org/ns/"/>'
                          f"</A:prop></A:set></{root}>")
        assert answer.status in (201, 403), (answer.status, answer.text())


def meets_people(server, outbox):
    mac = Client(server, AGENT)
    delegates = ('<A:expand-property xmlns:A="DAV:"><A:property name="calendar-proxy-read-for" namespace="http://calendarserver.org/ns/">'
                 '<A:property name="calendar-user-address-set" namespace="urn:ietf:params:xml:ns:caldav"/><A:property name="email-address-set" '
                 'namespace="http://calendarserver.org/ns/"/><A:property name="displayname" namespace="DAV:"/></A:property>'
                 '<A:property name="calendar-proxy-write-for" namespace="http://calendarserver.org/ns/"><A:property name="displayname" namespace="DAV:"/></A:property></A:expand-property>')
    assert mac.send("REPORT", PRINCIPAL, delegates, expect=207, Depth="0").only().href == PRINCIPAL
    found = mac.send("REPORT", "/dav/principals/", '<x2:calendarserver-principal-search xmlns:x2="http://calendarserver.org/ns/" xmlns:x0="DAV:" context="attendee">'
                     "<x2:search-token>sam</x2:search-token><x2:limit><x0:nresults>50</x0:nresults></x2:limit><x0:prop><x0:displayname/><x0:principal-URL/>"
                     '<x1:calendar-user-address-set xmlns:x1="urn:ietf:params:xml:ns:caldav"/><x1:calendar-user-type xmlns:x1="urn:ietf:params:xml:ns:caldav"/>'
                     "</x0:prop></x2:calendarserver-principal-search>", expect=207, Depth="0")
    assert "/dav/principals/sam/" in found.resources
    question = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nPRODID:-//Apple Inc.//Mac OS X 10.11//EN\r\nBEGIN:VFREEBUSY\r\nUID:Q\r\n"
                f"DTSTAMP:20260301T000000Z\r\nDTSTART:{utc(1)}\r\nDTEND:{utc(2)}\r\nORGANIZER:mailto:ada@example.com\r\nX-CALENDARSERVER-MASK-UID:EDITED\r\n"
                "ATTENDEE:mailto:ada@example.com\r\nATTENDEE:mailto:stranger@example.com\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n")
    busy = mac.send("POST", outbox, question, expect=200, Content_Type="text/calendar", Originator="mailto:ada@example.com", Recipient="mailto:ada@example.com")
    states = [state.text for state in busy.tree().iter(full("C:request-status"))]
    assert busy.tree().tag == full("C:schedule-response") and states[0].startswith("2.0") and states[1].startswith("3.7"), states
    assert mac.send("PUT", CAL + "with-file.ics", event("with-file"), expect=201, Content_Type="text/calendar")
    attached = mac.send("POST", CAL + "with-file.ics?action=attachment-add", b"%PDF-", Content_Type="application/pdf", Content_Disposition="attachment;filename=glaze.pdf")
    assert attached.is_clean() and (attached.status != 201 or attached.headers["Cal-Managed-ID"]), attached.status
    for name in ("CS:notification-URL",):  # where it is told of, it can be read
        notifications = mac.send("PROPFIND", PRINCIPAL, propfind(name), expect=207, Depth="0").only()
        if notifications.has(name):
            mac.send("PROPFIND", notifications.href_of(name), propfind("D:getetag CS:notificationtype"), expect=207, Depth="1")
            mac.send("REPORT", notifications.href_of(name), SYNC % ("", "<A:sync-level>1</A:sync-level>"), expect=207)


with serving() as server:
    inbox, outbox = sets_up_an_account(server)
    lists_the_home(server)
    sets_what_it_likes(server)
    writes_and_syncs(server)
    makes_calendars(server)
    meets_people(server, outbox)
print("Apple: ok")
