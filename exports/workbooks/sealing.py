"""A workbook under a password, as Excel and WPS write and open it: ECMA-376 agile encryption ([MS-OFFCRYPTO] 2.3.4.10)."""

import io

from exports.problems import ExportProblem

_SMALL = 4096
"""A shorter stream stands elsewhere in a compound file ([MS-CFB] 2.6.1), where the encryption's writer does not put it."""


def sealed(workbook: bytes, password: str) -> bytes:
    """The .xlsx `workbook` under a password: AES-256, SHA-512 a hundred thousand times over.

    Opened again with the password and compared before it is given out. Raises ExportProblem where that fails.
    """
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    if len(workbook) < _SMALL:
        workbook = _uncompressed(workbook)
    made: bytes = ECMA376Agile.encrypt(password, io.BytesIO(workbook))
    try:
        same = opened(made, password) == workbook
    except ValueError:
        same = False
    if not same:
        raise ExportProblem(
            "加密码以后没有能原样打开，文件没有写出。", "请换一个密码再试一次；仍不行的，请联系维护人员。"
        )
    return made


def _uncompressed(workbook: bytes) -> bytes:
    """The same workbook, its parts as they are instead of compressed: larger."""
    from zipfile import ZIP_STORED, ZipFile

    made = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as before, ZipFile(made, "w", ZIP_STORED) as after:
        for part in before.infolist():
            after.writestr(part.filename, before.read(part))
    return made.getvalue()


def opened(content: bytes, password: str) -> bytes | None:
    """What is inside a workbook under a password; None where the password is another one.

    Everything stays in memory. Raises ValueError for what is damaged, was altered, or is encrypted in a way that is
    not known here.
    """
    import struct
    from xml.parsers.expat import ExpatError

    from msoffcrypto import exceptions
    from msoffcrypto.format.ooxml import OOXMLFile

    inside = io.BytesIO()
    try:
        file = OOXMLFile(io.BytesIO(content))
        file.load_key(password=password, verify_password=True)
        # Only agile encryption says whether its content was altered.
        file.decrypt(inside, verify_integrity=file.type == "agile")
    except exceptions.InvalidKeyError as error:
        if "password" in str(error).lower() or "verification" in str(error).lower():
            return None
        raise ValueError("altered") from error
    except (
        exceptions.FileFormatError,
        exceptions.ParseError,
        exceptions.DecryptionError,
        ExpatError,
        OSError,
        KeyError,
        IndexError,
        AttributeError,
        TypeError,
        struct.error,
    ) as error:
        raise ValueError("damaged") from error
    return inside.getvalue()
