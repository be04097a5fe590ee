"""A past for a demo shop, said to be simulated: evenings of one name that are over, with the bookings that they had, written as rows.
What is booked is the same for the same seed."""
import random, sqlite3, time

DAY = 86_400_000


def _insert(db, table, row):
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def _row(db, table, **where):
    cursor = db.execute(f"SELECT * FROM {table} WHERE " + " AND ".join(f"{name} = ?" for name in where), list(where.values()))
    found = cursor.fetchone()
    return dict(zip([column[0] for column in cursor.description], found)) if found else None


class Past:
    """`like`: a coming slot (its id) whose past this is; it sells `sku`."""

    def __init__(self, database, like, sku, seed=7):
        self.db, self.sku, self.random, self.ids = sqlite3.connect(database), sku, random.Random(seed), 0
        self.like = _row(self.db, "slots", id=like)
        self.shop = self.like["shop"]
        self.price = _row(self.db, "prices", slot=like, sku=sku)

    def id(self):
        self.ids += 1
        return f"{self.ids:026d}"  # before all that a server makes

    def evening(self, days_ago, there, mean):
        """One that began so many days ago, and was asked for by about so many: half of them in its last four days."""
        slot = {**self.like, "id": self.id(), "starts_at": self.like["starts_at"], "uid": self.id(), "next_change_at": None}
        now = int(time.time() * 1000)
        slot["starts_at"] = now - days_ago * DAY
        slot["ends_at"] = slot["starts_at"] + 2 * 3_600_000
        slot["created_at"] = slot["starts_at"] - 80 * DAY
        slot["opens_at"] = slot["closes_at"] = None
        slot["drop_name"] = ""  # it is in no report of the drop that it is like
        wanted = sorted((self._before() for _ in range(round(self.random.gauss(mean, mean / 5)))), reverse=True)
        sold = wanted[:there]
        slot["booked"] = len(sold)
        _insert(self.db, "slots", slot)
        _insert(self.db, "prices", {**self.price, "slot": slot["id"]})
        for kind, into, out in (("allotted", there, len(sold)), ("sold", len(sold), 0)):
            _insert(self.db, "accounts", {"shop": self.shop, "id": f"{kind}:{slot['id']}:{self.sku}", "kind": kind, "place": slot["id"],
                                          "sku": self.sku, "guarded": 1, "debits_pending": 0, "debits_posted": out,
                                          "credits_pending": 0, "credits_posted": into})
        for before in sold:
            self._book(slot, int(slot["starts_at"] - before * DAY))
        return len(sold)

    def _before(self):
        return min(70.0, self.random.expovariate(1 / (3 if self.random.random() < 0.5 else 14)))

    def _book(self, slot, at):
        hold, booking = self.id(), self.id()
        _insert(self.db, "holds", {"shop": self.shop, "id": hold, "state": "confirmed", "created_at": at, "expires_at": at, "email": "",
                                   "code": "", "bundle": "", "tax_included": 1, "rounding": "half-up"})
        _insert(self.db, "lines", {"shop": self.shop, "hold": hold, "position": 0, "slot": slot["id"], "sku": self.sku, "quantity": 1,
                                   "minor": self.price["minor"], "currency": self.price["currency"], "tier": "", "fulfilment": "PICKUP",
                                   "discount": 0, "tax_rate": 0, "tax": 0})
        _insert(self.db, "bookings", {"shop": self.shop, "id": booking, "hold": hold, "code": f"SIM{self.ids:06d}", "state": "confirmed",
                                      "name": "Simulated", "email": f"simulated-{self.ids}@example.com", "created_at": at})

    def keep(self):
        """It is counted with the next booking."""
        self.db.execute("DELETE FROM pace_cursors")
        self.db.execute("DELETE FROM pace")
        self.db.execute("DELETE FROM pace_slots")
        self.db.commit()
        self.db.close()
