"""A payment provider that speaks as Stripe does, on loopback, and behaves as badly as a real one may: its webhooks are
late, come twice, in another order or not at all, and its answers get lost after the work was done."""
import hashlib, hmac, http.server, json, random, threading, time, urllib.parse, urllib.request
from server import PATIENCE

KEY, SECRET = "sk_test_timeshelf", "whsec_timeshelf"


def sign(body, at=None, secret=SECRET):
    at = int(time.time()) if at is None else at
    return f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


class FakeStripe:
    """`bad`: how often something goes wrong, from 0 to 1."""

    def __init__(self, seed=1, bad=0.0):
        self.random, self.bad, self.lock = random.Random(seed), bad, threading.RLock()
        self.sessions, self.refunds, self.keys, self.hook, self.told = {}, {}, {}, None, []
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer(*fake.get(self.path))

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self.answer(*fake.post(self.path, dict(urllib.parse.parse_qsl(body)), self.headers))

            def answer(self, status, thing):
                if fake.goes_wrong(0.3):  # done, and nobody hears of it
                    status, thing = 500, {"error": {"message": "an error of the fake's"}}
                body = json.dumps(thing).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def goes_wrong(self, share=1.0):
        with self.lock:
            return self.random.random() < self.bad * share

    def config(self, methods="both", poll_seconds=1):
        return (f'[payment]\nmethods = "{methods}"\nsecret_key = "{KEY}"\nwebhook_secret = "{SECRET}"\napi = "{self.base}"\n'
                f"poll_seconds = {poll_seconds}\n")

    def get(self, path):
        with self.lock:
            session = self.sessions.get(path.rsplit("/", 1)[1])
            return (200, dict(session)) if session else (404, {"error": {"message": "no such session"}})

    def post(self, path, fields, headers):
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 401, {"error": {"message": "wrong key"}}
        key = headers.get("Idempotency-Key")
        with self.lock:
            if key and key in self.keys:
                before, answer = self.keys[key]
                return answer if before == fields else (400, {"error": {"message": "key used with other parameters"}})
            answer = self.act(path, fields)
            if key:
                self.keys[key] = fields, answer
            return answer

    def act(self, path, fields):
        if path == "/v1/checkout/sessions":
            number = len(self.sessions) + 1
            session = {
                "id": f"cs_{number}", "object": "checkout.session", "status": "open", "payment_status": "unpaid",
                "amount_total": int(fields["line_items[0][price_data][unit_amount]"]),
                "currency": fields["line_items[0][price_data][currency]"], "url": f"{self.base}/pay/cs_{number}",
                "payment_intent": None, "client_reference_id": fields["client_reference_id"]}
            assert 30 * 60 <= int(fields["expires_at"]) - time.time() <= 24 * 3600, "Stripe wants 30 minutes to a day"
            self.sessions[session["id"]] = session
            return 200, dict(session)
        if path == "/v1/refunds":
            paid = sum(s["amount_total"] for s in self.sessions.values() if s["payment_intent"] == fields["payment_intent"])
            before = sum(r["amount"] for r in self.refunds.values() if r["payment_intent"] == fields["payment_intent"])
            if before + int(fields["amount"]) > paid:
                return 400, {"error": {"message": "more than was paid"}}
            refund = {"id": f"re_{len(self.refunds) + 1}", "amount": int(fields["amount"]), "payment_intent": fields["payment_intent"]}
            self.refunds[refund["id"]] = refund
            return 200, dict(refund)
        session = self.sessions[path.split("/")[4]]
        if session["status"] != "open":
            return 400, {"error": {"message": "only an open session can be expired"}}
        session["status"] = "expired"
        self.tell("checkout.session.expired", session)
        return 200, dict(session)

    def pay(self, session_id):
        """What the customer does on the page; False if it is too late."""
        with self.lock:
            session = self.sessions[session_id]
            if session["status"] != "open":
                return False
            session.update(status="complete", payment_status="paid", payment_intent=f"pi_{session_id[3:]}")
            self.tell("checkout.session.completed", session)
            return True

    def expire_open(self):
        with self.lock:
            for session in self.sessions.values():
                if session["status"] == "open":
                    session["status"] = "expired"
                    self.tell("checkout.session.expired", session)

    def tell(self, kind, thing):
        event = {"id": f"evt_{len(self.told) + 1}", "type": kind, "data": {"object": dict(thing)}}
        self.told.append(event)
        times = 0 if self.goes_wrong(0.5) else 2 if self.goes_wrong() else 1  # lost, twice, once
        for _ in range(times):
            threading.Timer(self.random.random() if self.goes_wrong() else 0, self.send, [event]).start()

    def send(self, event, header=None):
        """One try; the answer's status, 0 if nobody is there."""
        body = json.dumps(event).encode()
        request = urllib.request.Request(self.hook, body, {"Content-Type": "application/json", "Stripe-Signature": header or sign(body)})
        try:
            return urllib.request.urlopen(request, timeout=PATIENCE).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def balance(self, payment):
        """What is left with the shop of one payment."""
        with self.lock:
            paid = sum(s["amount_total"] for s in self.sessions.values() if s["payment_intent"] == payment)
            return paid - sum(r["amount"] for r in self.refunds.values() if r["payment_intent"] == payment)

    def close(self):
        self.server.shutdown()
