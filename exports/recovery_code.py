"""The recovery code of an office's data file on one sheet: what it is, its three lines to type, and the same as a QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exports.typed_sheet import TypedSheet, typed_sheet

_WHAT = (
    "这张纸能在任何电脑上打开本单位的数据文件和它的全部备份。拿到它和文件的人，就看得到里面的全部内容，所以请像银行卡密码一样保管："
    "装进信封封好，放进保险柜，不要和电脑、U盘放在一起。不要拍照，不要扫描，不要存进电脑或手机，不要用微信、邮件传送。"
    "打印以后，请删除这个 PDF 文件。"
)
_NOTES = (
    "什么时候用：换了电脑、重装了系统、电脑坏了或丢了，要打开数据文件或备份的时候；忘了打开口令的时候。"
    "平时在原来的电脑上打开，不需要它。没有这张纸，密钥又随电脑一起丢了，文件和备份谁也打不开。",
    "怎么用：在新的电脑上用薪火打开数据文件或备份，会出现“打开加密的数据文件”，点“恢复码”，照上面的三行输入。"
    "字母不分大小写，组与组之间的空格可有可无；输错了，会说是第几行第几组。右下角的二维码是同样的内容，只可以用不联网的扫码枪读。",
    "每组 5 个字符，最后一个用来核对这一组；每行最后一组用来核对这一行。换过数据密钥以后要重新打印；旧的这张还能打开以前的备份，"
    "备份还在，就请留着。",
)


@dataclass(frozen=True)
class CodeFacts:
    """An office's name, the name of its data file, the number of its key, the day, and the lines of the code."""

    office: str
    file: str
    number: str
    made_on: date
    lines: Sequence[str]


def code_paper(facts: CodeFacts) -> bytes:
    """The sheet as PDF bytes: where they go is for the caller, who knows that they are secret.

    Raises `ExportProblem` when the office's name or the file's cannot be printed.
    """
    heads = (("数据文件", facts.file), ("密钥编号", facts.number))
    return typed_sheet(TypedSheet("恢复码", facts.office, heads, facts.made_on, _WHAT, facts.lines, _NOTES))
