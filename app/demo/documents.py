"""The demonstration county's documents: what its head says, and a text of its own."""

from app.documents import heads, texts
from app.documents.texts import Text
from app.session import Session

_NOTICE = """关于做好{年}年教师培训学时核对工作的通知

各学校：
为做好全县教师培训学时核对工作，现将有关事项通知如下。
一、核对范围
全县在册教师{教师总数}，当年参训{参训人数}、{参训人次}，共授予{培训学时}。
二、核对要求
（一）逐人核对。各学校在“学时台账”里逐人核对，缺少的及时补报，证明材料作为附件一并上报。
（二）按时上报。请于12月10日前生成上报文件报送我局。
三、联系方式
核对中遇到问题，请及时与教师工作股联系。

附件：培训情况统计表
{表:培训情况统计表}
"""


def add_documents(session: Session) -> None:
    """A notice the county wrote itself, and the heads of its documents as they were filled in last."""
    pk = texts.copy(session, Text(None, "other", "学时核对通知", _NOTICE))
    year = session.today().year
    for text, number, to in (
        (texts.get(session, pk), 36, ""),
        (texts.chosen(session, "annual"), 12, "东原市教育局"),
    ):
        said = {
            "style": "full", "number": f"示教发〔{year}〕{number}号", "addressee": to or None,
            "printed_by": f"{session.name}办公室", "printed_on": session.today().isoformat(),
        }  # fmt: skip
        heads.keep(session, text, {**heads.of(session, text), **said})
