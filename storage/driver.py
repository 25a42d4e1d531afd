"""The one place that names the SQLite driver: sqlcipher3, the same current SQLite on every PC.

Unkeyed it reads and writes plain SQLite files, keyed it encrypts them. Its exceptions are not those of the
standard library's sqlite3, so everything that catches database errors imports them from here.
"""

import hashlib
import hmac
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2

from storage.datakeys import DataKey

if TYPE_CHECKING:
    from sqlite_utils import Database

Connection = dbapi2.Connection
DatabaseError = dbapi2.DatabaseError
IntegrityError = dbapi2.IntegrityError
OperationalError = dbapi2.OperationalError
SQLITE_VERSION: str = dbapi2.sqlite_version

BUSY_SECONDS = 5.0

_SEAL = "HMAC_SHA256"
"""What seals each page of an encrypted file. The engine's own choice, SHA-512, takes three quarters of a page's cost:
processors have instructions for SHA-256 (all but Intel's of before 2020), and without them it is no slower by much."""
_SEAL_BYTES, _SALT_BYTES, _PAGE = 32, 16, 4096


def connect(path: Path, key: DataKey | None, *, read_only: bool = False, alone: bool = False) -> Any:
    """A connection in autocommit mode: transactions are begun by hand, by `Store.writing` alone.

    With a `key` the file is encrypted, or will be when it is empty; with None it is plain. `alone` promises that
    nobody else has the file open: only so can one be read where nothing at all may be written, for the engine
    otherwise wants to keep its shared memory beside it.
    """
    uri = uri_of(path, read_only=read_only, alone=alone)
    conn = dbapi2.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    # A wrong key would otherwise be logged to stderr by SQLCipher itself.
    conn.execute("PRAGMA cipher_log_level = NONE")
    # For all of this process, so that it holds for attached files too.
    conn.execute(f"PRAGMA cipher_default_hmac_algorithm = {_SEAL}")
    if key is not None:
        # Neither pragma nor ATTACH takes a bound parameter here; a literal holds hex digits only.
        conn.execute(f'PRAGMA key = "{key.literal}"')
    return conn


def is_sealed_by(path: Path, key: DataKey) -> bool:
    """Whether the first page of an encrypted file bears the seal of a key, which the engine checks first of all.

    Opening costs a thousand times as much (https://www.zetetic.net/sqlcipher/design/). False is no proof: what was
    written last may lie in the log, and what was sealed otherwise is known to the engine alone.
    """
    try:
        with path.open("rb") as file:
            page = file.read(_PAGE)
    except OSError:
        return False
    salt = bytes(one ^ 0x3A for one in page[:_SALT_BYTES])
    secret = hashlib.pbkdf2_hmac("sha512", key.secret, salt, 2, 32)
    sealed = page[_SALT_BYTES:-_SEAL_BYTES] + (1).to_bytes(4, "little")
    return hmac.compare_digest(hmac.digest(secret, sealed, "sha256"), page[-_SEAL_BYTES:])


def uri_of(path: Path, *, read_only: bool = False, alone: bool = False) -> str:
    """How the engine is told which file to open, and how."""
    mode = ("?mode=ro&immutable=1" if alone else "?mode=ro") if read_only else "?mode=rw"
    return path.resolve().as_uri() + mode


def sqlite_utils_database(conn: Any) -> "Database":
    """The same connection seen through sqlite-utils, for migrations and for looking at the schema."""
    # sqlite-utils prefers pysqlite3 if it can be imported, and then catches that driver's errors: ours.
    sys.modules.setdefault("pysqlite3", sqlcipher3)
    sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)
    from sqlite_utils import Database

    # Plugins installed on the machine must not alter an office's connection.
    return Database(conn, execute_plugins=False)
