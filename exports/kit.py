"""The recovery kit of a county on one sheet: what it is, the key to type, and the same as a QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exports.typed_sheet import TypedSheet, typed_sheet

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
    heads = (("单位编号", facts.site), ("指纹", facts.fingerprint))
    return typed_sheet(TypedSheet("恢复资料", facts.county, heads, facts.made_on, _WHAT, facts.lines, _WHEN))
