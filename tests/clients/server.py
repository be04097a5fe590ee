"""A Timeshelf of the test's own: fresh data, a free loopback port, a shop with an owner and a staff member."""
import base64, http.client, json, os, pathlib, re, shutil, signal, socket, subprocess, sys, tempfile, time

BINARY = os.environ.get("TIMESHELF_BINARY", str(pathlib.Path(__file__).parents[2] / "build/bin/timeshelf"))


def need(*programs):
    """Skips aloud (exit code 77) where a client is not installed."""
    for program in programs:
        if not shutil.which(program, path="/usr/bin:/bin"):
            print(f"SKIPPED: {program} is not installed")
            sys.exit(77)


def run_node(script, *arguments, **environment):
    """Runs a script of this folder with node and the packages of web/package.json; skips aloud without them."""
    need("node")
    here = pathlib.Path(__file__).parent
    if not (here.parents[1] / "web/node_modules/ajv").exists():
        print("SKIPPED: the packages of web/package.json are not installed; scripts/bootstrap test installs them")
        sys.exit(77)
    done = subprocess.run(["/usr/bin/node", "--test-reporter=spec", here / script, *arguments], env={**os.environ, **environment})
    assert done.returncode == 0, f"{script} found something"


PATIENCE = 90  # seconds: what happens in a moment takes long on a machine that has other work
_kept = []


def free_port():
    """A port that no other program is given as long as this one runs: it is bound, and listened on by nobody, so that a server may
    have it that says SO_REUSEADDR, as they do."""
    _kept.append(socket.socket())
    _kept[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _kept[-1].bind(("127.0.0.1", 0))
    return _kept[-1].getsockname()[1]


def until(what, happened, seconds=PATIENCE):
    """What follows in a moment; asked again until it did."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline, f"not in {seconds} seconds: {what}"
        time.sleep(0.05)
    return found


class Server:
    """`database`: an address instead of a SQLite file; `config`: lines for its configuration file."""

    def __init__(self, database=None, config=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="timeshelf-test-"))
        self.database = database or f"sqlite:{self.folder}/timeshelf.db"
        self.config = self.folder / "timeshelf.toml"
        self.config.write_text(config)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.fill()
        self.start()

    def fill(self):
        self.run("shop", "add", "studio")
        self.run("product", "add", "MUG", "--shop", "studio", "--name", "Mug", "--price", "20")
        self.owner = self.password_of(self.run("user", "add", "ada", "--shop", "studio", "--email", "ada@example.com"))
        self.staff = self.password_of(self.run("user", "add", "sam", "--shop", "studio", "--role", "staff"))

    def run(self, *words, check=True):
        done = subprocess.run([BINARY, "--database", self.database, *words], capture_output=True, text=True)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout if check else done

    def refuses(self, *words, saying, code=4):
        """A command that ends with that exit code, and says why."""
        done = self.run(*words, check=False)
        assert done.returncode == code and saying in done.stderr + done.stdout, (words, done)

    @staticmethod
    def password_of(output):
        return re.search(r"app password: (\S+)", output).group(1)

    def start(self):
        self.process = subprocess.Popen(
            [BINARY, "--config", self.config, "--database", self.database, "serve", "--listen", f"127.0.0.1:{self.port}"],
            stdout=open(self.folder / "log", "a"), stderr=subprocess.STDOUT)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if self.request("GET", "/health")[0] == 200:
                    return
            except OSError:
                pass
            assert self.process.poll() is None and time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def log(self):
        return (self.folder / "log").read_text()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def request(self, method, path, body=None, user=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        if user:
            password = self.owner if user == "ada" else self.staff
            headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        if isinstance(body, dict):
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, text, answer.headers

    def sign_in(self, user="ada"):
        """The dashboard's cookie."""
        password = "the kiln is hot at seven"
        subprocess.run([BINARY, "--database", self.database, "user", "password", user], input=password + "\n", text=True, check=True)
        status, _, headers = self.request("POST", "/dashboard/login", f"user={user}&password={password.replace(' ', '+')}",
                                          Content_Type="application/x-www-form-urlencoded")
        assert status == 303, status
        return headers["Set-Cookie"].split(";")[0]

    def ask(self, status, method, path, body=None, user=None, **headers):
        """What is answered, where it is JSON; `status` is what it must be."""
        got, text, _ = self.request(method, path, body, user, **headers)
        assert got == status, (method, path, got, text)
        return json.loads(text) if text.startswith(b"{") else None

    def __enter__(self):
        return self

    def __exit__(self, *failed):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        if failed[0]:
            print(self.log(), file=sys.stderr)
        shutil.rmtree(self.folder)
        assert failed[0] or code == 0, f"SIGTERM ended with {code}"


class DemoServer(Server):
    """The shop of `timeshelf demo`; `demo` holds its addresses and passwords."""

    def fill(self):
        wanted = self.config.read_text()  # sections that the demo's own configuration does not have
        subprocess.run([BINARY, "demo", "--data", self.folder, "--base", self.base], check=True, capture_output=True)
        self.demo = json.loads((self.folder / "demo.json").read_text())
        with self.config.open("a") as config:  # which the demo wrote anew
            config.write(wanted)


MKSHELF = """<C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:set><D:prop>
<D:displayname>Shelf</D:displayname><T:shelf>on</T:shelf></D:prop></D:set></C:mkcalendar>"""


def event(uid, lines="", start="20990310T100000Z", end="20990310T120000Z", summary="Glaze evening"):
    return (f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260301T000000Z\r\n"
            f"DTSTART:{start}\r\nDTEND:{end}\r\nSUMMARY:{summary}\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n")
