"""kill -9 under load: whatever was acknowledged is there afterwards, and the books agree."""
import json, threading
from server import MKSHELF, Server, event

with Server() as server:
    server.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")
    shelf = event("s", "X-SHELF-STOCK;SKU=MUG:100000\r\nX-SHELF-PRICE;SKU=MUG:18\r\n")
    assert server.request("PUT", "/dav/calendars/ada/shelf/s.ics", shelf, "ada", Content_Type="text/calendar")[0] == 201
    query = "/api/v1/shops/studio/slots?from=2099-01-01T00:00:00Z&to=2099-12-31T00:00:00Z"
    slot = json.loads(server.request("GET", query)[1])["slots"][0]["id"]
    stored, booked = [], []

    def work(worker, life):
        for number in range(10_000):
            try:
                uid = f"e{life}-{worker}-{number}"
                if server.request("PUT", f"/dav/calendars/ada/calendar/{uid}.ics", event(uid), "ada", Content_Type="text/calendar")[0] == 201:
                    stored.append(uid)
                hold = server.request("POST", "/api/v1/shops/studio/holds", {"lines": [{"slot": slot, "sku": "MUG", "quantity": 1}]})
                path = f"/api/v1/shops/studio/holds/{json.loads(hold[1])['id']}/confirm"
                done = server.request("POST", path, {"name": "B", "email": f"{uid}@example.com"})
                if done[0] == 201:
                    booked.append(json.loads(done[1])["token"])
            except (OSError, ValueError, KeyError):
                return
            except Exception:  # a connection that broke off
                return

    for life in range(5):
        enough = len(stored) + 40
        workers = [threading.Thread(target=work, args=(number, life)) for number in range(4)]
        for worker in workers:
            worker.start()
        while len(stored) < enough and any(worker.is_alive() for worker in workers):
            workers[0].join(0.01)
        server.kill()
        for worker in workers:
            worker.join()
        server.start()
        for uid in stored:
            assert server.request("GET", f"/dav/calendars/ada/calendar/{uid}.ics", user="ada")[0] == 200, uid
        for token in booked:
            assert server.request("GET", f"/api/v1/bookings/{token}")[0] == 200
        assert server.run("check").strip() == "The books agree."
    print(f"crash: {len(stored)} objects and {len(booked)} bookings survived 5 kills")
