"""The API against its own OpenAPI description, on the demo shop."""
from server import DemoServer, run_node

with DemoServer() as server:
    run_node("openapi.mjs", server.base)
    print("openapi: ok")
