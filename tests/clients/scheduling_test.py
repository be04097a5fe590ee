"""People who invite each other: users of the server by CalDAV (RFC 6638), somebody elsewhere by mail (RFC 6047), and a room that
answers by itself. python3-caldav finds inbox and outbox and asks who is free."""
# RFC 6047 2.4: content-type
import base64, datetime, email, email.policy, http.client, pathlib, subprocess, sys, tempfile
from databases import databases
from server import BINARY, PATIENCE, Server, until

try:
    import caldav
except ImportError:
    print("SKIPPED: python3-caldav is not installed")
    sys.exit(77)

DAY = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=20)).strftime("%Y%m%d")


class Office(Server):
    def fill(self):
        super().fill()
        self.passwords = {"ada": self.owner, "sam": self.staff}
        for name, more in (("bob", ()), ("kiln", ("--type", "room", "--display-name", "Kiln room"))):
            self.passwords[name] = self.password_of(
                self.run("user", "add", name, "--shop", "studio", "--role", "reader", "--email", f"{name}@example.com", *more))
        self.passwords["may"] = self.password_of(self.run("user", "add", "may", "--shop", "studio", "--role", "reader"))
        self.refuses("user", "add", "x", "--shop", "studio", "--type", "desk", saying="individual, room or resource")

    def by(self, user, method, path, body=None, **headers):
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, answer.headers

    def put(self, user, path, text):
        status, answer, headers = self.by(user, "PUT", path, text, Content_Type="text/calendar; charset=utf-8")
        assert status in (201, 204), answer
        return headers

    def objects(self, user, calendar="calendar"):
        """Address and lines of all that lies there."""
        _, text, _ = self.by(user, "PROPFIND", f"/dav/calendars/{user}/{calendar}/", "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>",
                             Depth="1", Content_Type="text/xml")
        hrefs = [piece.split("<")[0] for piece in text.split("<D:href>")[1:]]
        return {href: self.by(user, "GET", href)[1].replace("\r\n ", "") for href in hrefs if href.endswith(".ics")}


def meeting(start, attendees, uid="plan"):
    people = "".join(f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{who}\r\n" for who in attendees)
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Client//EN\r\nBEGIN:VEVENT\r\n"
            f"UID:{uid}\r\nDTSTAMP:20260301T000000Z\r\nDTSTART:{DAY}T{start}00Z\r\nDURATION:PT1H\r\nSUMMARY:Plan the glaze\r\n"
            f"ORGANIZER;CN=Ada:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.com\r\n{people}"
            "END:VEVENT\r\nEND:VCALENDAR\r\n")


def line_of(text, address):
    return next(line for line in text.splitlines() if line.startswith("ATTENDEE") and address in line)


def mails(folder):
    read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted(pathlib.Path(folder).glob("*.eml"))]
    return sorted(read, key=lambda mail: mail["Message-ID"])  # in the order in which they were written


def calendar_in(mail):
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return part["Content-Type"].params["method"], part.get_content().replace("\r\n ", "").replace("\n ", "")


def imip(office, organizer, attendee, lines, method="REPLY", uid="plan"):
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = attendee, organizer, method
    mail.set_content(method)
    mail.add_alternative(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Elsewhere//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
                         f"DTSTAMP:20260301T000000Z\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n", subtype="calendar", params={"method": method})
    return subprocess.run([BINARY, "--config", office.config, "--database", office.database, "imip"], input=mail.as_bytes(), capture_output=True)


def among_users(office):
    headers = office.put("ada", "/dav/calendars/ada/calendar/plan.ics", meeting("1000", ["bob@example.com", "kiln@example.com"]))
    assert "ETag" not in headers and headers["Schedule-Tag"]
    (href, copy), = office.objects("bob").items()
    (item, message), = office.objects("bob", "inbox").items()
    assert "METHOD:REQUEST" in message and "METHOD" not in copy
    assert office.by("bob", "DELETE", item)[0] == 204
    mine = office.by("ada", "GET", "/dav/calendars/ada/calendar/plan.ics")[1].replace("\r\n ", "")
    assert "PARTSTAT=ACCEPTED" in line_of(mine, "kiln@"), "the room answered with the answer to the PUT"
    office.put("bob", href, copy.replace(line_of(copy, "bob@"), line_of(copy, "bob@").replace("NEEDS-ACTION", "DECLINED")))
    mine = office.by("ada", "GET", "/dav/calendars/ada/calendar/plan.ics")[1].replace("\r\n ", "")
    assert "PARTSTAT=DECLINED" in line_of(mine, "bob@"), mine
    office.put("ada", "/dav/calendars/ada/calendar/other.ics", meeting("1030", ["kiln@example.com"], "other"))
    other = office.by("ada", "GET", "/dav/calendars/ada/calendar/other.ics")[1].replace("\r\n ", "")
    assert "PARTSTAT=DECLINED" in line_of(other, "kiln@"), "it is taken"
    print("users of the server: invited, answered, the room is taken once")


def with_a_library(office):
    client = caldav.DAVClient(url=office.base + "/dav/", username="ada", password=office.passwords["ada"])
    principal = client.principal()
    assert client.check_scheduling_support()
    assert str(principal.schedule_inbox().url).endswith("/ada/inbox/") and str(principal.schedule_outbox().url).endswith("/ada/outbox/")
    day = datetime.datetime.strptime(DAY, "%Y%m%d").replace(tzinfo=datetime.timezone.utc)
    answers, post = [], client.post  # the library asks, but does not read the answer
    client.post = lambda *words, **more: answers.append(post(*words, **more)) or answers[-1]
    principal.freebusy_request(day, day + datetime.timedelta(days=1), ["mailto:kiln@example.com", "mailto:nobody@example.com"])
    text = answers[0].raw if isinstance(answers[0].raw, str) else answers[0].raw.decode()
    text = text.replace("&#13;", "").replace("\r", "").replace("\n ", "")
    assert answers[0].status == 200 and f"FBTYPE=BUSY:{DAY}T100000Z/{DAY}T110000Z" in text and "3.7;" in text, text
    inbox = principal.schedule_inbox().get_items()
    assert any("METHOD:REPLY" in item.load().data for item in inbox), "the answer is in the inbox, too"
    print("python3-caldav: inbox, outbox and who is free")


def by_mail(office, folder):
    path = "/dav/calendars/ada/calendar/mail.ics"
    office.put("ada", path, meeting("1500", ["eve@elsewhere.example", "bob@example.com"], "mail"))
    mail, = until("a mail was written", lambda: mails(folder))
    method, calendar = calendar_in(mail)
    organizer = next(line.split("mailto:")[1] for line in calendar.splitlines() if line.startswith("ORGANIZER"))
    assert method == "REQUEST" and mail["To"] == "eve@elsewhere.example" and mail["Subject"] == "Invitation: Plan the glaze", mail
    assert organizer.startswith("bookings+m") and organizer in mail["From"] and mail["From"].startswith("ada"), (organizer, mail["From"])
    assert mail["Reply-To"].endswith("<ada@example.com>"), "people's answers go to the organizer"
    assert "ada@example.com" not in calendar and "SCHEDULE-" not in calendar, calendar
    said = f"ORGANIZER:mailto:{organizer}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:eve@elsewhere.example\r\n"
    for wrong, why in ((said.replace("eve@", "mallory@"), "not an address that this shop gave out"), (said.replace("+m", "+m0"), "not an address")):
        refused = imip(office, organizer, "x@elsewhere.example", wrong, uid="mail")
        assert refused.returncode == 4 and why in refused.stderr.decode(), refused
    heard = imip(office, organizer, "eve@elsewhere.example", said, uid="mail")
    assert heard.returncode == 0, heard
    mine = office.by("ada", "GET", path)[1].replace("\r\n ", "")
    assert "PARTSTAT=ACCEPTED" in line_of(mine, "eve@") and "ORGANIZER;CN=Ada:mailto:ada@example.com" in mine, mine
    theirs = next(text for text in office.objects("bob").values() if "UID:mail" in text)
    assert "PARTSTAT=ACCEPTED" in line_of(theirs, "eve@"), "the others see it, too"
    assert office.by("ada", "DELETE", path)[0] == 204
    last = until("the cancellation was written", lambda: len(mails(folder)) == 2 and mails(folder)[-1])
    assert calendar_in(last)[0] == "CANCEL" and "STATUS:CANCELLED" in calendar_in(last)[1]

    # The other way round: an invitation that came by mail for a user of this server.
    lines = (f"DTSTART:{DAY}T180000Z\r\nDURATION:PT1H\r\nSUMMARY:Elsewhere\r\nORGANIZER:mailto:eve@elsewhere.example\r\n"
             "ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:bob@example.com\r\n")
    heard = imip(office, "bob@example.com", "eve@elsewhere.example", lines, "REQUEST", "eves")
    assert heard.returncode == 0, heard
    href, copy = next((href, text) for href, text in office.objects("bob").items() if "UID:eves" in text)
    office.put("bob", href, copy.replace("NEEDS-ACTION", "TENTATIVE"))
    answer = until("the answer was written", lambda: len(mails(folder)) == 3 and mails(folder)[-1])
    assert answer["Subject"] == "Perhaps by bob: Elsewhere" and answer["To"] == "eve@elsewhere.example", answer
    assert "PARTSTAT=TENTATIVE" in line_of(calendar_in(answer)[1], "bob@")
    forged = imip(office, "bob@example.com", "eve@elsewhere.example", lines.replace("eve@elsewhere.example", "ada@example.com"), "REQUEST", "forged")
    assert forged.returncode == 4 and "user of this server" in forged.stderr.decode(), forged
    print("somebody elsewhere: invited, answered and called off by mail; signed addresses keep strangers out")


def by_mail_without_an_address(office, folder):
    """Who has no e-mail address is organizer by the address of their principal, and hears answers all the same."""
    before, path = len(mails(folder)), "/dav/calendars/may/calendar/may.ics"
    office.put("may", path, meeting("1900", ["eve@elsewhere.example"], "may").replace("mailto:ada@example.com", "/dav/principals/may/"))
    mail = until("a mail was written", lambda: len(mails(folder)) > before and mails(folder)[-1])
    organizer = next(line.split("mailto:")[1] for line in calendar_in(mail)[1].splitlines() if line.startswith("ORGANIZER"))
    said = f"ORGANIZER:mailto:{organizer}\r\nATTENDEE;PARTSTAT=DECLINED:mailto:eve@elsewhere.example\r\n"
    heard = imip(office, organizer, "eve@elsewhere.example", said, uid="may")
    assert heard.returncode == 0, heard
    mine = office.by("may", "GET", path)[1].replace("\r\n ", "")
    assert "PARTSTAT=DECLINED" in line_of(mine, "eve@"), mine
    print("an organizer without an address: answered by mail, too")


with databases() as fresh:
    with tempfile.TemporaryDirectory(prefix="timeshelf-mails-") as folder:
        with Office(fresh(), f'[mail]\nfrom = "bookings@shop.example"\nfolder = "{folder}"\n') as office:
            among_users(office)
            with_a_library(office)
            by_mail(office, folder)
            by_mail_without_an_address(office, folder)
            assert " 500 " not in office.log(), office.log()
            print("scheduling: ok")
