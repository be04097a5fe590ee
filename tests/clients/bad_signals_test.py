"""What a creator sees where there is nothing to learn from, or what came in is no good: a shop without a past, a slot without a
price, an experiment that nobody saw, a message of emoji, one of a megabyte. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each."""
import json
from server import MKSHELF, Server, need, run_node


class EmptyShop(Server):
    """A creator, and nothing else."""

    def fill(self):
        self.run("shop", "add", "kiln-street", "--name", "Empty Studio")
        self.owner = self.password_of(self.run("user", "add", "ada", "--shop", "kiln-street", "--email", "ada@example.com"))

    def describe(self):
        """As the demo does; visitor.mjs reads it."""
        self.sign_in("ada")
        shop = {"base": self.base, "storefront": f"{self.base}/s/kiln-street", "dashboard_user": "ada", "dashboard_password": "the kiln is hot at seven",
                "caldav": {"user": "ada", "password": self.owner, "shelf": f"{self.base}/dav/calendars/ada/spring/"}}
        (self.folder / "demo.json").write_text(json.dumps(shop))


need("chromium-headless-shell")
with EmptyShop() as server:
    server.describe()
    assert server.request("MKCALENDAR", "/dav/calendars/ada/spring/", MKSHELF.replace("Shelf", "Spring"), "ada", Content_Type="text/xml")[0] == 201
    run_node("bad_signals.mjs", str(server.folder / "demo.json"))
print("bad signals: ok")
