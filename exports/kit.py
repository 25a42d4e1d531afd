"""The recovery kit of a county on one sheet: what it is, the key to type, and the same as a QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from exports.paper import A4, MM, Paper
from exports.paragraphs import draw_block, fit_text
from exports.preflight import Checked, refuse_unprintable
from exports.typefaces import face_for, normalise

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = A4
_LEFT = 22 * MM
_MEASURE = _WIDTH - 2 * _LEFT
_QR = 46 * MM
_QUIET = 4
"""Modules of white that a QR code must have around it (ISO/IEC 18004, 9.1)."""

_WHAT = (
    "这张纸能恢复本县交换文件用的密钥。拿到它的人可以冒充本县，所以请像公章一样保管：放进保险柜，两个人知道放在哪里。"
    "不要拍照，不要扫描，不要存进电脑或手机，不要用微信、邮件传送。打印以后，请删除这个 PDF 文件。"
)
_WHEN = (
    "什么时候用：县里的电脑坏了或丢了，数据文件旁边的密钥文件（.key）没有了；县里的数据全部没有了；"
    "根密钥只留在恢复资料里以后，要更换县里的密钥。",
    "怎么用：打开薪火，在“设置→密钥”里点“用恢复资料重建……”；数据也没有了的，在打开时的页面上点“用恢复资料重建县级数据”。"
    "按上面的行和组输入恢复密钥。字母不分大小写，组与组之间的空格可有可无；输错了，程序会说是第几行第几组。"
    "右下角的二维码是同样的内容，只可以用不联网的扫码枪读。",
    "每组 5 个字符，最后一个用来核对这一组；每行最后一组用来核对这一行。",
)


@dataclass(frozen=True)
class KitFacts:
    """A county's name and site id, the fingerprint of its keys, the day, and the lines of the recovery key."""

    county: str
    site: str
    fingerprint: str
    made_on: date
    lines: Sequence[str]


def kit_paper(facts: KitFacts) -> bytes:
    """The sheet as PDF bytes: where they go is for the caller, who knows that they are secret.

    Raises `ExportProblem` when the county's name cannot be printed.
    """
    county = normalise(facts.county)
    refuse_unprintable([Checked(county, "单位名称", county, "hei")], "没有生成恢复资料")
    pdf = Paper(f"{county} 恢复资料", A4)
    canvas = pdf.canvas
    y = _head(canvas, county, facts)
    y = _paragraphs(canvas, (_WHAT,), "hei", y - 14)
    y = _key(canvas, facts.lines, y - 12)
    y = _paragraphs(canvas, _WHEN, "song", y - 16)
    _code(canvas, "\n".join(facts.lines), _WIDTH - _LEFT - _QR, y - 12 - _QR)
    _signatures(canvas, y - 12 - _QR)
    return pdf.finished()


def _head(canvas: "Canvas", county: str, facts: KitFacts) -> float:
    y = _HEIGHT - 22 * MM
    title = fit_text("薪火　恢复资料", "title", (_MEASURE, 30.0), (22.0,))
    draw_block(canvas, title, _LEFT, y, _MEASURE, "center")
    y -= title.height + 10
    day = f"{facts.made_on.year}年{facts.made_on.month}月{facts.made_on.day}日"
    for label, text in (
        ("单位", county),
        ("单位编号", facts.site),
        ("指纹", facts.fingerprint),
        ("制作日期", day),
    ):
        draw_block(canvas, fit_text(label, "hei", (70.0, 40.0), (11.0,)), _LEFT, y, 70.0, "left")
        block = fit_text(text, "song", (_MEASURE - 70.0, 40.0), (11.0, 10.0, 9.0))
        draw_block(canvas, block, _LEFT + 70.0, y, _MEASURE - 70.0, "left")
        y -= block.height + 3
    return y


def _paragraphs(canvas: "Canvas", texts: Sequence[str], role: str, y: float) -> float:
    for text in texts:
        block = fit_text(text, "hei" if role == "hei" else "song", (_MEASURE, 200.0), (10.5,), spacing=1.5)
        draw_block(canvas, block, _LEFT, y, _MEASURE, "justify")
        y -= block.height + 4
    return y


def _key(canvas: "Canvas", lines: Sequence[str], top: float) -> float:
    """The lines as a table: number, then groups well apart, so that an eye finds its place again."""
    size, leading = 13.0, 25.0
    face = face_for("0", "hei")
    canvas.setLineWidth(0.8)
    height = leading * len(lines) + 10
    canvas.rect(_LEFT, top - height, _MEASURE, height)
    columns = max(len(line.split()) for line in lines)
    step = (_MEASURE - 52.0) / columns
    y = top - 5
    for number, line in enumerate(lines, 1):
        base = y - leading / 2 - size * 0.36
        if number % 2 == 0:
            canvas.setFillGray(0.94)
            canvas.rect(_LEFT + 1, y - leading, _MEASURE - 2, leading, stroke=0, fill=1)
            canvas.setFillGray(0)
        canvas.setFont(face_for("第行", "song"), 9.0)
        canvas.drawString(_LEFT + 8, base + 1, f"第{number}行")
        canvas.setFont(face, size)
        for place, group in enumerate(line.split()):
            for index, letter in enumerate(group):
                canvas.drawCentredString(_LEFT + 55 + place * step + index * 10.4, base, letter)
        y -= leading
    return top - height


def _code(canvas: "Canvas", text: str, x: float, y: float) -> None:
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    module = _QR / (count + 2 * _QUIET)
    for row in range(count):
        for column in range(count):
            if code.isDark(row, column):
                left, bottom = x + (column + _QUIET) * module, y + (count - 1 - row + _QUIET) * module
                # A hair wider than a module: no light lines between neighbours on the screen.
                canvas.rect(left, bottom, module * 1.02, module * 1.02, stroke=0, fill=1)


def _signatures(canvas: "Canvas", y: float) -> None:
    canvas.setFont(face_for("保管人", "song"), 11.0)
    for number, label in enumerate(("保管人一", "保管人二", "存放地点")):
        base = y + _QR - 34 - number * 38
        canvas.drawString(_LEFT, base, f"{label}：")
        canvas.setLineWidth(0.5)
        canvas.line(_LEFT + 66, base - 3, _LEFT + 250, base - 3)
