"""The voice of the customer over the wire: signed, as lines, pasted and by the command line; what is forged, endless or wrong is told, and
hurts nobody."""
import base64, datetime, hashlib, hmac, json, pathlib, re, time
from databases import databases
from server import Server, until

SHOP = "/api/v1/shops/studio"


def ago(**span):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(secret, body, at=None, name="msg_1"):
    """As standardwebhooks.com says; written here anew, so that two readings of it agree."""
    stamp = str(int(at or time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {"webhook_id": name, "webhook_timestamp": stamp, "webhook_signature": "v1,AAAA v1," + base64.b64encode(mac).decode()}


class Shop(Server):
    def say(self, status, messages, **headers):
        return self.ask(status, "POST", f"{SHOP}/messages", {"messages": messages}, "ada", **headers)

    def send(self, status, body, headers, kind="application/x-ndjson"):
        return self.ask(status, "POST", f"{SHOP}/messages", body, Content_Type=kind, **headers)

    def texts(self, query=""):
        listed = self.ask(200, "GET", f"{SHOP}/messages{query}", user="ada")["messages"]
        return ["".join(part["text"] for part in message["parts"]) for message in listed]

    def counted(self):
        """How many messages there are in all: of one day they may not be, where it is midnight meanwhile."""
        return sum(day["messages"] for day in self.ask(200, "GET", f"{SHOP}/voice/mood", user="ada")["points"])


def hears_signed_messages(shop):
    secret = shop.ask(201, "POST", f"{SHOP}/voice/secret", user="ada")["secret"]
    body = b'{"text": "love the new drop!! \xf0\x9f\x94\xa5", "author": "Mia", "source": "twitch", "id": "1"}\n\nnonsense\n{"text": "bigger mug please"}\n'
    told = shop.send(200, body, signed(secret, body))
    assert (told["taken"], [one["line"] for one in told["refused"]]) == (2, [3]), told
    assert shop.send(200, body, signed(secret, body))["repeated"] == 2

    for forged in (signed(secret, body + b" "), signed("whsec_" + base64.b64encode(b"x" * 24).decode(), body), signed(secret, body, time.time() - 3600),
                   signed(secret, body, time.time() + 3600), {**signed(secret, body), "webhook_id": "msg_2"},
                   {**signed(secret, body), "webhook_signature": "v2,AAAA"}, {**signed(secret, body), "webhook_timestamp": "now"}):
        problem = shop.send(400, body, forged)
        assert problem["type"].endswith("/bad-signature"), problem
    assert shop.send(400, b"not read by anybody", signed(secret, b"other"))["type"].endswith("/bad-signature")
    renewed = shop.ask(201, "POST", f"{SHOP}/voice/secret", user="ada")["secret"]
    shop.send(400, body, signed(secret, body))
    shop.send(200, body, signed(renewed, body))
    shop.ask(403, "POST", f"{SHOP}/voice/secret", user="sam")
    shop.ask(401, "POST", f"{SHOP}/messages", {"messages": [{"text": "hi"}]})

    [newest] = [one for one in shop.ask(200, "GET", f"{SHOP}/messages?mood=positive", user="ada")["messages"] if one["source"] == "twitch"]
    assert newest["score"] > 0.8 and newest["published_score"] < newest["score"], newest
    assert [part["text"] for part in newest["parts"] if part["value"]] == ["love", "\U0001F525"], newest["parts"]


def answers_bad_messages(shop):
    before = shop.counted()
    told = shop.say(200, [{"text": "from 1970", "at": "1970-01-01T00:00:00Z"}, {"text": "from next year", "at": ago(days=-365)}, {"text": " "},
                          {"text": "of no slot", "slot": "0" * 26}, {"text": "of no thing", "sku": "NOPE"}])
    assert [one["reason"] for one in told["refused"]] == ["too-old", "in-the-future", "empty", "unknown-slot", "unknown-sku"], told
    assert all(one["sentence"] for one in told["refused"])
    told = shop.say(200, [{"text": "x" * 1_000_000, "author": "flood"}, {"text": "\U0001F525\U0001F525\U0001F525"}, {"text": "\u202eשלום לכולם"},
                          {"text": "die Tassen sind leider schon weg"}])
    assert (told["taken"], told["cut"], told["not_scored"]) == (4, 1, 3), told
    assert shop.counted() == before + 4
    assert any("שלום" in text for text in shop.texts("?mood=not-scored"))

    shop.say(422, [{"text": "when?", "at": "yesterday"}])
    shop.say(422, [{"text": ""}])
    shop.say(422, [{"text": "hi", "likes": 3}])
    shop.say(422, [{"text": "again"}] * 501)
    assert shop.ask(413, "POST", f"{SHOP}/messages", "\n".join(['{"text":"a"}'] * 501), "ada", Content_Type="application/x-ndjson")
    assert shop.ask(413, "POST", f"{SHOP}/messages", json.dumps({"messages": [{"text": "x" * 2_200_000}]}), "ada", Content_Type="application/json")
    assert shop.ask(415, "POST", f"{SHOP}/messages", "text=hi", "ada", Content_Type="application/x-www-form-urlencoded")
    assert shop.ask(400, "POST", f"{SHOP}/messages", b'{"messages": [{"text": "\xff"}]}', "ada", Content_Type="application/json")
    for query in ("mood=glad", "kind=mug", "wish=bigger", "slot=x", "cursor=x", "limit=0", "page=2"):
        shop.ask(422, "GET", f"{SHOP}/messages?{query}", user="ada")
    for query in ("span=week", "lexicon=mine", "from=2026-01-01", "from=2025-01-01T00:00:00Z&to=2026-06-01T00:00:00Z", "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z"):
        shop.ask(422, "GET", f"{SHOP}/voice/mood?{query}", user="ada")


def takes_pasted_exports(shop):
    lines = "\n".join(f"[{ago(days=2)[:10]} 10:00] fan{number}: please restock, number {number}" for number in range(1200))
    preview = shop.ask(200, "POST", f"{SHOP}/messages/pasted", {"text": lines, "preview": True}, "ada")
    assert (preview["layout"], preview["messages"], len(preview["sample"])) == ("chat", 1200, 20), preview
    assert preview["sample"][0]["author"] == "fan0"
    taken, start = 0, 0
    while start is not None:
        told = shop.ask(200, "POST", f"{SHOP}/messages/pasted", {"text": lines, "from": start, "source": "chat"}, "ada")
        taken, start = taken + told["taken"], told["next"]
    assert taken == 1200, taken
    assert shop.ask(200, "POST", f"{SHOP}/messages/pasted", {"text": lines, "source": "chat"}, "ada")["repeated"] == 500
    told = shop.ask(200, "POST", f"{SHOP}/messages/pasted", {"text": "time,text\n25:99,late\n10:00,fine"}, "ada")
    assert (told["taken"], told["refused"][0]["reason"], told["refused"][0]["line"]) == (1, "unreadable-time", 2), told
    for wrong in ({"day": "2026-13-01"}, {"from": 2}, {"from": -1}, {"source": "a\nb"}, {"text": ""}):
        shop.ask(422, "POST", f"{SHOP}/messages/pasted", {"text": "hello", **wrong}, "ada")


def counts_wishes_and_forgets(shop):
    topics = shop.ask(200, "GET", f"{SHOP}/voice/topics", user="ada")
    restock = next(one for one in topics["wishes"] if one["wish"] == "restock")
    assert (restock["kind"], restock["messages"], restock["authors"]) == ("supply", 1200, 1200), restock
    assert len(shop.texts("?kind=supply&wish=restock&about=&limit=500")) == 500
    bigger = next(one for one in topics["wishes"] if one["wish"] == "bigger")
    assert bigger["about"] == "MUG", bigger
    assert "restock" in shop.run("voice", "wishes", "--shop", "studio")

    said = shop.ask(200, "POST", f"{SHOP}/messages/forget", {"author": "@FAN7"}, "ada")
    assert said["erased"] == 1, said
    [newest] = shop.ask(200, "GET", f"{SHOP}/messages?limit=1", user="ada")["messages"]
    assert shop.request("DELETE", f"{SHOP}/messages/{newest['id']}", user="ada")[0] == 204
    shop.ask(404, "DELETE", f"{SHOP}/messages/{newest['id']}", user="ada")
    entries = shop.ask(200, "GET", f"{SHOP}/audit?action=voice", user="ada")["entries"]
    assert not re.search(r"\bfan7\b", json.dumps(entries).lower()), entries  # as a word: ids may have it in them


def scores_by_the_shops_words(shop):
    shop.say(200, [{"text": "this mug is mid"}])
    words = shop.ask(200, "GET", f"{SHOP}/voice/words", user="ada")
    assert words["are_defaults"] and {"word": "drop", "value": 0.0} in words["words"], words
    for wrong in ({"word": "two words", "value": 1}, {"word": "mid", "value": 9}, {"word": "mid", "value": "bad"}, {"word": "mid"}, {"value": 1}):
        shop.ask(422, "PUT", f"{SHOP}/voice/words", {"words": [wrong]}, "ada")
    shop.ask(422, "PUT", f"{SHOP}/voice/words", {"words": [{"word": "mid", "value": 1}, {"word": "MID", "value": 2}]}, "ada")
    changed = shop.ask(200, "PUT", f"{SHOP}/voice/words", {"words": words["words"] + [{"word": "mid", "value": -2.5}]}, "ada")
    assert changed["version"] == words["version"] + 1
    late = {"version": words["version"], "words": [{"word": "late", "value": 1}]}  # of who had looked before
    assert shop.ask(412, "PUT", f"{SHOP}/voice/words", late, "ada")["type"].endswith("/edited-meanwhile")
    until("messages are scored anew", lambda: any("mid" in text for text in shop.texts("?mood=negative")))
    assert shop.ask(200, "PUT", f"{SHOP}/voice/words", {"words": []}, "ada")["are_defaults"]
    shop.ask(422, "PUT", f"{SHOP}/voice/settings", {"keep_days": 0}, "ada")
    assert shop.ask(200, "PUT", f"{SHOP}/voice/settings", {"keep_days": 30}, "ada")["keep_days"] == 30
    shop.ask(403, "PUT", f"{SHOP}/voice/settings", {"keep_days": 30}, "sam")


def imports_files(shop):
    path = pathlib.Path(shop.folder) / "chat.ndjson"
    path.write_text("".join(json.dumps({"text": f"great mug {number}", "author": f"imported{number}", "at": ago(days=1)}) + "\n" for number in range(1100)) + "{\n")
    words = ["voice", "import", str(path), "--shop", "studio"]
    assert "1100 messages can be read, 1 cannot" in shop.run(*words, "--dry-run")
    assert "1100 taken" in shop.run(*words) and "1100 came before" in shop.run(*words)
    shop.refuses("voice", "import", "/nowhere", "--shop", "studio", saying="cannot be read")
    shop.refuses(*words, "--day", "soon", saying="not a day")
    assert "1 messages erased" in shop.run("voice", "forget", "Imported5", "--shop", "studio")


def keeps_selling_in_a_flood(shop):
    """More than a burst at once is told to wait; whoever books is answered meanwhile."""
    waits = None
    for batch in range(300):
        # Ten thousand are heard at once. The rest are empty, which is found out sooner than a thousand a second may come again.
        text = "flood {} {}" if batch < 20 else " "
        body = "\n".join(json.dumps({"text": text.format(batch, number)}) for number in range(500))
        status, text, headers = shop.request("POST", f"{SHOP}/messages", body, "ada", Content_Type="application/x-ndjson")
        if status == 429:
            waits = int(headers["Retry-After"])
            assert json.loads(text)["type"].endswith("/too-many-messages")
            break
        assert status == 200, text
        assert shop.request("GET", f"{SHOP}/slots")[0] == 200
    assert waits and 1 <= waits <= 10, waits


with databases() as empty, Shop(empty()) as shop:
    hears_signed_messages(shop)
    answers_bad_messages(shop)
    takes_pasted_exports(shop)
    counts_wishes_and_forgets(shop)
    scores_by_the_shops_words(shop)
    imports_files(shop)
    keeps_selling_in_a_flood(shop)
    print("voice: ok")
