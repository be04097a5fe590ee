"""A shop whose bookings are picked up today, for the pickup app: and a door through which a script in a browser's test reaches it,
to kill the server, start it again, book, cancel and enrol."""
import datetime, http.server, json, threading
from server import MKSHELF, Server, event

API = "/api/v1/shops/studio"
STAMP = "%Y%m%dT%H%M%SZ"


class PickupShop(Server):
    def open(self):
        assert self.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
        self.run("venue", "add", "Kiln Street", "--shop", "studio")
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)
        body = event("a", "LOCATION:Kiln Street\\, Berlin\r\nDESCRIPTION:#shelf\\nstock MUG 40\\nprice MUG 18 EUR\\npickup\r\n",
                     soon.strftime(STAMP), (soon + datetime.timedelta(hours=3)).strftime(STAMP))
        status, text, _ = self.request("PUT", "/dav/calendars/ada/shelf/a.ics", body, "ada", Content_Type="text/calendar")
        assert status in (201, 204), text

    def book_later(self, place, days):
        """One mug of another slot, at that place, so many days ahead."""
        begins = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2, days=days)
        name = f"{place.lower().replace(' ', '-')}-{days}"
        body = event(name, f"LOCATION:{place}\r\nDESCRIPTION:#shelf\\nstock MUG 4\\nprice MUG 18 EUR\\npickup\r\n",
                     begins.strftime(STAMP), (begins + datetime.timedelta(hours=1)).strftime(STAMP), name)
        status, text, _ = self.request("PUT", f"/dav/calendars/ada/shelf/{name}.ics", body, "ada", Content_Type="text/calendar")
        assert status in (201, 204), text
        slots = self.ask(200, "GET", f"{API}/slots")["slots"]
        return self.book_of(next(one for one in slots if one["summary"] == name), 1, "Cara Elsewhere")

    def book(self, quantity, name="Bea Unmistakable"):
        return self.book_of(self.ask(200, "GET", f"{API}/slots")["slots"][0], quantity, name)

    def book_of(self, slot, quantity, name):
        hold = self.ask(201, "POST", f"{API}/holds", {"lines": [{"slot": slot["id"], "sku": "MUG", "quantity": quantity}]})
        return self.ask(201, "POST", f"{API}/holds/{hold['id']}/confirm", {"name": name, "email": "bea@example.com"})

    def cancel(self, token):
        self.ask(200, "POST", f"/api/v1/bookings/{token}/cancel", {})

    def code(self, *more):
        """An enrolment code, and the link that opens the app with it."""
        said = self.run("device", "enrol", "Till phone", "--shop", "studio", "--venue", "Kiln Street", *more)
        code = said.split(": ")[1].split()[0]
        assert f"/pickup#studio/{code}" in said, said
        return code

    def link(self):
        """The same from the API, for a device that wants signatures."""
        venue = self.ask(200, "GET", f"{API}/stock", user="ada")["venues"][0]["id"]
        made = self.ask(201, "POST", f"{API}/enrolments", {"name": "Till phone", "venue": venue, "wants_signature": True}, "ada")
        assert made["app"] == f"{self.base}/pickup#studio/{made['code']}", made
        return made["app"]

    def qr(self, token):
        return self.request("GET", f"/api/v1/bookings/{token}/qr.svg")[1].decode()

    def revoke(self, device):
        self.run("device", "revoke", device, "--shop", "studio")

    def devices(self):
        return self.ask(200, "GET", f"{API}/devices", user="ada")["devices"]

    def records(self, device):
        return self.ask(200, "GET", f"{API}/devices/{device}/records", user="ada")["records"]

    def conflicts(self):
        return self.ask(200, "GET", f"{API}/conflicts", user="ada")["conflicts"]

    def booking(self, token):
        return self.ask(200, "GET", f"/api/v1/bookings/{token}")

    def money(self, code):
        """What was paid for the booking, and what it still owes."""
        return self.ask(200, "GET", f"{API}/bookings/{code}/payments", user="ada")

    def history(self, code):
        return self.ask(200, "GET", f"{API}/bookings/{code}", user="ada")["history"]

    def pass_on(self, token):
        """To Cy, who answers with what they hold from then on."""
        link = self.ask(201, "POST", f"/api/v1/bookings/{token}/transfer", {})
        return self.ask(201, "POST", link["accept"].removeprefix(self.base), {"name": "Cy Newholder", "email": "cy@example.com"})

    def leases(self):
        return self.ask(200, "GET", f"{API}/leases", user="ada")["leases"]

    def offers(self):
        """What is free of each thing in the slot of today, as everybody sees it."""
        return {offer["sku"]: offer["remaining"] for offer in self.ask(200, "GET", f"{API}/slots")["slots"][0]["offers"]}

    def check(self):
        return self.run("check")


class Door:
    """POST /NAME [arguments]: what the shop's method of that name answers, as JSON."""

    def __init__(self, shop):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                arguments = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                try:
                    status, answer = 200, json.dumps(getattr(shop, self.path[1:])(*arguments))
                except Exception as reason:  # told to the script, whose test fails with it
                    status, answer = 500, f"{type(reason).__name__}: {reason}"
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_):
                pass

        self.http = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
