"""What calendar clients and servers learned from each other the hard way, each where it says something testable about this one:

    lesson                                                      test
 1  a Location with a scheme kills setup behind a proxy         apple_test sets_up_an_account, ../proxy_test
 2  where a redirect fails, other addresses are probed          apple_test sets_up_an_account, thunderbird_test discovers
 3  ctag and sync-token move together, the home's too           here: marks_move_together
 4  an unknown token is 403 with valid-sync-token               every replay; tests/store/preconditions_test valid_sync_token
 5  what forgets deletions makes older tokens invalid           tests/store/sync_test what_was_deleted_is_forgotten_one_day_…
 6  a part ends with the token of the last row sent             davx5_test lives; tests/store/sync_test
 7  deleted is a status, and nothing else looks like it         here: nothing_looks_deleted_that_is_not
 8  deletions are told where they happened, and not at first    here: deletions_stay_in_their_calendar
 9  an ETag says that the bytes are those that were sent        here: a_tag_is_of_the_bytes_that_were_sent
10  the tag is the same wherever it is read                     here: a_tag_is_the_same_everywhere
11  names that are taken; UIDs that are; two calendars          here: names_and_uids_that_are_taken
12  name and UID are the client's                               here: names_are_the_clients
13  a fresh ETag protects nothing                               here: terms_of_sale_survive_an_app_that_drops_them
14  unknown properties stay                                     here: what_is_not_known_is_kept
15  ranges see all recurrences                                  here: ranges_see_recurrences; tests/store/time_index_test
16  expansions follow the clock of the zone                     here: expansions_follow_the_clock
17  a rule of 32 bytes costs no hour                            here: rules_have_a_budget; tests/unit/ical_rule_test
18  an empty REPORT is 207                                      kde_test, outlook_test, apple_test
19  ten thousand tags come from an index                        measured: bench/, docs/performance.md
20  a colour is replaced, in either length                      apple_test sets_what_it_likes
21  Depth does not matter to sync and multiget                  thunderbird_test, davx5_test (0), apple_test (none), kde_test
22  hrefs: slashes, escapes, '@'                                here: addresses_are_compared_decoded
23  events and tasks in calendars of their own                  apple_test lists_the_home
24  401 with a challenge, whatever is asked first               here: who_says_nothing_is_asked
25  feeds: marks, zones, blank lines, bare CR                   fetchers_test
    what parsers choke on                                       here: what_real_producers_send_is_taken
"""
import re, time
from replay import CAL, Client, HOME, PRINCIPAL, event, full, serving, utc
from server import MKSHELF, PATIENCE

XML = {"Content_Type": "text/xml"}
ICS = {"Content_Type": "text/calendar; charset=utf-8"}
HEAD = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'


def propfind(client, path, names, depth="0"):
    tags = "".join(f"<{name}/>" for name in names.split())
    return client.send("PROPFIND", path, f"<D:propfind {HEAD}><D:prop>{tags}</D:prop></D:propfind>", expect=207, Depth=depth, **XML)


def sync(client, path, token="", names="D:getetag", expect=207):
    tags = "".join(f"<{name}/>" for name in names.split())
    return client.send("REPORT", path, f"<D:sync-collection {HEAD}><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level><D:prop>{tags}</D:prop></D:sync-collection>",
                       expect=expect, **XML)


def query(client, path, inside, data="<D:getetag/>"):
    return client.send("REPORT", path, f'<C:calendar-query {HEAD}><D:prop>{data}</D:prop><C:filter><C:comp-filter name="VCALENDAR">{inside}</C:comp-filter></C:filter></C:calendar-query>',
                       expect=207, Depth="1", **XML).resources


def between(start, end, component="VEVENT"):
    return f'<C:comp-filter name="{component}"><C:time-range start="{start}T000000Z" end="{end}T000000Z"/></C:comp-filter>'


def fresh_calendar(client, name):
    path = f"{HOME}{name}/"
    client.send("MKCALENDAR", path, expect=201)
    return path


# CalendarServer ctag: moves-with-token
# CalendarServer ctag: getctag
def marks_move_together(client):
    marks = lambda: {path: tuple(propfind(client, path, "CS:getctag D:sync-token").only().text(name) for name in ("CS:getctag", "D:sync-token")) for path in (HOME, CAL, HOME + "tasks/")}
    steps = [("PUT", CAL + "marks.ics", event("marks")), ("PUT", CAL + "marks.ics", event("marks", summary="Again")), ("DELETE", CAL + "marks.ics", None)]
    for method, path, body in steps:
        before = marks()
        client.send(method, path, body, **ICS)
        after = marks()
        for place in (HOME, CAL):
            assert before[place][0] != after[place][0] and before[place][1] != after[place][1], (method, place)
        assert before[HOME + "tasks/"] == after[HOME + "tasks/"], "another calendar's stand still"
    before = marks()[HOME]
    calendar = fresh_calendar(client, "marks")
    assert marks()[HOME][0] != before[0]
    client.send("DELETE", calendar, expect=204)


# RFC 6578 3.5.2: removed
def nothing_looks_deleted_that_is_not(client):
    calendar = fresh_calendar(client, "seven")
    client.send("PUT", calendar + "1.ics", event("1"), expect=201, **ICS)
    found = sync(client, calendar, names="D:getetag D:getcontenttype D:resourcetype").only()
    assert found.by_status.keys() == {200} and found.has("D:resourcetype"), "no 404 beside what was found"
    token = sync(client, calendar).sync_token()
    client.send("DELETE", calendar + "1.ics", expect=204)
    gone = sync(client, calendar, token).only()
    assert gone.status == 404 and not gone.by_status


# RFC 6578 3.4: initial
# RFC 6578 3.2: valid-sync-token
def deletions_stay_in_their_calendar(client):
    one, two = fresh_calendar(client, "eight"), fresh_calendar(client, "eight-too")
    token, other = sync(client, one).sync_token(), sync(client, two).sync_token()
    client.send("PUT", one + "1.ics", event("1"), expect=201, **ICS)
    client.send("DELETE", one + "1.ics", expect=204)
    assert [found.status for found in sync(client, one, token).resources.values()] in ([], [404])
    assert not sync(client, two, other).resources and not sync(client, one).resources
    # And a calendar of the same name, made anew, is another one.
    client.send("DELETE", one, expect=204)
    fresh_calendar(client, "eight")
    refused = sync(client, one, token, expect=403)
    assert full("D:valid-sync-token") in refused.error()


# RFC 4791 5.3.4: strong-etag
def a_tag_is_of_the_bytes_that_were_sent(client):
    odd = event("odd", "X-ODD;P=\"q\":a\\,b\r\nSUMMARY;LANGUAGE=de:Töpfern\r\n").replace("SUMMARY:Glaze evening\r\n", "").replace("DTSTAMP", "dtstamp")
    made = client.send("PUT", CAL + "odd.ics", odd, expect=201, **ICS)
    got = client.send("GET", CAL + "odd.ics", expect=200)
    assert made.headers["ETag"] == got.headers["ETag"] and got.text() == odd, "a tag, and the bytes as they were"
    same = client.send("PUT", CAL + "odd.ics", odd, expect=204, **ICS)
    assert same.headers["ETag"] == made.headers["ETag"], "the same bytes are the same"


# RFC 4918 8.6: one-etag
def a_tag_is_the_same_everywhere(client):
    name = CAL + "tag.ics"
    tags = {client.send("PUT", name, event("tag"), expect=201, **ICS).headers["ETag"], client.send("GET", name).headers["ETag"], client.send("HEAD", name).headers["ETag"],
            propfind(client, name, "D:getetag").only().text("D:getetag"), propfind(client, CAL, "D:getetag", "1").at(name).text("D:getetag"),
            sync(client, CAL).at(name).text("D:getetag"), query(client, CAL, "")[name].text("D:getetag")}
    assert len(tags) == 1 and re.fullmatch(r'"[^"]+"', tags.pop()), tags


def names_and_uids_that_are_taken(client):
    calendar = fresh_calendar(client, "eleven")
    client.send("PUT", CAL + "eleven.ics", event("eleven"), expect=201, If_None_Match="*", **ICS)
    client.send("PUT", CAL + "eleven.ics", event("eleven"), expect=412, If_None_Match="*", **ICS)
    twice = client.send("PUT", CAL + "other-name.ics", event("eleven"), expect=(403, 409), **ICS)
    assert full("C:no-uid-conflict") in twice.error() and CAL + "eleven.ics" in twice.text()
    client.send("PUT", calendar + "eleven.ics", event("eleven"), expect=201, **ICS)


def names_are_the_clients(client):
    for name, uid in (("A%20B%40c.ics", "040000008200E00074C5B7101A82E008@host"), ("no-ending", "x"), ("%C3%BC.ics", "ü"), ("~'!$&()*+,=:.ics", "urn:uuid:1")):
        client.send("PUT", CAL + name, event(uid), expect=201, **ICS)
        got = client.send("GET", CAL + name, expect=200)
        assert f"\r\nUID:{uid}\r\n" in got.text()
    listed = propfind(client, CAL, "D:getetag", "1").resources
    for href in listed:  # each href leads to what it names
        assert href == CAL or client.send("GET", href, expect=200).headers["ETag"] == listed[href].text("D:getetag")


# RFC 4791 5.3.4: strong-etag
def terms_of_sale_survive_an_app_that_drops_them(client):
    client.send("MKCALENDAR", HOME + "shelf/", MKSHELF, expect=201, **XML)
    slot, terms = HOME + "shelf/slot.ics", "X-SHELF-STOCK;SKU=MUG:3\r\nX-SHELF-PRICE;SKU=MUG:18\r\n"
    first = client.send("PUT", slot, event("slot", terms), expect=201, **ICS)
    # It reads the tag right before it writes, so that If-Match holds whatever happened meanwhile.
    fresh = propfind(client, slot, "D:getetag").only().text("D:getetag")
    second = client.send("PUT", slot, event("slot", summary="Moved words"), expect=204, If_Match=fresh, **ICS)
    kept = client.send("GET", slot, expect=200)
    assert all(line in kept.text() for line in terms.split()) and "Moved words" in kept.text()
    assert second.headers["ETag"] is None, "what was stored is not what was sent: no ETag, so that it is read again"
    assert first.headers["ETag"] is not None


# RFC 4791 5.3.3: unknown-properties
def what_is_not_known_is_kept(client):
    lines = "X-VENDOR-THING;X-P=1:kept\r\nFUTURE-PROPERTY:kept\r\nBEGIN:X-COMPONENT\r\nX-A:1\r\nEND:X-COMPONENT\r\n"
    client.send("PUT", CAL + "unknown.ics", event("unknown", lines), expect=201, **ICS)
    assert lines in client.send("GET", CAL + "unknown.ics", expect=200).text()
    data = query(client, CAL, between("20990301", "20990401"), "<C:calendar-data/>")[CAL + "unknown.ics"].text("C:calendar-data")
    assert lines in data


def ranges_see_recurrences(client):
    calendar = fresh_calendar(client, "fifteen")
    put = lambda name, lines: client.send("PUT", f"{calendar}{name}.ics", event(name).replace("DTSTART:20990310T100000Z\r\nDTEND:20990310T120000Z\r\n", lines), expect=201, **ICS)
    put("yearly", "DTSTART:20200229T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=YEARLY;COUNT=5\r\n")
    put("days", "DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=WEEKLY\r\n")
    moved = event("moved").replace("DTSTART:20990310T100000Z\r\nDTEND:20990310T120000Z\r\n", "DTSTART:20200301T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\n")
    override = "BEGIN:VEVENT\r\nUID:moved\r\nDTSTAMP:20260301T000000Z\r\nRECURRENCE-ID:20200302T100000Z\r\nDTSTART:20300501T100000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
    client.send("PUT", calendar + "moved.ics", moved.replace("END:VCALENDAR", override + "END:VCALENDAR"), expect=201, **ICS)
    found = lambda start, end: sorted(href[len(calendar):-4] for href in query(client, calendar, between(start, end)))
    assert found("20360228", "20360301") == ["yearly"], found("20360228", "20360301")
    assert found("20400228", "20400301") == ["days"] or "yearly" not in found("20400228", "20400301"), "five times, and no sixth"
    assert found("20300501", "20300502") in (["moved"], ["days", "moved"]), "only an override is there"
    assert found("20880107", "20880108") == ["days"], "whole days, however far"  # a Wednesday, as 1 January 2020 was


# RFC 4791 9.6.5: expand
def expansions_follow_the_clock(client):
    calendar = fresh_calendar(client, "sixteen")
    text = event("clock").replace("DTSTART:20990310T100000Z\r\nDTEND:20990310T120000Z\r\n", "DTSTART;TZID=Europe/Berlin:20260327T180000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n")
    override = "BEGIN:VEVENT\r\nUID:clock\r\nDTSTAMP:20260301T000000Z\r\nRECURRENCE-ID:20260330T160000Z\r\nDTSTART:20260330T190000Z\r\nDURATION:PT1H\r\nSUMMARY:Late\r\nEND:VEVENT\r\n"
    client.send("PUT", calendar + "clock.ics", text.replace("END:VCALENDAR", override + "END:VCALENDAR"), expect=201, **ICS)
    data = query(client, calendar, between("20260328", "20260331"), '<C:calendar-data><C:expand start="20260328T000000Z" end="20260331T000000Z"/></C:calendar-data>')
    starts = re.findall(r"DTSTART:(\S+)", data[calendar + "clock.ics"].text("C:calendar-data"))
    assert starts == ["20260328T170000Z", "20260329T160000Z", "20260330T190000Z"], f"six in the evening there; the override is told by its instant: {starts}"


def rules_have_a_budget(client):
    calendar = fresh_calendar(client, "seventeen")
    put = lambda rule: client.send("PUT", calendar + "rule.ics", event("rule", f"RRULE:{rule}\r\n"), **ICS)
    began = time.monotonic()
    assert put("FREQ=DAILY;COUNT=1000000000").status == 403
    numbers = lambda count: ",".join(map(str, range(count)))
    hostile = put(f"FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY={','.join(map(str, range(1, 32)))};BYHOUR={numbers(24)};BYMINUTE={numbers(60)};BYSECOND={numbers(60)}")
    assert hostile.status in (201, 204, 403)
    query(client, calendar, between("20260101", "20300101"))
    assert put("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30").status == 403, "never"
    assert put("FREQ=WEEKLY").status in (201, 204), "and an ordinary rule without end is taken"
    assert time.monotonic() - began < PATIENCE, "none of them costs more than its budget"


# RFC 4918 8.3: hrefs
def addresses_are_compared_decoded(client):
    client.send("PUT", CAL + "a%40b%20c.ics", event("at"), expect=201, **ICS)
    for spelled in ("a@b%20c.ics", "%61%40b%20c.ics", "a%40b%20c%2Eics"):
        client.send("GET", CAL + spelled, expect=200)
        found = client.send("REPORT", CAL, f"<C:calendar-multiget {HEAD}><D:prop><D:getetag/></D:prop><D:href>{CAL}{spelled}</D:href></C:calendar-multiget>", expect=207, **XML).only()
        assert found.status is None and found.has("D:getetag"), spelled
    whole = f"{client.server.base}{CAL}a@b%20c.ics"
    assert client.send("REPORT", CAL, f"<C:calendar-multiget {HEAD}><D:prop><D:getetag/></D:prop><D:href>{whole}</D:href></C:calendar-multiget>", expect=207, **XML).only().has("D:getetag")
    listed = [href for href in propfind(client, CAL, "D:getetag", "1").resources if "b%20c" in href]
    assert len(listed) == 1 and "%25" not in listed[0], listed
    without = propfind(client, CAL.rstrip("/"), "D:resourcetype").only()
    assert without.is_a("C:calendar") and without.href == CAL, "found without its slash, and told with it"


# RFC 6764 6: authentication
def who_says_nothing_is_asked(client):
    for method in ("PROPFIND", "REPORT", "GET", "PUT", "DELETE", "PROPPATCH", "MKCALENDAR", "POST", "LOCK", "ACL"):
        for path in ("/dav/", PRINCIPAL, CAL, CAL + "x.ics", HOME + "nothing/"):
            asked = client.send(method, path, login=False, expect=401)
            assert re.match(r'Basic realm="[^"]+"', asked.headers["WWW-Authenticate"]) and asked.headers.get_content_type() != "text/html"
    assert client.send("OPTIONS", CAL, login=False, expect=(200, 204)).headers["Allow"]


def what_real_producers_send_is_taken(client):
    calendar = fresh_calendar(client, "real")
    zone = ("BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nCOMMENT:by hand\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n")
    outlook = event("outlook").replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT").replace("DTSTART:20990310T100000Z", "DTSTART;TZID=W. Europe Standard Time:20990310T100000")
    for name, text in (("empty", event("empty", "LOCATION:\r\nATTENDEE:\r\nDESCRIPTION:\r\n")), ("error", event("error", "X-LIC-ERROR;X-LIC-ERRORTYPE=VALUE-PARSE-ERROR:No value\r\n")),
                       ("outlook", outlook.replace("DTEND:20990310T120000Z", "DTEND;TZID=W. Europe Standard Time:20990310T120000")),
                       ("far", event("far", "RRULE:FREQ=YEARLY\r\n", "18991231T100000Z", "18991231T110000Z")), ("late", event("late", "", "29990101T100000Z", "29990101T110000Z"))):
        made = client.send("PUT", f"{calendar}{name}.ics", text, **ICS)
        assert made.status == 201, (name, made.text())
        assert client.send("GET", f"{calendar}{name}.ics", expect=200).text() == text, name


with serving() as server:
    client = Client(server, {"User-Agent": "lessons"})
    for lesson in (marks_move_together, nothing_looks_deleted_that_is_not, deletions_stay_in_their_calendar, a_tag_is_of_the_bytes_that_were_sent, a_tag_is_the_same_everywhere,
                   names_and_uids_that_are_taken, names_are_the_clients, terms_of_sale_survive_an_app_that_drops_them, what_is_not_known_is_kept, ranges_see_recurrences,
                   expansions_follow_the_clock, rules_have_a_budget, addresses_are_compared_decoded, who_says_nothing_is_asked, what_real_producers_send_is_taken):
        lesson(client)
print("lessons: ok")
