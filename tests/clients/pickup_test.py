"""The pickup app in headless Chromium: enrolled, cut off for real, scanning by a camera, and back again. On SQLite, and with the
word `postgres` on PostgreSQL. TIMESHELF_SCREENSHOTS=FOLDER keeps a picture of each view."""
from databases import databases
from pickup_shop import Door, PickupShop
from server import need, run_node

need("chromium-headless-shell")
PROXIES = '[server]\ntrusted_proxies = ["127.0.0.1"]\nforwarded_headers = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix"]\n'
with databases() as fresh, PickupShop(fresh(), PROXIES) as shop, Door(shop) as door:
    shop.open()
    run_node("pickup.mjs", shop.base, door.address, str(shop.folder))
    assert "The books agree" in shop.run("check")
    print("pickup: ok")
