"""kill -9 under load, a hundred times: whatever was acknowledged is there afterwards, nothing is there twice, and the
books agree. With the word `postgres` a node is killed while its PostgreSQL lives: forty times, because each takes longer."""
import json, random, threading
from databases import databases, on_postgres
from server import MKSHELF, Server, event

LIVES, UNITS, WORKERS = 40 if on_postgres() else 100, 100_000, 4
SLOTS = "/api/v1/shops/studio/slots?from=2099-01-01T00:00:00Z&to=2099-12-31T00:00:00Z"
HOLDS = "/api/v1/shops/studio/holds"


class Told:
    """What clients were told, in one life of the server."""

    def __init__(self):
        self.stored, self.held, self.booked = [], {}, []


def work(server, slot, name, told):
    for number in range(10_000):
        uid = f"{name}-{number}"
        try:
            if server.request("PUT", f"/dav/calendars/ada/calendar/{uid}.ics", event(uid), "ada", Content_Type="text/calendar")[0] == 201:
                told.stored.append(uid)
            status, text, _ = server.request("POST", HOLDS, {"lines": [{"slot": slot, "sku": "MUG", "quantity": 1}]})
            assert status == 201, text
            hold = json.loads(text)["id"]
            told.held[hold] = uid
            status, text, _ = server.request("POST", f"{HOLDS}/{hold}/confirm", {"name": "B", "email": f"{uid}@example.com"})
            assert status == 201, text
            told.booked.append(json.loads(text)["token"])
            del told.held[hold]
        except AssertionError:
            raise
        except Exception:  # the connection broke off: nobody knows what became of that request
            return


random = random.Random(20261125)
with databases() as fresh, Server(fresh()) as server:
    server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")
    shelf = event("s", f"X-SHELF-STOCK;SKU=MUG:{UNITS}\r\nX-SHELF-PRICE;SKU=MUG:18\r\n")
    assert server.request("PUT", "/dav/calendars/ada/shelf/s.ics", shelf, "ada", Content_Type="text/calendar")[0] == 201
    slot = json.loads(server.request("GET", SLOTS)[1])["slots"][0]["id"]
    tokens, objects, finished = [], 0, 0
    for life in range(LIVES):
        told = Told()
        workers = [threading.Thread(target=work, args=(server, slot, f"e{life}-{number}", told)) for number in range(WORKERS)]
        for worker in workers:
            worker.start()
        enough = random.randrange(1, 40)  # killed at any moment of what it does
        while len(told.stored) + len(told.booked) < enough and all(worker.is_alive() for worker in workers):
            workers[0].join(0.002)
        server.kill()
        for worker in workers:
            worker.join()
        server.start()
        for uid in told.stored:
            assert server.request("GET", f"/dav/calendars/ada/calendar/{uid}.ics", user="ada")[0] == 200, uid
        # A hold that was promised can still be confirmed, and one whose confirmation went unheard is booked once.
        for hold, uid in told.held.items():
            path, body = f"{HOLDS}/{hold}/confirm", {"name": "B", "email": f"{uid}@example.com"}
            first, again = server.request("POST", path, body), server.request("POST", path, body)
            assert first[0] in (200, 201) and json.loads(first[1])["token"] == json.loads(again[1])["token"], (first, again)
            told.booked.append(json.loads(first[1])["token"])
        for token in told.booked:
            assert server.request("GET", f"/api/v1/bookings/{token}")[0] == 200
        tokens += told.booked
        objects += len(told.stored)
        finished += len(told.held)
    assert len(set(tokens)) == len(tokens)
    # Every booking is one that somebody was told of: those that nobody was told of were asked for again above.
    assert server.run("check").strip() == "The books agree."
    offer = json.loads(server.request("GET", SLOTS)[1])["slots"][0]["offers"][0]
    held = UNITS - offer["remaining"] - len(tokens)
    assert 0 <= held <= LIVES * WORKERS, (offer, len(tokens))  # holds whose answers were never heard, until they expire
    print(f"crash: {objects} objects and {len(tokens)} bookings ({finished} finished after a crash) survived {LIVES} kills")
