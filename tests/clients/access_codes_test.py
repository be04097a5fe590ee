"""Codes that let an audience in: slots that only members book, slots that open for them first, codes with so many uses, and
codes that are for something else. What is refused is told by a problem document that names the field."""
import base64
import json
import threading
import time

from databases import databases
from server import until
from shops import OTHER, SHOP, Shops, problem_of

MEMBERS_SINCE_JANUARY = "OPENS;FOR=MEMBERS:20260101T000000Z"
LONG_AGO, FAR_AHEAD = "20260102T000000Z", "20990101T000000Z"
MUGS = "STOCK;SKU=MUG:50"


class Club(Shops):
    def wish(self, slot, code=None, **more):
        line = {"slot": slot["id"], "sku": "MUG", "quantity": 1}
        return {"lines": [line], **({"code": code} if code else {}), **more}

    def buy(self, slot, code=None, **more):
        return self.hold(SHOP, slot["id"], "MUG", **({"code": code} if code else {}), **more)

    def refuses(self, status, kind, field, slot, code=None, **more):
        answer = self.request("POST", f"{SHOP}/holds", self.wish(slot, code, **more))
        fault = problem_of(answer, status, kind, field)
        assert not fault, (fault, answer[1])
        return answer[1].decode()

    def add_code(self, name, *words, shop="studio"):
        self.run("code", "add", name, "--shop", shop, *words)

    def code(self, name):
        codes = self.ask(200, "GET", f"{SHOP}/codes", user="ada")["codes"]
        return next(code for code in codes if code["code"] == name)


def members_only(club):
    """It never opens to all before it begins, when sales end."""
    slot = club.publish("members-only", MUGS, "OPENS:PT0S", MEMBERS_SINCE_JANUARY)
    assert slot["state"] == "upcoming" and slot["early"] == [{"audience": "MEMBERS", "opens_at": "2026-01-01T00:00:00Z"}], slot
    closed = (409, "not-on-sale", "lines[0].slot", slot)
    assert "booking has not opened yet" in club.refuses(*closed)
    club.add_code("CLUB", "--audience", "members")
    club.add_code("PRESS", "--audience", "PRESS")
    club.add_code("SPRING", "--percent", "10")
    club.add_code("THEIRS", "--audience", "MEMBERS", shop="other")
    club.refuses(*closed, "PRESS")
    club.refuses(*closed, "SPRING")
    for code in ("THEIRS", "CLUBS", "x" * 1001):
        answer = club.request("POST", f"{SHOP}/holds", club.wish(slot, code))
        assert answer[0] == 422 and not problem_of(answer, 422, "unknown-code" if len(code) < 64 else "invalid-member", "code"), answer[1]
    hold = club.buy(slot, " club ")
    assert hold["code"] == "CLUB" and hold["lines"][0]["discount"] is None and hold["total"]["amount"] == "20.00", hold
    assert club.confirm(SHOP, hold)["state"] == "confirmed"

    page = club.request("GET", slot["page"].removeprefix(club.base))[1].decode()
    assert 'name="code"' in page, "who has a code finds where to type it"

    club.run("code", "off", "club", "--shop", "studio")
    assert "no longer accepted" in club.refuses(409, "code-not-valid", "code", slot, "CLUB")
    club.add_code("CLUB", "--audience", "MEMBERS", "--until", "2026-01-02T00:00:00Z")
    assert "not valid any more" in club.refuses(409, "code-not-valid", "code", slot, "CLUB")
    club.add_code("CLUB", "--audience", "MEMBERS", "--from", "2099-01-02T00:00:00Z")
    assert "not valid yet" in club.refuses(409, "code-not-valid", "code", slot, "CLUB")
    club.add_code("CLUB", "--audience", "MEMBERS")
    club.buy(slot, "CLUB")


def limit(club):
    """So many bookings, however many ask at once; what comes back is given out again."""
    slot = club.publish("few", MUGS, f"OPENS:{FAR_AHEAD}", MEMBERS_SINCE_JANUARY)
    club.add_code("FEW", "--audience", "MEMBERS", "--limit", "3")
    answers = []
    ask = lambda: answers.append(club.request("POST", f"{SHOP}/holds", club.wish(slot, "FEW")))
    crowd = [threading.Thread(target=ask) for _ in range(20)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    refused = [answer for answer in answers if answer[0] != 201]
    assert len(refused) == 17 and not any(problem_of(answer, 409, "code-used-up", "code") for answer in refused), answers
    assert (club.code("FEW")["held"], club.code("FEW")["used"]) == (3, 0)
    first, second, third = (answer[2]["Location"] for answer in answers if answer[0] == 201)

    club.ask(204, "DELETE", first.removeprefix(club.base))
    booking = club.confirm(SHOP, club.buy(slot, "FEW"))
    assert (club.code("FEW")["held"], club.code("FEW")["used"]) == (2, 1)
    club.refuses(409, "code-used-up", "code", slot, "FEW")
    club.ask(200, "POST", f"/api/v1/bookings/{booking['token']}/cancel", {})
    assert club.confirm(SHOP, club.buy(slot, "FEW"))["code"] != booking["code"]
    club.refuses(409, "code-used-up", "code", slot, "FEW")
    club.add_code("FEW", "--audience", "MEMBERS", "--limit", "4")
    club.buy(slot, "FEW")
    club.refuses(409, "code-used-up", "code", slot, "FEW")


def early(club):
    slot = club.publish("early", MUGS, f"OPENS:{FAR_AHEAD}", f"OPENS;FOR=MEMBERS:{FAR_AHEAD}")
    for code in (None, "CLUB"):  # open for nobody
        club.refuses(409, "not-on-sale", "lines[0].slot", slot, code)
    slot = club.publish("early", MUGS, f"OPENS:{FAR_AHEAD}", MEMBERS_SINCE_JANUARY)
    assert slot["state"] == "upcoming" and slot["opens_at"] == "2099-01-01T00:00:00Z", slot
    club.refuses(409, "not-on-sale", "lines[0].slot", slot)
    hold = club.buy(slot, "CLUB")

    slot = club.publish("early", MUGS, f"OPENS:{LONG_AGO}", MEMBERS_SINCE_JANUARY)  # the public opening has come
    assert slot["state"] == "open" and slot["offers"][0]["remaining"] == 49, slot
    club.buy(slot)
    assert club.buy(slot, "CLUB")["code"] == "CLUB"
    club.confirm(SHOP, hold)  # and what members hold is still theirs


def bound(club):
    """A code for one slot or one product lets nobody into another."""
    here, there = (club.publish(uid, MUGS, f"OPENS:{FAR_AHEAD}", MEMBERS_SINCE_JANUARY) for uid in ("here", "there"))
    club.add_code("HERE", "--audience", "MEMBERS", "--slot", here["id"])
    club.buy(here, "HERE")
    club.refuses(409, "not-on-sale", "lines[0].slot", there, "HERE")
    both = [{"slot": slot["id"], "sku": "MUG", "quantity": 1} for slot in (here, there)]
    answer = club.request("POST", f"{SHOP}/holds", {"lines": both, "code": "HERE"})
    assert not problem_of(answer, 409, "not-on-sale", "lines[1].slot"), answer[1]
    there = club.publish("there", MUGS, f"OPENS:{LONG_AGO}")
    assert "something else" in club.refuses(409, "code-not-valid", "code", there, "HERE")
    theirs = club.publish("theirs", "STOCK;SKU=CUP:5", shop=OTHER)
    for member, value, kind in (("slot", theirs["id"], "invalid-member"), ("sku", "CUP", "invalid-member"), ("audience", "all of them", "terms-invalid")):
        answer = club.request("PUT", f"{SHOP}/codes/WRONG", {"audience": "MEMBERS", member: value}, "ada")
        assert not problem_of(answer, 422, kind, member), answer[1]


def token(club):
    """A link for members: its token is checked without the server, and taken in place of the code."""
    slot = club.publish("by-link", MUGS, f"OPENS:{FAR_AHEAD}", MEMBERS_SINCE_JANUARY)
    club.add_code("LINKED", "--audience", "MEMBERS")
    tokens = f"{SHOP}/codes/linked/tokens"
    made = club.ask(201, "POST", tokens, {}, user="ada")
    assert made["audience"] == "MEMBERS" and made["link"].endswith(f"/s/studio#member={made['token']}"), made
    key = club.ask(200, "GET", SHOP)["keys"][0]
    head, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in made["token"].split(".")[:2])
    assert (head["alg"], head["kid"]) == ("EdDSA", key["kid"]) and claims["aud"] == "MEMBERS" and claims["exp"] > time.time(), (head, claims)
    assert club.buy(slot, made["token"])["code"] == "LINKED"
    printed = club.run("code", "link", "linked", "--shop", "studio", "--until", "2099-01-01T00:00:00Z")
    assert club.buy(slot, printed.split()[0].split("#member=")[1])["code"] == "LINKED", printed
    club.refuses(422, "unknown-code", "code", slot, made["token"][:-2])
    for path, body, user, status, kind, field in (
        (tokens, {"valid_until": "soon"}, "ada", 422, "invalid-member", "valid_until"),
        (tokens, {"valid_until": "2020-01-01T00:00:00Z"}, "ada", 422, "terms-invalid", "valid_until"),
        (f"{SHOP}/codes/SPRING/tokens", {}, "ada", 422, "terms-invalid", "code"), (f"{SHOP}/codes/NONE/tokens", {}, "ada", 422, "unknown-code", "code"),
    ):
        fault = problem_of(club.request("POST", path, body, user), status, kind, field)
        assert not fault, (path, body, fault)
    assert club.request("POST", tokens, {})[0] == 401
    club.run("code", "off", "linked", "--shop", "studio")
    club.refuses(409, "code-not-valid", "code", slot, made["token"])


def past_the_line(club):
    """A code lets its people in before the line of a drop opens; from then on they stand in it like all."""
    line = ("DROP:rush", "QUEUE:60", MEMBERS_SINCE_JANUARY)
    slot = club.publish("rush", MUGS, f"OPENS:{FAR_AHEAD}", *line)
    club.buy(slot, "CLUB")
    slot = club.publish("rush", MUGS, f"OPENS:{LONG_AGO}", *line)
    for code in (None, "CLUB"):
        club.refuses(403, "place-needed", "place", slot, code)
    place = club.ask(201, "POST", f"{SHOP}/drops/rush/place", {})
    until("their turn comes", lambda: club.ask(200, "GET", place["self"].removeprefix(club.base))["in"])
    club.buy(slot, "CLUB", place=place["token"])


with databases() as fresh, Club(fresh()) as club:
    club.make_shelves()
    for case in (members_only, limit, early, bound, token, past_the_line):
        case(club)
    assert " 500 " not in club.log(), club.log()
    assert club.run("check").startswith("The books agree.")
    print("access codes: ok")
