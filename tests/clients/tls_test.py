"""HTTPS: TLS 1.2 and up, a certificate that is read again on SIGHUP while old connections live on, and SIGTERM."""
import base64, http.client, pathlib, re, signal, socket, ssl, subprocess, sys, tempfile, threading, time, warnings
from server import BINARY, Server, event, free_port, need

need("openssl")
warnings.simplefilter("ignore", DeprecationWarning)  # of TLS 1.1, which is what is tried
folder = pathlib.Path(tempfile.mkdtemp(prefix="timeshelf-tls-"))
certificate, key = folder / "cert.pem", folder / "key.pem"


def make_certificate(name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "30", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)


def context(lowest=None, highest=None):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    if highest:  # OpenSSL's default level refuses old versions on our side already; it is the server's answer that counts
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version, made.maximum_version = lowest, highest
    return made


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


make_certificate("first")
tls_port = free_port()
config = f'[server]\ntls_listen = "127.0.0.1:{tls_port}"\ncertificate = "{certificate}"\nprivate_key = "{key}"\nrequest_timeout_seconds = 5\ndrain_seconds = 20\n'
with Server(config=config) as server:
    auth = {"Authorization": "Basic " + base64.b64encode(f"ada:{server.owner}".encode()).decode()}

    def connect(**versions):
        return context(**versions).wrap_socket(socket.create_connection(("127.0.0.1", tls_port), timeout=20), server_hostname="localhost")

    def common_name():
        with connect() as connection:
            der = connection.getpeercert(binary_form=True)
        return re.search(rb"(first|second)", der).group(1).decode()

    Version = ssl.TLSVersion
    for version, name in ((Version.TLSv1_2, "TLSv1.2"), (Version.TLSv1_3, "TLSv1.3")):
        with connect(lowest=version, highest=version) as connection:
            assert connection.version() == name
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
    for version in (Version.TLSv1, Version.TLSv1_1):
        try:
            connect(lowest=version, highest=version)
            sys.exit(f"{version} was accepted")
        except ssl.SSLError as error:
            assert "PROTOCOL_VERSION" in str(error) or "UNSUPPORTED" in str(error).upper(), error
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{tls_port}", "-servername", "localhost"], input="", capture_output=True, text=True)
    assert "CN = first" in done.stdout and "TLSv1.3" in done.stdout, done.stdout

    # What is written is read back over it, in pieces larger than a TLS record, and links say https.
    https = http.client.HTTPSConnection("127.0.0.1", tls_port, context=context(), timeout=20)
    text = event("large", "COMMENT:" + "x" * 900 + "\r\n" + "COMMENT:y\r\n" * 60_000)
    https.request("PUT", "/dav/calendars/ada/calendar/large.ics", text, {**auth, "Content-Type": "text/calendar"})
    assert https.getresponse().read() == b""
    https.request("GET", "/dav/calendars/ada/calendar/large.ics", headers=auth)
    assert https.getresponse().read().decode() == text
    https.request("PROPPATCH", "/dav/calendars/ada/calendar/", '<D:propertyupdate xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:set><D:prop><T:feed>open</T:feed></D:prop></D:set></D:propertyupdate>', {**auth, "Content-Type": "text/xml"})
    https.getresponse().read()
    https.request("PROPFIND", "/dav/calendars/ada/calendar/", '<D:propfind xmlns:D="DAV:" xmlns:T="urn:timeshelf"><D:prop><T:feed-url/></D:prop></D:propfind>', {**auth, "Depth": "0"})
    assert f"https://127.0.0.1:{tls_port}/feeds/" in https.getresponse().read().decode()

    # Plain HTTP to the TLS port, and nonsense, end that connection and nothing else; so does a handshake that dawdles.
    for nonsense in (b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", b"\x16\x03\x01\xff\xff" + b"x" * 1000):
        with socket.create_connection(("127.0.0.1", tls_port), timeout=20) as plain:
            plain.sendall(nonsense)
            try:
                while plain.recv(1000):
                    pass
            except ConnectionResetError:
                pass
    with socket.create_connection(("127.0.0.1", tls_port), timeout=20) as dawdling:
        dawdling.sendall(b"\x16\x03\x01")
        began = time.monotonic()
        assert common_name() == "first", "others are served meanwhile"
        try:
            assert dawdling.recv(1) == b""
        except ConnectionResetError:
            pass
        assert time.monotonic() - began < 15

    # A new certificate is served after SIGHUP; the connection from before goes on.
    make_certificate("second")
    assert common_name() == "first"
    server.process.send_signal(signal.SIGHUP)
    until(lambda: common_name() == "second")
    assert "certificate read again" in server.log()
    https.request("GET", "/health")
    assert https.getresponse().read() == b"ok\n"
    # One that cannot be used is said in the log, and the one before stays.
    certificate.write_text("rubbish")
    server.process.send_signal(signal.SIGHUP)
    until(lambda: f"The certificate {certificate} with key {key} cannot be used" in server.log())
    assert common_name() == "second"
    done = server.run("--config", server.config, "doctor", check=False)
    assert done.returncode == 1 and "certificate" in done.stdout and "FAIL" in done.stdout, done

    # SIGTERM: no new connections, but what is in flight is finished and stored, however slowly it comes.
    in_flight = connect()
    text = event("in-flight").encode()
    in_flight.sendall(f"PUT /dav/calendars/ada/calendar/in-flight.ics HTTP/1.1\r\nHost: h\r\nAuthorization: {auth['Authorization']}\r\n"
                      f"Content-Type: text/calendar\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text[:50])
    server.request("GET", "/health")  # so that its first half has surely arrived
    idle = connect()
    server.process.send_signal(signal.SIGTERM)
    until(lambda: "stopping" in server.log())
    assert idle.recv(1) == b"", "who waits for nothing is sent home"
    try:
        socket.create_connection(("127.0.0.1", tls_port), timeout=20)
        sys.exit("a new connection was accepted")
    except ConnectionRefusedError:
        pass
    assert server.process.poll() is None
    in_flight.sendall(text[50:])
    answer = in_flight.recv(1000)
    assert answer.startswith(b"HTTP/1.1 201") and b"Connection: close" in answer, answer
    assert server.process.wait(20) == 0 and "stopped" in server.log()
    make_certificate("third")
    server.start()
    assert server.request("GET", "/dav/calendars/ada/calendar/in-flight.ics", user="ada")[1] == text

    # Without a certificate there is no HTTPS; with one that does not fit its key neither.
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    done = subprocess.run([BINARY, "--config", server.config, "--database", server.database, "serve", "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 3 and "do not belong together" in done.stderr, done
print("tls: ok")
