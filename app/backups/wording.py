"""The page of words beside each copy: what it is, and how it is put back, for whoever finds it years later."""

from pathlib import Path

from app import about, audit, recovery_code
from app.backups import naming
from app.session import Session
from storage import looking

_ENDING = ".说明.txt"


def beside(copy: Path) -> Path:
    """Where the page of a copy is kept."""
    return copy.with_name(copy.name.removesuffix(naming.EXTENSION) + _ENDING)


def page(session: Session, name: str) -> bytes:
    """The page of a copy that will be called `name`: nothing about people. UTF-8 with its mark, for old editors."""
    stem, role = name.removesuffix(naming.EXTENSION), "县级数据" if session.is_county else "学校数据"
    key, head = session.store.key, audit.head(session)
    lines = [
        "薪火备份说明",
        "",
        f"单位：{session.name}（{role}）",
        f"备份时间：{session.now():%Y-%m-%d %H:%M:%S}",
        f"数据文件：{session.path.name}",
        f"备份文件：{name}",
        f"内容：{looking.rows_in(session.store.conn):,} 条记录，写好以后打开核对过",
        f"程序版本：薪火 {about.version()}",
        *([f"密钥编号：{recovery_code.number_of(key.ident)}"] if key else []),
        *([f"操作记录：{head.words}"] if head else []),
        "",
        f"这几个文件的名字都以“{stem}”开头，要放在一起，不要改名：",
        "  .xinhuo　　　　　数据" + ("，已加密" if key else ""),
        "  .xinhuo.key　　　和别的单位交换文件用的密钥（如果有）",
        "  .xinhuo.purged　 彻底清除过哪些记录，只有编号（如果有）",
        "",
        "在原来的电脑上恢复：",
        "  打开薪火，点“设置”里的“备份与检查”，在备份的名单里选这一份，再点“恢复……”。",
        "  先给您看会有哪些变化，您同意了才恢复；现在的数据会留在旁边。",
        "",
        "在另一台电脑上恢复：",
        "  1. 装好薪火，打开薪火，不要双击这份备份。",
        "  2. 在开始的页面点“换了电脑、电脑坏了：从备份恢复……”，选以 .xinhuo 结尾的那一个。",
        "  3. 选一个位置放数据文件，选在电脑硬盘上，不要选在U盘里。",
        *(
            [
                "  4. 会请您输入恢复码：打印出来封好保管的那张纸上的三行。",
                "没有恢复码、口令，也没有县里的恢复资料，在别的电脑上谁也打不开它。",
            ]
            if key
            else []
        ),
        "",
        "备份里有教师的个人信息，请像档案一样保管。",
    ]
    return "\r\n".join(lines).encode("utf-8-sig") + b"\r\n"
