"""Slow, broken and unusual HTTP, byte by byte over a socket."""
import base64, datetime, email.utils, re, socket, threading, time
from server import PATIENCE, Server, event

CONFIG = "[server]\nrequest_timeout_seconds = 300\nidle_timeout_seconds = 300\nmax_connections = 64\n"
HASTY = "[server]\nrequest_timeout_seconds = 1\nidle_timeout_seconds = 15\n"

with Server(config=CONFIG) as server:
    auth = "Authorization: Basic " + base64.b64encode(f"ada:{server.owner}".encode()).decode() + "\r\n"
    put = lambda name, more: f"PUT /dav/calendars/ada/calendar/{name} HTTP/1.1\r\nHost: localhost\r\n{auth}Content-Type: text/calendar\r\n{more}\r\n"

    def connect():
        return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)

    def rest(connection):
        """Everything that comes until the server closes."""
        text = b""
        try:
            while chunk := connection.recv(65536):
                text += chunk
        except ConnectionResetError:
            pass
        return text.decode("latin-1")

    def talk(data):
        with connect() as connection:
            try:
                connection.sendall(data.encode("latin-1") if isinstance(data, str) else data)
            except ConnectionError:
                pass  # it may answer and close before all is sent
            return rest(connection)

    def until(connection, ending):
        text = b""
        while not text.endswith(ending):
            chunk = connection.recv(1)
            assert chunk, text
            text += chunk
        return text.decode("latin-1")

    def status(answer):
        match = re.match(r"HTTP/1\.1 (\d{3}) [A-Z]", answer)
        return int(match.group(1)) if match else None

    exists = lambda name: server.request("GET", f"/dav/calendars/ada/calendar/{name}", user="ada")[0] == 200

    # A slash behind the address of a page, as people type it.
    for path, to in (("/dashboard/", "../dashboard"), ("/dashboard/settings/?a=b", "../settings?a=b"), ("/nowhere/", None), ("/dashboard//", None)):
        got, _, headers = server.request("GET", path)
        assert (got, headers["Location"]) == ((308, to) if to else (404, None)), (path, got, headers)

    # RFC 9110 6.6.1: whoever has a clock says with each response when it was made, once.
    for request, expected in (("GET /health HTTP/1.1\r\nHost: h\r\n", 200), ("HEAD /health HTTP/1.1\r\nHost: h\r\n", 200), ("GET /nowhere HTTP/1.1\r\nHost: h\r\n", 404),
                              ("PROPFIND /dav/ HTTP/1.1\r\nHost: h\r\n", 401), ("OPTIONS /dav/ HTTP/1.1\r\nHost: h\r\n", 200), ("GET /health HTTP/1.1\r\n", 400), ("nonsense\r\n", 400)):
        answer = talk(request + "Connection: close\r\n\r\n")
        said = re.findall(r"\r\nDate: ([A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)\r\n", answer)
        assert status(answer) == expected and len(said) == 1, (request, answer)
        behind = datetime.datetime.now(datetime.timezone.utc) - email.utils.parsedate_to_datetime(said[0])
        assert datetime.timedelta(0) <= behind < datetime.timedelta(seconds=PATIENCE), (request, behind)
    with connect() as connection:  # and anew on a connection that stays open
        dates = set()
        for pause in (0, 1.2):
            time.sleep(pause)
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n")
            dates.add(re.search("Date: (.*)\r", until(connection, b"ok")).group(1))
        assert len(dates) == 2, dates

    # A body in chunks, with an extension and a trailer.
    body = event("chunked").encode()
    chunks = b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:100], body[100:]))
    assert status(talk(put("chunked.ics", "Transfer-Encoding: chunked\r\nConnection: close\r\n").encode() + chunks + b"0\r\nX: y\r\n\r\n")) == 201
    assert exists("chunked.ics")
    # Too large in chunks: found out while it comes.
    with connect() as connection:
        connection.sendall(put("large.ics", "Transfer-Encoding: chunked\r\n").encode())
        sent = 0
        try:
            while sent < 20 << 20:
                connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                sent += 65536
        except ConnectionError:
            pass
        assert status(rest(connection)) in (413, None) and not exists("large.ics")
    assert " 413 " in server.log()

    # Expect: 100-continue, in any case: the go-ahead comes before the body, and a refusal instead of it.
    for expectation in ("100-continue", "100-Continue"):
        with connect() as connection:
            text = event(expectation)
            connection.sendall(put(f"{expectation}.ics", f"Expect: {expectation}\r\nContent-Length: {len(text)}\r\nConnection: close\r\n").encode())
            assert until(connection, b"\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n"
            connection.sendall(text.encode())
            assert status(rest(connection)) == 201
    assert status(talk(put("e.ics", "Expect: 100-continue\r\nContent-Length: 99999999\r\n"))) == 413

    # Pipelined: answered in order, on one connection, writes too.
    text = event("pipelined")
    answers = talk("GET /health HTTP/1.1\r\nHost: h\r\n\r\n" + put("pipelined.ics", f"Content-Length: {len(text)}\r\n") + text +
                   f"HEAD /dav/calendars/ada/calendar/pipelined.ics HTTP/1.1\r\nHost: h\r\n{auth}\r\n" +
                   f"GET /dav/calendars/ada/calendar/pipelined.ics HTTP/1.1\r\nHost: h\r\n{auth}Connection: close\r\n\r\n")
    assert re.findall(r"HTTP/1\.1 (\d+)", answers) == ["200", "201", "200", "200"], answers
    head, get = answers.split("HTTP/1.1 200 OK\r\n")[2:]
    assert f"Content-Length: {len(text)}" in head and head.endswith("\r\n\r\n") and get.endswith(text)
    assert re.findall("ETag: .*", head) == re.findall("ETag: .*", get) != []

    # HTTP/1.0 gets its answer and is closed.
    assert status(talk("GET /health HTTP/1.0\r\n\r\n")) == 200
    # An absolute address (RFC 9112 3.2.2).
    assert status(talk(f"GET http://localhost:{server.port}/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) == 200
    # An empty line before the request (RFC 9112 2.2).
    assert status(talk("\r\nGET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")) in (200, 400)

    # What is no request gets 400 and a sentence; what could be read in two ways is refused.
    for nonsense in ("nonsense\r\n\r\n", "GET\r\n\r\n", "GET /health\r\n\r\n", "GET  /health HTTP/1.1\r\nHost: h\r\n\r\n", "GET /health HTTP/1.1\r\n\r\n",
                     "GET /health HTTP/1.1\r\nHost h\r\n\r\n", "GET /health HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n", "GET /hea\0lth HTTP/1.1\r\nHost: h\r\n\r\n",
                     "GET /health HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n", "GET /health HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                     "POST /health HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     "POST /health HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", "POST /health HTTP/1.1\r\nHost: h\r\nContent-Length: 1e9\r\n\r\n",
                     put("t.ics", "Transfer-Encoding: chunked\r\n") + "zz\r\nx\r\n0\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                     "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        answer = talk(nonsense)
        assert status(answer) in (400, 505) and "Connection: close" in answer and len(answer.split("\r\n\r\n", 1)[1]) > 10, (nonsense, answer)
        assert " no request: " in server.log()
    assert status(talk("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x" * 40_000 + "\r\n\r\n")) == 431
    assert status(talk("GET / HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n" * 20_000 + "\r\n")) == 431
    assert status(talk("GET /" + "x" * 40_000 + " HTTP/1.1\r\nHost: h\r\n\r\n")) == 431
    for path in ("/\xff\xfe", "/dav/calendars/ada/calendar/\xff.ics", "/dav/%", "/%zz", "/..%2f..%2fetc/passwd", "//", "/dav//calendars//ada//none"):
        answer = talk(f"GET {path} HTTP/1.1\r\nHost: h\r\n{auth}Connection: close\r\n\r\n".encode("latin-1"))
        assert status(answer) in (400, 404), (path, answer)
    # Credentials that are none, and a login that would break the log's lines.
    for credentials in ("Basic", "Basic !!!", "Basic " + base64.b64encode(b"nocolon").decode(), "Bearer x", "Basic " + base64.b64encode(b"a\nFAKE LINE\xff:x").decode()):
        assert status(talk(f"PROPFIND /dav/ HTTP/1.1\r\nHost: h\r\nAuthorization: {credentials}\r\nConnection: close\r\n\r\n")) == 401
    assert "FAKE LINE" not in server.log() and all(line.startswith("[") for line in server.log().splitlines())

    # Half a body, then gone: nothing is stored.
    with connect() as connection:
        connection.sendall((put("half.ics", "Content-Length: 1000\r\n") + event("half")[:80]).encode())
        connection.shutdown(socket.SHUT_WR)
        rest(connection)
    assert not exists("half.ics")

    # One reader too many is closed at once; the others go on, and there is room again afterwards.
    def enter():
        """A connection that was answered; those from before may take a moment to be gone."""
        deadline = time.monotonic() + PATIENCE
        while True:
            connection = connect()
            try:
                connection.sendall(b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n")
                if connection.recv(1):
                    until(connection, b"ok\n")
                    return connection
            except ConnectionError:
                pass
            connection.close()
            assert time.monotonic() < deadline

    crowd = [enter() for _ in range(64)]
    with connect() as extra:
        try:
            extra.sendall(b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n")
        except ConnectionError:
            pass
        assert rest(extra) == ""
    assert "connections" in server.log()
    for connection in crowd:
        connection.close()
    deadline = time.monotonic() + PATIENCE
    while status(talk("GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")) != 200:
        assert time.monotonic() < deadline
    assert " 500 " not in server.log(), server.log()

with Server(config=HASTY) as server:
    # Slow ones are cut off after request_timeout_seconds although they keep sending, and do not keep others waiting.
    ends = []

    def dawdle():
        with connect() as slow:
            began = time.monotonic()
            try:
                for byte in b"GET /health HTTP/1.1\r\nHost: h\r\nX-Long: " + b"x" * 10_000:
                    slow.sendall(bytes([byte]))
                    slow.settimeout(0.05)
                    try:
                        if not slow.recv(1024):
                            break
                    except socket.timeout:
                        pass
            except ConnectionError:
                pass
            ends.append(time.monotonic() - began)

    slow_ones = [threading.Thread(target=dawdle) for _ in range(40)]
    for thread in slow_ones:
        thread.start()
    while not ends:
        assert server.request("GET", "/health")[0] == 200
    for thread in slow_ones:
        thread.join()
    assert len(ends) == 40 and max(ends) < PATIENCE, max(ends)
    with connect() as idle:  # and who says nothing at all is closed after idle_timeout_seconds
        assert rest(idle) == ""
    assert " 500 " not in server.log(), server.log()
print("bad http: ok")
