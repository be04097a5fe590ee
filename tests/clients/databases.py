"""The databases that a test runs on: SQLite files, or with the word `postgres` those of a PostgreSQL of the test's own; and a
look into them behind the server's back."""
import contextlib, json, sqlite3, subprocess, sys
from postgres import PROGRAMS, Postgres
from server import PATIENCE


def on_postgres():
    return sys.argv[1:] == ["postgres"]


@contextlib.contextmanager
def databases():
    """A function: each call is the address of an empty database, or None for a SQLite file in the server's own folder."""
    if not on_postgres():
        yield lambda: None
        return
    cluster = Postgres()
    try:
        yield cluster.fresh
    finally:
        cluster.stop()


class Rows:
    """What is in a server's database."""

    def __init__(self, server):
        self.address = server.database

    def read(self, sql):
        """Tuples, of numbers and texts as they are there."""
        if on_postgres():
            lines = self.psql(f"SELECT to_json(found) FROM ({sql}) AS found").splitlines()
            return [json.loads(line, object_pairs_hook=lambda pairs: tuple(value for _, value in pairs)) for line in lines]
        with self.sqlite("ro") as database:
            return database.execute(sql).fetchall()

    def change(self, sql):
        if on_postgres():
            self.psql(sql)
            return
        with self.sqlite("rw") as database:
            database.execute(sql)

    def all(self):
        """Every row of every table, by table; but for app passwords, which know in which hour they were used."""
        if on_postgres():
            dump = self.program("pg_dump", "--data-only", "--inserts", self.address)
            lines = [line for line in dump.splitlines() if line.startswith("INSERT")]
            return {table: sorted(line for line in lines if line.split()[2] == table) for table in {line.split()[2] for line in lines} if "app_passwords" not in table}
        with self.sqlite("ro") as database:
            tables = [name for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {table: sorted(map(repr, database.execute(f'SELECT * FROM "{table}"'))) for table in tables if table != "app_passwords"}

    def psql(self, sql):
        return self.program("psql", "-X", "-A", "-t", "-q", "-d", self.address, "-c", sql)

    @staticmethod
    def program(name, *words):
        done = subprocess.run([PROGRAMS / name, *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def sqlite(self, mode):
        path = self.address.removeprefix("sqlite:")
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode={mode}", uri=True, timeout=PATIENCE)) as database, database:
            yield database
