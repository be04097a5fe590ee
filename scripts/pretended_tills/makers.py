"""Stand-ins of Square's and Shopify's interfaces, as far as stock goes, and of any other till: with their signatures, errors,
idempotency and limits. Each keeps its own figures, and writes its own webhooks. Tests and the demo (demo.py) use them alike."""
import base64, datetime, hashlib, hmac, http.server, json, threading, time


def rfc3339(at=None):
    return (at or datetime.datetime.now(datetime.timezone.utc)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def hmac64(key, data):
    return base64.b64encode(hmac.new(key.encode(), data, hashlib.sha256).digest()).decode()


def whole_seconds(at=None):
    return rfc3339(at)[:19] + "Z"


class Allowance:
    """So many at once, and so many more each second."""

    def __init__(self, at_once, a_second):
        self.at_once, self.a_second, self.left, self.at = at_once, a_second, at_once, time.monotonic()

    def takes(self, cost):
        now = time.monotonic()
        self.left = min(self.at_once, self.left + (now - self.at) * self.a_second)
        self.at = now
        if self.left < cost:
            return False
        self.left -= cost
        return True


class Maker(http.server.ThreadingHTTPServer):
    """`token`: what it lets in, and any other till signs with. `figures`: what it has, by its own names."""

    daemon_threads = True

    def __init__(self, token):
        self.token, self.figures, self.calls, self.keys = token, {}, [], {}
        self.limited, self.broken, self.lost = 0, 0, 0  # answers of that kind to come
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def once(self, key, body, act):
        """What was answered under the key before; another request under it is an error."""
        if key in self.keys:
            before, answer = self.keys[key]
            return answer if before == body else self.reused()
        answer = act()
        if answer[0] == 200:
            self.keys[key] = (body, answer)
        return answer


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        maker = self.server
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(raw)
        with maker.lock:
            maker.calls.append((self.path, body))
            headers = {}
            if maker.limited > 0 or not maker.allowance.takes(maker.cost):
                maker.limited = max(0, maker.limited - 1)
                status, answer, headers = maker.too_many()
            elif maker.broken > 0:
                maker.broken -= 1
                status, answer = 500, {}
            else:
                status, answer = maker.serve(self.path, self.headers, body, raw)
            if maker.lost > 0:  # done, and the answer never came
                maker.lost -= 1
                self.connection.close()
                return
        text = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *words):
        pass


class Square(Maker):
    """BatchChangeInventory: https://developer.squareup.com/reference/square/inventory-api/batch-change-inventory"""

    cost = 1  # its limits are not published; this one is ours

    def __init__(self, token):
        self.allowance = Allowance(100, 20)
        super().__init__(token)

    def too_many(self):
        return 429, {"errors": [{"category": "RATE_LIMIT_ERROR", "code": "RATE_LIMITED"}]}, {"Retry-After": "1"}

    def reused(self):
        return 400, {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "IDEMPOTENCY_KEY_REUSED", "detail": "Different request parameters used for the same idempotency_key"}]}

    def serve(self, path, headers, body, raw):
        if headers["Authorization"] != f"Bearer {self.token}":
            return 401, {"errors": [{"category": "AUTHENTICATION_ERROR", "code": "UNAUTHORIZED", "detail": "This request could not be authorized."}]}
        if path != "/v2/inventory/changes/batch-create":
            return 404, {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "NOT_FOUND"}]}
        return self.once(body["idempotency_key"], body, lambda: self.change(body["changes"]))

    def change(self, changes):
        assert 1 <= len(changes) <= 100
        for change in changes:
            adjustment, count = change.get("adjustment"), change.get("physical_count")
            item = (adjustment or count)["catalog_object_id"]
            if item not in self.figures:
                return 404, {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "NOT_FOUND", "detail": f"Catalog object with ID {item} not found."}]}
            if count:
                assert change["type"] == "PHYSICAL_COUNT" and count["state"] == "IN_STOCK"
                self.figures[item] = int(count["quantity"])
            else:
                assert change["type"] == "ADJUSTMENT"
                way = (adjustment["from_state"], adjustment["to_state"])
                self.figures[item] += {("IN_STOCK", "SOLD"): -1, ("NONE", "IN_STOCK"): 1}[way] * int(adjustment["quantity"])
        return 200, {"counts": [], "changes": []}

    def event(self, event_id, item, location, quantity, at=None):
        return json.dumps({"merchant_id": "M", "type": "inventory.count.updated", "event_id": event_id, "created_at": rfc3339(), "data": {
            "type": "inventory_counts", "id": event_id, "object": {"inventory_counts": [{
                "calculated_at": at or rfc3339(), "catalog_object_id": item, "catalog_object_type": "ITEM_VARIATION",
                "location_id": location, "quantity": str(quantity), "state": "IN_STOCK"}]}}}).encode()

    @staticmethod
    def sign(key, url, body):
        return {"x-square-hmacsha256-signature": hmac64(key, url.encode() + body), "Content-Type": "application/json"}


class Shopify(Maker):
    """inventoryAdjustQuantities and inventorySetQuantities of the GraphQL Admin API: https://shopify.dev/docs/api/usage/limits"""

    cost = 10  # points of a mutation

    def __init__(self, token):
        self.allowance = Allowance(2_000, 100)
        super().__init__(token)

    def too_many(self):
        """GraphQL says with 200 that it is asked too often."""
        status = {"maximumAvailable": 2_000, "currentlyAvailable": int(self.allowance.left), "restoreRate": 100}
        return 200, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
                     "extensions": {"cost": {"requestedQueryCost": self.cost, "actualQueryCost": None, "throttleStatus": status}}}, {}

    def reused(self):
        return 200, {"errors": [{"message": "The idempotency key was used with other parameters.", "extensions": {"code": "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"}}]}

    def serve(self, path, headers, body, raw):
        if headers["X-Shopify-Access-Token"] != self.token:
            return 401, {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
        if path != "/admin/api/2026-04/graphql.json":
            return 404, {"errors": "Not Found"}
        return self.once(body["variables"]["key"], body, lambda: self.change(body["query"], body["variables"]["input"]))

    def change(self, query, asked):
        name = "inventorySetQuantities" if "inventorySetQuantities" in query else "inventoryAdjustQuantities"
        assert asked["name"] == "available" and asked["reason"] == "correction"
        for change in asked.get("quantities") or asked["changes"]:
            item = change["inventoryItemId"].removeprefix("gid://shopify/InventoryItem/")
            if item not in self.figures:
                return 200, {"data": {name: {"userErrors": [{"code": "INVALID_INVENTORY_ITEM", "field": ["input"], "message": "The specified inventory item could not be found."}]}}}
            before = change["changeFromQuantity"]
            if before is not None and before != self.figures[item]:
                return 200, {"data": {name: {"userErrors": [{"code": "CHANGE_FROM_QUANTITY_STALE", "field": ["input"], "message": "The changeFromQuantity argument no longer matches."}]}}}
            self.figures[item] = change["quantity"] if "quantity" in change else self.figures[item] + change["delta"]
        return 200, {"data": {name: {"userErrors": []}}}

    def level(self, item, location, available, at=None):
        return json.dumps({"inventory_item_id": int(item), "location_id": int(location), "available": available, "updated_at": at or whole_seconds(),
                           "admin_graphql_api_id": f"gid://shopify/InventoryLevel/{location}?inventory_item_id={item}"}).encode()

    @staticmethod
    def sign(key, webhook_id, body):
        return {"X-Shopify-Hmac-Sha256": hmac64(key, body), "X-Shopify-Topic": "inventory_levels/update", "X-Shopify-Webhook-Id": webhook_id,
                "X-Shopify-Triggered-At": rfc3339(), "Content-Type": "application/json"}


def signature(secret, message_id, timestamp, body):
    """Standard Webhooks: base64 of HMAC-SHA256 over id.timestamp.body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, b".".join([message_id.encode(), str(timestamp).encode(), body]), hashlib.sha256).digest()).decode()


class AnyTill(Maker):
    """A till that speaks as docs/tills.md says, both ways."""

    cost = 1

    def __init__(self, token):
        self.allowance = Allowance(100, 20)
        super().__init__(token)

    def too_many(self):
        return 429, {}, {"Retry-After": "1"}

    def reused(self):
        return 409, {}

    def serve(self, path, headers, body, raw):
        at = headers["webhook-timestamp"]
        if signature(self.token, headers["webhook-id"], at, raw) not in headers["webhook-signature"].split(" ") or abs(time.time() - int(at)) > 300:
            return 401, {}
        return self.once(body["id"], body, lambda: self.change(body))

    def change(self, asked):
        self.figures[asked["item"]] = asked["units"] + (0 if asked["kind"] == "set" else self.figures.get(asked["item"], 0))
        return 200, {}

    @staticmethod
    def statements(*told):
        """Of (id, kind, sku, units, occurred_at)."""
        return json.dumps({"statements": [dict(zip(("id", "kind", "sku", "units", "occurred_at"), one)) for one in told]}).encode()

    @staticmethod
    def sign(key, message_id, body, at=None):
        stamp = at or int(time.time())
        return {"webhook-id": message_id, "webhook-timestamp": str(stamp), "webhook-signature": signature(key, message_id, stamp, body), "Content-Type": "application/json"}
