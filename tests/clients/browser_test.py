"""The pages in headless Chromium, on the demo shop. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each."""
from server import DemoServer, need, run_node

need("chromium")
with DemoServer() as server:
    run_node("browser.mjs", str(server.folder / "demo.json"))
    print("browser: ok")
