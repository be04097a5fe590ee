"""What the replays of clients share: requests that are sent as a client writes them (its headers, its namespaces, its order), and
answers that are read as strictly as the pickiest of them reads. What every client needs of every answer is checked here: no
5xx, the DAV header, well-formed XML, an href and a status for each resource, a slash behind each collection. On SQLite, and with
the word `postgres` on PostgreSQL."""
import base64, contextlib, datetime, http.client, pathlib, sys, urllib.parse
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from databases import databases  # noqa: E402
from server import PATIENCE, Server, event  # noqa: E402,F401  (for the replays)

NS = {"D": "DAV:", "C": "urn:ietf:params:xml:ns:caldav", "CS": "http://calendarserver.org/ns/", "ICAL": "http://apple.com/ns/ical/",
      "ME": "http://me.com/_namespace/", "P": "https://bitfire.at/webdav-push", "CARD": "urn:ietf:params:xml:ns:carddav"}
HOME = "/dav/calendars/ada/"
CAL = HOME + "calendar/"
PRINCIPAL = "/dav/principals/ada/"
NOW = datetime.datetime.now(datetime.timezone.utc)  # the same for all of a replay, also where it is midnight meanwhile


def full(short):
    """"C:calendar" as ElementTree names it."""
    prefix, _, local = short.partition(":")
    return f"{{{NS[prefix]}}}{local}"


class Resource:
    """One response of a 207."""

    def __init__(self, element):
        hrefs = element.findall(full("D:href"))
        assert len(hrefs) == 1 and hrefs[0].text, ET.tostring(element)
        self.href = hrefs[0].text
        whole = element.find(full("D:status"))
        self.status = int(whole.text.split()[1]) if whole is not None else None
        self.by_status = {}
        for propstat in element.findall(full("D:propstat")):
            status = int(propstat.find(full("D:status")).text.split()[1])
            self.by_status.setdefault(status, {}).update({child.tag: child for child in propstat.find(full("D:prop"))})
        assert (self.status is None) == bool(self.by_status), f"a response has a status or propstats: {ET.tostring(element)}"
        self.found = self.by_status.get(200, {})
        kinds = self.found.get(full("D:resourcetype"))
        if kinds is not None and kinds.find(full("D:collection")) is not None:
            assert self.href.endswith("/"), f"a collection without its slash: {self.href}"

    def has(self, short):
        return full(short) in self.found

    def element(self, short):
        assert self.has(short), f"{self.href} has no {short}: {sorted(self.found)}"
        return self.found[full(short)]

    def text(self, short):
        return self.element(short).text or ""

    def hrefs(self, short):
        return [href.text for href in self.element(short).iter(full("D:href"))]

    def href_of(self, short):
        hrefs = self.hrefs(short)
        assert hrefs, f"{self.href}: {short} names nothing"
        return hrefs[0]

    def children(self, short):
        return {child.tag for child in self.element(short)}

    def is_a(self, *kinds):
        return {full(kind) for kind in kinds} <= self.children("D:resourcetype")

    def components(self):
        return [comp.get("name") for comp in self.element("C:supported-calendar-component-set")]

    def reports(self):
        return {kind.tag for report in self.element("D:supported-report-set").iter(full("D:report")) for kind in report}

    def privileges(self):
        return {kind.tag for privilege in self.element("D:current-user-privilege-set") for kind in privilege}


class Answer:
    def __init__(self, asked, status, headers, body):
        self.asked, self.status, self.headers, self.body = asked, status, headers, body
        assert status < 500 or status == 507, (asked, status, body)
        if asked[1].startswith("/dav"):
            assert "calendar-access" in headers.get("DAV", ""), f"{asked}: no DAV header ({status})"
        self.resources = {}
        if status == 207:
            assert headers.get_content_type() in ("application/xml", "text/xml"), headers.get_content_type()
            for response in self.tree().findall(full("D:response")):
                resource = Resource(response)
                assert resource.href not in self.resources, f"told twice: {resource.href}"
                self.resources[resource.href] = resource

    def tree(self):
        return ET.fromstring(self.body)

    def text(self):
        return self.body.decode()

    def only(self):
        assert len(self.resources) == 1, list(self.resources)
        return next(iter(self.resources.values()))

    def at(self, href):
        assert href in self.resources, f"{self.asked}: nothing of {href} in {list(self.resources)}"
        return self.resources[href]

    def error(self):
        """The elements of a D:error."""
        tree = self.tree()
        assert tree.tag == full("D:error"), self.text()
        return {child.tag for child in tree}

    def sync_token(self):
        token = self.tree().find(full("D:sync-token")).text
        assert ":" in token or "/" in token, f"Evolution keeps no such token: {token}"
        return token

    def is_clean(self):
        """Of what is not there (yet): done, or refused in a way that no client stumbles over."""
        html = self.headers.get_content_type() == "text/html"
        return (200 <= self.status < 300 or self.status in (400, 403, 404, 405, 409, 415, 501)) and not (self.status >= 400 and html)


class Client:
    """Sends what a client sends. `headers` go with every request."""

    def __init__(self, server, headers, user="ada"):
        self.server, self.headers, self.user = server, headers, user

    def send(self, method, path, body=None, login=True, expect=None, **headers):
        path = urllib.parse.urlparse(path)._replace(scheme="", netloc="").geturl()
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if login:
            password = self.server.owner if self.user == "ada" else self.server.staff
            sent["Authorization"] = "Basic " + base64.b64encode(f"{self.user}:{password}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_accept_encoding=True)
        if body is not None:
            body = body.encode() if isinstance(body, str) else body
            sent["Content-Length"] = str(len(body))
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        got = connection.getresponse()
        answer = Answer((method, path), got.status, got.headers, got.read())
        connection.close()
        if expect is not None:
            wanted = expect if isinstance(expect, tuple) else (expect,)
            assert answer.status in wanted, f"{method} {path}: {answer.status}, not {expect}: {answer.body[:2000]}"
        return answer

    def challenged(self, method, path, body=None, expect=207, **headers):
        """First without credentials, as many do: 401 says how to log in, and the request is repeated."""
        first = self.send(method, path, body, login=False, expect=401, **headers)
        assert first.headers["WWW-Authenticate"].startswith("Basic realm="), first.headers
        assert first.headers.get_content_type() != "text/html"
        return self.send(method, path, body, expect=expect, **headers)


def utc(days, hour=10):
    """So many days from now, as iCalendar writes it."""
    return (NOW + datetime.timedelta(days=days)).strftime(f"%Y%m%dT{hour:02}0000Z")


@contextlib.contextmanager
def serving():
    """A server of the replay's own, which never failed."""
    with databases() as database, Server(database()) as server:
        yield server
        assert " 500 " not in server.log(), server.log()
