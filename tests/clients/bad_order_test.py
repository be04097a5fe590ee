"""What a shop is told that cannot be: each is refused with a problem document (RFC 9457) that names the field, or with the
XML of CalDAV that names the property, and not one row of the database changes. On SQLite, and with the word `postgres` on
PostgreSQL."""
import base64, json, re, time
from databases import Rows, databases
from fake_stripe import FakeStripe, sign
from server import until
from shops import ICS, OTHER, SHOP, Shops, problem_of, terms

HUGE = 10 ** 30


def settle(rows):
    """Until the server has done all that is due soon."""
    soon = "SELECT (SELECT COUNT(*) FROM outbox WHERE due_at < %d) + (SELECT COUNT(*) FROM checkouts WHERE state = 'wanted')"
    until("it comes to rest", lambda: rows.read(soon % ((time.time() + 3600) * 1000)) == [(0,)])


def book(server, shop, slot, sku, email):
    hold = server.hold(shop, slot, sku)
    return hold["id"], server.confirm(shop, hold, email)


MUGS = ("STOCK;SKU=MUG:5", "PRICE;SKU=MUG:18", "FULFILMENT;WINDOW=PT30M:PICKUP")


class World:
    """What the cases name."""

    def __init__(self, server, fake, rows):
        server.make_shelves()
        self.slot = server.publish("slot", *MUGS)["id"]
        for day in (1, 2):
            server.publish(f"day{day}", "STOCK;SKU=MUG:5", "BUNDLE:course")
        self.line = server.publish("line", "STOCK;SKU=MUG:5", "DROP:rush", "QUEUE:60")["id"]
        self.sold = server.publish("sold", "STOCK;SKU=MUG:1")["id"]
        self.theirs = server.publish("theirs", "STOCK;SKU=CUP:5", shop=OTHER)["id"]
        server.publish("their-line", "STOCK;SKU=CUP:5", "DROP:rush", "QUEUE:60", shop=OTHER)
        server.run("venue", "add", "Studio", "--shop", "studio")
        self.venue = server.ask(200, "GET", f"{SHOP}/stock", user="ada")["venues"][0]["id"]
        book(server, SHOP, self.sold, "MUG", "gil@example.com")
        self.booked, self.booking = book(server, SHOP, self.slot, "MUG", "bea@example.com")
        _, self.their_booking = book(server, OTHER, self.theirs, "CUP", "cem@example.com")
        # Codes are a shop's own: bookings of the same milliseconds in two shops may have the same.
        while rows.read(f"SELECT 1 FROM bookings WHERE code = '{self.their_booking['code']}' LIMIT 1 OFFSET 1"):
            _, self.their_booking = book(server, OTHER, self.theirs, "CUP", f"cem-{self.their_booking['code']}@example.com")
        self.their_hold = server.hold(OTHER, self.theirs, "CUP")["id"]
        self.their_place = server.ask(201, "POST", f"{OTHER}/drops/rush/place", {})["token"]
        self.open = server.hold(SHOP, self.slot, "MUG")["id"]
        server.ask(201, "POST", f"{SHOP}/holds", {"lines": [{"slot": self.slot, "sku": "MUG", "quantity": 1}]}, Idempotency_Key="key-1")
        server.ask(200, "POST", f"{SHOP}/bookings/{self.booking['code']}/cancel", {"reason": "x"}, "ada", Idempotency_Key="key-2")
        self.booked, self.booking = book(server, SHOP, self.slot, "MUG", "bea@example.com")
        released = server.hold(SHOP, self.slot, "MUG")["id"]
        server.ask(204, "DELETE", f"{SHOP}/holds/{released}")
        self.released = released
        paying = server.hold(SHOP, self.slot, "MUG")["id"]
        server.ask(202, "POST", f"{SHOP}/holds/{paying}/checkout", {"name": "Dan", "email": "dan@example.com"})
        # Run out, and tidied up by whoever comes next.
        self.expired = server.hold(SHOP, self.slot, "MUG")["id"]
        rows.change(f"UPDATE holds SET expires_at = 1 WHERE id = '{self.expired}'")
        server.ask(204, "DELETE", f"{SHOP}/holds/{server.hold(SHOP, self.slot, 'MUG')['id']}")
        settle(rows)
        session = next(iter(fake.sessions.values()))
        self.paid = json.dumps({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {
            **session, "status": "complete", "payment_status": "paid", "payment_intent": "pi_1"}}}).encode()

    def of_studio(self, token):
        """Another shop's token with the name of this shop in it."""
        ours, theirs = (bytearray(base64.urlsafe_b64decode(t + "=" * (-len(t) % 4))) for t in (self.booking["token"], token))
        theirs[1:17] = ours[1:17]
        return base64.urlsafe_b64encode(bytes(theirs)).decode().rstrip("=")


def cases(world):
    """name, method, path, body, user, headers, status, kind of problem, field"""
    line = lambda **more: {"lines": [{"slot": world.slot, "sku": "MUG", "quantity": 1, **more}]}
    customer = {"name": "Eve", "email": "eve@example.com"}
    stock = lambda **more: {"kind": "delivery", "venue": world.venue, "sku": "MUG", "units": 1, **more}
    ours = f"{SHOP}/bookings/{world.booking['code']}"
    for word, number in (("negative", -3), ("no", 0), ("fractional", 1.5), ("overflowing", 2 ** 63), ("huge", HUGE), ("written", "2")):
        member = "invalid-member" if number in (1.5, "2") else None
        yield f"{word} quantity", "POST", f"{SHOP}/holds", line(quantity=number), None, {}, 422, member or "invalid-quantity", "lines[0].quantity"
        yield f"{word} quantity of a bundle", "POST", f"{SHOP}/holds", {"bundle": "course", "quantity": number}, None, {}, 422, member or "invalid-quantity", "quantity"
        yield f"{word} units of a booking", "POST", f"{ours}/cancel", {"reason": "x", "lines": [{"position": 0, "quantity": number}]}, "ada", {}, 422, member or "invalid-quantity", "lines[0].quantity"
        yield f"{word} units told", "POST", f"{SHOP}/stock/movements", stock(units=number), "ada", {}, 422, member or "invalid-statement", "units"
        yield f"{word} quantity waited for", "POST", f"{SHOP}/slots/{world.sold}/waiting", {**customer, "sku": "MUG", "quantity": number}, None, {}, 422, member or "invalid-quantity", "quantity"
        yield f"{word} limit of a code", "PUT", f"{SHOP}/codes/SPRING", {"rate": 100, "limit": number}, "ada", {}, 422, member or "terms-invalid", "limit"
        yield f"{word} sum paid", "POST", f"{ours}/payments", {"kind": "charge", "tender": "cash", "minor": number}, "ada", {}, 422, member or "invalid-payment", "minor"

    yield "a currency without prices", "POST", f"{SHOP}/holds", {**line(), "currency": "USD"}, None, {}, 422, "mixed-currencies", "lines[0]"
    yield "no currency", "POST", f"{SHOP}/holds", {**line(), "currency": "ZZZ"}, None, {}, 422, "mixed-currencies", "currency"
    yield "a bundle's currency", "PUT", f"{SHOP}/bundles/course", {"price": "9", "currency": "ZZZ"}, "ada", {}, 422, "invalid-member", "currency"
    yield "a bundle's price", "PUT", f"{SHOP}/bundles/course", {"price": "9.999"}, "ada", {}, 422, "invalid-member", "price"
    yield "a code's currency", "PUT", f"{SHOP}/codes/SPRING", {"sum": "9", "currency": "ZZZ"}, "ada", {}, 422, "invalid-member", "currency"

    yield "a bundle in a bundle", "PUT", f"{SHOP}/bundles/course", {"bundles": ["course"]}, "ada", {}, 422, "unknown-member", "bundles"
    yield "a bundle and its own lines", "POST", f"{SHOP}/holds", {"bundle": "course", "quantity": 1, **line()}, None, {}, 422, "unknown-member", "lines"
    yield "a bundle as a line", "POST", f"{SHOP}/holds", line(bundle="course"), None, {}, 422, "unknown-member", "lines[0].bundle"
    yield "a bundle as a product", "POST", f"{SHOP}/holds", line(sku="COURSE"), None, {}, 422, "unknown-sku", "lines[0].sku"
    yield "no such bundle", "POST", f"{SHOP}/holds", {"bundle": "none", "quantity": 1}, None, {}, 422, "unknown-bundle", "bundle"

    yield "a window outside its slot", "POST", f"{SHOP}/holds", line(window="2099-03-10T20:00:00Z"), None, {}, 422, "unknown-window", "lines[0].window"
    yield "a window that is none", "POST", f"{SHOP}/holds", line(window="noon"), None, {}, 422, "invalid-member", "lines[0].window"

    for tag in ("", "german!", "d", 7, ["de"], "de_DE", "de-" + "x" * 9):
        spoken = {**customer, "language": tag}
        yield f"the language {tag} at confirming", "POST", f"{SHOP}/holds/{world.open}/confirm", spoken, None, {}, 422, "invalid-member", "language"
        yield f"the language {tag} at paying", "POST", f"{SHOP}/holds/{world.open}/checkout", spoken, None, {}, 422, "invalid-member", "language"
        yield f"the language {tag} at waiting", "POST", f"{SHOP}/slots/{world.sold}/waiting", {**spoken, "sku": "MUG"}, None, {}, 422, "invalid-member", "language"
        yield f"the language {tag} at taking over", "POST", "/api/v1/transfers/x/accept", spoken, None, {}, 422, "invalid-member", "language"

    for what, hold, status, kind in (("an expired", world.expired, 410, "hold-expired"), ("a released", world.released, 410, "hold-expired"),
                                     ("somebody's", world.booked, 409, "hold-confirmed"), ("another shop's", world.their_hold, 404, "unknown-hold"),
                                     ("no", "nothing", 404, "unknown-hold")):
        yield f"{what} hold confirmed", "POST", f"{SHOP}/holds/{hold}/confirm", customer, None, {}, status, kind, "hold"
        if hold != world.booked:
            yield f"{what} hold paid", "POST", f"{SHOP}/holds/{hold}/checkout", customer, None, {}, status, kind, "hold"
        yield f"{what} hold released", "DELETE", f"{SHOP}/holds/{hold}", None, None, {}, 404, "unknown-hold", "hold"

    forged, theirs = world.of_studio(world.their_booking["token"]), world.their_booking
    yield "another shop's token", "GET", f"/api/v1/bookings/{forged}", None, None, {}, 404, "unknown-booking", "token"
    yield "another shop's token cancels", "POST", f"/api/v1/bookings/{forged}/cancel", {}, None, {}, 404, "unknown-booking", "token"
    yield "another shop's token moves", "POST", f"/api/v1/bookings/{forged}/move", {"to": world.slot}, None, {}, 404, "unknown-booking", "token"
    yield "another shop's slot", "POST", f"{SHOP}/holds", line(slot=world.theirs), None, {}, 422, "invalid-member", "lines[0].slot"
    yield "a move to another shop", "POST", f"/api/v1/bookings/{world.booking['token']}/move", {"to": world.theirs}, None, {}, 422, "invalid-member", "to"
    yield "another shop's booking", "POST", f"{SHOP}/bookings/{theirs['code']}/cancel", {"reason": "x"}, "ada", {}, 404, "unknown-booking", "booking"
    yield "another shop's payment", "POST", f"{SHOP}/bookings/{theirs['code']}/payments", {"kind": "charge", "tender": "cash"}, "ada", {}, 404, "unknown-booking", "booking"
    yield "another shop's line", "POST", f"{SHOP}/fulfilment/{theirs['code']}/0", {"state": "handed-over"}, "ada", {}, 404, "unknown-booking", "booking"
    yield "another shop's place", "POST", f"{SHOP}/holds", {**line(slot=world.line), "place": world.their_place}, None, {}, 403, "place-needed", "place"
    yield "another shop's waiting token", "GET", f"/api/v1/waiting/{world.their_place}", None, None, {}, 404, "unknown-waiting", "token"

    yield "a key of another hold", "POST", f"{SHOP}/holds", line(quantity=2), None, {"Idempotency_Key": "key-1"}, 422, "idempotency-key-reused", "Idempotency-Key"
    yield "a key of another cancellation", "POST", f"{ours}/cancel", {"reason": "y"}, "ada", {"Idempotency_Key": "key-2"}, 422, "idempotency-key-reused", "Idempotency-Key"
    yield "a key that is none", "POST", f"{SHOP}/holds", line(), None, {"Idempotency_Key": "a b"}, 400, "invalid-idempotency-key", "Idempotency-Key"

    hook, now = "/payments/stripe/webhook", int(time.time())
    other = world.paid.replace(b"pi_1", b"pi_2")
    for what, body, signature in (("without a signature", world.paid, ""), ("with another's", world.paid, sign(world.paid, secret="whsec_other")),
                                  ("of other bytes", other, sign(world.paid)), ("of ten minutes ago", world.paid, sign(world.paid, now - 600)),
                                  ("of the future", world.paid, sign(world.paid, now + 600)), ("without a time", world.paid, sign(world.paid).split(",")[1]),
                                  ("of a huge time", world.paid, sign(world.paid, HUGE))):
        yield f"a webhook {what}", "POST", hook, body, None, {"Stripe_Signature": signature, "Content_Type": "application/json"}, 400, "bad-signature", "Stripe-Signature"


def authored():
    """name, X-SHELF lines of the slot, the property that is named"""
    yield "a price in no currency", ("STOCK;SKU=MUG:5", "PRICE;SKU=MUG;CURRENCY=ZZZ:18"), "X-SHELF-PRICE"
    yield "a price with too many digits", ("STOCK;SKU=MUG:5", "PRICE;SKU=MUG;CURRENCY=JPY:18.50"), "X-SHELF-PRICE"
    yield "a negative price", ("STOCK;SKU=MUG:5", "PRICE;SKU=MUG:-1"), "X-SHELF-PRICE"
    yield "an overflowing price", ("STOCK;SKU=MUG:5", f"PRICE;SKU=MUG:{HUGE}"), "X-SHELF-PRICE"
    yield "a step behind one without end", ("STOCK;SKU=MUG:5", "PRICE;SKU=MUG:18", "PRICE;SKU=MUG:22"), "X-SHELF-PRICE"
    yield "a step that ends before the one in front", ("STOCK;SKU=MUG:5", "PRICE;SKU=MUG;UNTIL=-P1D:18", "PRICE;SKU=MUG;UNTIL=-P7D:20", "PRICE;SKU=MUG:22"), "X-SHELF-PRICE"
    yield "two steps of one quantity", ("STOCK;SKU=MUG:5", "PRICE;SKU=MUG;QTY=2:18", "PRICE;SKU=MUG;QTY=2:20", "PRICE;SKU=MUG:22"), "X-SHELF-PRICE"
    for word, number in (("negative", "-1"), ("fractional", "1.5"), ("overflowing", "18446744073709551617")):
        yield f"{word} stock", (f"STOCK;SKU=MUG:{number}",), "X-SHELF-STOCK"
        yield f"{word} seats", (f"SEATS:{number}",), "X-SHELF-SEATS"
        yield f"{word} quantity of a step", ("STOCK;SKU=MUG:5", f"PRICE;SKU=MUG;QTY={number}:18", "PRICE;SKU=MUG:20"), "X-SHELF-PRICE"
    yield "a bundle with no name", ("STOCK;SKU=MUG:5", "BUNDLE:course/course"), "X-SHELF-BUNDLE"
    yield "a window outside its slot", ("STOCK;SKU=MUG:5", "FULFILMENT;WINDOW=2000-2030:PICKUP"), "X-SHELF-FULFILMENT"
    yield "a window that ends outside", ("STOCK;SKU=MUG:5", "FULFILMENT;WINDOW=1130-1400:PICKUP"), "X-SHELF-FULFILMENT"


def objection_of(answer, field):
    got, text, _ = answer
    words = text.decode()
    if got != 403 or "valid-shelf-terms" not in words:
        return f"status {got}"
    return None if re.search(f"<T:field[^>]*>{field}</T:field>", words) else "another field"


def try_all(database):
    fake = FakeStripe()
    # No hold runs out while so much is tried, however slow the machine is.
    config = fake.config(poll_seconds=3600) + "[shop]\nhold_minutes = 600\n"
    with Shops(database, config) as server:
        rows = Rows(server)
        world = World(server, fake, rows)
        before, wrong, count = rows.all(), [], 0

        def judge(name, fault, text):
            nonlocal before
            after = rows.all()
            changed = [table for table in before.keys() | after.keys() if before.get(table) != after.get(table)]
            if fault or changed:
                wrong.append(f"{name}: {fault or 'refused'}, {'changed ' + str(changed) if changed else 'nothing changed'}: {text[:300]}")
            before = after

        for name, method, path, body, user, headers, status, kind, field in cases(world):
            answer = server.request(method, path, body, user, **headers)
            judge(name, problem_of(answer, status, kind, field), answer[1])
            count += 1
        for name, lines, field in authored():
            for path, uid in (("slot", "slot"), ("new", "new")):  # over what is sold already, and new
                answer = server.request("PUT", f"/dav/calendars/ada/shelf/{path}.ics", terms(*lines, uid=uid), "ada", **ICS)
                judge(name, objection_of(answer, field), answer[1])
                count += 1
        again = server.ask(201, "POST", f"{SHOP}/holds/{world.booked}/confirm", {"name": "Bea", "email": "bea@example.com"})
        if again["code"] != world.booking["code"] or rows.all() != before:
            wrong.append("who confirms twice does not get the same booking")
        assert not wrong, "\n".join(wrong)
        assert " 500 " not in server.log(), server.log()
        server.ask(200, "POST", "/payments/stripe/webhook", world.paid, Stripe_Signature=sign(world.paid))
        assert rows.all() != before, "what is signed well is heard"
        assert server.run("check").startswith("The books agree.")
        return count


with databases() as fresh:
    print(f"bad orders: {try_all(fresh())} cases ok")
