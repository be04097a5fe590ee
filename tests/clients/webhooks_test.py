"""Webhooks, from booking to receiver: signed, told again until they arrive, held up by nobody, and kept out of private networks."""
import json, re, socket, time
from databases import databases
from receiver import Receiver
from server import PATIENCE, until
from shops import SHOP, Shops

ANY = "[webhooks]\nany_address = true\n"
MUGS = ("STOCK;SKU=MUG:6", "PRICE;SKU=MUG;CURRENCY=EUR:18", "FULFILMENT:PICKUP")


class Shop(Shops):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.make_shelves()

    def add(self, receiver, *events):
        made = self.ask(201, "POST", f"{SHOP}/webhooks", {"url": receiver.url, "events": list(events)}, "ada")
        receiver.secrets = [made["secret"]]
        return f"{SHOP}/webhooks/{made['id']}"

    def log(self, webhook):
        return self.ask(200, "GET", f"{webhook}/deliveries", user="ada")["deliveries"]

    def look(self, webhook):
        return next(one for one in self.ask(200, "GET", f"{SHOP}/webhooks", user="ada")["webhooks"] if webhook.endswith(one["id"]))


def everything(shop):
    """What happens is told, in order and with what a receiver needs."""
    receiver = Receiver()
    webhook = shop.add(receiver)
    slot = shop.publish("evening", *MUGS)
    until("the slot", lambda: receiver.of("slot.published"))
    assert receiver.of("slot.published")[0]["data"]["slot"] == slot["id"]
    booking = shop.confirm(SHOP, shop.hold(SHOP, slot["id"], "MUG"))
    made = until("the booking", lambda: receiver.of("booking.made"))[0]
    assert made["data"]["code"] == booking["code"] and made["data"]["lines"][0]["units"] == 1, made
    assert b"bea@example.com" not in made["bytes"], "who booked is nobody's business"
    for path, body, kind in [(f"bookings/{booking['code']}/payments", {"kind": "charge", "tender": "cash"}, "payment.received"),
                             (f"fulfilment/{booking['code']}/0", {"state": "handed-over"}, "booking.handed_over")]:
        answer = shop.request("POST", f"{SHOP}/{path}", body, "ada")
        assert answer[0] in (200, 201), (path, answer)
        until(kind, lambda: receiver.of(kind))
    other = shop.confirm(SHOP, shop.hold(SHOP, slot["id"], "MUG"), "cleo@example.com")
    token = other["token"]
    shop.ask(200, "POST", f"/api/v1/bookings/{token}/cancel", {})
    until("the cancellation", lambda: receiver.of("booking.cancelled"))
    for _ in range(4):
        shop.confirm(SHOP, shop.hold(SHOP, slot["id"], "MUG"), f"{_}@example.com")
    until("that it runs out", lambda: receiver.of("stock.low"))
    event = shop.request("GET", "/dav/calendars/ada/shelf/evening.ics", **shop.as_owner(SHOP))[1].decode()
    for old, new, kind in [("20990310T1", "20990311T1", "slot.moved"), ("SUMMARY:", "STATUS:CANCELLED\r\nSUMMARY:", "slot.called_off")]:
        event = event.replace(old, new)
        assert shop.request("PUT", "/dav/calendars/ada/shelf/evening.ics", event, Content_Type="text/calendar", **shop.as_owner(SHOP))[0] == 204
        until(kind, lambda: receiver.of(kind))
    shop.run("venue", "add", "Yard", "--shop", "studio")
    code = shop.run("device", "enrol", "Stall", "--shop", "studio", "--venue", "Yard")
    assert "Enrolment code" in code
    shop.ask(202, "POST", f"{webhook}/ping", user="ada")
    until("the test", lambda: receiver.of("webhook.ping"))
    assert receiver.forged == 0 and len({message["id"] for message in receiver.messages}) == len(receiver.messages)
    until("the log", lambda: all(one["state"] == "delivered" for one in shop.log(webhook)))
    first = shop.log(webhook)[0]
    assert first["tries"][0]["status"] == 200 and first["tries"][0]["answer"] == "thank you" and first["tries"][0]["ms"] >= 0, first
    return webhook, receiver


def uncovered(shop):
    """A shift that nobody has is told once, and by whom it could have been worked is nobody's business."""
    receiver = Receiver()
    webhook = shop.add(receiver, "shift.uncovered")
    slot = shop.publish("crowd", "STOCK;SKU=MUG:6", "PRICE;SKU=MUG;CURRENCY=EUR:18", "STAFFING:1 PER 1")
    for name in ("bea", "cem"):  # who needs two people, where there is one
        shop.confirm(SHOP, shop.hold(SHOP, slot["id"], "MUG"), f"{name}@example.com")
    told = until("that a shift is uncovered", lambda: receiver.messages)[0]
    assert told["type"] == "shift.uncovered" and told["data"]["slot"] == slot["id"], told
    assert not re.search(rb"\bsam\b", told["bytes"]) and receiver.forged == 0, told  # as a word: ids may have it in them
    shop.ask(204, "DELETE", webhook, user="ada")


def again(shop):
    """What does not arrive is sent again under the same id, and can be sent again by hand."""
    answers = iter([500, (302, {"Location": "http://127.0.0.1:1/"}, b""), 200, 200])
    receiver = Receiver(lambda message: next(answers))
    webhook = shop.add(receiver, "webhook.ping")
    shop.ask(202, "POST", f"{webhook}/ping", user="ada")
    until("the second try", lambda: len(receiver.messages) == 2)
    until("what the log says", lambda: len(shop.log(webhook)[0]["tries"]) == 2)
    [delivery] = shop.log(webhook)
    assert delivery["state"] == "waiting" and "redirects are not followed" in delivery["tries"][0]["reason"], delivery
    assert "500" in delivery["tries"][1]["reason"] and delivery["next_try_at"], delivery
    shop.ask(202, "POST", f"{webhook}/deliveries/{delivery['event']}/replay", user="ada")
    until("the replay", lambda: shop.log(webhook)[0]["state"] == "delivered")
    shop.ask(202, "POST", f"{webhook}/deliveries/{delivery['event']}/replay", user="ada")
    until("another", lambda: len(receiver.messages) == 4)
    assert len({message["bytes"] for message in receiver.messages}) == 1 and receiver.forged == 0
    # A new secret signs beside the old one.
    made = shop.ask(200, "POST", f"{webhook}/secret", user="ada")
    receiver.answer = lambda message: 200
    for secrets in (receiver.secrets, [made["secret"]]):
        receiver.secrets = secrets
        before = len(receiver.messages)
        shop.ask(202, "POST", f"{webhook}/ping", user="ada")
        until("a test", lambda: len(receiver.messages) > before)
        assert len(receiver.messages[-1]["signatures"]) == 2 and receiver.forged == 0
    shop.ask(204, "DELETE", webhook, user="ada")


def gone(shop):
    receiver = Receiver(lambda message: 410)
    webhook = shop.add(receiver, "webhook.ping")
    shop.ask(202, "POST", f"{webhook}/ping", user="ada")
    until("that it is switched off", lambda: not shop.look(webhook)["active"])
    assert "410" in shop.look(webhook)["stopped"] and shop.look(webhook)["given_up"] == 1
    shop.ask(422, "POST", f"{webhook}/ping", user="ada")
    shop.ask(204, "DELETE", webhook, user="ada")


def slow(shop):
    """One that answers slowly holds up no other, and nobody waits much longer than ten seconds for it."""
    sleeper, quick = Receiver(lambda message: time.sleep(PATIENCE) or 200), Receiver()
    lazy, prompt = shop.add(sleeper, "webhook.ping"), shop.add(quick, "webhook.ping")
    for _ in range(40):  # four at a time, ten seconds each: who waited for all of them would wait too long
        shop.ask(202, "POST", f"{lazy}/ping", user="ada")
    until("that it is called", lambda: sleeper.messages)
    for count in range(5):
        shop.ask(202, "POST", f"{prompt}/ping", user="ada")
        until("the quick one", lambda: len(quick.messages) > count)
    late = until("the limit", lambda: [one for one in shop.log(lazy) if one["tries"]])[0]["tries"][0]
    assert late["status"] == 0 and 9_000 < late["ms"] < PATIENCE * 1_000, late
    shop.ask(204, "DELETE", lazy, user="ada")
    shop.ask(204, "DELETE", prompt, user="ada")


def by_command(shop):
    receiver = Receiver()
    said = shop.run("--config", shop.config, "webhook", "add", receiver.url, "--shop", "studio", "--event", "webhook.ping")
    receiver.secrets = [said.split("Secret: ")[1].split()[0]]
    webhook = said.split()[1]
    assert receiver.url in shop.run("webhook", "list", "--shop", "studio")
    shop.run("webhook", "ping", webhook, "--shop", "studio")
    until("the test", lambda: receiver.messages)
    until("the log", lambda: "200 in" in shop.run("webhook", "log", webhook, "--shop", "studio"))
    event = receiver.messages[0]["id"]
    shop.run("webhook", "replay", webhook, "--shop", "studio", "--event", event)
    until("the replay", lambda: len(receiver.messages) == 2)
    assert "0 events" in shop.run("webhook", "replay", webhook, "--shop", "studio")
    assert "whsec_" in shop.run("webhook", "secret", webhook, "--shop", "studio")
    shop.refuses("webhook", "add", "https://127.0.0.1/", "--shop", "studio", saying="private network")
    shop.refuses("webhook", "add", "https://example.com/", "--shop", "studio", "--event", "tea", saying="no event")
    shop.refuses("webhook", "ping", "0" * 26, "--shop", "studio", saying="no such webhook")
    shop.run("webhook", "remove", webhook, "--shop", "studio")
    assert webhook not in shop.run("webhook", "list", "--shop", "studio")


def private(shop):
    """A name that leads into a private network is looked up only when it is called, and then not called."""
    name = socket.gethostname()
    try:
        inside = socket.gethostbyname(name)
    except OSError:
        return print("webhooks: this machine's name leads nowhere; not tried")
    made = shop.ask(201, "POST", f"{SHOP}/webhooks", {"url": f"https://{name}/"}, "ada")
    webhook = f"{SHOP}/webhooks/{made['id']}"
    shop.ask(202, "POST", f"{webhook}/ping", user="ada")
    sent = until("that it is not called", lambda: shop.log(webhook)[0]["tries"])[0]
    assert "private network" in sent["reason"] and sent["status"] == 0, (inside, sent)


with databases() as fresh:
    with Shop(fresh(), ANY) as shop:
        for part in (everything, uncovered, again, gone, by_command, slow):
            part(shop)
    with Shop(fresh()) as careful:
        private(careful)
print("webhooks: ok")
