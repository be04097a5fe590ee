"""A PostgreSQL of the test's own: on a Unix socket in a temporary folder, gone with the test."""
import os, pathlib, pwd, shutil, subprocess, sys, tempfile

PROGRAMS = pathlib.Path(os.environ.get("TIMESHELF_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))


class Postgres:
    def __init__(self):
        if not (PROGRAMS / "initdb").exists():
            print("SKIPPED: PostgreSQL is not installed")
            sys.exit(77)
        # Not below TMPDIR: the path of a Unix socket is short, and the server's user must get there.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="timeshelf-pg-", dir="/tmp"))
        self.as_user = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=INT"]
        self.made = 0
        self.call("initdb", "-U", "timeshelf", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        # What tests kill is the program that writes to it, so nothing has to reach the disk.
        self.call("pg_ctl", "start", "-w", "-o", f"-k {self.folder} -c listen_addresses= -c fsync=off -c full_page_writes=off", "-l", f"{self.folder}/log")

    def call(self, program, *words):
        done = subprocess.run([*self.as_user, PROGRAMS / program, "-D", f"{self.folder}/data", *words], cwd="/",
                              stdin=subprocess.DEVNULL, stdout=open(os.devnull, "w"), stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr

    def fresh(self):
        """The address of a new, empty database."""
        self.made += 1
        subprocess.run([PROGRAMS / "createdb", "-h", self.folder, "-U", "timeshelf", f"test{self.made}"], check=True)
        return f"postgresql:///test{self.made}?user=timeshelf&host={self.folder}"

    def stop(self):
        self.call("pg_ctl", "stop", "-m", "fast", "-w")
        shutil.rmtree(self.folder, ignore_errors=True)
