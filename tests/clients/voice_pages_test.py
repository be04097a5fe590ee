"""The view of what customers say, in headless Chromium on the demo shop. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each page."""
from server import DemoServer, need, run_node

need("chromium-headless-shell")
with DemoServer() as server:
    run_node("voice_pages.mjs", str(server.folder / "demo.json"))
    print("voice pages: ok")
