"""The shop's page as an app, in headless Chromium, on the demo shop. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each view."""
from server import DemoServer, need, run_node

need("chromium")
with DemoServer() as server:
    server.run("shop", "add", "empty", "--name", "Nothing yet")
    run_node("storefront.mjs", str(server.folder / "demo.json"))
    print("storefront: ok")
