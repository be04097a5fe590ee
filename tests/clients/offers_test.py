"""Tax, codes and bundles on the command line: what the shop's API then shows and sells for, and what is refused, with exit code
and sentence."""
from databases import databases
from shops import SHOP, Shops, problem_of

STUDIO = ("--shop", "studio")


class Studio(Shops):
    def price(self, slot, sku="MUG", **more):
        """Total and taxes of a hold that is let go again."""
        hold = self.hold(SHOP, slot["id"], sku, **more)
        self.ask(204, "DELETE", f"{SHOP}/holds/{hold['id']}")
        return hold["total"]["amount"], [(tax["rate"], tax["tax"]["amount"]) for tax in hold["taxes"]], hold["tax_included"]

    def product(self, sku):
        return next(product for product in self.ask(200, "GET", SHOP)["products"] if product["sku"] == sku)

    def listed(self, what):
        """What `list` prints, by the first word of the line."""
        return {line.split("\t")[0]: line for line in self.run(what, "list", *STUDIO).splitlines()}


def tax(shop):
    add = ("product", "add", "--name", "X", *STUDIO)
    shop.run(*add, "pin", "--price", "0.90", "--tax-rate", "5")
    shop.run(*add, "TAG", "--price", "1.10", "--tax-rate", "5%")
    shop.run(*add, "CARD", "--price", "3")
    shop.run("product", "add", "MUG", "--name", "Mug", *STUDIO, "--price", "20", "--tax-rate", "7.5")
    assert [shop.product(sku)["tax_rate"] for sku in ("PIN", "TAG", "CARD", "MUG")] == [500, 500, 0, 750]
    slot = shop.publish("tax", *(f"STOCK;SKU={sku}:9" for sku in ("PIN", "TAG", "CARD", "MUG")))
    assert {offer["sku"]: offer["tax_rate"] for offer in slot["offers"]} == {"PIN": 500, "TAG": 500, "CARD": 0, "MUG": 750}
    assert shop.price(slot) == ("20.00", [(750, "1.40")], True)
    assert shop.price(slot, "CARD") == ("3.00", [], True)

    assert "Tax comes on top" in shop.run("shop", "tax", "studio", "--on-top")
    assert shop.price(slot) == ("21.50", [(750, "1.50")], False)
    # 4.5 and 5.5 cents
    for rounding, pin, tag in (("half-up", "0.05", "0.06"), ("half-even", "0.04", "0.06"), ("down", "0.04", "0.05")):
        shop.run("shop", "tax", "studio", "--on-top", "--rounding", rounding)
        assert [shop.price(slot, sku)[1] for sku in ("PIN", "TAG")] == [[(500, pin)], [(500, tag)]], rounding
    booking = shop.confirm(SHOP, shop.hold(SHOP, slot["id"], "MUG"))
    assert "Prices hold their tax. Bookings that were made before stay" in shop.run("shop", "tax", "studio")
    assert shop.price(slot) == ("20.00", [(750, "1.40")], True)
    kept = shop.ask(200, "GET", f"/api/v1/bookings/{booking['token']}")
    assert kept["total"]["amount"] == "21.50" and not kept["tax_included"], kept

    shop.refuses("shop", "tax", "nowhere", saying="There is no shop 'nowhere'")
    shop.refuses("shop", "tax", "studio", "--rounding", "up", saying="half-up, half-even or down")
    shop.refuses("shop", "tax", saying="shop is required", code=2)
    for rate in ("101", "-1", "100.01", "7.555", "much", "%", "5%%", "9" * 30):
        shop.refuses(*add, "PIN", "--price", "1", "--tax-rate", rate, saying=f"'{rate}' is not a percentage from 0 to 100")
    for sku in ("", "TWO WORDS", "TÖPFE", "A/B", "X" * 65):
        shop.refuses(*add, sku, "--price", "1", saying=f"'{sku}' is not a SKU")
    shop.refuses(*add, "PIN", "--price", "1", "--currency", "TALER", saying="'TALER' is not an ISO 4217 currency")
    shop.refuses(*add, "PIN", "--price", "1.50", "--currency", "JPY", saying="'1.50' is not a price in JPY")
    assert shop.product("PIN")["tax_rate"] == 500 and shop.product("PIN")["base_price"]["amount"] == "0.90", "nothing changed"


def codes(shop):
    slot = shop.publish("codes", "STOCK;SKU=MUG:9", "STOCK;SKU=CARD:9")
    add = ("code", "add", *STUDIO)
    assert shop.run(*add, "spring", "--percent", "7.5") == "Code SPRING is there.\n"
    shop.run(*add, "FIVER", "--sum", "5", "--sku", "mug", "--limit", "2")
    shop.run(*add, "YEN", "--sum", "700", "--currency", "jpy")
    shop.run(*add, "CLUB", "--audience", "members", "--from", "2026-01-01T00:00:00Z", "--until", "2098-01-01T01:00:00+01:00")
    assert shop.listed("code") == {
        "CLUB": "CLUB\tnothing off\tMEMBERS\t0 used\t", "FIVER": "FIVER\t5.00 EUR off\t\t0 of 2 used\t",
        "SPRING": "SPRING\t7.50% off\t\t0 used\t", "YEN": "YEN\t700 JPY off\t\t0 used\t"}
    shown = {code["code"]: code for code in shop.ask(200, "GET", f"{SHOP}/codes", user="ada")["codes"]}
    assert shown["SPRING"]["rate"] == 750 and shown["FIVER"]["sum"]["minor"] == 500 and shown["FIVER"]["sku"] == "MUG", shown
    assert (shown["CLUB"]["valid_from"], shown["CLUB"]["valid_until"]) == ("2026-01-01T00:00:00Z", "2098-01-01T00:00:00Z"), shown

    assert shop.price(slot, code="Spring")[0] == "18.50"
    assert shop.price(slot, code="FIVER")[0] == "15.00"
    assert shop.price(slot, code="CLUB")[0] == "20.00"
    for code, sku, words in (("FIVER", "CARD", b"something else"), ("YEN", "MUG", b"700 JPY")):
        answer = shop.request("POST", f"{SHOP}/holds", {"lines": [{"slot": slot["id"], "sku": sku, "quantity": 1}], "code": code})
        assert not problem_of(answer, 409, "code-not-valid", "code") and words in answer[1], answer[1]
    shop.confirm(SHOP, shop.hold(SHOP, slot["id"], "MUG", code="FIVER"))
    assert "1 of 2 used" in shop.listed("code")["FIVER"]
    assert "no longer accepted" in shop.run("code", "off", "fiver", *STUDIO)
    assert shop.listed("code")["FIVER"] == "FIVER\t5.00 EUR off\t\t1 of 2 used\toff"
    shop.run(*add, "FIVER", "--sum", "4", "--limit", "3")  # changed, and on again
    shop.confirm(SHOP, shop.hold(SHOP, slot["id"], "MUG", code="FIVER"), "cem@example.com")
    assert shop.price(slot, code="FIVER")[0] == "16.00"

    before = shop.listed("code")
    for saying, *words in (
            ("Say what the code takes off", "NOTHING"), ("a part or a sum, not both", "BOTH", "--percent", "1", "--sum", "1"),
            ("3 to 40 letters", "AB", "--percent", "1"), ("3 to 40 letters", "TWO WORDS", "--percent", "1"), ("3 to 40 letters", "", "--percent", "1"),
            ("more than 0", "NEW", "--percent", "0"), ("'101' is not a percentage", "NEW", "--percent", "101"),
            ("'-5' is not a percentage", "NEW", "--percent", "-5"), ("more than nothing", "NEW", "--sum", "0"),
            ("'-5' is not an amount in EUR", "NEW", "--sum", "-5"), ("'5.005' is not an amount in EUR", "NEW", "--sum", "5.005"),
            ("'5.50' is not an amount in JPY", "NEW", "--sum", "5.50", "--currency", "JPY"), ("'TALER' is not an ISO 4217", "NEW", "--sum", "5", "--currency", "TALER"),
            ("An audience is letters", "NEW", "--audience", "all members"), ("no such slot", "NEW", "--percent", "1", "--slot", "nowhere"),
            ("no product VASE", "NEW", "--percent", "1", "--sku", "vase"), ("from 1 to 1000000", "NEW", "--percent", "1", "--limit", "0"),
            ("from 1 to 1000000", "NEW", "--percent", "1", "--limit", "-1"), ("from 1 to 1000000", "NEW", "--percent", "1", "--limit", "1000001"),
            ("'tomorrow' is not a time", "NEW", "--percent", "1", "--from", "tomorrow"), ("'2026-02-30T00:00:00Z' is not a time", "NEW", "--percent", "1", "--until", "2026-02-30T00:00:00Z"),
            ("end before it begins", "NEW", "--percent", "1", "--from", "2026-02-01T00:00:00Z", "--until", "2026-02-01T00:00:00Z"),
            ("from 1 to 1000000", "FIVER", "--sum", "4", "--limit", "0"),
            ("2 uses of it are taken already", "FIVER", "--sum", "4", "--limit", "1")):
        shop.refuses(*add, *words, saying=saying)
    shop.refuses(*add, "NEW", "--percent", "1", "--limit", "many", saying="many", code=2)
    shop.refuses(*add, saying="code is required", code=2)
    shop.refuses("code", "add", "NEW", "--percent", "1", saying="--shop is required", code=2)
    shop.refuses("code", "add", "NEW", "--percent", "1", "--shop", "nowhere", saying="no shop 'nowhere'")
    shop.refuses("code", "off", "autumn", *STUDIO, saying="There is no code AUTUMN")
    shop.refuses("code", "off", "SPRING", "--shop", "other", saying="There is no code SPRING")
    shop.refuses("code", "list", "--shop", "nowhere", saying="no shop 'nowhere'")
    assert shop.listed("code") == before, "nothing changed"


def bundles(shop):
    for day in ("one", "two"):
        shop.publish(f"day-{day}", "SEATS:8", "PRICE:30", "BUNDLE:course")
    course = {"bundle": "course", "quantity": 2}

    def price():
        hold = shop.ask(201, "POST", f"{SHOP}/holds", course)
        shop.ask(204, "DELETE", f"{SHOP}/holds/{hold['id']}")
        return hold["total"]["amount"], len(hold["lines"])

    def shown():
        return shop.ask(200, "GET", f"{SHOP}/bundles", user="ada")["bundles"]

    add = ("bundle", "add", *STUDIO)
    alone = {"bundle": "course", "title": None, "price": None, "active": True}
    assert shown() == [alone] and price() == ("120.00", 2), "slots alone make a bundle"
    assert "Bundle 'course' is there." in shop.run(*add, "course", "--title", "Wheel course", "--price", "50")
    assert shown() == [{"bundle": "course", "title": "Wheel course", "price": {"amount": "50.00", "currency": "EUR", "minor": 5000}, "active": True}]
    assert price() == ("100.00", 2)
    assert shop.listed("bundle") == {"course": "course\t50.00 EUR\tWheel course\t"}
    shop.run(*add, "course")
    assert price() == ("120.00", 2) and shop.listed("bundle") == {"course": "course\twhat its slots cost\t\t"}
    shop.run(*add, "course", "--price", "5000", "--currency", "jpy")
    answer = shop.request("POST", f"{SHOP}/holds", {**course, "currency": "EUR"})
    assert not problem_of(answer, 422, "mixed-currencies", "currency") and b"sold in JPY" in answer[1], answer[1]
    shop.run(*add, "course", "--price", "50", "--off")
    answer = shop.request("POST", f"{SHOP}/holds", course)
    assert not problem_of(answer, 409, "not-on-sale", "bundle"), answer[1]
    assert shop.listed("bundle") == {"course": "course\t50.00 EUR\t\toff"} and not shown()[0]["active"]

    for saying, *words in (
            ("name is letters, digits and hyphens", "the course"), ("name is letters, digits and hyphens", ""), ("name is letters", "x" * 65),
            ("at most 200 characters", "course", "--title", "x" * 201), ("'much' is not an amount in EUR", "course", "--price", "much"),
            ("'-1' is not an amount in EUR", "course", "--price", "-1"), ("'1.50' is not an amount in JPY", "course", "--price", "1.50", "--currency", "JPY"),
            ("'TALER' is not an ISO 4217", "course", "--price", "1", "--currency", "TALER")):
        shop.refuses(*add, *words, saying=saying)
    shop.refuses(*add, saying="name is required", code=2)
    shop.refuses("bundle", "add", "course", saying="--shop is required", code=2)
    shop.refuses("bundle", "add", "course", "--shop", "nowhere", saying="no shop 'nowhere'")
    shop.refuses("bundle", "list", "--shop", "nowhere", saying="no shop 'nowhere'")
    assert shop.listed("bundle") == {"course": "course\t50.00 EUR\t\toff"}, "nothing changed"


with databases() as fresh, Studio(fresh()) as shop:
    shop.make_shelves()
    for case in (tax, codes, bundles):
        case(shop)
    assert " 500 " not in shop.log(), shop.log()
    assert shop.run("check").startswith("The books agree.")
    print("offers: ok")
