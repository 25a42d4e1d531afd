"""What a file is by its content, whatever its ending says, and the refusals that follow from it.

Signatures: [MS-CFB] for the compound file of .xls, [MS-XLS] 2.1.7.20.3 for where FILEPASS may stand,
[MS-OFFCRYPTO] for EncryptedPackage, ISO/IEC 29500-2 for the zip of .xlsx, OpenDocument 1.2 part 3 for .ods.
"""

import io
import re
import struct
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from exports.problems import ExportProblem
from exports.workbooks.text_files import decode, is_cut_short


class Kind(StrEnum):
    """How the file is to be read."""

    WORKBOOK = "workbook"  # .xlsx, .xlsm, .xlsb, .xls (BIFF5/8, .et) or .ods: calamine tells them apart itself
    DELIMITED = "delimited"  # .csv and its cousins
    WEB_PAGE = "web page"  # an HTML table that a system called .xls
    SEALED = "sealed"  # .xlsx, .xlsm or .xlsb under a password: what is inside is only known with it
    XML_WORKBOOK = "xml workbook"  # the XML of Excel 2003, which systems call .xls too


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Seconds of reading, bytes of the reader's memory, bytes of the file, bytes of a zip once unpacked, and cells
    over all sheets (a row counts up to its last filled cell).
    """

    seconds: float = 60.0
    memory: int = 1 << 30
    file_bytes: int = 100 << 20
    unpacked_bytes: int = 512 << 20
    cells: int = 2_000_000


OPEN_AND_SAVE = "请用 WPS 或 Excel 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。"
PASSWORD = (
    "这个工作簿加了密码，无法读取。",
    "请用 WPS 或 Excel 打开它，清除密码并保存后再导入：WPS 在“文件→文档加密→密码加密”，"
    "Excel 在“文件→信息→保护工作簿→用密码进行加密”。",
)
_CUT_SHORT = (
    "这个工作簿不完整，可能没有下载完或没有拷贝完。",
    "请重新下载或重新拷贝；若能用 WPS 或 Excel 打开，请另存为 .xlsx 后再导入。",
)

_WORKBOOK_STREAMS = ("Workbook", "WORKBOOK", "Book", "BOOK")
_ZIP_ENTRY = b"PK\x01\x02"
_MOST_PARTS = 50_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_OTHERS = (
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
    (b"ID;P", "SYLK 表格"),
    (b"TABLE\r\n0,1", "DIF 表格"),
)
_BEFORE_1993 = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00\x00\x05")
_XML_WORKBOOK = re.compile(r"<(\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_WEB_PAGE = re.compile(r"<(!doctype\s+html|html|head|body|table|tr|meta)\b", re.IGNORECASE)


def kind_of(path: Path, limits: Limits) -> Kind:
    """How to read the file at `path`. Raises ExportProblem when it cannot be opened or is no table at all.

    One under a password is `SEALED` where that can be opened here with it, else refused.
    """
    size = _size(path)
    if size == 0:
        raise ExportProblem("这个文件是空的。", "它的大小是 0 字节，可能没有拷贝完。请向发来文件的人重新要一份。")
    if size > limits.file_bytes:
        raise too_large(f"文件有 {_mib(size)}，超过了 {_mib(limits.file_bytes)} 的上限")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise cannot_open(error) from error
    if content.startswith(b"PK"):
        return zip_kind(content, limits)
    if content.startswith(_OLE):
        return _ole_kind(content)
    if path.name.startswith("~$") and size < 1024:
        raise ExportProblem("这是 WPS 或 Excel 打开工作簿时留下的临时文件。", "请选择文件名前面没有“~$”的那一个。")
    _refuse_strangers(content[:4096])
    return _text_kind(content)


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            raise ExportProblem("选中的是一个文件夹，不是工作簿。", "请打开文件夹，选择里面的工作簿文件。")
        return path.stat().st_size
    except OSError as error:
        raise cannot_open(error) from error


def cannot_open(error: OSError) -> ExportProblem:
    """The refusal of a file that could not be opened or read."""
    if isinstance(error, FileNotFoundError):
        return ExportProblem("找不到这个文件。", "它可能已被移动、改名，或优盘已拔出。请重新选择。")
    if isinstance(error, PermissionError):
        return ExportProblem("这个文件打不开，可能正被其他程序使用。", "请在 WPS 或 Excel 中关闭它，再试一次。")
    return ExportProblem("这个文件读不出来。", "存放它的磁盘或优盘可能有问题。请把文件拷到电脑上，再试一次。")


def _refuse_strangers(start: bytes) -> None:
    if start.startswith(_PICTURES) or (start[:2], start[6:10]) == (b"BM", bytes(4)) or start[8:12] == b"WEBP":
        raise _not_a_workbook("一张图片", "请向发来文件的人要 Excel 表格本身，不要拍照或截图。")
    if start[4:8] == b"ftyp":  # .mp4 and .heic
        raise _not_a_workbook("录像或手机拍的照片")
    for signature, name in _OTHERS:
        if start.startswith(signature):
            raise _not_a_workbook(name)
    if start.startswith(_BEFORE_1993):
        raise ExportProblem("这个工作簿的格式太旧（Excel 5.0 及更早），无法读取。", OPEN_AND_SAVE)


def _text_kind(content: bytes) -> Kind:
    text = decode(content)
    if text is None:
        raise ExportProblem(*_CUT_SHORT) if is_cut_short(content) else _not_a_workbook("表格以外的文件")
    if text.lstrip().startswith("<") and _XML_WORKBOOK.search(text, 0, 8192):
        return Kind.XML_WORKBOOK
    if text.lstrip().startswith("<") and _WEB_PAGE.search(text, 0, 4096):
        return Kind.WEB_PAGE
    if text.lstrip().startswith(("<?xml", "MIME-Version:")):
        raise ExportProblem("这个文件是网页或 XML 格式，无法直接读取。", OPEN_AND_SAVE)
    if not text.strip():
        raise ExportProblem("这个文件是空的。", "里面没有任何文字。请向发来文件的人重新要一份。")
    return Kind.DELIMITED


def zip_kind(content: bytes, limits: Limits) -> Kind:
    """How to read the content of a zip. Raises ExportProblem for one that is too large or no table at all."""
    # Before they are listed, which takes half a minute and a gigabyte for the millions of nothing a bomb is made of.
    if content.count(_ZIP_ENTRY) > _MOST_PARTS:
        raise too_large(f"里面有 {_MOST_PARTS:,} 个以上的小文件")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise ExportProblem(*PASSWORD)
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > limits.unpacked_bytes:
                raise too_large(f"展开后有 {_mib(unpacked)}，超过了 {_mib(limits.unpacked_bytes)} 的上限")
            names = {entry.filename.replace("\\", "/").lower() for entry in entries}
            locked = "meta-inf/manifest.xml" in names and _ods_locked(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise ExportProblem(*_CUT_SHORT) from error
    if locked:
        raise ExportProblem(*PASSWORD)
    return _zip_contents(names)


def _zip_contents(names: set[str]) -> Kind:
    if any(name.startswith("word/") for name in names):
        raise _not_a_workbook("Word 文档", "请把里面的表格复制到 WPS 或 Excel 中，保存为 .xlsx 后再导入。")
    if any(name.startswith("ppt/") for name in names):
        raise _not_a_workbook("演示文稿")
    if "index/document.iwa" in names:
        raise _not_a_workbook("苹果 Numbers 表格", "请在 Numbers 中导出为 Excel 格式后再导入。")
    if "[content_types].xml" in names or "content.xml" in names:
        return Kind.WORKBOOK
    raise _not_a_workbook("压缩包", "请先解压，再选择里面的工作簿。")


def _ods_locked(archive: zipfile.ZipFile) -> bool:
    manifest = next(e for e in archive.infolist() if e.filename.lower() == "meta-inf/manifest.xml")
    with archive.open(manifest) as file:
        return b"encryption-data" in file.read(1 << 20)


def _ole_kind(content: bytes) -> Kind:
    if _ole_entry(content, "EncryptedPackage"):
        return Kind.SEALED
    if _has_filepass(content):
        raise ExportProblem(*PASSWORD)
    if _ole_entry(content, *_WORKBOOK_STREAMS):
        return Kind.WORKBOOK
    if _ole_entry(content, "WordDocument"):
        raise _not_a_workbook("Word 文档", "请把里面的表格复制到 WPS 或 Excel 中，保存为 .xlsx 后再导入。")
    if _ole_entry(content, "PowerPoint Document"):
        raise _not_a_workbook("演示文稿")
    raise ExportProblem("这个文件里没有工作表，或已经损坏。", OPEN_AND_SAVE)


def _ole_entry(content: bytes, *names: str) -> bytes:
    """The first directory entry of such a name, 128 bytes, found by its place: it begins at a multiple of 128."""
    for name in names:
        wanted = name.encode("utf-16-le") + b"\0\0"
        at = content.find(wanted)
        while at >= 0:
            entry = content[at : at + 128]
            if at % 128 == 0 and len(entry) == 128 and entry[64:66] == len(wanted).to_bytes(2, "little"):
                return entry
            at = content.find(wanted, at + 1)
    return b""


def _has_filepass(content: bytes) -> bool:
    """Whether the workbook stream begins with BOF, perhaps WRITEPROT, then FILEPASS: encrypted cells."""
    entry = _ole_entry(content, *_WORKBOOK_STREAMS)
    if not entry:
        return False
    sector_bytes = 1 << min(int.from_bytes(content[30:32], "little"), 16)
    first, size = struct.unpack_from("<II", entry, 116)
    at = (first + 1) * sector_bytes
    if size < 4096:  # a small stream lives in 64-byte pieces inside the root entry's stream
        root = _ole_entry(content, "Root Entry") or bytes(128)
        at = (int.from_bytes(root[116:120], "little") + 1) * sector_bytes + first * 64
    for _ in range(3):
        record, length = struct.unpack_from("<HH", content[at : at + 4].ljust(4, b"\0"))
        if record == 0x2F:
            return True
        at += 4 + int(length)
    return False


def _not_a_workbook(what: str, advice: str = "请选择 .xlsx、.xls、.et、.ods 或 .csv 表格文件。") -> ExportProblem:
    return ExportProblem(f"这个文件其实是{what}，不是工作簿。", advice)


def too_large(why: str) -> ExportProblem:
    """The refusal of a file over a limit; `why` says which."""
    return ExportProblem(
        f"这个工作簿太大，没有读取：{why}。",
        "请删除其中的图片、空白行列和不用的工作表，或分成几个文件后再导入。",
    )


def _mib(size: int) -> str:
    return f"{max(size / (1 << 20), 0.1):,.1f} MB"
