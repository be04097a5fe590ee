"""The dashboard's lists in headless Chromium, on the demo shop: as the people of the shop use them, on a phone and at a desk.
TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each view."""
from server import DemoServer, need, run_node

need("chromium-headless-shell")
with DemoServer() as server:
    server.run("venue", "add", "Depot", "--shop", "kiln-street")
    server.sign_in("sam")  # gives the staff account a password for the dashboard
    run_node("dashboard_lists.mjs", str(server.folder / "demo.json"))
    print("dashboard lists: ok")
