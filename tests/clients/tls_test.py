"""HTTPS: TLS 1.2 and up, a certificate that is read again on SIGHUP while old connections live on, and SIGTERM."""
import base64, http.client, pathlib, re, signal, socket, ssl, subprocess, sys, tempfile, warnings
from server import BINARY, PATIENCE, Server, event, free_port, need, until

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


make_certificate("first")
tls_port = free_port()
config = f'[server]\ntls_listen = "127.0.0.1:{tls_port}"\ncertificate = "{certificate}"\nprivate_key = "{key}"\nrequest_timeout_seconds = 30\n'
with Server(config=config) as server:
    auth = {"Authorization": "Basic " + base64.b64encode(f"ada:{server.owner}".encode()).decode()}

    def connect(**versions):
        return context(**versions).wrap_socket(socket.create_connection(("127.0.0.1", tls_port), timeout=PATIENCE), server_hostname="localhost")

    def common_name():
        with connect() as connection:
            der = connection.getpeercert(binary_form=True)
        return re.search(rb"(first|second)", der).group(1).decode()

    # A handshake that dawdles, while others are served.
    dawdling = socket.create_connection(("127.0.0.1", tls_port), timeout=PATIENCE)
    dawdling.sendall(b"\x16\x03\x01")
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
    https = http.client.HTTPSConnection("127.0.0.1", tls_port, context=context(), timeout=PATIENCE)
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
        with socket.create_connection(("127.0.0.1", tls_port), timeout=PATIENCE) as plain:
            plain.sendall(nonsense)
            try:
                while plain.recv(1000):
                    pass
            except ConnectionResetError:
                pass
    with dawdling:
        assert common_name() == "first", "others are served meanwhile"
        try:
            assert dawdling.recv(1) == b""
        except ConnectionResetError:
            pass

    # A new certificate is served after SIGHUP; the connection from before goes on.
    make_certificate("second")
    assert common_name() == "first"
    server.process.send_signal(signal.SIGHUP)
    until("the new certificate", lambda: common_name() == "second")
    assert "certificate read again" in server.log()
    https.request("GET", "/health")
    assert https.getresponse().read() == b"ok\n"
    # One that cannot be used is said in the log, and the one before stays.
    certificate.write_text("rubbish")
    server.process.send_signal(signal.SIGHUP)
    until("that it is said", lambda: f"The certificate {certificate} with key {key} cannot be used" in server.log())
    assert common_name() == "second"
    done = server.run("--config", server.config, "doctor", check=False)
    assert done.returncode == 1 and "certificate" in done.stdout and "FAIL" in done.stdout, done

    # SIGTERM: no new connections, but what is in flight is finished and stored, however slowly it comes.
    server.config.write_text(config.replace("request_timeout_seconds = 30", f"request_timeout_seconds = {PATIENCE}\ndrain_seconds = {PATIENCE}"))
    make_certificate("second")
    server.process.terminate()
    assert server.process.wait(PATIENCE) == 0
    server.start()
    in_flight = connect()
    text = event("in-flight").encode()
    in_flight.sendall(f"PUT /dav/calendars/ada/calendar/in-flight.ics HTTP/1.1\r\nHost: h\r\nAuthorization: {auth['Authorization']}\r\n"
                      f"Content-Type: text/calendar\r\nExpect: 100-continue\r\nContent-Length: {len(text)}\r\n\r\n".encode())
    assert in_flight.recv(1000).startswith(b"HTTP/1.1 100"), "its first half has arrived"
    in_flight.sendall(text[:50])
    idle = connect()
    server.process.send_signal(signal.SIGTERM)
    until("that it stops", lambda: server.log().count("stopping") == 2)
    assert idle.recv(1) == b"", "who waits for nothing is sent home"

    def nobody_new():
        try:
            socket.create_connection(("127.0.0.1", tls_port), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            return True

    until("no new connection is accepted", nobody_new)
    assert server.process.poll() is None
    in_flight.sendall(text[50:])
    answer = in_flight.recv(1000)
    assert answer.startswith(b"HTTP/1.1 201") and b"Connection: close" in answer, answer
    assert server.process.wait(PATIENCE) == 0 and server.log().count("stopped") == 2
    make_certificate("third")
    server.start()
    assert server.request("GET", "/dav/calendars/ada/calendar/in-flight.ics", user="ada")[1] == text

    # Without a certificate there is no HTTPS; with one that does not fit its key neither.
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    done = subprocess.run([BINARY, "--config", server.config, "--database", server.database, "serve", "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 3 and "do not belong together" in done.stderr, done
print("tls: ok")
