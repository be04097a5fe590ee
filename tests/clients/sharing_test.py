"""Ada shares a calendar as Apple's Calendar does it, Bob accepts and finds it with python3-caldav, Sam is her delegate, and what
she publishes is a feed that needs no password."""
import base64, http.client, re, sys
from databases import databases
from server import PATIENCE, Server

try:
    import caldav
except ImportError:
    print("SKIPPED: python3-caldav is not installed")
    sys.exit(77)

HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
EVENT = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Client//EN\r\nBEGIN:VEVENT\r\nUID:kiln\r\nDTSTAMP:20260301T000000Z\r\n"
         "DTSTART:20300310T100000Z\r\nDURATION:PT1H\r\nSUMMARY:Fire the kiln\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")


class Studio(Server):
    def fill(self):
        super().fill()
        self.passwords = {"ada": self.owner, "sam": self.staff}
        self.passwords["bob"] = self.password_of(
            self.run("user", "add", "bob", "--shop", "studio", "--role", "reader", "--email", "bob@example.com"))

    def by(self, user, method, path, body=None, **headers):
        if user:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, answer.headers

    def find(self, user, path, properties, depth="0"):
        """As CalendarAgent writes it: prefixes declared on the inner element."""
        named = "".join(f'<{prefix}:{name} xmlns:{prefix}="{space}"/>' for prefix, name, space in properties)
        status, text, headers = self.by(user, "PROPFIND", path, f'{HEAD}<A:propfind xmlns:A="DAV:"><A:prop>{named}</A:prop></A:propfind>',
                                        Depth=depth, Content_Type="text/xml", Brief="t")
        assert status == 207, (path, status, text)
        assert "calendar-proxy" in headers["DAV"] and "calendarserver-sharing" in headers["DAV"]
        return text


CS = "http://calendarserver.org/ns/"


def invite_and_accept(server):
    status, text, _ = server.by("ada", "POST", "/dav/calendars/ada/calendar/",
        f'{HEAD}<B:share xmlns:B="{CS}"><B:set><A:href xmlns:A="DAV:">mailto:bob@example.com</A:href><B:common-name>bob</B:common-name>'
        '<B:read-write/></B:set></B:share>', Content_Type="text/xml")
    assert status == 200, text
    url = re.search(r"<S:notification-URL><D:href>(.*?)</D:href>", server.find("bob", "/dav/principals/bob/", [("B", "notification-URL", CS)])).group(1)
    listed = server.find("bob", url, [("A", "getetag", "DAV:"), ("B", "notificationtype", CS)], depth="1")
    letter = re.search(r"<D:href>([^<]+\.xml)</D:href>", listed).group(1)
    status, text, _ = server.by("bob", "GET", letter)
    assert status == 200 and "<S:invite-noresponse/>" in text, text
    uid = re.search(r"<S:uid>(.*?)</S:uid>", text).group(1)
    status, text, _ = server.by("bob", "POST", "/dav/calendars/bob/",
        f'{HEAD}<B:invite-reply xmlns:B="{CS}"><A:href xmlns:A="DAV:">mailto:bob@example.com</A:href><B:invite-accepted/><B:hosturl>'
        f'<A:href xmlns:A="DAV:">/dav/calendars/ada/calendar/</A:href></B:hosturl><B:in-reply-to>{uid}</B:in-reply-to>'
        '<B:summary>Ada, at work</B:summary></B:invite-reply>', Content_Type="text/xml")
    assert status == 200, text
    assert server.by("bob", "DELETE", letter)[0] == 204
    return re.search(r"<S:shared-as[^>]*><D:href>(.*?)</D:href>", text).group(1)


def sharing(server):
    assert server.by("ada", "PUT", "/dav/calendars/ada/calendar/kiln.ics", EVENT, Content_Type="text/calendar")[0] == 201
    shared = invite_and_accept(server)
    assert shared == "/dav/calendars/bob/calendar-ada/", shared  # Bob has a "calendar" of his own
    account = caldav.DAVClient(server.base + "/dav/", username="bob", password=server.passwords["bob"]).principal()
    calendars = {calendar.url.path: calendar for calendar in account.calendars()}
    events = calendars[shared].events()
    assert [event.vobject_instance.vevent.summary.value for event in events] == ["Fire the kiln"]
    assert calendars[shared].name == "Ada, at work"
    calendars[shared].save_event(EVENT.replace("UID:kiln", "UID:glaze").replace("Fire the kiln", "Glaze"))
    text = server.by("ada", "GET", "/dav/calendars/ada/calendar/glaze.ics")[1]
    assert "SUMMARY:Glaze" in text, text
    invite = server.find("ada", "/dav/calendars/ada/calendar/", [("B", "invite", CS)])
    assert "<S:invite-accepted/><S:access><S:read-write/></S:access>" in invite, invite
    calendars[shared].delete()
    assert "<S:invite-declined/>" in server.find("ada", "/dav/calendars/ada/calendar/", [("B", "invite", CS)])


def delegation(server):
    members = ('<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop><A:group-member-set><A:href>/dav/principals/sam/</A:href>'
               '</A:group-member-set></A:prop></A:set></A:propertyupdate>')
    status, text, _ = server.by("ada", "PROPPATCH", "/dav/principals/ada/calendar-proxy-write/", HEAD + members, Content_Type="text/xml")
    assert status == 207 and "200 OK" in text, text
    found = server.find("sam", "/dav/principals/sam/", [("B", "calendar-proxy-read-for", CS), ("B", "calendar-proxy-write-for", CS)])
    assert "<S:calendar-proxy-write-for><D:href>/dav/principals/ada/</D:href>" in found, found
    account = caldav.DAVClient(server.base + "/dav/principals/ada/", username="sam", password=server.passwords["sam"])
    home = caldav.Principal(client=account, url="/dav/principals/ada/").calendar_home_set
    assert "/dav/calendars/ada/calendar/" in [calendar.url.path for calendar in home.calendars()]


def publishing(server):
    def ask(what):
        return server.by("ada", "POST", "/dav/calendars/ada/calendar/", f'{HEAD}<B:{what} xmlns:B="{CS}"/>', Content_Type="text/xml")[0]

    assert ask("publish-calendar") == 202
    url = re.search(r"<S:publish-url><D:href>(.*?)</D:href>",
                    server.find("ada", "/dav/calendars/ada/calendar/", [("B", "publish-url", CS)])).group(1)
    path = url.removeprefix(server.base)
    assert path.startswith("/feeds/s/"), url
    status, text, _ = server.by(None, "GET", path)
    assert status == 200 and "SUMMARY:Fire the kiln" in text, (status, text)
    assert ask("unpublish-calendar") == 200
    assert server.by(None, "GET", path)[0] == 404


with databases() as fresh:
    with Studio(fresh()) as studio:
        sharing(studio)
        delegation(studio)
        publishing(studio)
        assert " 500 " not in studio.log(), studio.log()
        print("sharing: ok")
