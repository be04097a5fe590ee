"""The pages without script, in the customer's language: somebody books, waits, queues and pays in German and in Spanish, and reads no
English word on any page. What the shop named itself has names that no language has."""
import datetime, html.parser, pathlib, re, urllib.parse
from databases import databases
from shops import ICS, Shops
from server import MKSHELF, event, until

MESSAGES = pathlib.Path(__file__).parents[2] / "server/pages/messages"
LOCALES = {"en": "en-GB,en;q=0.9", "de": "de-AT,de;q=0.9,en;q=0.8", "es": "fr,es-MX;q=0.9,en;q=0.1"}
# Names of products, units of addresses, and what people typed: the same in each language.
NAMES = set("""google outlook apple ics http com caldav davx thunderbird timeshelf example org pretend status script src connect img shop slot id
    async embed js svg badge alt height href https lang webcal most calendar csp token help feed open secret""".split())


TODAY = datetime.date.today()  # bookings move to slots of the next months
DAYS = {"en": ("Mon Tue Wed Thu Fri Sat Sun", "January February March April May June July August September October November December",
               "{0} {1} {2}( {3})?, "),
        "de": ("Mo Di Mi Do Fr Sa So", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
               r"{0}\., {1}\. {2}( {3})?, "),
        "es": ("lun mar mié jue vie sáb dom", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
               "{0}, {1} de {2}( de {3})?, ")}


def day_of(ahead):
    return TODAY + datetime.timedelta(days=ahead)


def written(day, language):
    """A pattern of how the language writes that day and a time."""
    weekdays, months, pattern = DAYS[language]
    return pattern.format(weekdays.split()[day.weekday()], day.day, months.split()[day.month - 1], day.year) + r"\d\d:00"


def words_of(text):
    return {word for word in re.findall(r"[a-zà-ÿ]{2,}", text.lower())}


def columns():
    """The words of the English messages that no message of the other languages has."""
    said = {"en": "", "de": "", "es": ""}
    for file in MESSAGES.glob("*.hpp"):
        for row in re.findall(r'Message\{\s*((?:"(?:[^"\\]|\\.)*"[,\s]*)+)\}', file.read_text()):
            texts = re.findall(r'"((?:[^"\\]|\\.)*)"', re.sub(r'"\s+"', "", row))
            for language, text in zip(said, texts[1:]):
                said[language] += " " + re.sub(r"\{\w+\}|<[^>]*>", " ", text)
    return {language: words_of(said["en"]) - words_of(said[language]) - NAMES for language in ("de", "es")}


class Visible(html.parser.HTMLParser):
    """What a page says: its texts, what it calls things, and what stands on its buttons. Codes of bookings are letters in no language,
    and may look like words in one: also where they name the QR code."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.language, self.silent, self.code, self.codes = [], None, 0, None, set()
        self.feed(page)
        for code in self.codes:
            self.texts = [text.replace(code, "") for text in self.texts]

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        self.silent += tag in ("script", "style", "code", "pre")
        if "code" in (of.get("class") or "").split():
            self.code = tag
        self.language = of.get("lang") if tag == "html" else self.language
        self.texts += [of[name] for name in ("aria-label", "alt", "title", "placeholder") if of.get(name)]
        if tag == "meta" and (of.get("name") == "description" or str(of.get("property")).startswith("og:desc")):
            self.texts.append(of["content"])
        if tag == "a" and of.get("hreflang"):
            self.silent += 1  # the other languages, by their own names

    def handle_endtag(self, tag):
        if tag == self.code:
            self.code = None
        self.silent -= tag in ("script", "style", "code", "pre") or (tag == "a" and self.silent > 0)

    def handle_data(self, text):
        if self.code is not None:
            self.codes.add(text.strip())
        elif not self.silent:
            self.texts.append(text)


class Languages(Shops):
    def fill(self):
        self.config.write_text(f'[payment]\nmethods = "both"\npretended = "{self.folder}/payments.json"\n')
        self.run("shop", "add", "studio", "--name", "Xaxa")
        self.run("shop", "add", "lokal", "--name", "Xoxo", "--language", "de")
        self.run("product", "add", "MUG", "--shop", "studio", "--name", "Xuxu", "--price", "20")
        self.run("product", "add", "FILE", "--shop", "studio", "--name", "Xyxy", "--price", "9", "--digital", "https://example.org/xyxy")
        self.run("zone", "add", "xzone", "--shop", "studio", "--fee", "4.50", "--postal-codes", "10999", "--country", "DE")
        self.owner = self.password_of(self.run("user", "add", "ada", "--shop", "studio", "--email", "ada@example.com"))
        self.staff = self.password_of(self.run("user", "add", "sam", "--shop", "studio", "--role", "staff"))

    def publish(self, name, *lines, ahead=40, description="Xoxo xoxo."):
        day = day_of(ahead).strftime("%Y%m%d")
        lines = "".join(f"X-SHELF-{line}\r\n" for line in lines) + f"LOCATION:Xstreet 7\r\nDESCRIPTION:{description}\r\n"
        status, text, _ = self.request("PUT", f"/dav/calendars/ada/shelf/{name}.ics", event(name, lines, f"{day}T100000Z", f"{day}T120000Z", name),
                                       "ada", **ICS)
        assert status in (201, 204), text
        slots = self.ask(200, "GET", "/api/v1/shops/studio/slots")["slots"]
        return next(slot for slot in slots if slot["summary"] == name)["id"]

    def stock(self):
        assert self.request("MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")[0] == 201
        ways = ("FULFILMENT;WINDOW=PT30M:PICKUP", "FULFILMENT;FEE=4.50;CUTOFF=-P1D:DELIVERY")
        self.mugs = self.publish("Xmugs", "STOCK;SKU=MUG:40", "PRICE;SKU=MUG;UNTIL=-P7D:18", "PRICE;SKU=MUG:22", "LIMIT:9", *ways)
        self.publish("Xlater", "STOCK;SKU=MUG:40", "PRICE;SKU=MUG:30", "LIMIT:9", *ways, ahead=41)
        self.few = self.publish("Xfew", "STOCK;SKU=MUG:1", "PRICE;SKU=MUG:18", ahead=42)
        self.files = self.publish("Xfile", "STOCK;SKU=FILE:9", "PRICE;SKU=FILE:9", "FULFILMENT:DIGITAL", ahead=43)
        self.publish("Xdrop", "STOCK;SKU=MUG:5", "DROP:xdrop", "QUEUE:1", ahead=44)
        for ahead in (45, 46):
            self.publish(f"Xday{ahead}", "SEATS:8", "PRICE:30", "BUNDLE:xbundle", ahead=ahead)
        self.publish("Xoff", "SEATS:8", "PRICE:30", "OPENS:-P1D", ahead=47)


class Customer:
    """Somebody with a browser that runs no script, and sees that every page speaks one language."""
    english = columns()

    def __init__(self, shop, language, **asks):
        self.shop, self.language, self.asks, self.cookies, self.pages = shop, language, asks, {}, set()

    def send(self, method, path, form=None):
        path = path.removeprefix(self.shop.base)
        headers = {**self.asks, "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if method == "POST":
            body = urllib.parse.urlencode(form or {})
            headers |= {"Content_Type": "application/x-www-form-urlencoded", "Origin": self.shop.base}
        status, text, answered = self.shop.request(method, path, body, **headers)
        for cookie in answered.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return status, text.decode(), answered

    def read(self, name, status, path, form=None, says=""):
        """A page, looked at."""
        got, page, headers = self.send("POST" if form is not None else "GET", path, form)
        assert got == status, (name, got, page)
        seen = Visible(page)
        assert seen.language == headers["Content-Language"] == self.language, (name, seen.language, headers["Content-Language"])
        assert headers["Vary"] == "Accept-Language, Cookie", (name, headers["Vary"])
        text = " ".join(seen.texts).replace("Pretend Pay", "")
        found = sorted(words_of(text) & self.english.get(self.language, set()))
        assert not found, f"{name} in {self.language} says {found}: {text}"
        assert "[[" not in page and "{{" not in page and not re.search(r"\{\w+\}", text), (name, text)
        assert says in text, (name, says, text)
        self.pages.add(name)
        return page

    def follow(self, path, form):
        """A form that leads on; where it leads to."""
        status, page, headers = self.send("POST", path, form)
        assert status == 303, (path, status, page)
        return headers["Location"]

    def choose(self, slot, quantity, sku="MUG", **more):
        return {"slot": slot, f"q.{sku}": quantity, "fulfilment": "PICKUP", "key": "", **more}


def buys(customer, shop, of):
    customer.read("the start", 200, "/")
    customer.read("the shop", 200, "/s/studio", says=of["footer"])
    page = customer.read("a slot", 200, f"/s/studio/slots/{shop.mugs}")
    day, change = (written(day_of(ahead), customer.language) for ahead in (40, 33))
    assert re.search(day, page) and re.search(of["price"].format(change), page), page
    nothing = {"slot": shop.mugs, "q.MUG": "0"}
    customer.read("nothing chosen", 422, "/s/studio/holds", nothing)
    customer.read("too much", 409, "/s/studio/holds", customer.choose(shop.mugs, 12))
    door = {"address_name": "Xbea", "street": "Xstreet 1", "postal_code": "1", "city": "Xcity", "country": "DE"}
    customer.read("too far away", 422, "/s/studio/holds", customer.choose(shop.mugs, 1, fulfilment="DELIVERY", **door), says=of["outside"])
    customer.read("a code that is none", 422, "/s/studio/holds", customer.choose(shop.mugs, 1, code="XNONE"))

    brought = customer.follow("/s/studio/holds", customer.choose(shop.mugs, 1, **{**door, "fulfilment": "DELIVERY", "postal_code": "10999"}))
    customer.read("a checkout of what is brought", 200, brought, says=of["pay"])
    hold = customer.follow("/s/studio/holds", customer.choose(shop.mugs, 3))
    customer.read("the checkout", 200, hold, says=of["held"])
    customer.read("a wrong address", 422, f"{hold}/confirm", {"name": "Xbea", "email": "nobody"}, says=of["address"])
    booking = customer.follow(f"{hold}/confirm", {"name": "Xbea", "email": f"{customer.language}@example.org"})
    customer.read("the booking", 200, booking, says=of["booked"])
    customer.read("to cancel?", 200, f"{booking}/cancel")
    page = customer.read("to move?", 200, f"{booking}/move")
    to = re.search(r'<option value="([^"]+)">', page).group(1)
    customer.read("to move when?", 200, f"{booking}/move", {"to": to})
    moved = customer.follow(f"{booking}/move", {"to": to, "window": ""})
    customer.read("moved", 200, moved)
    customer.follow(f"{booking}/cancel", {re.search(r'name="(line-\d+)"', customer.send("GET", f"{booking}/cancel")[1]).group(1): "1"})
    page = customer.read("to pass on", 200, f"{booking}/pass-on", {})
    link = urllib.parse.urlsplit(re.search(r'value="([^"]*/t/[^"]+)"', page).group(1)).path
    customer.read("offered a link", 200, booking)
    customer.read("what is passed on", 200, link)
    customer.read("nobody's name", 422, link, {"name": "", "email": "xcy@example.org"})
    theirs = customer.follow(link, {"name": "Xcy", "email": f"xcy-{customer.language}@example.org"})
    customer.read("passed on", 410, booking)
    customer.read("used up", 409, link)
    customer.follow(f"{theirs}/cancel", {})
    customer.read("cancelled", 200, theirs)
    kept = shop.ask(200, "GET", f"/api/v1{theirs.replace('/b/', '/bookings/')}")["customer"]
    assert kept["language"] == customer.language, kept


def pays(customer, shop, of):
    hold = customer.follow("/s/studio/holds", customer.choose(shop.mugs, 1))
    customer.read("let go", 200, customer.follow(f"{hold}/release", {}))
    customer.read("gone", 410, hold)
    hold = customer.follow("/s/studio/holds", customer.choose(shop.mugs, 1))
    payment = customer.follow(f"{hold}/payment", {"name": "Xbea", "email": f"pays-{customer.language}@example.org"})
    customer.read("to the payment", 200, payment)
    checkout = f"/api/v1/shops/studio/holds/{hold.split('/')[-1]}/checkout"
    url = until("the provider has a page", lambda: shop.ask(200, "GET", checkout)["url"])
    customer.read("the provider", 200, url)
    back = customer.follow(url, {})
    customer.read("paid", 200, url)
    until("it is booked", lambda: customer.send("GET", back)[0] == 303)
    booking = customer.send("GET", back)[2]["Location"]
    customer.read("paid and booked", 200, booking, says=of["paid"])
    customer.read("to cancel what is paid?", 200, f"{booking}/cancel")
    customer.follow(f"{booking}/cancel", {})
    customer.read("what goes back", 200, booking)


def waits(customer, shop, of):
    held = shop.ask(201, "POST", "/api/v1/shops/studio/holds", {"lines": [{"slot": shop.few, "sku": "MUG", "quantity": 1}]})["id"]
    customer.read("sold out", 200, f"/s/studio/slots/{shop.few}", says=of["sold out"])
    customer.read("just taken", 409, "/s/studio/holds", customer.choose(shop.few, 1))
    who = {"sku": "MUG", "quantity": "1", "name": "Xdi", "email": f"waits-{customer.language}@example.org"}
    customer.read("too many wished", 422, f"/s/studio/slots/{shop.few}/waiting", {**who, "quantity": "99"})
    place = customer.follow(f"/s/studio/slots/{shop.few}/waiting", who)
    customer.read("waiting", 200, place, says=of["nobody ahead"])
    assert shop.request("DELETE", f"/api/v1/shops/studio/holds/{held}")[0] == 204
    until("it is offered", lambda: "/take" in customer.send("GET", place)[1])
    customer.read("offered", 200, place)
    customer.follow(f"{place}/leave", {})
    customer.read("left", 200, place)
    customer.read("no such place", 404, place[:-4] + "AAAA")

    line = "/s/studio/drops/xdrop"
    customer.read("a line", 200, line)
    customer.follow(f"{line}/place", {})
    customer.read("a place in it", 200, line)
    customer.read("a line that is none", 404, "/s/studio/drops/none")


def looks_around(customer, shop, of):
    customer.read("a bundle", 200, "/s/studio/bundles/xbundle")
    hold = customer.follow("/s/studio/holds", {"bundle": "xbundle", "quantity": "1", "key": ""})
    customer.read("a bundle's checkout", 200, hold)
    customer.read("to embed", 200, "/s/studio/embed")
    badge = customer.send("GET", f"/s/studio/slots/{shop.mugs}/badge.svg?lang={customer.language}")[1]
    assert of["left"] in badge, badge
    for name, path, status in [("no page", "/nothing", 404), ("no shop", "/s/none", 404), ("no slot", "/s/studio/slots/x", 404),
                               ("no bundle", "/s/studio/bundles/none", 404), ("no booking", "/b/none", 404), ("no link", "/t/none", 404),
                               ("no file", "/d/none", 404), ("no language", "/s/studio/embed?size=1", 422), ("nobody", "/dashboard", 200)]:
        customer.read(name, status, path)
    hold = customer.follow("/s/studio/holds", {"slot": shop.files, "q.FILE": "1", "fulfilment": "DIGITAL", "key": ""})
    booking = customer.follow(f"{hold}/confirm", {"name": "Xeve", "email": "xeve@example.org"})
    link = re.search(r'href="(/d/[^"]+)"', customer.read("a booking to open", 200, booking)).group(1)
    customer.read("to open", 200, link)
    customer.follow(link, {})
    customer.read("opened", 200, link)
    kept = customer.cookies.pop("timeshelf_claim")
    customer.read("opened elsewhere", 200, link)
    customer.cookies["timeshelf_claim"] = kept
    customer.read("a wrong password", 403, "/dashboard/login", {"user": "ada", "password": "wrong"})


SAYS = {
    "en": {"footer": "Prices and what is left", "price": "€18.00 until {0}, then €22.00", "outside": "deliver", "held": "Held for you",
           "address": "e-mail address", "booked": "See you there, Xbea", "pay": "Who is it for?", "paid": "Paid online", "sold out": "Sold out",
           "nobody ahead": "Nobody is ahead of you.", "left": "left"},
    "de": {"footer": "Preise und Bestände", "price": "18,00 € bis {0}, danach 22,00 €",
           "outside": "Dorthin liefert das Geschäft nicht.", "held": "Für Sie festgehalten", "address": "Das ist keine E-Mail-Adresse.",
           "booked": "Bis dann, Xbea", "pay": "Für wen ist es?", "paid": "Online bezahlt", "sold out": "Ausverkauft",
           "nobody ahead": "Niemand ist vor Ihnen.", "left": "noch "},
    "es": {"footer": "Los precios y lo que queda", "price": "18,00 € hasta el {0}, luego 22,00 €", "outside": "La tienda no entrega allí.", "held": "Apartado para usted",
           "address": "Eso no es una dirección de correo electrónico.", "booked": "Nos vemos allí, Xbea", "pay": "¿Para quién es?",
           "paid": "Pagado en línea", "sold out": "Agotado", "nobody ahead": "No hay nadie delante.", "left": "quedan "},
}


def reads_everything(shop, language, **asks):
    customer = Customer(shop, language, **asks)
    for part in (buys, pays, waits, looks_around):
        part(customer, shop, SAYS[language])
    return customer


def runs_the_shop(shop, language):
    session = shop.sign_in()
    owner = Customer(shop, language, Accept_Language=LOCALES[language])
    name, value = session.split("=", 1)
    owner.cookies[name] = value
    owner.read("the dashboard", 200, "/dashboard")
    owner.read("no shift", 404, "/dashboard/shifts", {"shift": "none", "person": "sam"})


def chooses(shop):
    """Without script, by links that every page has; the choice is kept, and the browser's own wish is not asked any more."""
    customer = Customer(shop, "de", Accept_Language=LOCALES["en"])
    customer.language = "en"
    page = customer.read("the shop in English", 200, "/s/studio")
    assert re.findall(r'<a href="\?speak=(\w+)" lang="\1" hreflang="\1">(\w+)</a>', page) == [("de", "Deutsch"), ("es", "Español")], page
    status, _, headers = customer.send("GET", "/s/studio?speak=de")
    assert status == 303 and headers["Location"] == "/s/studio" and customer.cookies["timeshelf-language"] == "de", headers.items()
    customer.language = "de"
    customer.read("the shop in German", 200, "/s/studio")
    page = customer.read("a slot with a code", 200, f"/s/studio/slots/{shop.mugs}?code=X%26Y&lang=de&n=1")
    assert '<a href="?code=X%26Y&amp;n=1&amp;speak=es" lang="es"' in page, page
    status, _, headers = customer.send("GET", f"/s/studio/slots/{shop.mugs}?code=X%26Y&lang=es&speak=de&n=1")
    assert headers["Location"] == f"/s/studio/slots/{shop.mugs}?code=X%26Y&n=1", "what else the address asks for stays"
    customer.language = "es"
    customer.read("the shop in Spanish, this once", 200, "/s/studio?lang=es-MX")
    status, _, headers = customer.send("GET", "/s/studio?speak=fr")
    assert status == 200 and headers["Content-Language"] == "de", "what is no language of ours chooses none"

    stranger = Customer(shop, "en")  # whose browser says nothing, as a program's
    stranger.read("an English shop", 200, "/s/studio")
    stranger.language = "de"
    stranger.read("a German shop", 200, "/s/lokal")
    assert "Zurzeit nichts im Verkauf" in stranger.send("GET", "/s/lokal/badge.svg")[1], "a badge speaks as its shop does"
    french = Customer(shop, "de", Accept_Language="fr-FR,fr;q=0.9")
    french.read("a German shop for who reads French", 200, "/s/lokal")


with databases() as fresh, Languages(fresh()) as shop:
    shop.stock()
    read = {language: reads_everything(shop, language, Accept_Language=LOCALES[language]) for language in LOCALES}
    assert len(read["de"].pages) >= 50 and read["de"].pages == read["es"].pages == read["en"].pages, len(read["de"].pages)
    chooses(shop)
    for language in LOCALES:
        runs_the_shop(shop, language)
    print(f"languages: ok, {len(read['de'].pages)} pages in each")
