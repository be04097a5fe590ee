"""What a server really signs and seals, for web/tests/pickup: python3 pickup_vectors.py > ../../web/tests/pickup/vectors.json.
Needed again only when docs/devices.md changes what a manifest, a card, a token or a record is."""
import base64, hashlib, json
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pickup_shop import API, PickupShop


def url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


key = ec.generate_private_key(ec.SECP256R1())


def sign(text):
    r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


with PickupShop() as shop:
    shop.open()
    booking, cancelled = shop.book(3), shop.book(1)
    shop.cancel(cancelled["token"])
    code = shop.code("--signature")
    spki = url(key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
    enrolled = shop.ask(201, "POST", f"{API}/devices", {"code": code, "public_key": spki, "proof": sign("timeshelf-enrolment:" + code)})
    at = f"{API}/devices/{enrolled['device']['id']}"
    challenge = shop.ask(200, "POST", f"{at}/challenge")["challenge"]
    session = shop.ask(200, "POST", f"{at}/session", {"challenge": challenge, "signature": sign("timeshelf-session:" + challenge)})
    manifest = shop.ask(200, "GET", f"{at}/manifest", Authorization="Bearer " + session["token"])
    younger = shop.book(1)
    record = json.dumps({"device": enrolled["device"]["id"], "seq": 1, "prev_hash": "", "name": "Zoë ✓"}, ensure_ascii=False)
    print(json.dumps({
        "keys": enrolled["keys"], "device": enrolled["device"]["id"], "manifest": manifest, "token": booking["token"], "code": booking["code"],
        "cancelled": cancelled["token"], "younger": younger["token"], "record": record, "record_hash": url(hashlib.sha256(record.encode()).digest()),
        "public_key": spki, "record_signature": sign("timeshelf-record:" + record)}, indent=1, ensure_ascii=False))
