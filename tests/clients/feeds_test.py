"""Feeds as subscribers fetch them: merges and choices that a shop makes, by the command line and over the API; conditions,
codings and parts of RFC 9110; the same in jCal and xCal."""
import gzip, json, re, subprocess, sys, xml.etree.ElementTree as ET
from databases import Rows, databases
from server import MKSHELF, Server, event

XML = {"Content_Type": "text/xml"}
ICS = {"Content_Type": "text/calendar"}
BERLIN = ("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nX-BY:%s\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
          "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n")


def zoned(uid, by, start, more=""):
    return (f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{BERLIN % by}BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260301T000000Z\r\n"
            f"DTSTART;TZID=Europe/Berlin:{start}\r\nDURATION:PT1H\r\nSUMMARY:{uid}\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n")


def uids(text):
    return sorted(re.findall(r"^UID:(\S+)", text.decode().replace("\r\n ", ""), re.M))


def summaries(text):
    return sorted(line.split(" · ")[0] for line in re.findall(r"^SUMMARY:(.*)\r$", text.decode(), re.M))


def days_from_now(days):
    import datetime
    return (datetime.datetime.utcnow() + datetime.timedelta(days=days)).strftime("%Y%m%dT100000Z")


with databases() as database, Server(database()) as server:
    put = lambda path, body, expected=201: (lambda a: (a[0] == expected) or sys.exit(f"{path}: {a}"))(server.request("PUT", path, body, "ada", **ICS))
    path_of = lambda printed: re.search(r"(/feeds/\S+)", printed).group(1)
    feed = lambda *words: server.run("feed", *words, "--shop", "studio")

    # Two plain calendars in one: each event once, the zone once, and nothing of yesteryear.
    for name in ("work", "home"):
        assert server.request("MKCALENDAR", f"/dav/calendars/ada/{name}/", None, "ada")[0] == 201
    soon = days_from_now(10)[:8]
    put("/dav/calendars/ada/work/a.ics", zoned("a", "apple", f"{soon}T100000"))
    put("/dav/calendars/ada/home/b.ics", zoned("b", "mozilla", f"{soon}T120000"))
    put("/dav/calendars/ada/home/a.ics", zoned("a", "copy", f"{soon}T100000"))
    put("/dav/calendars/ada/home/old.ics", zoned("old", "apple", "20100301T100000"))
    put("/dav/calendars/ada/home/far.ics", zoned("far", "apple", days_from_now(200)[:8] + "T100000"))
    merged = path_of(feed("add", "both", "--calendar", "ada/work", "--calendar", "ada/home", "--title", "Work; and, home",
                          "--color", "#b22222", "--image", "https://shop.example/logo.png", "--description", "All of it", "--secret"))
    assert re.fullmatch(r"/feeds/s/[\w-]{22}\.ics", merged), merged
    status, text, headers = server.request("GET", merged)
    assert status == 200 and uids(text) == ["a", "b", "far"], text
    assert text.count(b"BEGIN:VTIMEZONE") == 1 and b"X-BY:copy" not in text, text
    for line in ("METHOD:PUBLISH", r"NAME:Work\; and\, home", r"X-WR-CALNAME:Work\; and\, home", "COLOR:firebrick", "X-APPLE-CALENDAR-COLOR:#b22222",
                 "IMAGE;VALUE=URI;DISPLAY=BADGE:https://shop.example/logo.png", "REFRESH-INTERVAL;VALUE=DURATION:PT60M",
                 "X-PUBLISHED-TTL:PT60M", f"SOURCE;VALUE=URI:{server.base}{merged}", "X-WR-CALDESC:All of it"):
        unfolded = text.decode().replace("\r\n ", "")
        assert f"\r\n{line}\r\n" in unfolded, (line, text)
    assert text.startswith(b"BEGIN:VCALENDAR\r\n") and text.endswith(b"END:VCALENDAR\r\n")
    assert headers["X-Robots-Tag"] == "noindex" and headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Type"] == "text/calendar; charset=utf-8" and headers["Content-Disposition"].startswith("inline")

    # Conditions: nothing changed is 304, whatever happened to other calendars.
    etag, modified = headers["ETag"], headers["Last-Modified"]
    for condition in ({"If_None_Match": etag}, {"If_None_Match": f'"x", W/{etag}'}, {"If_Modified_Since": modified}, {"If_None_Match": "*"}):
        status, body, again = server.request("GET", merged, **condition)
        assert (status, body) == (304, b"") and again["ETag"] == etag and again["Vary"] == "Accept-Encoding", (condition, status)
    assert server.request("HEAD", merged, If_None_Match=etag)[0] == 304
    assert server.request("GET", merged, If_None_Match='"x"', If_Modified_Since=modified)[0] == 200, "the tag decides"
    assert server.request("GET", merged, If_Match='"x"')[0] == 412 and server.request("GET", merged, If_Match=etag)[0] == 200
    assert server.request("GET", merged, If_Match=f"W/{etag}")[0] == 412, "compares strongly"
    assert server.request("GET", merged, If_Unmodified_Since="Thu, 01 Jan 1970 00:00:00 GMT")[0] == 412
    assert server.request("GET", merged, Accept="text/html")[0] == 200, "never negotiated"
    put("/dav/calendars/ada/calendar/other.ics", zoned("other", "apple", f"{soon}T100000"))
    assert server.request("GET", merged, If_None_Match=etag)[0] == 304, "another calendar's change"
    put("/dav/calendars/ada/home/b.ics", zoned("b", "mozilla", f"{soon}T130000"), 204)
    status, text, changed = server.request("GET", merged, If_None_Match=etag)
    assert status == 200 and changed["ETag"] != etag and b"T130000" in text
    assert server.request("GET", merged, If_Modified_Since=modified)[0] == 200, "within the same second"

    # A calendar that goes leaves the feed, and nobody is told that it has not changed.
    modified = changed["Last-Modified"]
    assert server.request("DELETE", "/dav/calendars/ada/work/", None, "ada")[0] == 204
    status, text, gone = server.request("GET", merged, If_Modified_Since=modified)
    assert status == 200 and b"X-BY:copy" in text and uids(text) == ["a", "b", "far"], "the copy of home is seen now"

    # HEAD, parts, codings.
    status, whole, headers = server.request("GET", merged)
    size, etag = len(whole), headers["ETag"]
    assert headers["Accept-Ranges"] == "bytes"
    status, body, head = server.request("HEAD", merged)
    assert (status, body, head["Content-Length"], head["ETag"]) == (200, b"", str(size), etag)
    for wanted, first, last in (("bytes=0-9", 0, 9), ("bytes=10-", 10, size - 1), ("bytes=-5", size - 5, size - 1), (f"bytes=5-{size * 2}", 5, size - 1),
                                (f"bytes=-{size * 2}", 0, size - 1), ("Bytes = 3-3", 3, 3)):
        status, body, part = server.request("GET", merged, Range=wanted)
        assert (status, body, part["Content-Range"]) == (206, whole[first:last + 1], f"bytes {first}-{last}/{size}"), (wanted, status, part)
        assert part["ETag"] == etag
    for wanted in ("bytes=0-1,5-6", "lines=1-2", "bytes=9-1", "bytes=", "bytes=-", "bytes=a-b"):
        assert server.request("GET", merged, Range=wanted)[:2] == (200, whole), wanted
    for wanted in (f"bytes={size}-", "bytes=-0", f"bytes={10 ** 17}-"):
        status, _, part = server.request("GET", merged, Range=wanted)
        assert (status, part["Content-Range"]) == (416, f"bytes */{size}"), (wanted, status)
    assert server.request("GET", merged, Range="bytes=0-1", If_Range=etag)[0] == 206
    assert server.request("GET", merged, Range="bytes=0-1", If_Range=headers["Last-Modified"])[0] == 206
    for other in ('"other"', f"W/{etag}", "Thu, 01 Jan 1970 00:00:00 GMT"):
        assert server.request("GET", merged, Range="bytes=0-1", If_Range=other)[:2] == (200, whole), other
    assert server.request("HEAD", merged, Range="bytes=0-1")[0] == 200, "ranges are of GET"
    assert server.request("GET", merged, Range="bytes=0-1", If_None_Match=etag)[0] == 304, "conditions come first"
    status, body, coded = server.request("GET", merged, Accept_Encoding="gzip")
    assert coded["Content-Encoding"] == "gzip" and gzip.decompress(body) == whole and coded["ETag"] != etag
    assert server.request("GET", merged, Accept_Encoding="gzip", If_None_Match=etag)[0] == 304, "has it in another coding"
    part = server.request("GET", merged, Accept_Encoding="gzip", Range="bytes=0-1")
    assert part[:2] == (206, b"\x1f\x8b") and part[2]["ETag"] == coded["ETag"], "a part of the coded bytes"
    status, body, coded = server.request("GET", merged, Accept_Encoding="zstd, gzip")
    assert coded["Content-Encoding"] == "zstd" and body[:4] == b"\x28\xb5\x2f\xfd"
    assert "Content-Encoding" not in server.request("GET", merged, Accept_Encoding="gzip;q=0, br")[2]

    # jCal and xCal at addresses of their own.
    status, body, headers = server.request("GET", merged.replace(".ics", ".json"))
    assert status == 200 and headers["Content-Type"] == "application/calendar+json" and headers["ETag"] != etag
    jcal = json.loads(body)
    assert jcal[0] == "vcalendar" and ["name", {}, "text", "Work; and, home"] in jcal[1], jcal[1]
    assert ["refresh-interval", {}, "duration", "PT60M"] in jcal[1] and ["source", {}, "uri", f"{server.base}{merged.replace('.ics', '.json')}"] in jcal[1]
    events = [component for component in jcal[2] if component[0] == "vevent"]
    assert sorted(line[3] for e in events for line in e[1] if line[0] == "uid") == ["a", "b", "far"]
    status, body, headers = server.request("GET", merged.replace(".ics", ".xml"))
    assert status == 200 and headers["Content-Type"] == "application/calendar+xml; charset=utf-8"
    tree = ET.fromstring(body)
    space = "{urn:ietf:params:xml:ns:icalendar-2.0}"
    assert tree.tag == space + "icalendar" and len(tree.findall(f".//{space}vevent")) == 3
    assert server.request("GET", merged.replace(".ics", ".xml"), If_None_Match=headers["ETag"])[0] == 304

    # The window is the feed's own.
    feed("add", "both", "--calendar", "ada/home", "--secret", "--past-days", "10000", "--future-days", "30")
    assert uids(server.request("GET", merged)[1]) == ["a", "b", "old"], "the same address"

    # A choice of what the shop sells.
    server.run("venue", "add", "Kiln Street", "--shop", "studio")
    server.run("venue", "add", "Kiln Street 9", "--shop", "studio")
    assert server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", **XML)[0] == 201
    shelf = lambda uid, location, lines: put(f"/dav/calendars/ada/shelf/{uid}.ics", event(
        uid, f"LOCATION:{location}\r\n{lines}", days_from_now(20), days_from_now(20).replace("T10", "T12"), summary=uid))
    shelf("mugs", "Kiln Street\\, yard", "X-SHELF-STOCK;SKU=MUG:3\r\nX-SHELF-DROP:spring\r\n")
    shelf("seats", "Kiln Street 9", "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:10\r\nX-SHELF-DROP:spring\r\n")
    shelf("other", "Elsewhere", "X-SHELF-SEATS:4\r\nX-SHELF-PRICE;SKU=SEAT:10\r\nX-SHELF-STOCK;SKU=MUG:1\r\n")
    choices = {"all": ((), ["mugs", "other", "seats"]), "yard": (("--venue", "kiln street"), ["mugs"]), "nine": (("--venue", "Kiln Street 9"), ["seats"]),
               "mugs": (("--sku", "mug"), ["mugs", "other"]), "seats": (("--sku", "SEAT"), ["other", "seats"]), "spring": (("--drop", "spring"), ["mugs", "seats"]),
               "spring-mugs": (("--drop", "spring", "--sku", "MUG"), ["mugs"]), "none": (("--drop", "autumn"), [])}
    for name, (words, expected) in choices.items():
        assert path_of(feed("add", name, *words)) == f"/feeds/studio/{name}.ics"
        status, text, headers = server.request("GET", f"/feeds/studio/{name}.ics")
        assert status == 200 and summaries(text) == expected, (name, text)
        assert headers["Cache-Control"] == "public, no-cache" and "X-Robots-Tag" not in headers
    assert b"BEGIN:VTIMEZONE" in server.request("GET", "/feeds/studio/none.ics")[1], "RFC 5545 3.6 wants a component"
    put("/dav/calendars/ada/home/yard.ics", zoned("yard", "apple", f"{soon}T100000", "LOCATION:Kiln Street\r\n"))
    put("/dav/calendars/ada/home/drop.ics", zoned("drop", "apple", f"{soon}T100000", "DESCRIPTION:#shelf\\nstock MUG 1\\ndrop spring\r\n"))
    for words, expected in ((("--venue", "Kiln Street"), ["yard"]), (("--sku", "MUG"), ["drop"]), (("--drop", "spring"), ["drop"])):
        feed("add", "plain", "--calendar", "ada/home", *words)
        assert uids(server.request("GET", "/feeds/studio/plain.ics")[1]) == expected, words
    feed("add", "plain", "--calendar", "ada/home", "--calendar", "ada/shelf", "--calendar", "ada/shelf-live", "--sku", "MUG")
    assert summaries(server.request("GET", "/feeds/studio/plain.ics")[1]) == ["drop", "mugs", "other"], "a shelf and its live calendar are one"
    put("/dav/calendars/ada/shelf/mugs.ics", event("mugs", "LOCATION:Kiln Street\r\nSTATUS:CANCELLED\r\n", days_from_now(20), days_from_now(20).replace("T10", "T12"), summary="mugs"), 204)
    text = server.request("GET", "/feeds/studio/mugs.ics")[1]
    assert b"STATUS:CANCELLED" in text and summaries(text) == ["CANCELLED", "other"], "called off, and still seen"

    # Listed, renewed, ended.
    listed = server.run("feed", "list", "--shop", "studio")
    assert f"{server.base.replace(str(server.port), '8080')}{merged}" in listed and "venue Kiln Street 9" in listed and "drop spring, sku" not in listed, listed
    renewed = path_of(server.run("feed", "renew", "both", "--shop", "studio"))
    assert renewed != merged and server.request("GET", merged)[0] == 404 and server.request("GET", renewed)[0] == 200
    server.run("feed", "remove", "both", "--shop", "studio")
    assert server.request("GET", renewed)[0] == 404
    assert server.request("GET", "/feeds/s/all.ics")[0] == 404 and server.request("GET", "/feeds/all.ics")[0] == 404
    refuses = lambda *words, saying: server.refuses("feed", *words, "--shop", "studio", saying=saying)
    refuses("remove", "both", saying="There is no feed 'both'")
    refuses("renew", "all", saying="make it secret")
    refuses("add", "Both", saying="lower-case letters")
    refuses("add", "x", "--calendar", "ada/nothing", saying="There is no calendar 'ada/nothing'")
    refuses("add", "x", "--calendar", "nobody/home", saying="name it like ada/spring")
    refuses("add", "x", "--venue", "Nowhere", saying="no such venue")
    refuses("add", "x", "--sku", "CUP", saying="no product with this SKU")
    refuses("add", "x", "--color", "red", saying="like #b22222")
    refuses("add", "x", "--image", "javascript:alert(1)", saying="web address")
    refuses("add", "x", "--past-days", "-1", saying="whole number of days")

    # The same over the API, for managers: of their own calendars, and of the shelves of the shop.
    api = "/api/v1/shops/studio/feeds"
    made = server.ask(200, "PUT", f"{api}/mine", {"calendars": ["ada/home"], "secret": True, "past_days": 0}, "ada")
    assert made["secret"] and server.request("GET", made["url"].removeprefix(server.base))[0] == 200
    assert server.ask(200, "PUT", f"{api}/mine", {"calendars": ["ada/home"], "secret": True}, "ada")["url"] == made["url"]
    again = server.ask(200, "POST", f"{api}/mine/address", None, "ada")
    assert again["url"] != made["url"] and server.request("GET", made["url"].removeprefix(server.base))[0] == 404
    opened = server.ask(200, "PUT", f"{api}/mine", {"venue": "Kiln Street"}, "ada")
    assert opened["url"] == f"{server.base}/feeds/studio/mine.ics" and server.request("GET", again["url"].removeprefix(server.base))[0] == 404
    assert server.ask(422, "POST", f"{api}/mine/address", None, "ada")["field"] == "secret"
    assert server.ask(422, "PUT", f"{api}/mine", {"calendars": ["sam/calendar"]}, "ada")["field"] == "calendars", "somebody else's"
    assert server.ask(422, "PUT", f"{api}/Mine", {}, "ada")["field"] == "name"
    assert {"mine", "all"} <= {feed["name"] for feed in server.ask(200, "GET", api, None, "ada")["feeds"]}
    server.ask(403, "GET", api, None, "sam")
    server.ask(403, "PUT", f"{api}/sams", {}, "sam")
    server.ask(401, "GET", api)
    server.ask(204, "DELETE", f"{api}/mine", None, "ada")
    server.ask(404, "DELETE", f"{api}/mine", None, "ada")
    server.ask(404, "POST", f"{api}/mine/address", None, "ada")
    said = server.run("audit", "--shop", "studio")
    assert all(f"feed.{what}" in said for what in ("added", "changed", "renewed", "removed")), said

    # A calendar's own feed has a picture, too, if somebody gave it one.
    patch = ('<D:propertyupdate xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:set><D:prop><T:feed>open</T:feed>'
             '<T:feed-image>%s</T:feed-image></D:prop></D:set></D:propertyupdate>')
    for image, shown in (("https://shop.example/a.png", True), ("https://shop.example/a b", False), ("file:///etc/passwd", False)):
        assert server.request("PROPPATCH", "/dav/calendars/ada/home/", patch % image, "ada", **XML)[0] == 207
        text = server.request("GET", "/feeds/ada-home.ics")[1].decode().replace("\r\n ", "")
        assert (f"IMAGE;VALUE=URI;DISPLAY=BADGE:{image}\r\n" in text) == shown and ("IMAGE" in text) == shown, text
    for name in ("/feeds/ada-home.json", "/feeds/ada-home.xml"):
        assert server.request("GET", name)[0] == 200
    assert uids(server.request("GET", "/feeds/ada-home.ics")[1]) == ["a", "b", "drop", "far", "old", "yard"], "a calendar's own feed is whole"

    # At an open address: nothing that is marked private, and nobody's address. Who was told a secret one sees all.
    people = ("ATTENDEE;CN=\"Bea\":mailto:bea@example.com\r\nORGANIZER:mailto:ada@example.com\r\nBEGIN:VALARM\r\nACTION:EMAIL\r\n"
              "ATTENDEE:mailto:cleo@example.com\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n")
    put("/dav/calendars/ada/home/meet.ics", zoned("meet", "apple", f"{soon}T100000", people))
    for kind in ("PRIVATE", "confidential", "PUBLIC"):
        put(f"/dav/calendars/ada/home/{kind}.ics", zoned(kind, "apple", f"{soon}T100000", f"CLASS:{kind}\r\n"))
    for name in ("ada-home.ics", "ada-home.json", "ada-home.xml", "studio/plain.ics"):
        feed("add", "plain", "--calendar", "ada/home")
        text = server.request("GET", f"/feeds/{name}")[1]
        assert all(word in text for word in (b"meet", b"EMAIL", b"PUBLIC")), (name, text)
        assert not any(word in text for word in (b"bea@", b"ada@", b"cleo@", b"PRIVATE", b"confidential")), (name, text)
    text = server.request("GET", path_of(feed("add", "plain", "--calendar", "ada/home", "--secret")))[1]
    assert all(word in text for word in (b"bea@", b"ada@", b"cleo@", b"PRIVATE", b"confidential")), text
    feed("add", "plain", "--calendar", "ada/home")

    # What is wrong with an address is a sentence.
    for path in ("/feeds/studio/%2e%2e.ics", "/feeds/studio/none.txt", "/feeds/studio/x/none.ics", "/feeds/studio/.ics"):
        assert server.request("GET", path)[0] == 404, path
    assert server.request("POST", "/feeds/studio/none.ics")[0] == 405
    assert server.run("check").strip() == "The books agree."
    assert " 500 " not in server.log()

    # Who has the present version is answered without a look at an event or a slot: these tables are out of reach here.
    rows, kept = Rows(server), {}
    for path in ("/feeds/studio/all.ics", "/feeds/studio/spring-mugs.ics", "/feeds/studio/plain.json", "/feeds/studio-shelf.ics"):
        kept[path] = server.request("GET", path)[2]["ETag"]
    for table in ("objects", "slots", "object_contents"):
        rows.change(f"ALTER TABLE {table} RENAME TO hidden_{table}")
    for path, etag in kept.items():
        assert server.request("GET", path, If_None_Match=etag)[0] == 304, path
        assert server.request("GET", path)[0] == 200, "from what is kept"
    assert server.request("GET", "/feeds/studio/spring-mugs.xml")[0] >= 500, "rendering reads them"
    for table in ("objects", "slots", "object_contents"):
        rows.change(f"ALTER TABLE hidden_{table} RENAME TO {table}")
    assert server.request("GET", "/feeds/studio/spring-mugs.xml")[0] == 200
print("feeds: merged, chosen, conditional, coded, in parts, as jCal and xCal")
