"""A server seen from outside of what stands in front of it: what has to hold for calendar apps and for people, whatever that is."""
import base64, http.client, re
from server import PATIENCE, event

XML = {"Content-Type": "text/xml", "Depth": "0"}
PROPFIND = '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:T="urn:timeshelf"><D:prop>%s</D:prop></D:propfind>'
OPEN_FEED = '<D:propertyupdate xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:set><D:prop><T:feed>open</T:feed></D:prop></D:set></D:propertyupdate>'


class Outside:
    """What answers on a port of loopback in front of a server, for its user ada."""

    def __init__(self, server, port):
        self.port = port
        self.login = "Basic " + base64.b64encode(f"ada:{server.owner}".encode()).decode()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def request(self, method, path, body=None, login=True, **headers):
        connection = self.connect()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if login:
            headers["Authorization"] = self.login
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, answer.headers

    def __enter__(self):
        return self


def hrefs(text, inside="D:href"):
    return re.findall(f"<{inside}>([^<]*)</{inside}>", text)


def discover(proxy, prefix):
    """As a calendar app does that knows a domain and a login."""
    status, _, headers = proxy.request("PROPFIND", "/.well-known/caldav", PROPFIND % "<D:current-user-principal/>", login=False, **XML)
    assert (status, headers["Location"]) == (301, f"{prefix}/dav/"), (status, headers["Location"])
    assert proxy.request("PROPFIND", f"{prefix}/dav/", PROPFIND % "<D:current-user-principal/>", login=False, **XML)[0] == 401
    status, text, _ = proxy.request("PROPFIND", headers["Location"], PROPFIND % "<D:current-user-principal/>", **XML)
    assert status == 207 and hrefs(text) == [f"{prefix}/dav/", f"{prefix}/dav/principals/ada/"], text
    text = proxy.request("PROPFIND", f"{prefix}/", PROPFIND % "<D:current-user-principal/>", **XML)[1]
    assert hrefs(text)[-1] == f"{prefix}/dav/principals/ada/", "some ask the root first"
    text = proxy.request("PROPFIND", f"{prefix}/dav/principals/ada/", PROPFIND % "<C:calendar-home-set/>", **XML)[1]
    assert hrefs(text)[-1] == f"{prefix}/dav/calendars/ada/", text
    text = proxy.request("PROPFIND", f"{prefix}/dav/calendars/ada/", PROPFIND % "<D:resourcetype/>", **{**XML, "Depth": "1"})[1]
    assert f"{prefix}/dav/calendars/ada/calendar/" in hrefs(text) and all(href.startswith(f"{prefix}/dav/") for href in hrefs(text)), text
    return f"{prefix}/dav/calendars/ada/calendar/"


def works(proxy, prefix, outside):
    """What an app does in a calendar, and who subscribes to it."""
    calendar = discover(proxy, prefix)
    status, _, headers = proxy.request("PUT", calendar + "a.ics", event("a"), Content_Type="text/calendar")
    assert status in (201, 204) and headers["ETag"], status
    multiget = f'<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><D:href>{calendar}a.ics</D:href></C:calendar-multiget>'
    status, text, _ = proxy.request("REPORT", calendar, multiget, Content_Type="text/xml")
    assert status == 207 and hrefs(text) == [calendar + "a.ics"] and "200 OK" in text, text
    for origin, destination in (("a", outside + calendar[len(prefix):] + "b.ics"), ("b", calendar + "a.ics")):  # whole, and path alone
        status, text, _ = proxy.request("MOVE", f"{calendar}{origin}.ics", Destination=destination)
        assert status == 201, (destination, status, text)
    assert proxy.request("MOVE", calendar + "a.ics", Destination="https://elsewhere.example" + calendar + "d.ics")[0] in (403, 502)
    assert proxy.request("PROPPATCH", calendar, OPEN_FEED, Content_Type="text/xml")[0] == 207
    feed = hrefs(proxy.request("PROPFIND", calendar, PROPFIND % "<T:feed-url/>", **XML)[1])[-1]
    assert feed == f"{outside}/feeds/ada-calendar.ics", feed
    status, text, _ = proxy.request("GET", f"{prefix}/feeds/ada-calendar.ics", login=False)
    assert status == 200 and f"SOURCE;VALUE=URI:{feed}\r\n" in text.replace("\r\n ", ""), text
    problem = proxy.request("GET", f"{prefix}/feeds/none.ics", login=False)[1]
    assert f'"type":"{outside}/problems/not-found"' in problem, problem


def pages_work(server, proxy, prefix, outside):
    """Links, forms and cookies lead back to the outside."""
    server.sign_in()
    form = "user=ada&password=the+kiln+is+hot+at+seven"
    origin = "/".join(outside.split("/")[:3])
    posted = {"Content_Type": "application/x-www-form-urlencoded"}
    assert proxy.request("POST", f"{prefix}/dashboard/login", form, login=False, Origin="https://evil.example", **posted)[0] == 403
    status, _, headers = proxy.request("POST", f"{prefix}/dashboard/login", form, login=False, Origin=origin, **posted)
    assert (status, headers["Location"]) == (303, f"{prefix}/dashboard"), (status, headers["Location"])
    assert f"; Path={prefix}/;" in headers["Set-Cookie"], headers["Set-Cookie"]
    assert ("; Secure" in headers["Set-Cookie"]) == outside.startswith("https:"), headers["Set-Cookie"]
    cookie = headers["Set-Cookie"].split(";")[0]
    found = set()
    for page in (f"{prefix}/", f"{prefix}/s/studio", f"{prefix}/dashboard"):
        status, text, headers = proxy.request("GET", page, login=False, Cookie=cookie, Accept="text/html")
        if status == 303:
            assert headers["Location"].startswith(f"{prefix}/"), headers["Location"]
            continue
        assert status == 200, (page, status)
        found |= set(re.findall(r' (?:href|src|action|formaction)="(/[^"]*)"', text))
    assert len(found) > 4 and all(link.startswith(f"{prefix}/") for link in found), found
    for link in found:
        assert proxy.request("GET", link, login=False, Cookie=cookie)[0] in (200, 303, 405), link
    status, text, _ = proxy.request("GET", f"{prefix}/dashboard", login=False, Cookie=cookie)
    assert f"{outside}/dav/" in text.replace("&#x2F;", "/"), "the dashboard says where CalDAV is"
