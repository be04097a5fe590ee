"""WebDAV-Push, from DAVx5's registration to the message that it reads: a push service of the test's own takes what the server sends,
checks who signed it, and decrypts it with the client's key."""
import base64, http.server, json, pathlib, re, sys, tempfile, threading, time
from databases import Rows, databases
from server import PATIENCE, Server, event, until

try:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:
    print("SKIPPED: python3-cryptography is not installed")
    sys.exit(77)

CONFIG = '[push]\ncontact = "mailto:calendar@shop.example"\nany_address = true\n'
CALENDAR = "/dav/calendars/ada/calendar/"
ASK = ('<propfind xmlns="DAV:" xmlns:P="https://bitfire.at/webdav-push"><prop><P:transports/><P:topic/><P:supported-triggers/>'
       "<sync-token/></prop></propfind>")


def encoded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushService(http.server.ThreadingHTTPServer):
    """Takes messages, or answers `status`."""

    def __init__(self):
        self.taken, self.asked, self.status = [], [], 201
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(time.monotonic())
        if self.server.status == 201:
            self.server.taken.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


class Client:
    """The half of a subscription that only the app has."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = bytes(range(16))
        self.public = self.key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)

    def registration(self, resource, triggers):
        # As DAVx5 writes it.
        return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><n1:push-register xmlns:n1="https://bitfire.at/webdav-push">'
                f"<n1:subscription><n1:web-push-subscription><n1:push-resource>{resource}</n1:push-resource>"
                "<n1:content-encoding>aes128gcm</n1:content-encoding>"
                f'<n1:subscription-public-key type="p256dh">{encoded(self.public)}</n1:subscription-public-key>'
                f"<n1:auth-secret>{encoded(self.secret)}</n1:auth-secret></n1:web-push-subscription></n1:subscription>"
                f"<n1:trigger>{triggers}</n1:trigger></n1:push-register>")

    def read(self, body):
        """RFC 8291 3.4, RFC 8188 2."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21:21 + length], body[21 + length:]
        assert size == 4096 and length == 65 and len(sealed) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))

        def derive(salt, secret, info, length):
            return HKDF(hashes.SHA256(), length, salt, info).derive(secret)

        key = derive(self.secret, shared, b"WebPush: info\0" + self.public + sender, 32)
        plain = AESGCM(derive(salt, key, b"Content-Encoding: aes128gcm\0", 16)).decrypt(
            derive(salt, key, b"Content-Encoding: nonce\0", 12), sealed, None)
        text, _, padding = plain.rpartition(b"\x02")
        assert not padding.strip(b"\0")
        return text.decode()


def check_vapid(header, public, audience):
    token, key = re.fullmatch(r"vapid t=([^,]+), k=(\S+)", header).groups()
    assert key == public, "the key that the calendar names"
    head, claims, signature = token.split(".")
    raw = decoded(signature)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key)).verify(
        utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")),
        f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    said = json.loads(decoded(claims))
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    assert said["aud"] == audience and said["sub"] == "mailto:calendar@shop.example" and 0 < said["exp"] - time.time() <= 86_400, said


def ask(server):
    status, text, headers = server.request("PROPFIND", CALENDAR, ASK, "ada", Depth="0", Content_Type="application/xml")
    assert status == 207 and "webdav-push" in headers["DAV"], text
    text = text.decode()
    return {name: re.search(f"<{name}[^>]*>([^<]+)<", text).group(1) for name in ("P:vapid-public-key", "P:topic", "D:sync-token")}


def register(server, service, client, name, triggers='<n1:content-update><n2:depth xmlns:n2="DAV:">1</n2:depth></n1:content-update>'):
    status, text, headers = server.request("POST", CALENDAR, client.registration(f"{service.address}/{name}", triggers), "ada",
                                           Content_Type="application/xml")
    assert status == 201 and headers["Expires"], text
    return headers["Location"]


def put(server, name, **headers):
    status, text, _ = server.request("PUT", f"{CALENDAR}{name}.ics", event(name), "ada", Content_Type="text/calendar", **headers)
    assert status == 201, text


def told(service, server):
    """The one message that came, and no second one."""
    until("a message came", lambda: service.taken)
    time.sleep(0.2)
    (path, headers, body), = service.taken
    service.taken.clear()
    return path, headers, body


def again_at_once(server):
    Rows(server).change("UPDATE push_registrations SET due_at = 0")


def not_before_all_is_written(server):
    Rows(server).change(f"UPDATE push_registrations SET due_at = {int((time.time() + 3600) * 1000)}")


def messages(server, service, client):
    says = ask(server)
    location = register(server, service, client, "one")
    not_before_all_is_written(server)
    for name in ("a", "b", "c"):
        put(server, name)
    again_at_once(server)
    path, headers, body = told(service, server)
    assert path == "/one" and headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) > 0, headers
    assert headers["Urgency"] == "normal" and len(headers["Topic"]) <= 32 and says["P:topic"] not in str(headers), headers
    check_vapid(headers["Authorization"], says["P:vapid-public-key"], service.address)
    text = client.read(body)
    assert f"<P:topic>{says['P:topic']}</P:topic>" in text and f"<D:sync-token>{ask(server)['D:sync-token']}</D:sync-token>" in text, text
    assert says["D:sync-token"] not in text
    print("three events: one message, signed and encrypted")

    again_at_once(server)
    put(server, "quiet", Push_Dont_Notify=f'"{location}"')
    time.sleep(1.5)
    assert not service.taken, "who wrote it knows it"

    # What is written behind the server's back is told of as well.
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "one.ics"
        file.write_text(event("imported"))
        server.run("import", str(file), "--user", "ada", "--calendar", "calendar")
    again_at_once(server)
    told(service, server)
    print("what another process imports is told of, what the app wrote itself is not")
    return location


def failures(server, service, client, location):
    service.status = 503
    before = len(service.asked)
    again_at_once(server)
    put(server, "later")
    until("the service was asked", lambda: len(service.asked) > before)
    until("it is noted", lambda: Rows(server).read("SELECT attempts FROM push_registrations")[0][0] > 0)
    time.sleep(1)
    tries = service.asked[before:]
    assert all(second - first > 1 for first, second in zip(tries, tries[1:])), "it is not asked again at once"
    service.status = 201
    again_at_once(server)
    assert f"<D:sync-token>{ask(server)['D:sync-token']}</D:sync-token>" in client.read(told(service, server)[2])
    until("it is told", lambda: Rows(server).read("SELECT attempts FROM push_registrations") == [(0,)])
    server.kill()
    public = ask_after_restart(server)
    again_at_once(server)
    put(server, "restarted")
    _, headers, _ = told(service, server)
    check_vapid(headers["Authorization"], public, service.address)
    print("a service that is down is asked later; the key survives a restart")

    service.status = 410
    again_at_once(server)
    put(server, "gone")
    until("the registration is dropped", lambda: not Rows(server).read("SELECT id FROM push_registrations"))
    path = location[location.index("/dav/"):]
    assert server.request("DELETE", path, user="ada")[0] == 404
    service.status = 201
    location = register(server, service, client, "two")
    assert server.request("DELETE", location[location.index("/dav/"):], user="ada")[0] == 204
    put(server, "nobody")
    time.sleep(1.2)
    assert not service.taken
    print("who is gone is not called again")


def ask_after_restart(server):
    before = Rows(server).read("SELECT COUNT(*) FROM push_keys")
    server.start()
    assert before == Rows(server).read("SELECT COUNT(*) FROM push_keys") == [(1,)]
    return ask(server)["P:vapid-public-key"]


def private_addresses(server, service, client):
    register(server, service, client, "inside")  # taken while any address was
    server.process.terminate()
    server.process.wait(PATIENCE)
    server.config.write_text(CONFIG.replace("any_address = true\n", ""))
    server.start()
    asked = len(service.asked)
    again_at_once(server)
    put(server, "inside")
    until("the registration is dropped", lambda: not Rows(server).read("SELECT id FROM push_registrations"))
    assert len(service.asked) == asked, "nobody in the server's own network is called"
    body = client.registration("https://127.0.0.1:1/x", '<n1:content-update/>')
    assert server.request("POST", CALENDAR, body, "ada", Content_Type="application/xml")[0] == 201
    put(server, "inside-too")
    until("so is one by https", lambda: not Rows(server).read("SELECT id FROM push_registrations"))
    assert "private network" in server.log()
    print("private networks are not called")


with databases() as fresh:
    with Server(fresh(), CONFIG) as server:
        service, client = PushService(), Client()
        failures(server, service, client, messages(server, service, client))
        private_addresses(server, service, client)
        assert " 500 " not in server.log(), server.log()
    with Server(fresh()) as server:
        status, text, headers = server.request("PROPFIND", CALENDAR, ASK, "ada", Depth="0", Content_Type="application/xml")
        assert b"<P:transports/><P:topic/><P:supported-triggers/>" in text and "webdav-push" not in headers["DAV"], text
        assert not Rows(server).read("SELECT id FROM push_keys"), "no key where there is no push"
    print("push: ok")
