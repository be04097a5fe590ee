"""A program that takes webhooks: it checks every signature, remembers what came, and answers what the test wants."""
import http.server, json, pathlib, sys, threading, time

sys.path.append(str(pathlib.Path(__file__).parents[2] / "scripts/pretended_tills"))
from makers import signature  # of Standard Webhooks


class Receiver(http.server.ThreadingHTTPServer):
    """`answer(message)` gives the status, or (status, headers, body); `secrets` are those that may have signed."""

    daemon_threads = True

    def __init__(self, answer=lambda message: 200):
        self.answer, self.secrets, self.messages, self.forged = answer, [], [], 0
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/hook"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def of(self, kind):
        return [message for message in self.messages if message.get("type") == kind]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        at, given = self.headers["webhook-timestamp"], self.headers["webhook-signature"].split(" ")
        good = [secret for secret in self.server.secrets if signature(secret, self.headers["webhook-id"], at, body) in given]
        message = json.loads(body)
        if not good or abs(time.time() - int(at)) > 300 or message["id"] != self.headers["webhook-id"]:
            self.server.forged += 1
        message["signatures"], message["bytes"], message["path"] = given, body, self.path
        self.server.messages.append(message)
        answer = self.server.answer(message)
        status, headers, text = answer if isinstance(answer, tuple) else (answer, {}, b"thank you")
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(text)
        except OSError:
            pass  # the server did not wait

    def log_message(self, *words):
        pass
