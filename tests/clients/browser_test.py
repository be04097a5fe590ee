"""The pages in headless Chromium, on the demo shop. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each."""
from server import DemoServer, need, run_node

need("chromium-headless-shell")
with DemoServer() as server:
    server.run("product", "add", "RECIPES", "--shop", "kiln-street", "--name", "Glaze recipes", "--price", "9",
               "--digital", "https://kiln-street.example/recipes")
    run_node("browser.mjs", str(server.folder / "demo.json"))
    print("browser: ok")
