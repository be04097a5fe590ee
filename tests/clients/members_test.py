"""Links for members in headless Chromium: the device alone knows what is open for it, with a network and without one.
TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each page."""
import json
from server import DemoServer, need, run_node

need("chromium-headless-shell")
with DemoServer() as server:
    server.run("code", "add", "CLUB", "--audience", "MEMBERS", "--shop", "kiln-street")
    link = server.run("code", "link", "CLUB", "--shop", "kiln-street").split()[0]
    run_node("members.mjs", str(server.folder / "demo.json"), link[link.index("/s/"):])
    log = server.log()
    assert "#member" not in log and link.split("=")[1] not in log, "the server hears of no link"
    print("members: ok")
