"""Two shops, `studio` and `other`, and what their people and customers do there."""
import base64, json
from server import MKSHELF, Server, event

SHOP, OTHER = "/api/v1/shops/studio", "/api/v1/shops/other"
ICS = {"Content_Type": "text/calendar"}
YEAR = "/slots?from=2099-01-01T00:00:00Z&to=2099-12-31T00:00:00Z"


def terms(*lines, uid="slot"):
    """An event that sells, named like its UID."""
    return event(uid, "".join(f"X-SHELF-{line}\r\n" for line in lines), summary=uid)


def problem_of(answer, status, kind, field):
    """What is wrong with the problem document, or None."""
    got, text, headers = answer
    if got != status:
        return f"status {got}"
    if headers["Content-Type"] != "application/problem+json":
        return f"a {headers['Content-Type']}"
    document = json.loads(text)
    if not document["type"].endswith("/problems/" + kind) or document["status"] != status:
        return "another problem"
    if document.get("field") != field or not document["pointer"].startswith("#/"):
        return f"field {document.get('field')}"
    return None if len(document["detail"]) > 15 and document["title"] else "no sentence"


class Shops(Server):
    """ada runs the studio and sells MUG there, zoe the other shop and CUP."""

    def fill(self):
        super().fill()
        self.run("shop", "add", "other")
        self.run("product", "add", "CUP", "--shop", "other", "--name", "Cup", "--price", "9")
        zoe = self.password_of(self.run("user", "add", "zoe", "--shop", "other", "--email", "zoe@example.com"))
        self.shops = {SHOP: ("ada", self.owner), OTHER: ("zoe", zoe)}

    def as_owner(self, shop):
        return {"Authorization": "Basic " + base64.b64encode(":".join(self.shops[shop]).encode()).decode()}

    def make_shelves(self):
        for shop, (name, _) in self.shops.items():
            self.ask(201, "MKCALENDAR", f"/dav/calendars/{name}/shelf/", MKSHELF, Content_Type="text/xml", **self.as_owner(shop))

    def publish(self, uid, *lines, shop=SHOP):
        """Puts the event on the shelf, or changes it there; answers its slot."""
        path = f"/dav/calendars/{self.shops[shop][0]}/shelf/{uid}.ics"
        status, text, _ = self.request("PUT", path, terms(*lines, uid=uid), **ICS, **self.as_owner(shop))
        assert status in (201, 204), text
        return next(slot for slot in self.ask(200, "GET", shop + YEAR)["slots"] if slot["summary"] == uid)

    def hold(self, shop, slot, sku, **more):
        return self.ask(201, "POST", f"{shop}/holds", {"lines": [{"slot": slot, "sku": sku, "quantity": 1}], **more})

    def confirm(self, shop, hold, email="bea@example.com"):
        return self.ask(201, "POST", f"{shop}/holds/{hold['id']}/confirm", {"name": "Bea", "email": email})
