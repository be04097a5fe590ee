"""Managed attachments (RFC 8607) over the wire, as macOS attaches a file: bytes of any kind, names of any script, and what is let go
is removed."""
import os, re
from databases import Rows, databases
from server import Server, event, until

CALENDAR = "/dav/calendars/ada/calendar/"
BYTES = os.urandom(300_000)


def act(server, query, body=b"", user="ada", **headers):
    return server.request("POST", f"{CALENDAR}trip.ics?{query}", body, user, **headers)


def line_in(server):
    status, text, headers = server.request("GET", CALENDAR + "trip.ics", user="ada")
    assert status == 200
    text = text.decode().replace("\r\n ", "")
    return next((line for line in text.splitlines() if line.startswith("ATTACH")), None), headers["ETag"]


def attached(server):
    status, _, headers = server.request("OPTIONS", CALENDAR)
    assert "calendar-managed-attachments" in headers["DAV"]
    status, _, headers = server.request("PUT", CALENDAR + "trip.ics", event("trip"), "ada", Content_Type="text/calendar", If_None_Match="*")
    assert status == 201
    status, text, headers = act(server, "action=attachment-add", BYTES, Content_Type="image/png", If_Match=headers["ETag"],
                                Content_Disposition="attachment; filename*=UTF-8''k%C3%BCche%20%26%20ofen.png")
    assert status == 201, text
    managed_id, etag = headers["Cal-Managed-ID"], headers["ETag"]
    line, now = line_in(server)
    assert etag == now and f"MANAGED-ID={managed_id}" in line and "FMTTYPE=image/png" in line and "SIZE=300000" in line, line
    url = line[line.index(":http") + 1:]
    path = url.removeprefix(server.base)
    assert path != url, url
    status, body, headers = server.request("GET", path, user="ada")
    assert status == 200 and body == BYTES and headers["Content-Type"] == "image/png", headers
    assert "filename*=UTF-8''k%C3%BCche%20%26%20ofen.png" in headers["Content-Disposition"], headers
    status, body, headers = server.request("HEAD", path, user="ada")
    assert status == 200 and not body and headers["Content-Length"] == "300000", headers
    assert server.request("GET", path)[0] == 401 and server.request("GET", path, user="sam")[0] == 404
    print("attached, named and read back; for whom may read the event")
    return managed_id, path


def refused(server):
    status, text, _ = act(server, "action=attachment-add", b"x" * (1_048_577), Content_Type="text/plain")
    assert status == 403 and b"<C:max-attachment-size/>" in text, text
    status, text, _ = act(server, "action=attachment-destroy")
    assert status == 403 and b"<C:valid-action/>" in text, text
    print("too much is refused")


def let_go(server, managed_id, path):
    assert act(server, f"action=attachment-remove&managed-id={managed_id}")[0] == 204
    assert line_in(server)[0] is None and server.request("GET", path, user="ada")[0] == 404
    rows = Rows(server)
    until("its bytes are gone", lambda: rows.read("SELECT COUNT(*) FROM attachment_contents") == [(0,)])
    print("let go, and removed")


with databases() as fresh:
    with Server(fresh(), "[calendars]\nattachment_mib = 1\n") as server:
        managed_id, path = attached(server)
        refused(server)
        let_go(server, managed_id, path)
        assert not re.search(r" 500 ", server.log()), server.log()
        print("attachments: ok")
