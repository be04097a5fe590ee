"""The line of a drop in a browser's hands: one browser has one place, whatever it presses, reloads and opens beside it."""
import threading
from databases import databases
from server import until
from shops import SHOP, Shops


class Line(Shops):
    def cookies_of(self, answer):
        return dict(cookie.split(";")[0].split("=", 1) for cookie in answer[2].get_all("Set-Cookie") or [])

    def page(self, drop, cookies):
        answer = self.request("GET", f"/s/studio/drops/{drop}", Cookie=self.written(cookies))
        assert answer[0] == 200, answer
        return answer[1].decode(), self.cookies_of(answer)

    def press(self, drop, cookies):
        """The button, in ten windows at once; what each is given to keep."""
        answers = []
        ask = lambda: answers.append(self.request("POST", f"/s/studio/drops/{drop}/place", "", Origin=self.base, Cookie=self.written(cookies),
                                                  Content_Type="application/x-www-form-urlencoded"))
        windows = [threading.Thread(target=ask) for _ in range(10)]
        for window in windows:
            window.start()
        for window in windows:
            window.join()
        assert [answer[0] for answer in answers] == [303] * 10, answers
        return [self.cookies_of(answer) for answer in answers]

    def written(self, cookies):
        return "; ".join(f"{name}={value}" for name, value in cookies.items())

    def place(self, drop):
        """Of somebody else, over the API."""
        return self.ask(201, "POST", f"{SHOP}/drops/{drop}/place", {})


def one_place(shop):
    shop.publish("slow", "STOCK;SKU=MUG:5", "DROP:slow", "QUEUE:1")  # nobody but the first comes in meanwhile
    for _ in range(3):
        shop.place("slow")
    page, mine = shop.page("slow", {})
    assert "Take a place in the line" in page
    assert shop.page("slow", mine)[1] == {}, "who is known is not made anew"
    given = shop.press("slow", mine)
    assert len(given[0]) == 1 and given == [given[0]] * 10, given
    mine |= given[0]
    page, more = shop.page("slow", mine)
    assert "3 people are ahead of you" in page and "4 in line." in page and more == {}, page
    assert shop.press("slow", mine) == [{}] * 10
    # Pages as a whole differ: each says how long it takes from now on.
    for again in [shop.page("slow", mine)[0] for _ in range(5)]:
        assert "3 people are ahead of you" in again and "4 in line." in again, f"reloading gains nothing: {again}"
    after = shop.place("slow")
    assert (after["ahead"], after["standing"]) == (4, 5), after

    stranger = shop.page("slow", {})[1]
    theirs = shop.press("slow", stranger)
    assert theirs == [theirs[0]] * 10 and theirs[0] != given[0], "another browser has a place of its own"


def one_place_again(shop):
    """Who has used up a place takes another one, and one only."""
    slot = shop.publish("quick", "STOCK;SKU=MUG:50", "DROP:quick", "QUEUE:6000")
    mine = shop.page("quick", {})[1]
    mine |= shop.press("quick", mine)[0]
    name = "timeshelf_place_quick"
    until("they are in", lambda: "You are in. Choose" in shop.page("quick", mine)[0])
    for _ in range(3):
        shop.hold(SHOP, slot["id"], "MUG", place=mine[name])
    assert "Place used up" in shop.page("quick", mine)[0]
    given = shop.press("quick", mine)
    assert given == [given[0]] * 10 and given[0][name] != mine[name], given


with databases() as fresh, Line(fresh()) as shop:
    shop.make_shelves()
    one_place(shop)
    one_place_again(shop)
    assert " 500 " not in shop.log(), shop.log()
    print("line: ok")
