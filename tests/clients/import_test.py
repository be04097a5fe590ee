"""Real files in by the command line, and back out over CalDAV and as a feed, over HTTP, with nothing lost."""
import collections, os, pathlib, re, sys
from server import Server

SAMPLES = pathlib.Path(os.environ.get("TIMESHELF_SAMPLES", pathlib.Path(__file__).parents[2] / "../shared/data/ics"))
if not SAMPLES.is_dir():
    print(f"SKIPPED: there are no sample files at {SAMPLES} (TIMESHELF_SAMPLES)")
    sys.exit(77)

XML = {"Content_Type": "text/xml"}
SECRET_FEED = '<D:propertyupdate xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:set><D:prop><T:feed>secret</T:feed></D:prop></D:set></D:propertyupdate>'
FEED_URL = '<D:propfind xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:prop><T:feed-url/></D:prop></D:propfind>'


def components(stream):
    """Every component right below a VCALENDAR, as its unfolded lines: BEGIN and END keep the tree, the rest is sorted
    within. A file may have what the protocol adds or takes away: identical zones are one, and an object without a UID
    gets one."""
    text = re.sub(rb"\r?\n[ \t]", b"", stream)
    stack, found = [], collections.Counter()
    for line in text.splitlines():
        name = line.strip().upper()
        if name.startswith(b"BEGIN:"):
            stack.append([name, [], []])
        elif name.startswith(b"END:") and stack:
            begin, lines, below = stack.pop()
            done = b"\n".join([begin, *sorted(lines), *sorted(below)])
            if len(stack) <= 1 and begin != b"BEGIN:VCALENDAR":
                found[done] = 1 if begin == b"BEGIN:VTIMEZONE" else found[done] + 1
            elif stack:
                stack[-1][2].append(done)
        elif stack and line.strip() and not line.endswith(b"@timeshelf.import"):
            stack[-1][1].append(line)
    return found


def as_utf8(data):
    """What is no UTF-8 is read as Latin-1, which loses no byte."""
    try:
        data.decode()
        return data
    except UnicodeDecodeError:
        return data.decode("latin-1").encode()


def difference(wanted, got):
    missing = [text.decode(errors="replace")[:500] for text in (wanted - got)]
    return f"missing {missing[:2]}, {len(missing)} in all" if missing else ""


with Server() as server:
    wrong, valid, kept, refused = [], 0, 0, 0
    for number, file in enumerate(sorted((SAMPLES / "valid").rglob("*.ics"))):
        calendar = f"/dav/calendars/ada/file{number}/"
        done = server.run("import", str(file), "--user", "ada", "--calendar", f"file{number}", "--create", check=False)
        if done.returncode != 0:
            wrong.append(f"{file.name}: {done.stderr}")
            continue
        wanted = components(as_utf8(file.read_bytes()))
        listed = server.request("PROPFIND", calendar, None, "ada", Depth="1")[1].decode()
        over_caldav = collections.Counter()
        for href in re.findall("<D:href>([^<]*[^/<])</D:href>", listed):
            one = server.request("GET", href, user="ada")
            assert one[0] == 200, (href, one)
            over_caldav += components(one[1])
        assert server.request("PROPPATCH", calendar, SECRET_FEED, "ada", **XML)[0] == 207
        address = server.request("PROPFIND", calendar, FEED_URL, "ada", Depth="0", **XML)[1].decode()
        feed = server.request("GET", re.search("(/feeds/[^<]*)", address).group(1))
        assert feed[0] == 200, feed
        # Subscribers read each zone that is used, once (ical/feed_stream.hpp); owners get all that came.
        without_zones = collections.Counter({text: n for text, n in wanted.items() if not text.startswith(b"BEGIN:VTIMEZONE")})
        for where, expected, got in (("CalDAV", wanted, over_caldav), ("feed", without_zones, components(feed[1]))):
            if lost := difference(expected, got):
                wrong.append(f"{file.name} over {where}: {lost}")
        named = set(re.findall(rb';TZID="?([^";:]+)', re.sub(rb"\r?\n[ \t]", b"", feed[1])))
        described = re.findall(rb"^BEGIN:VTIMEZONE.*?^TZID:([^\r\n]*)", re.sub(rb"\r?\n[ \t]", b"", feed[1]), re.M | re.S)
        brought = set(re.findall(rb"^TZID:([^\r\n]*)", re.sub(rb"\r?\n[ \t]", b"", file.read_bytes()), re.M))
        if not named & brought <= set(described) or (feed[1].count(b"BEGIN:VEVENT") and set(described) - named):
            wrong.append(f"{file.name}: names {named}, describes {described}")
        valid += 1
    for number, file in enumerate(sorted((SAMPLES / "invalid").rglob("*.ics"))):
        done = server.run("import", str(file), "--user", "ada", "--calendar", f"broken{number}", "--create", check=False)
        exists = server.request("PROPFIND", f"/dav/calendars/ada/broken{number}/", None, "ada", Depth="0")[0] == 207
        if done.returncode == 0:
            kept += 1
            assert exists
        elif re.search(r"added, ", done.stdout):  # some of it was kept, the rest named
            assert done.returncode == 4 and len(done.stderr) > 20, done
            kept += 1
        else:  # refused as a whole: with a line and a reason, and not even the calendar was made
            assert done.returncode == 4 and re.search(r"Line \d+", done.stderr), (file.name, done)
            assert not exists, file.name
            refused += 1
    assert not wrong, "\n".join(wrong)
    assert valid > 50 and kept > 0 and refused > 0, (valid, kept, refused)
    assert server.run("check").strip() == "The books agree."
    assert " 500 " not in server.log()
print(f"import: {valid} files came back whole; of the broken ones {kept} were kept, {refused} refused")
