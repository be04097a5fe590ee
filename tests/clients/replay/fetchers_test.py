"""Who subscribes to a feed: Google's importer, Apple, Outlook, Nextcloud, Thunderbird, ICSx5 and Evolution, each with its headers and
its conditions; and what each of them breaks on."""
import gzip, re
from replay import CAL, Client, HOME, event, serving, utc
from server import MKSHELF

XML = {"Content_Type": "text/xml"}
ICS = {"Content_Type": "text/calendar"}
OPEN = '<D:propertyupdate xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:set><D:prop><T:feed>open</T:feed></D:prop></D:set></D:propertyupdate>'
FEED = "/feeds/ada-calendar.ics"
GOOGLE = {"User-Agent": "Google-Calendar-Importer"}  # and no Accept
APPLE = {"User-Agent": "macOS/14.5 (23F79) dataaccessd/1.0", "Accept": "*/*", "Accept-Language": "en", "Accept-Encoding": "gzip, deflate, br"}
OUTLOOK = {"User-Agent": "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0; Pro)", "Accept": "*/*", "Connection": "Keep-Alive"}
OUTLOOK_COM = {"User-Agent": "Microsoft.Exchange/15.20 (CalendarSync)", "Accept": "text/calendar"}
NEXTCLOUD = {"User-Agent": "Nextcloud Webcal Service", "Accept": "text/calendar, application/calendar+json, application/calendar+xml", "Accept-Encoding": "gzip"}
THUNDERBIRD = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.6.0", "Accept": "text/calendar,text/plain;q=0.8,*/*;q=0.5"}
ICSX5 = {"User-Agent": "ICSx5/2.2.4 (Android/15)", "Accept": "text/calendar, */*;q=0.9", "Accept-Encoding": "gzip"}
EVOLUTION = {"User-Agent": "Evolution/3.46.4", "Connection": "close"}
ALL = {"Google": GOOGLE, "Apple": APPLE, "Outlook": OUTLOOK, "Outlook.com": OUTLOOK_COM, "Nextcloud": NEXTCLOUD, "Thunderbird": THUNDERBIRD, "ICSx5": ICSX5,
       "Evolution": EVOLUTION}


def text_of(answer):
    assert answer.status == 200, answer.status
    body = gzip.decompress(answer.body) if answer.headers["Content-Encoding"] == "gzip" else answer.body
    return body.decode()


def reads_well(text):
    """What one importer or another chokes on."""
    assert text.startswith("BEGIN:VCALENDAR\r\n"), "neither a mark of byte order nor a blank line before it"
    assert text.endswith("END:VCALENDAR\r\n"), "and nothing behind it"
    lines = text[:-2].split("\r\n")
    for line in lines:
        assert "\r" not in line and "\n" not in line, f"iOS ends at that event: {line!r}"
        assert len(line.encode()) <= 75, line
        assert not re.search("[\0-\b\v-\x1f\x7f]", line), line
    unfolded = text.replace("\r\n ", "")
    used = set(re.findall(r"TZID=([^:;\r]+)[:;]", unfolded))
    described = re.findall(r"BEGIN:VTIMEZONE\r\nTZID:([^\r]+)\r", unfolded)
    assert used == set(described) and len(described) == len(set(described)), f"Google imports nothing where one is missing: {used}, {described}"
    for event_text in re.findall(r"BEGIN:VEVENT.*?END:VEVENT", unfolded, re.S):
        names = [re.match(r"[A-Z0-9-]+", line).group() for line in event_text.split("\r\n")]
        for needed in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
            assert names.count(needed) == 1, (needed, event_text)
    head = unfolded.split("BEGIN:VTIMEZONE")[0].split("BEGIN:VEVENT")[0].split("\r\n")
    for needed in ("VERSION:2.0", "METHOD:PUBLISH"):
        assert needed in head
    assert any(line.startswith("PRODID:") for line in head)
    return unfolded


def subscribe(server):
    client = Client(server, {})
    zoned = event("weekly", "RRULE:FREQ=WEEKLY\r\nDESCRIPTION:Line one\\nÜber and über again the kiln is fired at cone \r\n six until the clay is done\\, and done\r\n")
    zoned = zoned.replace("DTSTART:20990310T100000Z", f"DTSTART;TZID=Europe/Berlin:{utc(3)[:-1]}").replace("DTEND:20990310T120000Z", f"DTEND;TZID=Europe/Berlin:{utc(3, 12)[:-1]}")
    client.send("PUT", CAL + "weekly.ics", zoned, expect=201, **ICS)
    client.send("PUT", CAL + "once.ics", event("once", start=utc(5), end=utc(5, 12)), expect=201, **ICS)
    client.send("PROPPATCH", CAL, OPEN, expect=207, **XML)
    return client


def each_fetches(server, client):
    first = {name: Client(server, headers).send("GET", FEED, login=False, expect=200) for name, headers in ALL.items()}
    texts = {name: text_of(answer) for name, answer in first.items()}
    assert len(set(texts.values())) == 1, "the same for all, whatever they accept"
    unfolded = reads_well(texts["Google"])
    for line in ("X-WR-CALNAME:", "NAME:", "X-PUBLISHED-TTL:PT", "REFRESH-INTERVAL;VALUE=DURATION:PT", "SOURCE;VALUE=URI:http"):
        assert f"\r\n{line}" in unfolded, line
    for name, answer in first.items():
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8" and answer.headers.get("Content-Disposition", "inline").startswith("inline"), name
        assert "Accept," not in answer.headers.get("Vary", "") + "," or answer.headers["Vary"] == "Accept-Encoding", "never negotiated"
        assert answer.headers["Last-Modified"] and not answer.headers["ETag"].startswith("W/")
        again = Client(server, ALL[name])
        etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
        for condition in ({"If_None_Match": etag}, {"If_Modified_Since": modified}, {"If_None_Match": etag, "If_Modified_Since": modified}):
            same = again.send("GET", FEED, login=False, expect=304, **condition)
            assert same.body == b"" and same.headers["ETag"] == etag, name
        head = again.send("HEAD", FEED, login=False, expect=200)
        assert head.body == b"" and head.headers["ETag"] == etag and int(head.headers["Content-Length"]) == len(answer.body)
    google = Client(server, GOOGLE)
    robots = google.send("GET", "/robots.txt", login=False, expect=200).text()
    assert "Allow: /feeds/" in robots, "it obeys"
    assert google.send("GET", FEED + "?v2", login=False, expect=200).text() == texts["Google"], "how a fresh copy is forced"
    # What changed is another feed to all of them.
    client.send("PUT", CAL + "once.ics", event("once", start=utc(6), end=utc(6, 12)), expect=204, **ICS)
    for name, headers in ALL.items():
        changed = Client(server, headers).send("GET", FEED, login=False, expect=200, If_None_Match=first[name].headers["ETag"], If_Modified_Since=first[name].headers["Last-Modified"])
        assert utc(6) in text_of(changed), name
    # A feed is read only, and says so; Thunderbird would PUT the whole file.
    refused = Client(server, THUNDERBIRD).send("PUT", FEED, texts["Google"], login=False, Content_Type="text/calendar")
    assert refused.status == 405 and "GET" in refused.headers["Allow"]
    missing = google.send("GET", "/feeds/none.ics", login=False, expect=404)
    assert b"BEGIN:VCALENDAR" not in missing.body, "an error is no empty calendar, or all would be deleted"


def empty_and_colored(server, client):
    """A calendar without events is a calendar; ICSx5 takes its name and colour."""
    client.send("MKCALENDAR", HOME + "empty/", '<C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:" xmlns:A="http://apple.com/ns/ical/"><D:set><D:prop>'
                "<D:displayname>Nothing yet</D:displayname><A:calendar-color>#B22222FF</A:calendar-color></D:prop></D:set></C:mkcalendar>", expect=201, **XML)
    client.send("PROPPATCH", HOME + "empty/", OPEN, expect=207, **XML)
    text = text_of(Client(server, ICSX5).send("GET", "/feeds/ada-empty.ics", login=False))
    assert "\r\nX-WR-CALNAME:Nothing yet\r\n" in text and "\r\nX-APPLE-CALENDAR-COLOR:#B22222" in text and "BEGIN:VEVENT" not in text


def marks_move(server, client):
    """Google takes no edit whose SEQUENCE and LAST-MODIFIED stand still: a price that changed has to move them, and the UID stays."""
    client.send("MKCALENDAR", HOME + "shelf/", MKSHELF, expect=201, **XML)
    shelf = lambda price, status: client.send("PUT", HOME + "shelf/slot.ics", event("slot", f"X-SHELF-STOCK;SKU=MUG:3\r\nX-SHELF-PRICE;SKU=MUG:{price}\r\n", utc(9), utc(9, 12)),
                                              expect=status, **ICS)
    shelf(18, 201)
    asked = client.send("PROPFIND", HOME + "shelf-live/", '<D:propfind xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:prop><T:feed-url/></D:prop></D:propfind>', expect=207, Depth="0", **XML)
    feed = re.search(r"/feeds/[^<]+", asked.text()).group()
    google = Client(server, GOOGLE)
    before = reads_well(text_of(google.send("GET", feed, login=False)))
    shelf(21, 204)
    after = reads_well(text_of(google.send("GET", feed, login=False)))
    mark = lambda text, name: re.search(rf"\r\n{name}:([^\r]+)", text).group(1)
    assert mark(before, "UID") == mark(after, "UID")
    assert int(mark(after, "SEQUENCE")) > int(mark(before, "SEQUENCE")), (mark(before, "SEQUENCE"), mark(after, "SEQUENCE"))
    assert mark(after, "LAST-MODIFIED") >= mark(before, "LAST-MODIFIED")
    for text in (before, after):
        assert "\r\nATTENDEE" not in text and "\r\nORGANIZER" not in text, "or clients take it for a meeting"
        assert mark(text, "TRANSP") == "TRANSPARENT", "or it blocks who subscribes"
        assert "\r\nURL" in text and "/s/studio/" in text.split("DESCRIPTION:")[1].split("\r\n")[0], "Google shows no URL, so it is said twice"


with serving() as server:
    client = subscribe(server)
    each_fetches(server, client)
    empty_and_colored(server, client)
    marks_move(server, client)
print("fetchers of feeds: ok")
