"""Bad input: the right status, the element that RFC 4791 or 4918 names, a sentence that says what to do, a line in the
log; and nothing changes. On SQLite, and with the word `postgres` on PostgreSQL, which is stricter about texts."""
# RFC 4918 9.7: put
# RFC 4918 5.2: parent-needed
# RFC 4918 8.2: malformed-xml
import json, re
from databases import databases
from server import MKSHELF, Server, event

CAL = "/dav/calendars/ada/calendar/"
XML = {"Content_Type": "application/xml"}
ICS = {"Content_Type": "text/calendar"}
QUERY = '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:">%s</C:calendar-query>'
FILTER = '<C:filter><C:comp-filter name="VCALENDAR">%s</C:comp-filter></C:filter>'
BOMB = ('<!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) +
        ']><D:propfind xmlns:D="DAV:"><D:prop><D:x>&j;</D:x></D:prop></D:propfind>')
PATCH = '<D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:T="urn:timeshelf"><D:set><D:prop>%s</D:prop></D:set></D:propertyupdate>'
MANY_NAMES = '<D:propfind xmlns:D="DAV:"><D:prop>' + "<D:x/>" * 300 + "</D:prop></D:propfind>"
MANY_ELEMENTS = '<D:propfind xmlns:D="DAV:"><D:prop>' + "<D:x/>" * 60_000 + "</D:prop></D:propfind>"
MANY_PREFIXES = '<D:propfind xmlns:D="DAV:" ' + " ".join(f'xmlns:p{i}="u"' for i in range(5000)) + "><D:allprop/></D:propfind>"


def zoned(tzid):
    return event("z").replace("DTSTART:20990310T100000Z", f"DTSTART;TZID={tzid}:20990310T100000").replace("DTEND:20990310T120000Z", "DURATION:PT1H")


def cases(slot):
    """name, method, path, body, headers, status, precondition element, words of the sentence"""
    hold = "/api/v1/shops/studio/holds"
    line = lambda **more: {"lines": [{"slot": slot, "sku": "MUG", "quantity": 1, **more}]}
    yield "broken XML", "PROPFIND", CAL, "<D:propfind xmlns:D='DAV:'><D:prop>", XML, 400, "", "not well-formed XML"
    yield "no XML", "REPORT", CAL, "hello", XML, 400, "", "not well-formed XML"
    yield "empty report", "REPORT", CAL, "", XML, 400, "", "XML"
    yield "unbound prefix", "PROPFIND", CAL, "<D:propfind/>", XML, 400, "", "not bound to a namespace"
    yield "another root", "PROPFIND", CAL, "<x/>", XML, 400, "", "DAV: propfind"
    yield "XML bomb", "PROPFIND", CAL, BOMB, XML, 400, "", "document type declaration"
    yield "deep XML", "PROPFIND", CAL, "<a>" * 5000 + "</a>" * 5000, XML, 400, "", "nested deeper"
    yield "wide XML", "PROPFIND", CAL, MANY_ELEMENTS, XML, 400, "", "more than 50000 elements"
    yield "many prefixes", "PROPFIND", CAL, MANY_PREFIXES, XML, 400, "", "attributes"
    yield "many names", "PROPFIND", CAL, MANY_NAMES, XML, 400, "", "at most 256 properties"
    yield "XML in Latin-1", "PROPFIND", CAL, "<D:x xmlns:D='DAV:'>\xe9</D:x>".encode("latin-1"), XML, 400, "", "not UTF-8"
    yield "depth", "PROPFIND", CAL, None, {"Depth": "many"}, 400, "", "Depth is 0, 1 or infinity"
    yield "endless depth", "PROPFIND", CAL, None, {"Depth": "infinity"}, 403, "propfind-finite-depth", "Depth: 0 or Depth: 1"
    yield "unknown report", "REPORT", CAL, '<D:x xmlns:D="DAV:"/>', XML, 403, "supported-report", "supported-report-set"
    yield "query without filter", "REPORT", CAL, QUERY % "", XML, 403, "valid-filter", "filter"
    yield "backward range", "REPORT", CAL, QUERY % (FILTER % '<C:comp-filter name="VEVENT"><C:time-range start="20990101T000000Z" end="20980101T000000Z"/></C:comp-filter>'), XML, 403, "valid-filter", ""
    yield "local range", "REPORT", CAL, QUERY % (FILTER % '<C:comp-filter name="VEVENT"><C:time-range start="20990101T000000"/></C:comp-filter>'), XML, 403, "valid-filter", ""
    yield "unknown collation", "REPORT", CAL, QUERY % (FILTER % '<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"><C:text-match collation="i;klingon">x</C:text-match></C:prop-filter></C:comp-filter>'), XML, 403, "supported-collation", ""
    yield "query's time zone", "REPORT", CAL, QUERY % (FILTER % "" + "<C:timezone>Mars</C:timezone>"), XML, 403, "valid-calendar-data", "VTIMEZONE"
    yield "stale sync-token", "REPORT", CAL, '<D:sync-collection xmlns:D="DAV:"><D:sync-token>urn:x:1</D:sync-token><D:sync-level>1</D:sync-level><D:prop/></D:sync-collection>', XML, 403, "valid-sync-token", "Sync afresh"
    yield "calendar's time zone", "PROPPATCH", CAL, PATCH % "<C:calendar-timezone>BEGIN:VCALENDAR\nEND:VCALENDAR\n</C:calendar-timezone>", XML, 207, "valid-calendar-data", "VTIMEZONE"
    yield "computed property", "PROPPATCH", CAL, PATCH % "<D:getetag>x</D:getetag>", XML, 207, "cannot-modify-protected-property", "computes"
    yield "feed", "PROPPATCH", CAL, PATCH % "<T:feed>public</T:feed>", XML, 207, "", "off, open or secret"
    yield "large property", "PROPPATCH", CAL, PATCH % f"<D:note>{'x' * 70_000}</D:note>", XML, 207, "", "64 KiB"
    yield "20 MB", "PUT", CAL + "big.ics", b"x" * (20 << 20), ICS, 413, "", "larger than"
    yield "large object", "PUT", CAL + "big.ics", event("big", "DESCRIPTION:" + "x" * (9 << 20) + "\r\n"), ICS, 403, "max-resource-size", "at most"
    yield "content type", "PUT", CAL + "t.ics", event("t"), {"Content_Type": "image/png"}, 403, "supported-calendar-data", "text/calendar"
    yield "no calendar", "PUT", CAL + "t.ics", "hello", ICS, 403, "valid-calendar-data", "BEGIN:VCALENDAR"
    yield "half a calendar", "PUT", CAL + "t.ics", event("t")[:120], ICS, 403, "valid-calendar-data", ""
    yield "bad date", "PUT", CAL + "t.ics", event("t", start="20991399T000000Z"), ICS, 403, "valid-calendar-data", "DTSTART"
    yield "bad rule", "PUT", CAL + "t.ics", event("t", "RRULE:FREQ=SOMETIMES\r\n"), ICS, 403, "valid-calendar-data", "RRULE"
    yield "no UID", "PUT", CAL + "t.ics", event("t").replace("UID:t\r\n", ""), ICS, 403, "valid-calendar-object-resource", "UID"
    yield "two UIDs", "PUT", CAL + "t.ics", event("t").replace("END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20260301T000000Z\r\nDTSTART:20990310T100000Z\r\nEND:VEVENT"), ICS, 403, "valid-calendar-object-resource", "UID"
    yield "METHOD", "PUT", CAL + "t.ics", event("t").replace("PRODID:test", "PRODID:test\r\nMETHOD:REQUEST"), ICS, 403, "valid-calendar-object-resource", "METHOD"
    yield "control character", "PUT", CAL + "t.ics", event("t\x01"), ICS, 403, "valid-calendar-data", "control character"
    yield "NUL in a UID", "PUT", CAL + "t.ics", event("t\x00"), ICS, 403, "valid-calendar-data", ""
    yield "not UTF-8", "PUT", CAL + "t.ics", event("t").encode() + b"\xff", ICS, 403, "valid-calendar-data", ""
    yield "bad time zone", "PUT", CAL + "t.ics", zoned("Mars/Phobos"), ICS, 403, "valid-timezone", "Europe/Berlin"
    yield "component", "PUT", "/dav/calendars/ada/tasks/t.ics", event("t"), ICS, 403, "supported-calendar-component", "VTODO"
    yield "another's UID", "PUT", CAL + "copy.ics", event("kept"), ICS, 409, "no-uid-conflict", "under another name"
    yield "another UID", "PUT", CAL + "kept.ics", event("other"), ICS, 409, "no-uid-conflict", "another UID"
    yield "stale If-Match", "PUT", CAL + "kept.ics", event("kept"), {**ICS, "If_Match": '"stale"'}, 412, "", "Read it again"
    yield "weak If-Match", "PUT", CAL + "kept.ics", event("kept"), {**ICS, "If_Match": 'W/"x"'}, 412, "", "Read it again"
    yield "If-None-Match", "PUT", CAL + "kept.ics", event("kept"), {**ICS, "If_None_Match": "*"}, 412, "", "Choose another name"
    yield "stale DELETE", "DELETE", CAL + "kept.ics", None, {"If_Match": '"stale"'}, 412, "", "Read it again"
    yield "If-Match on nothing", "PUT", CAL + "t.ics", event("t"), {**ICS, "If_Match": "*"}, 412, "", ""
    yield "range", "PUT", CAL + "t.ics", event("t"), {**ICS, "Content_Range": "bytes 0-1/2"}, 400, "", "without Content-Range"
    yield "into the home", "PUT", "/dav/calendars/ada/t.ics", event("t"), ICS, 403, "", "PUT into a calendar"
    yield "below nothing", "PUT", "/dav/calendars/ada/none/t.ics", event("t"), ICS, 409, "", "Create it first"
    yield "over a collection", "PUT", CAL, event("t"), ICS, 405, "", "PUT to a name inside it"
    yield "outside the home", "PUT", "/dav/calendars/ada/../sam/calendar/t.ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "outside, encoded", "PUT", "/dav/calendars/ada/%2e%2e/sam/calendar/t.ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "outside the root", "PUT", "/dav/other/t.ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "a slash in a name", "PUT", CAL + "a%2Fb.ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "broken escape", "PUT", CAL + "a%zz.ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "NUL in a name", "PUT", CAL + "a%00.ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "control in a name", "PUT", CAL + "a%0Ab.ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "name not UTF-8", "PUT", CAL + "a%FF.ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "overlong name", "PUT", CAL + "x" * 300 + ".ics", event("t"), ICS, 404, "", "nothing at this address"
    yield "deep path", "PUT", CAL + "x/" * 40 + "t.ics", event("t"), ICS, 404, "", "nothing at this address"
    for method in ("GET", "PUT", "DELETE", "PROPFIND", "PROPPATCH", "MKCALENDAR", "REPORT"):
        body = {"PUT": event("t"), "PROPPATCH": PATCH % "<D:x/>", "REPORT": QUERY % (FILTER % "")}.get(method)
        path = "/dav/calendars/sam/" + ("new/" if method == "MKCALENDAR" else "calendar/" if method in ("PROPFIND", "REPORT", "PROPPATCH") else "calendar/t.ics")
        yield f"another's calendar, {method}", method, path, body, ICS if method == "PUT" else XML, 403, "need-privileges", "somebody else"
    yield "move to another's", "MOVE", CAL + "kept.ics", None, {"Destination": "/dav/calendars/sam/calendar/kept.ics"}, 403, "", ""
    yield "move to another host", "MOVE", CAL + "kept.ics", None, {"Destination": "http://elsewhere.example/dav/calendars/ada/calendar/x.ics"}, 502, "", ""
    yield "move without a place", "MOVE", CAL + "kept.ics", None, {}, 400, "", "Destination"
    yield "existing calendar", "MKCALENDAR", CAL, None, {}, 405, "resource-must-be-null", ""
    yield "calendar in a calendar", "MKCALENDAR", CAL + "x/", None, {}, 403, "calendar-collection-location-ok", ""
    yield "subscription", "MKCALENDAR", "/dav/calendars/ada/sub/", '<C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:" xmlns:S="http://calendarserver.org/ns/"><D:set><D:prop><D:resourcetype><D:collection/><S:subscribed/></D:resourcetype></D:prop></D:set></C:mkcalendar>', XML, 403, "valid-resourcetype", ""
    yield "new calendar's time zone", "MKCALENDAR", "/dav/calendars/ada/mars/", '<C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:set><D:prop><C:calendar-timezone>Mars</C:calendar-timezone></D:prop></D:set></C:mkcalendar>', XML, 403, "valid-calendar-data", "VTIMEZONE"
    yield "MKCOL of something", "MKCOL", "/dav/calendars/ada/x/", "hello", {"Content_Type": "text/plain"}, 415, "", "Content-Type"
    yield "unknown method", "BREW", CAL, None, {}, 405, "", "Allow"
    yield "live calendar", "PUT", "/dav/calendars/ada/shelf-live/t.ics", event("t"), ICS, 403, "need-privileges", ""
    yield "unknown SKU in a slot", "PUT", "/dav/calendars/ada/shelf/s2.ics", event("s2", "X-SHELF-STOCK;SKU=NOPE:3\r\n"), ICS, 403, "valid-shelf-terms", "NOPE"
    yield "negative price in a slot", "PUT", "/dav/calendars/ada/shelf/s2.ics", event("s2", "X-SHELF-STOCK;SKU=MUG:3\r\nX-SHELF-PRICE;SKU=MUG:-1\r\n"), ICS, 403, "valid-shelf-terms", "X-SHELF-PRICE"
    yield "negative stock in a slot", "PUT", "/dav/calendars/ada/shelf/s2.ics", event("s2", "X-SHELF-STOCK;SKU=MUG:-3\r\n"), ICS, 403, "valid-shelf-terms", "X-SHELF-STOCK"
    yield "unknown SKU", "POST", hold, line(sku="NOPE"), {}, 422, "", "NOPE"
    yield "unknown slot", "POST", hold, line(slot="0" * 26), {}, 422, "", "slot"
    yield "no quantity", "POST", hold, line(quantity=0), {}, 422, "", "quantity"
    yield "negative quantity", "POST", hold, line(quantity=-3), {}, 422, "", ""
    yield "NUL in a SKU", "POST", hold, line(sku="MUG\0"), {}, 422, "", "NUL"
    yield "broken JSON", "POST", hold, '{"lines":', {"Content_Type": "application/json"}, 400, "", "not JSON"
    yield "deep JSON", "POST", hold, "[" * 1000, {"Content_Type": "application/json"}, 400, "", "nested"
    yield "form as JSON", "POST", hold, "a=b", {"Content_Type": "text/plain"}, 415, "", "application/json"
    yield "an instant behind the year 9999", "GET", "/api/v1/shops/studio/slots?from=9999-12-31T23:59:59-05:00", None, {}, 422, "", "from"
    for path in ("/s/%FF", "/feeds/%FF.ics", "/feeds/s/%00.ics", "/api/v1/shops/%FF/slots", "/b/%FF", "/api/v1/bookings/%C3%28", "/%00", "/feeds/none.ics"):
        yield f"GET {path}", "GET", path, None, {}, 404, "", ""


def state(server):
    """All that could have changed."""
    names = '<D:propfind xmlns:D="DAV:" xmlns:S="http://calendarserver.org/ns/" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><S:getctag/><D:sync-token/><C:calendar-timezone/></D:prop></D:propfind>'
    ask = lambda user: server.request("PROPFIND", f"/dav/calendars/{user}/", names, user, Depth="1", Content_Type="text/xml")[1]
    slots = server.request("GET", "/api/v1/shops/studio/slots?from=2099-01-01T00:00:00Z&to=2099-12-31T00:00:00Z")[1]
    return ask("ada"), ask("sam"), json.loads(slots)["slots"], server.run("check"), server.run("export", "--user", "ada")


def try_all(database):
    with Server(database) as server:
        assert server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", **XML)[0] == 201
        shelf = event("s", "X-SHELF-STOCK;SKU=MUG:5\r\nX-SHELF-PRICE;SKU=MUG:18\r\n")
        assert server.request("PUT", "/dav/calendars/ada/shelf/s.ics", shelf, "ada", **ICS)[0] == 201
        assert server.request("PUT", CAL + "kept.ics", event("kept"), "ada", **ICS)[0] == 201
        before = state(server)
        wrong, count = [], 0
        for name, method, path, body, headers, status, element, words in cases(before[2][0]["id"]):
            logged = len(server.log())
            got, text, _ = server.request(method, path, body, "ada", **headers)
            count += 1
            text = text.decode()
            facts = {"status": got == status, "element": not element or re.search(f"<[CDT]:{element}[/>]", text),
                     "words": words.lower() in text.lower(), "a sentence": len(re.sub("<[^>]*>|\\s", "", text)) > 15,
                     "a line in the log": f" {status} " in server.log()[logged:] and words.lower() in server.log()[logged:].lower(),
                     "nothing changed": state(server) == before}
            wrong += [f"{name}: {method} {path[:60]} -> {got}: not {fact}: {text[:300]}" for fact, good in facts.items() if not good]
        last = json.loads(server.request("GET", "/api/v1/shops/studio/slots?from=9999-12-31T00:00:00Z")[1])
        assert last["to"] == "9999-12-31T23:59:59Z", "no year has five digits"
        strange = server.request("PUT", "/dav/calendars/ada/files/a", "x", "ada") if server.request("MKCOL", "/dav/calendars/ada/files/", None, "ada")[0] == 201 else None
        assert strange[0] == 201
        assert server.request("PUT", "/dav/calendars/ada/files/b", "x", "ada", Content_Type="text/\xff")[0] == 201
        assert not wrong, "\n".join(wrong)
        assert " 500 " not in server.log(), server.log()
        return count


with databases() as fresh:
    print(f"bad input: {try_all(fresh())} cases ok")
