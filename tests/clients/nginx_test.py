"""Behind nginx, set up word for word as docs/operating.md says, at the root of a domain and below a path, with TLS in front."""
import contextlib, pathlib, re, shutil, ssl, subprocess, sys, tempfile
import http.client
from outside import Outside, pages_work, works
from server import PATIENCE, Server, free_port, until

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
if not NGINX:
    print("nginx is not installed: skipped")
    sys.exit(77)
MANUAL = (pathlib.Path(__file__).parents[2] / "docs" / "operating.md").read_text()
AT_ROOT, BELOW = re.findall(r"```\n# nginx\n(.*?)```", MANUAL, re.S)
HEADERS = "".join(line for line in AT_ROOT.splitlines(True) if "proxy_set_header" in line)


class Nginx(Outside):
    """With a certificate of its own, which nobody checks here."""

    def __init__(self, server, folder, locations):
        super().__init__(server, free_port())
        self.folder = folder
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
                        "-subj", "/CN=localhost", "-days", "2"], check=True, capture_output=True)
        (folder / "nginx.conf").write_text(f"""
            daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
            events {{}}
            http {{
              access_log off;
              client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
              server {{
                listen 127.0.0.1:{self.port} ssl;
                ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
                {locations.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")}
              }}
            }}""")
        self.process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
        until("nginx answers", self.answers)

    def answers(self):
        with contextlib.suppress(OSError):
            return self.request("GET", "/", login=False)[0] > 0

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=ssl._create_unverified_context())

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)


for locations, prefix, base_url in ((AT_ROOT, "", ""), (BELOW.replace("  # … the headers as above\n", HEADERS), "/cal", "/cal")):
    assert "…" not in locations, locations
    folder = pathlib.Path(tempfile.mkdtemp(prefix="timeshelf-nginx-"))
    # It forwards the host without the port, as on the standard one.
    outside = f"https://127.0.0.1{prefix}"
    config = '[server]\ntrusted_proxies = ["127.0.0.1"]\n' + (f'base_url = "{outside}"\n' if base_url else "")
    with Server(config=config) as server, Nginx(server, folder, locations) as nginx:
        works(nginx, prefix, outside)
        pages_work(server, nginx, prefix, outside)
        assert " 500 " not in server.log(), server.log()
    shutil.rmtree(folder)
    print(f"nginx at {prefix or '/'}: discovery, hrefs, feeds, pages and cookies are those of the outside")
