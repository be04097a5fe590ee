"""What the people of the shop do at the counter, in headless Chromium on the demo shop: devices that hand over and sell, and a booking that
is handed over and paid in parts, and passed on. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each view."""
from server import DemoServer, need, run_node

need("chromium-headless-shell")
with DemoServer() as server:
    server.sign_in("sam")  # gives the staff account a password for the dashboard
    run_node("dashboard_counter.mjs", str(server.folder / "demo.json"))
    print("dashboard counter: ok")
