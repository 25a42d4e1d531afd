"""What a file is by its content, whatever its ending says, and the refusals that follow from it.

Signatures: JFIF/Exif (ITU-T T.81), PNG (ISO/IEC 15948), BMP, TIFF 6.0, WebP (RFC 9649), ISO/IEC 23008-12 for the
brands of .heic, ISO 32000-2 for PDF.
"""

from dataclasses import dataclass
from enum import StrEnum

from exports.problems import ExportProblem

JPEG = "image/jpeg"
PNG = "image/png"
PDF = "application/pdf"


class Kind(StrEnum):
    """How the file is to be read; the value of a picture's is Pillow's name of the format."""

    JPEG = "JPEG"
    PNG = "PNG"
    BMP = "BMP"
    TIFF = "TIFF"
    WEBP = "WEBP"
    PDF = "PDF"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Bytes of a picture as it comes and of a PDF, pixels of a picture (of a JPEG, which can be read smaller than it
    is, more), seconds of reading, and bytes of the reader's memory.
    """

    picture_bytes: int = 60 << 20
    pdf_bytes: int = 5 << 20
    pixels: int = 60_000_000
    jpeg_pixels: int = 200_000_000
    seconds: float = 30.0
    memory: int = 1 << 30


USUAL_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept of a file: `media` is JPEG, PNG or PDF."""

    media: str
    data: bytes


SUPPORTED = "可以添加 JPG、PNG、BMP、TIFF、WebP 图片和 PDF 文件。"
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_OTHERS = (
    (
        b"PK\x03\x04",
        "这是 Word、Excel 文档或压缩包，不能直接作为附件。",
        "请用 WPS 或 Word 打开它，另存为 PDF 后再添加。",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "这是 Word、Excel 文档，不能直接作为附件。",
        "请用 WPS 或 Word 打开它，另存为 PDF 后再添加。",
    ),
    (b"GIF8", "这是 GIF 图片，不能作为附件。", "请用看图软件打开它，另存为 JPG 后再添加。"),
)


def kind_of(content: bytes, limits: Limits) -> Kind:
    """What a file is. Raises ExportProblem for what is not supported, empty, too large or plainly cut short."""
    if not content:
        raise ExportProblem("这个文件是空的。", "它的大小是 0 字节，可能没有拷贝完。请重新拷贝或重新扫描。")
    kind = picture_of(content)
    if kind is not None:
        if len(content) > limits.picture_bytes:
            raise _too_large(len(content), limits.picture_bytes, "请用看图软件把它缩小，另存为 JPG 后再添加。")
        return kind
    # ISO 32000 wants the header within the first 1,024 bytes: some scanners write something before it.
    if b"%PDF-" in content[:1024]:
        _check_pdf(content, limits)
        return Kind.PDF
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise ExportProblem(
            "这是苹果手机的 HEIC 照片，不能直接作为附件。",
            "请用微信或 QQ 把照片发给自己，再另存为 JPG；或者在手机的“设置→相机→格式”里选“兼容性最佳”后重新拍。",
        )
    for signature, title, advice in _OTHERS:
        if content.startswith(signature):
            raise ExportProblem(title, advice)
    if not any(content):
        raise ExportProblem("这个文件里没有内容。", "U盘拔得太早时常常这样。请重新拷贝后再添加。")
    raise ExportProblem("这个文件不是图片，也不是 PDF。", SUPPORTED)


def picture_of(content: bytes) -> Kind | None:
    """The kind of picture by its signature; None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"BM"):
        return Kind.BMP
    if content.startswith((b"II*\0", b"MM\0*")):
        return Kind.TIFF
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    return None


def _check_pdf(content: bytes, limits: Limits) -> None:
    if len(content) > limits.pdf_bytes:
        raise _too_large(
            len(content), limits.pdf_bytes, "扫描时请选 200 DPI、灰度；或者只添加需要的几页，每页另存为 JPG 图片。"
        )
    end = content[-2048:]
    if b"%%EOF" not in end or b"startxref" not in end:
        raise ExportProblem("这个 PDF 不完整，可能没有下载完或没有拷贝完。", "请重新拷贝或重新扫描，能打开后再添加。")


def _too_large(size: int, most: int, advice: str) -> ExportProblem:
    return ExportProblem(
        f"这个文件有 {size / (1 << 20):.1f} MB，超过了 {most / (1 << 20):g} MB 的上限。",
        advice,
    )
