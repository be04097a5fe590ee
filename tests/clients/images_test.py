"""Pictures: one upload becomes every size and format that a page needs, says nothing of where it was taken, and what is no picture,
or means harm, is refused with a sentence."""
import io, json, os, pathlib, re, shutil, struct, subprocess, sys, tempfile, zlib
import server as harness
from databases import Rows, databases
from server import BINARY, MKSHELF, Server, event, until

try:
    from PIL import Image
except ImportError:
    print("SKIPPED: python3-pil is not installed")
    sys.exit(77)
WORKER = os.path.join(os.path.dirname(BINARY), "timeshelf-image-worker")
if not os.path.exists(WORKER):
    print("SKIPPED: built without libvips")
    sys.exit(77)

IMAGES = "/api/v1/shops/studio/images"
DAY_MS = 86_400_000


def picture(width=1600, height=1200, mode="RGB"):
    """A left half of red and a right half of blue."""
    image = Image.new("RGB", (width, height), (200, 30, 40))
    image.paste((30, 60, 200), (width // 2, 0, width, height))
    return image.convert(mode)


def written(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def send(server, body, user="ada", **headers):
    status, text, answer = server.request("POST", IMAGES, body, user, **headers)
    return status, json.loads(text) if text.startswith(b"{") else text, answer


def keep(server, body, status=201):
    got, answer, _ = send(server, body)
    assert got == status, (got, answer)
    return answer


def fetch(server, address):
    status, body, headers = server.request("GET", address.removeprefix(server.base))
    assert status == 200, (address, status)
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable" and headers["ETag"].startswith('"'), headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert server.request("GET", address.removeprefix(server.base), If_None_Match=headers["ETag"])[0] == 304
    return body, headers["Content-Type"]


def renditions(kept):
    return {source["type"]: {int(width): address for address, width in re.findall(r"(\S+) (\d+)w", source["srcset"])}
            for source in kept["picture"]["sources"]}


def check_renditions(server):
    kept = keep(server, written(picture(), "JPEG", quality=90))
    shown = kept["picture"]
    assert (shown["width"], shown["height"]) == (1200, 900) and shown["url"] == kept["image"], shown
    assert re.fullmatch(r"#7[0-9a-f]2[0-9a-f]7[0-9a-f]", shown["placeholder"]), "half red, half blue: " + shown["placeholder"]
    of = renditions(kept)
    assert list(of) == ["image/avif", "image/webp"] and all(list(sizes) == [240, 640, 1200] for sizes in of.values()), of
    for width, address in of["image/webp"].items():
        body, kind = fetch(server, address)
        image = Image.open(io.BytesIO(body))
        assert kind == "image/webp" and image.format == "WEBP" and image.size == (width, width * 3 // 4), (address, image)
    for address in of["image/avif"].values():
        body, kind = fetch(server, address)
        assert kind == "image/avif" and body[4:12] == b"ftypavif", body[:16]
    body, kind = fetch(server, kept["image"])
    assert kind == "image/jpeg" and Image.open(io.BytesIO(body)).size == (1200, 900)
    assert keep(server, written(picture(), "JPEG", quality=90), 200)["id"] == kept["id"], "the same bytes are the same picture"
    for path in ("/640.gif", "/641.webp", "/..", "/640.webp/x"):
        assert server.request("GET", kept["image"].removeprefix(server.base) + path)[0] == 404, path
    return kept


def check_small(server):
    """Nothing is enlarged."""
    kept = keep(server, written(picture(300, 200), "PNG"))
    assert renditions(kept)["image/webp"].keys() == {240, 300} and kept["picture"]["width"] == 300, kept
    dot = keep(server, written(picture(1, 1), "PNG"))
    assert renditions(dot)["image/webp"].keys() == {1}, dot


def check_private(server):
    """Turned as the camera says, and without place, camera or text; the original is kept, and not served."""
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    exif[0x010F] = "CameraOfClara"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    original = written(picture(800, 400), "JPEG", exif=exif, comment=b"SecretRemark")
    assert b"CameraOfClara" in original and b"SecretRemark" in original
    kept = keep(server, original)
    assert (kept["picture"]["width"], kept["picture"]["height"]) == (400, 800), kept["picture"]
    bodies = [fetch(server, address)[0] for sizes in renditions(kept).values() for address in sizes.values()]
    bodies.append(fetch(server, kept["image"])[0])
    for body in bodies:
        assert b"CameraOfClara" not in body and b"SecretRemark" not in body
        if b"ftypavif" not in body[:16]:  # which Pillow of Debian 12 does not read
            said = Image.open(io.BytesIO(body)).getexif()
            assert not said.get_ifd(0x8825) and 0x010F not in said and said.get(0x0112, 1) == 1, dict(said)
    upright = Image.open(io.BytesIO(bodies[-1])).convert("RGB")
    assert upright.getpixel((200, 50))[0] > 150 and upright.getpixel((200, 750))[2] > 150, "red is above blue"
    (length,), = Rows(server).read(f"SELECT LENGTH(bytes) AS length FROM image_originals WHERE id = '{kept['id']}'")
    assert length == len(original)


def check_kinds(server):
    for name, body in {
        "CMYK": written(picture(mode="CMYK"), "JPEG"),
        "16 bits": written(Image.new("I;16", (640, 480), 30_000), "PNG"),
        "grey": written(picture(mode="L"), "PNG"),
        "palette": written(picture(mode="P"), "PNG"),
        "alpha": written(picture(mode="RGBA"), "PNG"),
        "WebP": written(picture(), "WEBP"),
        "moving WebP": written(picture(), "WEBP", save_all=True, append_images=[picture(mode="L")]),
    }.items():
        kept = keep(server, body)
        shown = Image.open(io.BytesIO(fetch(server, kept["image"])[0]))
        assert shown.format == "JPEG" and shown.mode in ("RGB", "L"), (name, shown)
    drawing = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/></svg>'
    kept = keep(server, drawing)
    assert kept["picture"] is None, "a drawing is served as it came"
    assert fetch(server, kept["image"]) == (drawing, "image/svg+xml")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb():
    """50,000 x 50,000 pixels in a few hundred bytes."""
    packed = zlib.compressobj(9)
    rows = packed.compress(bytes(6251) * 100) + packed.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def check_refusals(server):
    jpeg = written(picture(), "JPEG", quality=90)
    gif = written(picture(64, 64), "GIF", save_all=True, append_images=[picture(64, 64, "L")])
    before = Rows(server).all()
    for name, body, status, kind, says in [
        ("nothing", b"", 422, "invalid-image", "Nothing was sent"),
        ("a text", b"Dear shop, here is a picture.\n", 415, "unsupported-media-type", "no picture"),
        ("HTML", b"<!doctype html><script>alert(1)</script>", 415, "unsupported-media-type", "no picture"),
        ("a moving GIF", gif, 415, "unsupported-media-type", "GIF is not taken"),
        ("cut off", jpeg[: len(jpeg) // 2], 422, "invalid-image", "damaged or incomplete"),
        ("only a beginning", jpeg[:20], 422, "invalid-image", "damaged or incomplete"),
        ("a bomb", bomb(), 413, "too-large", "100 million pixels"),
        ("noise that calls itself WebP", b"RIFF\x10\x00\x00\x00WEBPVP8 " + os.urandom(3000), 422, "invalid-image", "damaged"),
        ("noise that calls itself AVIF", b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00avifmif1" + os.urandom(3000), 422, "invalid-image", "damaged"),
    ]:
        got, problem, headers = send(server, body, Content_Type="image/jpeg")
        assert got == status and problem["type"].endswith("/problems/" + kind) and says in problem["detail"], (name, got, problem)
    assert Rows(server).all() == before, "a refusal leaves nothing behind"


def check_large(server):
    """Refused by what its header says, before any of it is read; and by its bytes where the header says nothing."""
    status, text, headers = server.request("POST", IMAGES, iter([b"x"]), "ada", Content_Length=str(30 << 20))
    assert status == 413 and b"larger than 20971520 bytes" in text, (status, text)
    try:
        status, text, _ = server.request("POST", IMAGES, iter([b"x" * (1 << 20)] * 30), "ada")
        assert status == 413, status
    except (BrokenPipeError, ConnectionResetError):
        pass  # it did not want to hear the rest
    got, answer, _ = send(server, written(picture(), "JPEG") + bytes(15 << 20))
    assert got == 201, "15 MiB is more than other requests may have"
    assert server.request("POST", "/api/v1/shops/studio/holds", b"x" * (11 << 20))[0] == 413


def check_people(server):
    jpeg = written(picture(), "JPEG")
    assert server.request("POST", IMAGES, jpeg)[0] in (401, 403) and send(server, jpeg, "sam")[0] == 403
    status, text, _ = server.request("POST", "/api/v1/shops/nowhere/images", jpeg, "ada")
    assert status == 404, text
    cookie = server.sign_in()
    status, text, _ = server.request("POST", IMAGES, jpeg, Cookie=cookie, Origin="https://evil.example")
    assert status == 403 and b"foreign-form" in text, "another site's page sends it"
    assert server.request("POST", IMAGES, jpeg, Cookie=cookie, Origin=server.base)[0] in (200, 201)


def check_pages(server, kept):
    """Products and slots show it, in every size."""
    file = server.folder / "mug.jpg"
    file.write_bytes(written(picture(900, 900), "JPEG"))
    server.run("product", "add", "MUG", "--shop", "studio", "--name", "Mug", "--price", "20", "--image", file)
    product = server.ask(200, "GET", "/api/v1/shops/studio")["products"][0]
    assert product["picture"]["width"] == 900 and product["picture"]["url"] == product["image"], product
    address = server.run("image", "add", file, "--shop", "studio").strip()
    assert address.endswith(product["image"].removeprefix(server.base)), "the same bytes, the same picture"
    server.ask(201, "MKCALENDAR", "/dav/calendars/ada/shelf/", MKSHELF, "ada", Content_Type="text/xml")
    path = kept["image"].removeprefix(server.base)
    lines = f"X-SHELF-SEATS:4\r\nX-SHELF-PRICE:12\r\nIMAGE;VALUE=URI:{path}\r\n"
    status, text, _ = server.request("PUT", "/dav/calendars/ada/shelf/s.ics", event("s", lines), "ada", Content_Type="text/calendar")
    assert status == 201, text
    slot, = server.ask(200, "GET", "/api/v1/shops/studio/slots?from=2099-01-01T00:00:00Z&to=2099-12-31T00:00:00Z")["slots"]
    assert slot["picture"] == kept["picture"], slot
    page = server.request("GET", f"/s/studio/slots/{slot['id']}")[1].decode()
    assert re.search(rf'<source type="image/avif" srcset="{re.escape(path)}/240.avif 240w, ', page), page
    assert f'src="{path}" alt="" width="1200" height="900"' in page
    below = server.request("GET", f"/s/studio/slots/{slot['id']}", X_Forwarded_Prefix="/cal")[1].decode()
    assert f'srcset="/cal{path}/240.avif 240w, /cal{path}/640.avif 640w' in below, "behind a proxy that cuts a prefix off"
    attached = event("t", f"X-SHELF-SEATS:4\r\nATTACH:{server.base}/dav/attachments/1/a.jpg\r\n", start="20990311T100000Z", end="20990311T120000Z")
    status, text, _ = server.request("PUT", "/dav/calendars/ada/shelf/t.ics", attached, "ada", Content_Type="text/calendar")
    assert status == 201, text
    later, = server.ask(200, "GET", "/api/v1/shops/studio/slots?from=2099-03-11T00:00:00Z&to=2099-12-31T00:00:00Z")["slots"]
    assert later["image"].endswith("/a.jpg")
    page = server.request("GET", f"/s/studio/slots/{later['id']}")[1].decode()
    assert not re.search(r'(src|srcset|content|href)="[^"]*/dav/|"image":\["[^"]*/dav/', page), "nobody there is logged in"
    for text in ("nope.jpg", server.config):
        server.refuses("image", "add", text, "--shop", "studio", saying="cannot be read" if text == "nope.jpg" else "no picture")


SHELF = "/dav/calendars/ada/shelf/"
SELLS = "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:12\r\n"


def put(server, name, lines="", day=1):
    text = event(name, SELLS + lines, start=f"209904{day:02}T100000Z", end=f"209904{day:02}T120000Z")
    status, answer, _ = server.request("PUT", f"{SHELF}{name}.ics", text, "ada", Content_Type="text/calendar")
    assert status in (201, 204), answer


def attach(server, name, body, kind="image/jpeg", file="kiln.jpg"):
    status, text, headers = server.request("POST", f"{SHELF}{name}.ics?action=attachment-add", body, "ada", Content_Type=kind,
                                           Content_Disposition=f"attachment; filename={file}")
    assert status == 201, text
    return headers["Cal-Managed-ID"]


def slot_of(server, day):
    found, = server.ask(200, "GET", f"/api/v1/shops/studio/slots?from=2099-04-{day:02}T00:00:00Z&to=2099-04-{day:02}T23:00:00Z")["slots"]
    return found


def check_of(server, day):
    week = lambda: server.ask(200, "GET", f"/api/v1/shops/studio/shelf?from=2099-04-{day:02}T00:00:00Z&to=2099-04-{day:02}T23:00:00Z", user="ada")["slots"][0]
    before = week()["check"]
    event = server.ask(200, "GET", f"/api/v1/shops/studio/slots/{slot_of(server, day)['id']}/event", user="ada")
    assert event["check"] in (before, week()["check"]), "the editor and the week say the same"
    return {one["kind"]: one["sentence"] for one in event["check"] if one["kind"].startswith("picture-")}


def worker_of(server, script):
    """Another image worker, from the next start on."""
    worker = server.folder / "worker"
    worker.write_text(f"#!/bin/sh\n{script}\n")
    worker.chmod(0o755)
    server.config.write_text(f'images.worker = "{worker}"\n')


def restart(server, how="terminate"):
    getattr(server.process, how)()
    server.process.wait()
    server.start()


def check_attached(server):
    """What hangs on an event is its slot's picture: developed once, and without what the camera wrote into it."""
    worker_of(server, f'echo made >>{server.folder}/made; exec {WORKER}')
    restart(server)
    made = lambda: (server.folder / "made").read_text().count("made")
    server.ask(201, "MKCALENDAR", SHELF, MKSHELF, "ada", Content_Type="text/xml")
    exif = Image.Exif()
    exif[0x010F] = "CameraOfClara"
    jpeg = written(picture(1000, 800), "JPEG", exif=exif)
    put(server, "one", day=1)
    revision = slot_of(server, 1)["revision"]
    attach(server, "one", b"%PDF-1.4", "application/pdf", "house-rules.pdf")
    attach(server, "one", jpeg)
    until("the slot has its picture", lambda: slot_of(server, 1)["picture"])
    slot = slot_of(server, 1)
    assert slot["revision"] > revision and slot["image"] == slot["picture"]["url"], slot
    assert slot["picture"]["width"] == 1000 and check_of(server, 1) == {}
    body, kind = fetch(server, slot["picture"]["url"])
    assert kind == "image/jpeg" and b"CameraOfClara" in jpeg and b"CameraOfClara" not in body
    page = server.request("GET", f"/s/studio/slots/{slot['id']}")[1].decode()
    assert f'src="{slot["image"].removeprefix(server.base)}" alt="" width="1000" height="800"' in page, page
    text = server.request("GET", SHELF + "one.ics", user="ada")[1].decode().replace("\r\n ", "")
    address, = re.findall(r"ATTACH;[^\r]*FMTTYPE=image/jpeg[^\r]*?:(http[^\r]*)", text)
    assert server.request("GET", address.removeprefix(server.base))[0] == 401, "the attachment itself is for who may read the event"

    put(server, "two", day=2)
    attach(server, "two", jpeg, file="again.jpg")
    until("the same bytes are the same picture", lambda: slot_of(server, 2)["picture"] == slot["picture"])
    put(server, "three", day=3)
    managed = attach(server, "three", written(picture(500, 400), "JPEG"))
    until("another has another", lambda: slot_of(server, 3)["picture"])
    assert made() == 2, "each was made once"

    lines = "".join(line + "\r\n" for line in text.splitlines() if line.startswith("ATTACH"))
    put(server, "one", lines + "COMMENT:Stored anew\r\n")
    assert slot_of(server, 1)["picture"] == slot["picture"], "there from the first moment"
    put(server, "one", lines + f"IMAGE;VALUE=URI:{address}\r\n")
    assert slot_of(server, 1)["picture"] == slot["picture"], "named by its address, too"
    put(server, "four", f"IMAGE;VALUE=URI:{address}\r\n", day=4)
    assert "no picture of this event" in check_of(server, 4)["picture-unreadable"], "hanging elsewhere, it is not given away"
    assert slot_of(server, 4)["picture"] is None
    status, text, _ = server.request("POST", f"{SHELF}three.ics?action=attachment-remove&managed-id={managed}", b"", "ada")
    assert status == 204, text
    assert slot_of(server, 3)["picture"] is None and slot_of(server, 3)["image"] is None
    rows = Rows(server)
    until("what nothing uses is removed", lambda: rows.read(f"SELECT COUNT(*) AS n FROM attachments WHERE id = '{managed}'") == [(0,)])
    assert made() == 2
    assert {state for state in (slot_of(server, day)["state"] for day in (1, 2, 3, 4))} == {"open"}, "none of it stops a sale"


def check_attached_badly(server):
    """A picture that cannot be read, and one that lies elsewhere: a sentence, and the slot is sold without."""
    put(server, "broken", day=5)
    attach(server, "broken", written(picture(), "JPEG")[:5000])
    until("it is known to be broken", lambda: "picture-unreadable" in check_of(server, 5))
    assert "damaged or incomplete" in check_of(server, 5)["picture-unreadable"]
    put(server, "moving", day=6)
    attach(server, "moving", written(picture(64, 64), "GIF"), "image/gif", "kiln.gif")
    until("GIFs are not taken", lambda: "GIF is not taken" in check_of(server, 6).get("picture-unreadable", ""))
    put(server, "elsewhere", "IMAGE;VALUE=URI:https://pictures.example/kiln.jpg\r\n", day=7)
    assert "not fetched from there" in check_of(server, 7)["picture-elsewhere"]
    assert slot_of(server, 5)["state"] == slot_of(server, 7)["state"] == "open"
    put(server, "text", "ATTACH;FMTTYPE=application/pdf:https://pictures.example/rules.pdf\r\n", day=8)
    assert check_of(server, 8) == {} and slot_of(server, 8)["image"] is None, "a document is no picture"
    assert not re.search(r" 500 ", server.log()), server.log()


def check_attached_and_killed(server):
    """Storing the event waits for no picture, and what dies in between is made at the next start."""
    worker_of(server, "exec sleep 60")
    restart(server)
    put(server, "killed", day=9)
    attach(server, "killed", written(picture(700, 300), "JPEG"))
    assert "picture-pending" in check_of(server, 9) and slot_of(server, 9)["picture"] is None
    before = Rows(server).read("SELECT COUNT(*) AS n FROM images")
    server.kill()
    worker_of(server, f"exec {WORKER}")
    server.start()
    until("it is made", lambda: slot_of(server, 9)["picture"])
    assert check_of(server, 9) == {} and Rows(server).read("SELECT COUNT(*) AS n FROM images") == [(before[0][0] + 1,)]
    assert server.run("check").strip() == "The books agree."


def check_attached_without(server):
    """Where no pictures are made, an attachment is not shown as it came: it may say where it was taken."""
    put(server, "plain", day=10)
    attach(server, "plain", written(picture(), "JPEG"))
    until("it says so", lambda: "No pictures are made on this server" in check_of(server, 10).get("picture-unreadable", ""))
    assert slot_of(server, 10)["image"] is None


def check_removal(server, kept):
    """What nothing names goes; what a product or slot names stays, however old it is."""
    rows = Rows(server)
    lonely = keep(server, written(picture(320, 240), "JPEG"))
    rows.change(f"UPDATE images SET look_at = 0, seen_at = seen_at - {31 * DAY_MS}")
    keep(server, written(picture(330, 240), "JPEG"))  # something is written, so what is due is looked for
    path = lonely["image"].removeprefix(server.base)
    until("nothing names it, so it is gone", lambda: server.request("GET", path)[0] == 404)
    assert rows.read(f"SELECT COUNT(*) AS n FROM media WHERE id LIKE '{lonely['id']}%'") == [(0,)]
    assert rows.read(f"SELECT COUNT(*) AS n FROM image_originals WHERE id = '{lonely['id']}'") == [(0,)]
    fetch(server, kept["image"])
    fetch(server, renditions(kept)["image/avif"][640])


def check_killed(fresh):
    """A worker that is killed, hangs, lies or is not there: an answer, and nothing half done."""
    for name, script, status in [("is killed", "kill -9 $$", 422), ("says nonsense", "cat >/dev/null; echo '{\"width\":1}'", 422),
                                 ("answers too little", "cat >/dev/null; echo '{\"width\":4,\"height\":3,\"placeholder\":\"#000000\",\"renditions\":[{\"name\":\"\",\"type\":\"image/jpeg\",\"bytes\":9}]}'", 422),
                                 ("fails", "exit 1", 503)]:
        with Server(fresh(), 'images.worker = "/tmp/none"\n') as server:
            worker = server.folder / "worker"
            worker.write_text(f"#!/bin/sh\n{script}\n")
            worker.chmod(0o755)
            server.config.write_text(f'images.worker = "{worker}"\n')
            server.process.terminate()
            server.process.wait()
            server.start()
            before = Rows(server).all()
            got, problem, headers = send(server, written(picture(), "JPEG"))
            assert got == status and len(problem["detail"]) > 20, (name, got, problem)
            assert (headers["Retry-After"] is not None) == (status == 503), name
            assert Rows(server).all() == before, name


def check_without(fresh):
    """Where the worker was not built, pictures are served as they came, and the log says so."""
    original = written(picture(), "JPEG")
    with tempfile.TemporaryDirectory() as folder:
        harness.BINARY = shutil.copy(BINARY, folder)
        try:
            with Server(fresh()) as server:
                kept = keep(server, original)
                assert kept["picture"] is None and fetch(server, kept["image"]) == (original, "image/jpeg")
                assert keep(server, original, 200) == kept
                assert "pictures are served as they come" in server.log()
                server.ask(201, "MKCALENDAR", SHELF, MKSHELF, "ada", Content_Type="text/xml")
                check_attached_without(server)
                status, problem, _ = send(server, b"Dear shop")
                assert status == 415 and "no picture" in problem["detail"]
        finally:
            harness.BINARY = BINARY


def check_confined():
    """Before it reads anything, the worker can write no file, use little, and call nobody."""
    with subprocess.Popen([WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        said = lambda name: pathlib.Path(f"/proc/{worker.pid}/{name}").read_text()
        until("it is filtered", lambda: "Seccomp:\t2" in said("status"))
        assert "NoNewPrivs:\t1" in said("status")
        limits = {line[:25].strip(): line[26:].split()[:2] for line in said("limits").splitlines()[1:]}
        assert limits["Max file size"] == ["0", "0"] and limits["Max core file size"] == ["0", "0"], limits
        assert limits["Max address space"] == [str(2 << 30)] * 2 and limits["Max cpu time"] == ["20", "20"], limits
        worker.stdin.close()
        assert b"unsupported" in worker.stdout.read()


def check_quota(fresh):
    with Server(fresh(), "images.quota_mib = 1\n") as server:
        noise = Image.frombytes("RGB", (700, 400), os.urandom(700 * 400 * 3))
        got, problem, _ = send(server, written(noise, "PNG"))
        assert got == 507 and "may take 1 MiB" in problem["detail"], (got, problem)
        keep(server, written(picture(40, 30), "PNG"))


with databases() as fresh:
    with Server(fresh(), '[server]\ntrusted_proxies = ["127.0.0.1"]\nforwarded_headers = ["X-Forwarded-Prefix"]\n') as server:
        kept = check_renditions(server)
        check_small(server)
        check_private(server)
        check_kinds(server)
        check_refusals(server)
        check_large(server)
        check_people(server)
        check_pages(server, kept)
        check_removal(server, kept)
    with Server(fresh()) as server:
        check_attached(server)
        check_attached_badly(server)
        check_attached_and_killed(server)
    check_confined()
    check_without(fresh)
    check_killed(fresh)
    check_quota(fresh)
    print("images: ok")
