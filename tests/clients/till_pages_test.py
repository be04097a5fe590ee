"""The demo's tills (scripts/pretended_tills) and their pages in headless Chromium: what came in, what was sent, and more sold than
was there, with each remedy tried. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each page."""
import base64, pathlib, re, subprocess, sys, time
from server import BINARY, PATIENCE, DemoServer, need, run_node, until

DEMO = pathlib.Path(__file__).parents[2] / "scripts/pretended_tills/demo.py"


def said_by(program):
    """What it says once the tills are connected."""
    said = b""
    while not said.endswith(b"\0"):
        more = program.stdout.read(1)
        assert more, "the tills are not there"
        said += more
    return said


class Demo(DemoServer):
    def fill(self):
        super().fill()
        # The demo's own configuration, this time as scripts/demo has it.
        subprocess.run([BINARY, "demo", "--data", self.folder, "--base", self.base, "--tills"], check=True, capture_output=True)

    def pretend(self):
        """The program of the pretended tills, once it has said where its page is."""
        tills = subprocess.Popen([sys.executable, "-B", DEMO, self.folder], stdout=subprocess.PIPE)
        return tills, re.search(rb"http://\S+", said_by(tills)).group().decode()

    def known(self):
        """What each till is known to have, by its maker and SKU."""
        return {(till["maker"], item["sku"]): item["known"] for till in self.api("/tills")["tills"] for item in self.api(f"/tills/{till['id']}")["items"]}

    def api(self, path):
        return self.ask(200, "GET", f"/api/v1/shops/kiln-street{path}", **self.owner_headers())

    def owner_headers(self):
        account = self.demo["caldav"]
        return {"Authorization": "Basic " + base64.b64encode(f"{account['user']}:{account['password']}".encode()).decode()}


def settled(server):
    """Nothing waits to be told to a till."""
    until("all is told", lambda: all(change["state"] != "waiting" for till in server.api("/tills")["tills"] for change in server.api(f"/tills/{till['id']}")["changes"]))


def goes_on(server):
    """Started anew it finds its tills as they were, at other ports, and tells nothing twice."""
    before = server.known()
    tills, _ = server.pretend()
    time.sleep(1.5)
    assert server.known() == before and len(server.api("/tills")["tills"]) == 3
    until("all is well", lambda: all(till["problem"] == "" for till in server.api("/tills")["tills"]))
    tills.terminate()
    assert tills.wait(PATIENCE) == 0


def ends_with_its_starter(server):
    starter = subprocess.Popen(["/bin/sh", "-c", f"'{sys.executable}' -B '{DEMO}' '{server.folder}' & echo $!; wait"], stdout=subprocess.PIPE)
    pid = int(starter.stdout.readline())
    said_by(starter)
    starter.kill()
    until("that it is gone", lambda: not pathlib.Path(f"/proc/{pid}").exists())


need("chromium-headless-shell")
with Demo() as server:
    server.sign_in("sam")  # gives the staff account a password for the dashboard
    tills, page = server.pretend()
    try:
        run_node("till_pages.mjs", str(server.folder / "demo.json"), page)
        settled(server)
    finally:
        tills.terminate()
    assert tills.wait(PATIENCE) == 0
    goes_on(server)
    ends_with_its_starter(server)
print("till pages: ok")
