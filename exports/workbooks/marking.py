"""Which format a workbook has by its content, and the marks of its cells by the module for that format."""

import struct

from exports.workbooks.marks import Marks


def marks_of(content: bytes) -> Marks:
    """The marks of the .xls, .xlsx, .xlsb or .ods `content`: the modules are only loaded for what they read.

    Raises ValueError for a damaged file, LockedError for one with a password, LostError for one that cannot be read
    whole.
    """
    try:
        return _of_zip(content) if content.startswith(b"PK") else _of_compound_file(content)
    except (struct.error, IndexError, OverflowError) as error:  # a number in the file points outside of it
        raise ValueError("damaged") from error


def _of_compound_file(content: bytes) -> Marks:
    from exports.workbooks import marks_xls

    return marks_xls.marks(content)


def _of_zip(content: bytes) -> Marks:
    import io
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            if "content.xml" in names and "[content_types].xml" not in names:
                from exports.workbooks import marks_ods

                return marks_ods.marks(archive, content)
            if any(name.endswith("workbook.bin") for name in names):
                from exports.workbooks import marks_xlsb

                return marks_xlsb.marks(archive, content)
            from exports.workbooks import marks_xlsx

            return marks_xlsx.marks(archive, content)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, zlib.error) as error:
        raise ValueError("a damaged zip") from error
