"""Checking an office's file as a whole, in words."""

from dataclasses import dataclass

from app import audit, doubled
from app.session import Session
from storage import attachments as stored_attachments
from storage import checks as stored


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: `ok`, and the sentence that says what was found."""

    name: str
    label: str
    ok: bool
    detail: str


def check(session: Session) -> list[Finding]:
    """Check the whole file; every finding that is not ok says what to do."""
    from app.ledger import keeping

    store = session.store
    broken = stored.integrity(store)
    dangling = stored.dangling(store)
    unstamped = list(stored.unstamped(store))
    unlike = stored.unlike_their_acts(store)
    unsound = audit.faults(session)
    differences = stored.summary_differences(store)
    accounts = keeping.differences(session)
    double = doubled.left(session)
    damaged = stored_attachments.damaged(store)
    twins = stored.shared_id_numbers(store)
    names = "；".join(names for names, _count in twins[:5])
    return [
        _finding("integrity", "文件完整", not broken, "文件有损坏，请从最近的备份恢复。"),
        _finding(
            "capture", "修改记录装置完整", stored.capture_intact(store), "保护装置不完整，请联系维护人员，先不要修改。"
        ),
        _finding("journal", "每条记录都有来历", not unstamped, f"有 {len(unstamped)} 条记录不是用薪火写入的，请核对。"),
        _finding(
            "acts",
            "内容和修改记录一致",
            not unlike,
            f"抽查发现 {len(unlike)} 处内容与修改记录不一致，可能被别的程序改过，请从备份恢复并核对。",
        ),
        _finding("audit", "操作记录完整", not unsound, f"{'；'.join(unsound[:5])}。{audit.ADVICE}"),
        _finding(
            "references", "记录之间对得上", not dangling, f"有 {len(dangling)} 条记录引用了已不存在的内容，请核对。"
        ),
        _finding("summary", "学时汇总正确", not differences, f"有 {differences} 处汇总与明细不符，请联系维护人员。"),
        _finding(
            "accounts",
            "学时台账正确",
            not accounts,
            f"抽查发现 {accounts} 处台账与明细不符，请用命令 ledger refresh --all 重新核算。",
        ),
        _finding(
            "doubled",
            "没有重复登记的学时",
            not double,
            f"有 {len(double)} 人次在同一班次里登记了两次：{'；'.join(double[:5])}。请在“培训班次”的名单里去掉多的一条。",
        ),
        _finding(
            "attachments",
            "附件内容没有损坏",
            not damaged,
            f"有 {len(damaged)} 份附件内容已损坏。用命令 attachments tidy 清理后会请对方补发；对方也没有的，请从备份恢复。",
        ),
        _finding(
            "people",
            "没有重复登记的人",
            not twins,
            f"有 {len(twins)} 个身份证号登记了不止一次：{names}。请核对是否同一人；是同一人的，在教师页用“可能重复……”合并。",
        ),
    ]


def _finding(name: str, label: str, ok: bool, otherwise: str) -> Finding:
    return Finding(name, label, ok, "没有问题。" if ok else otherwise)
