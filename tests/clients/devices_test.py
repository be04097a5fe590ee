"""A device as an app would be: enrolled by a code, with a key of its own, cut off, and back again; and what the command line
says of it. On SQLite, and with the word `postgres` on PostgreSQL."""
import base64, datetime, hashlib, json, sys, time
from databases import databases
from server import MKSHELF, Server, event
try:
    from cryptography.exceptions import InvalidSignature, InvalidTag
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:
    print("SKIPPED: python3-cryptography is not installed")
    sys.exit(77)

API = "/api/v1/shops/studio"
NOW = datetime.datetime.now(datetime.timezone.utc)
SOON = NOW + datetime.timedelta(hours=2)


def url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def mono():
    return int(time.monotonic() * 1000)


class Device:
    def __init__(self, shop, wrong_by=0):
        self.shop, self.key, self.seq, self.last, self.wrong_by = shop, ec.generate_private_key(ec.SECP256R1()), 0, "", wrong_by
        self.bearer = {}

    def sign(self, text):
        r, s = utils.decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def enrolment(self, code):
        spki = self.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return {"code": code, "public_key": url(spki), "proof": self.sign("timeshelf-enrolment:" + code)}

    def enrol(self, code):
        told = self.shop.ask(201, "POST", f"{API}/devices", self.enrolment(code))
        self.id, self.shop_key = told["device"]["id"], ed25519.Ed25519PublicKey.from_public_bytes(raw(told["keys"][0]["x"]))
        self.at = f"{API}/devices/{self.id}"
        return told

    def open_session(self, status=200):
        challenge = self.shop.ask(200, "POST", f"{self.at}/challenge")["challenge"]
        told = self.shop.ask(status, "POST", f"{self.at}/session", {"challenge": challenge, "signature": self.sign("timeshelf-session:" + challenge)})
        if status == 200:
            self.bearer = {"Authorization": "Bearer " + told["token"]}
        return told

    def manifest(self, status=200, **headers):
        got, text, answered = self.shop.request("GET", f"{self.at}/manifest", **self.bearer, **headers)
        assert got == status, (got, text)
        if status != 200:
            return answered
        signed = json.loads(text)
        self.shop_key.verify(raw(signed["signature"]), f"{signed['protected']}.{signed['payload']}".encode())
        return json.loads(raw(signed["payload"])), answered["ETag"]

    def now(self):
        return int(datetime.datetime.now().timestamp() * 1000) + self.wrong_by

    def write(self, action, token, **more):
        self.seq += 1
        record = json.dumps({"device": self.id, "seq": self.seq, "prev_hash": self.last, "nonce": f"nonce-of-the-scan-{self.seq}",
                             "t_device": self.now(), "mono_ms": mono(), "action": action, "token": token, "online": False, **more})
        self.last = url(hashlib.sha256(record.encode()).digest())
        return {"record": record, "signature": self.sign("timeshelf-record:" + record)}

    def pick_up(self, booking, units=1, **more):
        return self.write("pickup", booking["token"], lines=[{"line": 0, "units": units}], drawing="M0 0 L9 9", **more)

    def upload(self, *records, status=200):
        body = {"clock": {"t_device": self.now(), "mono_ms": mono()}, "records": list(records)}
        return self.shop.ask(status, "POST", f"{self.at}/records", body, **self.bearer)

    def outcomes(self, *records):
        return [(one["outcome"], one["flags"]) for one in self.upload(*records)["answers"]]


def open_card(cards, token):
    index = url(hashlib.sha256(f"timeshelf-card-index:{token}".encode()).digest()[:16])
    card = next(one for one in cards if one["index"] == index)
    derived = HKDF(hashes.SHA256(), 44, raw(card["salt"]), b"timeshelf-card-v1").derive(token.encode())
    return json.loads(AESGCM(derived[:32]).decrypt(derived[32:], raw(card["sealed"]), index.encode()))


class Shop(Server):
    def put(self):
        stamp = lambda at: at.strftime("%Y%m%dT%H%M%SZ")
        body = event("a", "LOCATION:Kiln Street\\, Berlin\r\nDESCRIPTION:#shelf\\nstock MUG 20\\nprice MUG 18 EUR\\npickup\r\n",
                     stamp(SOON), stamp(SOON + datetime.timedelta(hours=3)))
        status, text, _ = self.request("PUT", "/dav/calendars/ada/shelf/a.ics", body, "ada", Content_Type="text/calendar")
        assert status in (201, 204), text

    def book(self, quantity):
        slot = self.ask(200, "GET", f"{API}/slots")["slots"][0]
        hold = self.ask(201, "POST", f"{API}/holds", {"lines": [{"slot": slot["id"], "sku": "MUG", "quantity": quantity}]})
        return self.ask(201, "POST", f"{API}/holds/{hold['id']}/confirm", {"name": "Bea Unmistakable", "email": "bea@example.com"})

    def code(self, *more):
        said = self.run("device", "enrol", "Till phone", "--shop", "studio", "--venue", "Kiln Street", *more)
        return said.split(": ")[1].split()[0]


def command_line(shop):
    at = ("--shop", "studio")
    shop.refuses("device", "enrol", "Till", *at, "--venue", "Nowhere", saying="no venue 'Nowhere'")
    shop.refuses("device", "enrol", "Till", *at, "--venue", "Kiln Street", "--minutes", "61", saying="1 to 60 minutes")
    shop.refuses("device", "revoke", "nonsense", *at, saying="no device 'nonsense'")
    assert shop.run("device", "list", *at) == ""


def believed(shop):
    one = Device(shop)
    code = shop.code("--signature")
    one.enrol(code)
    assert shop.request("POST", f"{API}/devices", one.enrolment(code))[0] == 200  # the answer was lost
    got = shop.ask(422, "POST", f"{API}/devices", Device(shop).enrolment(code))
    assert got["type"].endswith("unknown-enrolment") and "used already" in got["detail"], got
    assert shop.ask(401, "GET", f"{one.at}/manifest")["type"].endswith("no-session")
    one.open_session()
    other = Device(shop)
    other.enrol(shop.code("--looks-only"))
    assert shop.ask(401, "GET", f"{other.at}/manifest", **one.bearer)["type"].endswith("no-session")
    other.key = Device(shop).key
    assert other.open_session(422)["field"] == "signature"
    return one


def takes_along(shop, one):
    booking = shop.book(2)
    manifest, etag = one.manifest()
    assert "Unmistakable" not in json.dumps(manifest) and booking["code"] not in json.dumps(manifest), manifest
    assert [item["name"] for item in manifest["items"]] == ["Mug"] and len(manifest["slots"]) == 1, manifest
    card = open_card(manifest["cards"], booking["token"])
    assert (card["name"], card["code"], card["lines"][0]["due"], card["to_pay"]["amount"], card["sign"]) == (
        "Bea Unmistakable", booking["code"], 2, "36.00", True), card
    try:
        open_card([{**manifest["cards"][0], "index": url(hashlib.sha256(b"timeshelf-card-index:x").digest()[:16])}], "x")
        assert False, "a card opened without its token"
    except InvalidTag:
        pass
    # A quarter of an hour may end between the two.
    assert any(one.manifest(304, If_None_Match=one.manifest()[1])["ETag"] for _ in range(2))
    return booking


def cut_off(shop, one, booking):
    two = Device(shop, wrong_by=-86_400_000)
    two.enrol(shop.code())
    two.open_session()
    # What was written counts as later by as much as its upload takes to arrive: a minute lies between the two.
    first, second = one.pick_up(booking, 2, t_device=one.now() - 60_000), two.pick_up(booking, 1)
    assert one.outcomes(first) == [("applied", [])]
    assert two.outcomes(second) == [("conflict", ["double-pickup"])]
    assert one.outcomes(first) == [("duplicate-same", [])]
    cancelled = shop.book(1)
    shop.ask(200, "POST", f"/api/v1/bookings/{cancelled['token']}/cancel", {})
    lost = one.write("deny", "of another shop", reason="wrong day")
    assert one.outcomes(one.pick_up(cancelled), {"record": "{", "signature": "AAAA"}) == [
        ("conflict", ["missing-records", "cancelled"]), ("rejected", ["bad-signature"])]
    assert one.outcomes(lost) == [("applied", [])]

    found = shop.ask(200, "GET", f"{API}/conflicts?open=true", user="ada")["conflicts"]
    assert sorted(each["kind"] for each in found) == ["bad-signature", "cancelled", "double-pickup"], found
    assert "had been cancelled" in shop.run("device", "conflicts", "--shop", "studio")
    for each in found:
        shop.ask(200, "POST", f"{API}/conflicts/{each['id']}", {"resolution": "Asked, and all is well."}, "ada")
    assert shop.ask(409, "POST", f"{API}/conflicts/{found[0]['id']}", {"resolution": "again"}, "ada")["type"].endswith("conflict-resolved")
    assert shop.run("device", "conflicts", "--shop", "studio") == ""
    kept = shop.ask(200, "GET", f"{API}/devices/{one.id}/records?limit=2", user="ada")
    assert [each["seq"] for each in kept["records"]] == [1, 2] and kept["next"] == 2, kept
    assert "M0 0 L9 9" in kept["records"][0]["record"]
    actions = {each["action"] for each in shop.ask(200, "GET", f"{API}/audit?limit=200", user="ada")["entries"]}
    assert {"device.code_made", "device.enrolled", "fulfilment.handed-over", "scan.denied", "scan.conflict", "scan.resolved"} <= actions, actions


def money_taken(shop, one):
    """Two that are cut off take all of it for one booking: both have it in the till, and the shop hears what to give back."""
    two = Device(shop)
    two.enrol(shop.code())
    two.open_session()
    booking = shop.book(2)
    first = one.pick_up(booking, v=2, paid="cash", minor=3600)
    second = two.pick_up(booking, v=2, paid="card", minor=3600)
    assert one.outcomes(first) == [("applied", [])]
    assert two.outcomes(second) == [("conflict", ["overpaid"])]
    assert one.outcomes(first) == [("duplicate-same", [])]
    money = shop.ask(200, "GET", f"{API}/bookings/{booking['code']}/payments", user="ada")
    assert [(each["tender"], each["amount"]["minor"], each["actor"]) for each in money["payments"]] == [
        ("cash", 3600, "device Till phone"), ("card", 3600, "device Till phone")], money
    assert money["owed"]["minor"] == -3600, money
    conflict, = [each for each in shop.ask(200, "GET", f"{API}/conflicts?open=true", user="ada")["conflicts"] if each["kind"] == "overpaid"]
    assert conflict["amount"]["minor"] == 3600 and "Give 36.00 EUR back" in conflict["sentence"], conflict
    history = shop.ask(200, "GET", f"{API}/bookings/{booking['code']}", user="ada")["history"]
    assert [each["action"] for each in history].count("booking.paid") == 2, history
    assert one.outcomes(one.pick_up(shop.book(1), v=2, paid="in shells", minor=1800)) == [("rejected", ["unreadable"])]
    unpaid = shop.book(1)
    assert one.outcomes(one.pick_up(unpaid, v=2, paid="no", minor=1800)) == [("applied", [])]
    assert shop.ask(200, "GET", f"{API}/bookings/{unpaid['code']}/payments", user="ada")["owed"]["minor"] == 1800
    assert one.outcomes(one.pick_up(shop.book(1), paid="in shells")) == [("applied", [])], "of a version that says nothing of money"


def lost_last(shop, one):
    """The text of the last record that the shop has of it."""
    kept = shop.ask(200, "GET", f"{API}/devices/{one.id}/records?limit=500", user="ada")["records"]
    return kept[-1]["record"].encode()


def bad_input(shop, one):
    for body, field in [({"clock": {"t_device": 1, "mono_ms": 1}, "records": []}, "records"),
                        ({"clock": {"t_device": -1, "mono_ms": 1}, "records": [{"record": "{}", "signature": "AA"}]}, "clock"),
                        ({"clock": {"t_device": 1, "mono_ms": 2 ** 60}, "records": [{"record": "{}", "signature": "AA"}]}, "clock"),
                        ({"clock": {"t_device": 1}, "records": [{"record": "{}", "signature": "AA"}]}, "clock.mono_ms"),
                        ({"records": [{"record": "{}", "signature": "AA"}]}, "clock.t_device"),
                        ({"clock": {"t_device": 1, "mono_ms": 1}, "records": [{"record": {}, "signature": "AA"}]}, "records[0].record"),
                        ({"clock": {"t_device": 1, "mono_ms": 1}, "records": [{"record": "\0", "signature": "AA"}]}, "records[0].record")]:
        got = shop.ask(422, "POST", f"{one.at}/records", body, **one.bearer)
        assert got["field"] == field, got
    many = [{"record": "{}", "signature": "AA"}] * 201
    assert one.upload(*many, status=422)["field"] == "records"
    assert shop.request("POST", f"{one.at}/records", "x" * (3 << 20), Content_Type="application/json", **one.bearer)[0] == 413
    for record in ["\ud800", "[]", "{}", '{"seq": 1e99}', "\u0001", "{" * 5000, json.dumps({"device": one.id, "seq": 7})]:
        answer, = one.upload({"record": record, "signature": one.sign("x")} if "\ud800" not in record else {"record": "no", "signature": "no"})["answers"]
        assert answer["outcome"] == "rejected" and len(answer["sentence"]) > 15, answer
    long = one.write("deny", "x", drawing="x" * 30_000)
    one.seq, one.last = one.seq - 1, url(hashlib.sha256(lost_last(shop, one)).digest())
    behind = one.write("deny", "x")
    assert [each["outcome"] for each in one.upload(long, behind)["answers"]] == ["rejected", "applied"]
    signed = one.upload({"record": "{}", "signature": one.sign("timeshelf-record:{}")})["answers"][0]
    assert signed["flags"] == ["unreadable"] and '"device"' in signed["sentence"], signed
    shop.ask(404, "POST", f"{API}/devices/{'0' * 26}/challenge")
    shop.ask(404, "POST", f"{API}/devices/nonsense/challenge")
    shop.ask(422, "GET", f"{one.at}/manifest?hours=0", **one.bearer)
    wrong = [shop.request("POST", f"{API}/devices", Device(shop).enrolment("aaaa-bbbb-cccc"))[0] for _ in range(40)]
    assert wrong[0] == 422 and 429 in wrong, wrong  # the minute of those before may end among them


def revoked(shop, one):
    booking = shop.book(2)
    before = one.pick_up(booking, t_device=one.now() - 60_000)
    shop.run("device", "revoke", one.id, "--shop", "studio")
    assert shop.ask(403, "GET", f"{one.at}/manifest", **one.bearer)["type"].endswith("device-revoked")
    one.open_session()
    after = one.pick_up(booking)
    assert one.outcomes(before, after)[0] == ("applied", ["revoked-device"])
    assert "revoked" in shop.run("device", "list", "--shop", "studio")


with databases() as fresh, Shop(fresh()) as shop:
    assert shop.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
    shop.run("venue", "add", "Kiln Street", "--shop", "studio")
    shop.put()
    command_line(shop)
    one = believed(shop)
    booking = takes_along(shop, one)
    cut_off(shop, one, booking)
    money_taken(shop, one)
    bad_input(shop, one)
    revoked(shop, one)
    assert "The books agree" in shop.run("check")
    print("devices: ok")
