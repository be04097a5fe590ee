"""The API against its own OpenAPI description, on the demo shop."""
import json
from server import DemoServer, run_node

# Every operation is tried with a wrong password, all within a minute.
with DemoServer(config="[server]\nfailed_logins_per_minute = 1000\n[images]\nlargest_mib = 1\nquota_mib = 1\n[calendars]\nquota_mib = 1\n") as server:
    reader = server.password_of(server.run("user", "add", "rita", "--shop", "kiln-street", "--role", "reader"))
    server.run("venue", "add", "Kiln Street Studio", "--shop", "kiln-street", "--at-least", "2")
    server.run("shop", "add", "elsewhere", "--name", "Of other people")
    run_node("openapi.mjs", server.base, json.dumps({
        "owner": server.demo["caldav"], "staff": server.demo["staff"], "reader": {"user": "rita", "password": reader},
        "dashboard": {"user": server.demo["dashboard_user"], "password": server.demo["dashboard_password"]}}))
    print("openapi: ok")
