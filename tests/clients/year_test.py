"""`timeshelf demo --history`: a simulated year behind the demo shop, true in the books and seen on the dashboard, and
nobody is written to about it."""
import csv, datetime, json, re, shutil, subprocess
from server import BINARY, DemoServer, run_node, until


class Lived(DemoServer):
    def fill(self):
        wanted = self.config.read_text()
        self.told = subprocess.run([BINARY, "demo", "--data", self.folder, "--base", self.base, "--history"], check=True,
                                   capture_output=True, text=True).stdout
        self.demo = json.loads((self.folder / "demo.json").read_text())
        with self.config.open("a") as config:
            config.write(wanted)


def days(figures, of):
    return {day["day"]: day[of] for day in figures["days"] if day[of]}


with Lived() as shop:
    print(shop.told)
    assert "simulated year" in shop.told and "bookings" in shop.told, shop.told
    assert "The books agree." in shop.run("check")

    status, _, headers = shop.request(
        "POST", "/dashboard/login", f"user={shop.demo['dashboard_user']}&password={shop.demo['dashboard_password']}",
        Content_Type="application/x-www-form-urlencoded")
    assert status == 303, status
    cookie = headers["Set-Cookie"].split(";")[0]
    today = datetime.date.today()
    api = "/api/v1/shops/kiln-street"
    asked = f"from={today - datetime.timedelta(days=360)}&to={today - datetime.timedelta(days=1)}"
    sales = shop.ask(200, "GET", f"{api}/figures/sales?{asked}", Cookie=cookie)
    months = {date[:7] for date in days(sales, "bookings")}
    assert len(months) >= 12, f"sold in every month of the year: {sorted(months)}"

    calendars = shop.ask(200, "GET", f"{api}/shelf", Cookie=cookie)
    assert any("(simulated)" in shelf["name"] for shelf in calendars["shelves"]), calendars

    # What is over is nobody's business any more: no letter, and the storefront sells what is to come.
    letters = until("the letters of today's bookings", lambda: [mail.read_text() for mail in (shop.folder / "mail").glob("*.eml")])
    assert not [letter for letter in letters if not re.search("^To:.*(noor|ben|ida)@", letter, re.M)], letters
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    offered = shop.ask(200, "GET", f"{api}/slots")["slots"]
    assert offered and not [slot for slot in offered if slot["ends_at"] < now], offered

    # Forecasts of the year were kept day by day, and judged when their slots were over.
    forecasts = shop.ask(200, "GET", f"{api}/forecast", Cookie=cookie)["forecasts"]
    mugs = [one for one in forecasts if one["sku"] == "MUG-BLUE"]
    assert mugs and all(one["record"]["forecasts"] > 100 and one["record"]["slots"] > 5 for one in mugs), mugs
    assert all(one["made_of"]["likeness"] != "none" for one in mugs), mugs

    # What ran low was ordered, and is decided or there by now.
    ordered = shop.ask(200, "GET", f"{api}/orders", Cookie=cookie)
    assert {terms["sku"] for terms in ordered["terms"]} == {"MUG-BLUE", "BOWL-CELADON", "PLATE-SPECKLE"}, ordered["terms"]
    assert ordered["orders"] and all(one["units"] % 6 == 0 for one in ordered["orders"]), ordered["orders"]

    # Customers spoke all year: sums stay, messages of the last 90 days do, too, and German is counted but not scored.
    since = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=360)).strftime("%Y-%m-%dT%H:%M:%SZ")
    mood = shop.ask(200, "GET", f"{api}/voice/mood?from={since}", Cookie=cookie)["points"]
    assert sum(one["messages"] for one in mood) > 100 and len({one["day"][:7] for one in mood}) >= 10, mood
    assert [one for one in mood if one["mean"] is not None and one["mean"] > 0], mood
    topics = shop.ask(200, "GET", f"{api}/voice/topics?since={since}", Cookie=cookie)
    assert {"size", "colour", "supply"} <= {one["kind"] for one in topics["wishes"]}, topics["wishes"]
    assert [one for one in topics["languages"] if one["language"] == "de" and not one["scored"]], topics["languages"]

    # Of each kind one was tried out: one is decided, one runs, one is not to be believed.
    trials = {one["name"]: one for one in shop.ask(200, "GET", f"{api}/experiments", Cookie=cookie)["experiments"]}
    assert {one["kind"] for one in trials.values()} == {"picture", "words", "ladder", "order"}, trials
    assert [one["name"] for one in trials.values() if one["state"] == "running"] == ["What is almost gone first"], trials
    assert all(one["visitors"] > 300 for one in trials["Early birds first"]["results"]["variants"]), trials
    cake = trials["Cake in the title"]
    verdict = "better" if cake["results"]["sample_p"] >= 0.001 else "sample-ratio"  # one of a thousand is rightly not believed
    assert cake["results"]["verdict"] == verdict and cake["kept"] == 1 and cake["summary"] == "Open studio, with cake from the kiln", cake
    spoilt = trials["A larger picture"]["results"]
    assert spoilt["verdict"] == "sample-ratio" and spoilt["sample_p"] < 0.001, spoilt
    dealt = trials["Early bird or open booking"]["results"]["slots"]
    assert len(dealt["list"]) == 12 and all(one["over"] for one in dealt["list"]) and dealt["smallest_p"] < 0.05, dealt
    assert len({one["summary"] for one in dealt["list"]}) == 2 and sum(one["units"] for one in dealt["list"]) > 20, dealt

    # The report of the last drop has it all, in each of its forms and languages.
    last = next(one for one in shop.ask(200, "GET", f"{api}/drops", Cookie=cookie)["drops"] if one["ends_at"] < now)["drop"]
    said = {language: shop.ask(200, "GET", f"{api}/drops/{last}/report?lang={language}", Cookie=cookie) for language in ("en", "de", "es")}
    report = said["en"]
    assert [(one["name"], one["runs"], one["kept"]) for one in report["experiments"]] == [("What is almost gone first", True, None)], report["experiments"]
    assert len({said[language]["experiments"][0]["sentence"] for language in said}) == 3, said
    assert report["advice"] and all(len({said[language]["advice"][at]["sentence"] for language in said}) == 3 for at in range(len(report["advice"]))), said
    rows = list(csv.reader(shop.request("GET", f"{api}/drops/{last}/report?format=csv&lang=de", Cookie=cookie)[1].decode("utf-8-sig").splitlines()))
    told = {(part, measure): value for part, _, measure, value, _ in rows[1:]}
    wanted = {("sku", "sold_through"), ("sku", "left"), ("step", "revenue"), ("takings", "taken"), ("funnel", "views"), ("funnel", "holds"),
              ("funnel", "bookings"), ("funnel", "handed_over"), ("funnel", "missed"), ("staff", "worked_minutes"), ("staff", "handed_over_per_hour"),
              ("forecast", "middle"), ("forecast", "outcome"), ("mood", "mean"), ("experiment", "says")}
    assert wanted <= set(told), wanted - set(told)
    assert told["experiment", "says"] == said["de"]["experiments"][0]["sentence"]
    assert [row[3] for row in rows if row[0] == "advice"] == [one["sentence"] for one in said["de"]["advice"]]
    status, paper, _ = shop.request("GET", f"{api}/drops/{last}/report?format=pdf&lang=de", Cookie=cookie)
    assert status == 200 and paper.startswith(b"%PDF"), status
    if shutil.which("pdftotext"):
        text = " ".join(subprocess.run(["pdftotext", "-", "-"], input=paper, capture_output=True, check=True).stdout.decode().split())
        for sentence in [said["de"]["experiments"][0]["sentence"]] + [one["sentence"] for one in said["de"]["advice"]]:
            assert sentence in text, (sentence, text)

    # And there is enough of everything for it.
    listed = shop.run("stock", "list", "--shop", "kiln-street")
    assert "MUG-BLUE" in listed and '"' not in listed, listed

    if shutil.which("chromium"):
        run_node("year.mjs", str(shop.folder / "demo.json"))
    else:
        print("pages not looked at: chromium is not installed")
