"""Mail to customers through a real SMTP server, and their calendars' answers through `timeshelf imip`."""
# RFC 6047 2.4: content-type
import datetime, email, email.policy, email.utils, json, subprocess, sys
from databases import databases
from fake_stripe import FakeStripe
from server import BINARY, MKSHELF, PATIENCE, Server, event, free_port, until

try:
    from aiosmtpd.controller import Controller
except ImportError:
    print("SKIPPED: python3-aiosmtpd is not installed")
    sys.exit(77)

LINES = "DESCRIPTION:Come.\\n\\n#shelf\\nstock MUG 9\\nprice MUG 18 EUR\r\n"
DAY = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=20)).strftime("%Y%m%d")


class Postbox:
    """Takes mail for everybody but nobody@example.com, puts busy@example.com off once, and once wants a
    login that nobody has configured yet."""

    def __init__(self, port):
        self.mails, self.was_busy, self.wants_login = [], False, False
        self.controller = Controller(self, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)
        self.controller.start()

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.wants_login:
            self.wants_login = False
            return "530 5.7.0 log in first"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == "nobody@example.com":
            return "550 5.1.1 no such mailbox"
        if address == "busy@example.com" and not self.was_busy:
            self.was_busy = True
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail.sender, mail.recipients = envelope.mail_from, envelope.rcpt_tos
        self.mails.append(mail)
        return "250 OK"

    def wait_for(self, recipient, count=1):
        """The newest of `count` mails to them."""
        def found():
            mails = [mail for mail in self.mails if mail.recipients == [recipient]]
            return mails[-1] if len(mails) >= count else None

        return until(f"{count} mails to {recipient}", found)

    def close(self):
        self.controller.stop()


def calendar_of(mail):
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) == 1, mail
    return parts[0]["Content-Type"].params["method"], parts[0].get_content().replace("\r\n ", "").replace("\n ", "")


def value(calendar, name):
    return next(line.split(":", 1)[1] for line in calendar.splitlines() if line.split(":")[0].split(";")[0] == name)


def reply(invitation, partstat, organizer=None, attendee=None):
    _, calendar = calendar_of(invitation)
    organizer = organizer or value(calendar, "ORGANIZER")
    attendee = attendee or value(calendar, "ATTENDEE")
    answer = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Customer//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
              f"UID:{value(calendar, 'UID')}\r\nDTSTAMP:20260301T000000Z\r\nSEQUENCE:{value(calendar, 'SEQUENCE')}\r\n"
              f"ORGANIZER:{organizer}\r\nATTENDEE;PARTSTAT={partstat}:{attendee}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = attendee[7:], organizer[7:], f"{partstat}: Glaze evening"
    mail.set_content(partstat)
    mail.add_alternative(answer, subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


def imip(server, mail):
    return subprocess.run([BINARY, "--config", server.config, "--database", server.database, "imip"], input=mail,
                          capture_output=True)


def book(server, address, more={}, **headers):
    slot = json.loads(server.request("GET", "/api/v1/shops/studio/slots")[1])["slots"][0]["id"]
    status, text, _ = server.request("POST", "/api/v1/shops/studio/holds",
                                     {"lines": [{"slot": slot, "sku": "MUG", "quantity": 1}]})
    assert status == 201, text
    status, text, _ = server.request("POST", f"/api/v1/shops/studio/holds/{json.loads(text)['id']}/confirm",
                                     {"name": "Bea Ünal", "email": address, **more}, **headers)
    assert status == 201, text
    return json.loads(text)


def state(server, booking):
    return json.loads(server.request("GET", f"/api/v1/bookings/{booking['token']}")[1])["state"]


def mail_config(port):
    return f'[mail]\nfrom = "bookings@shop.example"\nsmtp = "smtp://127.0.0.1:{port}"\nstarttls = "never"\n'


def letters(database):
    port = free_port()
    with Server(database, mail_config(port)) as server:
        assert server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
        assert server.request("PUT", "/dav/calendars/ada/shelf/a.ics", event("a", LINES, f"{DAY}T100000Z", f"{DAY}T120000Z"),
                              "ada", Content_Type="text/calendar")[0] == 201

        # Nobody listens yet, and the server is killed before anybody does: the mail comes all the same.
        early = book(server, "early@example.com")
        until("a mail was tried", lambda: "mail " in server.log())
        server.kill()
        server.start()
        postbox = Postbox(port)
        mail = postbox.wait_for("early@example.com")
        assert early["code"] in mail.get_body(("plain",)).get_content()
        print("a mail server that is down at first: the mail came later")

        postbox.wants_login = True  # a refusal that is no fault of the letter
        booking = book(server, "bea@example.com")
        mail = postbox.wait_for("bea@example.com")
        assert mail.sender == "bookings@shop.example" and mail["Subject"] == "Booked: Glaze evening", mail
        assert email.utils.parseaddr(str(mail["To"])) == ("Bea Ünal", "bea@example.com"), mail["To"]
        words = mail.get_body(("plain",)).get_content()
        for expected in ("Glaze evening", "18.00 EUR", booking["code"], f"{server.base}/b/{booking['token']}"):
            assert expected in words, (expected, words)
        method, calendar = calendar_of(mail)
        assert method == "REQUEST" and value(calendar, "METHOD") == "REQUEST" and value(calendar, "UID") == "a", calendar
        assert value(calendar, "ORGANIZER") == "mailto:" + email.utils.parseaddr(str(mail["From"]))[1]
        assert booking["token"] not in calendar
        assert [part.get_filename() for part in mail.iter_attachments()] == ["booking.ics"]
        print("a booking: the invitation arrived")

        forged = value(calendar, "ORGANIZER").replace(booking["code"], early["code"])
        for answer, why in ((reply(mail, "DECLINED", organizer=forged), b"ORGANIZER"),
                            (reply(mail, "DECLINED", attendee="mailto:eve@example.com"), b"ATTENDEE"),
                            (b"Subject: Thanks\r\n\r\nSee you!\r\n", b"text/calendar"), (b"", b"text/calendar")):
            done = imip(server, answer)
            assert done.returncode == 4 and why in done.stderr, done
        listed = lambda: {line["booking"]: line["answer"]
                          for line in server.ask(200, "GET", "/api/v1/shops/studio/fulfilment", user="sam")["lines"]}
        assert listed() == {early["code"]: None, booking["code"]: None}, listed()
        assert imip(server, reply(mail, "ACCEPTED")).returncode == 0
        assert state(server, booking) == "confirmed"
        assert listed() == {early["code"]: None, booking["code"]: "accepted"}, listed()
        assert server.run("imip", check=False).returncode == 3  # without its configuration
        print("forged and other mails: refused")

        done = imip(server, reply(mail, "DECLINED"))
        assert done.returncode == 0 and b"cancelled" in done.stdout, done
        assert state(server, booking) == "cancelled"
        method, calendar = calendar_of(postbox.wait_for("bea@example.com", 2))
        assert method == "CANCEL" and value(calendar, "STATUS") == "CANCELLED" and value(calendar, "UID") == "a", calendar
        print("declined: the booking is cancelled, the CANCEL arrived")

        assert server.request("POST", f"/api/v1/bookings/{early['token']}/cancel")[0] == 200
        assert calendar_of(postbox.wait_for("early@example.com", 2))[0] == "CANCEL"
        book(server, "busy@example.com")
        book(server, "nobody@example.com")
        postbox.wait_for("busy@example.com")
        report = until("one is given up", lambda: "1 letters were given up" in (said := server.run("doctor")) and said)
        assert "no such mailbox" in report, report
        assert len([mail for mail in postbox.mails if mail.recipients == ["early@example.com"]]) == 2, "sent twice"
        print("put off: tried again; refused for good: given up, and the doctor says so")
        postbox.close()


def mended(database, without_mail):
    """A typing error in an address is put right by the shop: the letter goes there, and only who was invited is told that it left."""
    port = free_port()
    postbox = Postbox(port)
    with Server(database, mail_config(port)) as server:
        server.ask(201, "MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")
        text = event("a", LINES, f"{DAY}T100000Z", f"{DAY}T120000Z")
        assert server.request("PUT", "/dav/calendars/ada/shelf/a.ics", text, "ada", Content_Type="text/calendar")[0] == 201
        booking = book(server, "nobody@example.com")
        path = f"/api/v1/shops/studio/bookings/{booking['code']}"
        look = lambda: server.ask(200, "GET", path, user="sam")
        until("it was refused", lambda: [letter["state"] for letter in look()["letters"]] == ["failed"])

        def mend(address, name="Bea Ünal"):
            return server.ask(200, "PUT", f"{path}/contact", {"name": name, "email": address}, "sam", If_Match=look()["contact_etag"])

        mend("bea@example.com")
        mail = postbox.wait_for("bea@example.com")
        assert booking["token"] in mail.get_body(("plain",)).get_content(), "the link is the one that it was"
        method, invited = calendar_of(mail)
        assert (method, value(invited, "ATTENDEE"), value(invited, "UID")) == ("REQUEST", "mailto:bea@example.com", "a"), invited

        mend("beate@example.com")
        method, gone = calendar_of(postbox.wait_for("bea@example.com", 2))
        assert (method, value(gone, "ATTENDEE"), value(gone, "STATUS")) == ("CANCEL", "mailto:bea@example.com", "CANCELLED"), gone
        assert int(value(gone, "SEQUENCE")) > int(value(invited, "SEQUENCE"))
        mail = postbox.wait_for("beate@example.com")
        assert imip(server, reply(mail, "ACCEPTED")).returncode == 0
        assert imip(server, reply(mail, "DECLINED", attendee="mailto:bea@example.com")).returncode == 4, "she is invited no more"
        server.ask(202, "POST", f"{path}/letter", user="sam")
        assert calendar_of(postbox.wait_for("beate@example.com", 2))[0] == "REQUEST"
        assert [answer["answer"] for answer in look()["answers"]] == ["accepted"]
        assert [mail.recipients for mail in postbox.mails].count(["nobody@example.com"]) == 0
        assert state(server, booking) == "confirmed"
        print("a typing error: put right, invited there, called off where it was invited before, sent again")
    with Server(without_mail) as server:
        server.ask(201, "MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")
        assert server.request("PUT", "/dav/calendars/ada/shelf/a.ics", text, "ada", Content_Type="text/calendar")[0] == 201
        code = book(server, "bea@example.com")["code"]
        assert server.ask(409, "POST", f"/api/v1/shops/studio/bookings/{code}/letter", user="sam")["kind"] == "no-mail"
    postbox.close()


def preorder(database):
    """Who preorders is told that it is made for them, until they cancel; who takes what is there is not."""
    port = free_port()
    postbox = Postbox(port)
    with Server(database, mail_config(port)) as server:
        server.run("product", "add", "PLATE", "--shop", "studio", "--name", "Plate", "--price", "30")
        server.ask(201, "MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")

        def publish(plates):
            lines = f"DESCRIPTION:#shelf\\nstock MUG 9\\n{plates}\r\n"
            text = event("a", lines, f"{DAY}T100000Z", f"{DAY}T120000Z")
            assert server.request("PUT", "/dav/calendars/ada/shelf/a.ics", text, "ada", Content_Type="text/calendar")[0] in (201, 204)
            return server.ask(200, "GET", "/api/v1/shops/studio/slots")["slots"][0]

        def promised(thing):
            return {part["sku"]: part["preorder"] for part in thing}

        slot = publish("preorder PLATE 5")
        assert promised(slot["offers"]) == {"MUG": False, "PLATE": True}, slot
        lines = [{"slot": slot["id"], "sku": sku, "quantity": 2} for sku in ("MUG", "PLATE")]
        hold = server.ask(201, "POST", "/api/v1/shops/studio/holds", {"lines": lines})
        assert promised(hold["lines"]) == {"MUG": False, "PLATE": True}, hold
        bea = {"name": "Bea", "email": "bea@example.com"}
        booking = server.ask(201, "POST", f"/api/v1/shops/studio/holds/{hold['id']}/confirm", bea)
        path = f"/api/v1/bookings/{booking['token']}"
        assert promised(server.ask(200, "GET", path)["lines"]) == {"MUG": False, "PLATE": True}, booking

        words = postbox.wait_for("bea@example.com").get_body(("plain",)).get_content().splitlines()
        assert "  2 x Mug, 40.00 EUR, pickup" in words, words
        assert "  2 x Plate, 60.00 EUR, pickup, preordered: it is made for you" in words, words

        server.ask(200, "POST", f"{path}/cancel", {})
        mail = postbox.wait_for("bea@example.com", 2)
        words = mail.get_body(("plain",)).get_content()
        assert mail["Subject"] == "Cancelled: Glaze evening" and "2 x Plate, 60.00 EUR" in words and "made for you" not in words, words

        slot = publish("stock PLATE 6")  # they have come
        assert promised(slot["offers"]) == {"MUG": False, "PLATE": False}, slot
    postbox.close()
    print("a preorder: the letter promises it, and the API says so")


def languages(database):
    """Letters come in the language that the page said, else in one that the browser prefers, else in English."""
    port = free_port()
    postbox = Postbox(port)
    with Server(database, mail_config(port)) as server:
        server.ask(201, "MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")
        server.request("PUT", "/dav/calendars/ada/shelf/a.ics", event("a", LINES, f"{DAY}T100000Z", f"{DAY}T120000Z"), "ada",
                       Content_Type="text/calendar")
        austrian = book(server, "de@example.com", {"language": "de-AT"}, Accept_Language="es")
        book(server, "fr@example.com", {"language": "fr"}, Accept_Language="es")
        book(server, "es@example.com", Accept_Language="fr-CH, es-MX;q=0.9, de;q=0.8")
        book(server, "en@example.com", Accept_Language="fr")
        for language, spoken, subject in (("de", "de", "Gebucht: Glaze evening"), ("fr", "en", "Booked: Glaze evening"),
                                          ("es", "es", "Reservado: Glaze evening"), ("en", "en", "Booked: Glaze evening")):
            mail = postbox.wait_for(f"{language}@example.com")
            assert mail["Subject"] == subject and mail["Content-Language"] == spoken, (language, mail)
        made = server.ask(201, "POST", f"/api/v1/bookings/{austrian['token']}/transfer")
        accept = made["accept"].removeprefix(server.base)
        server.ask(201, "POST", accept, {"name": "Cy", "email": "cy@example.com", "language": "es"})
        assert postbox.wait_for("de@example.com", 2)["Subject"] == "Weitergegeben: Glaze evening"
        assert postbox.wait_for("cy@example.com")["Subject"] == "Reservado: Glaze evening"
    postbox.close()
    print("languages: each customer is written to in their own")


def late_money(database):
    """Paid, but only heard of when somebody else has the last one: the money goes back, and a letter says why."""
    fake, port = FakeStripe(), free_port()
    postbox = Postbox(port)
    with Server(database, mail_config(port) + fake.config(poll_seconds=3600)) as server:
        fake.hook = f"{server.base}/payments/none"  # this webhook is lost at first
        assert server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
        one = LINES.replace("MUG 9", "MUG 1")
        assert server.request("PUT", "/dav/calendars/ada/shelf/a.ics", event("a", one, f"{DAY}T100000Z", f"{DAY}T120000Z"),
                              "ada", Content_Type="text/calendar")[0] == 201
        slot = json.loads(server.request("GET", "/api/v1/shops/studio/slots")[1])["slots"][0]["id"]
        wanted = {"lines": [{"slot": slot, "sku": "MUG", "quantity": 1}]}
        path = f"/api/v1/shops/studio/holds/{json.loads(server.request('POST', '/api/v1/shops/studio/holds', wanted)[1])['id']}"
        assert server.request("POST", f"{path}/checkout", {"name": "Lia Late", "email": "late@example.com"})[0] == 202
        url = until("the provider has a page", lambda: json.loads(server.request("GET", f"{path}/checkout")[1])["url"])
        assert fake.pay(url.rsplit("/", 1)[1])
        assert server.request("DELETE", path)[0] == 204
        book(server, "quick@example.com")
        fake.hook = f"{server.base}/payments/stripe/webhook"
        assert fake.send(fake.told[-1]) == 200 and fake.send(fake.told[-1]) == 200
        letter = postbox.wait_for("late@example.com")
        assert letter["Subject"] == "Your 18.00 EUR goes back to you", letter
        words = letter.get_body(("plain",)).get_content()
        for expected in ("Lia Late", "18.00 EUR", "1 x Mug, Glaze evening", "somebody else took it meanwhile"):
            assert expected in words.replace("\n", " "), (expected, words)
        until("the money goes back", lambda: fake.refunds)
        assert [refund["amount"] for refund in fake.refunds.values()] == [1800], fake.refunds
        status, page, _ = server.request("GET", path.replace("/api/v1/shops", "/s") + "/payment?back=1")
        assert status == 409 and "€18.00 goes back" in page.decode() and "somebody else took it" in page.decode(), page
        postbox.wait_for("quick@example.com")
        assert len([mail for mail in postbox.mails if mail.recipients == ["late@example.com"]]) == 1
    postbox.close()
    fake.close()
    print("late money: it went back, and the letter said why")


with databases() as fresh:
    letters(fresh())
    mended(fresh(), fresh())
    preorder(fresh())
    languages(fresh())
    late_money(fresh())
    print("mail: ok")
