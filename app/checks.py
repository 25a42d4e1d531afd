"""Checking an office's file as a whole, in words; and keeping and restoring copies of it."""

from dataclasses import dataclass
from pathlib import Path

from app import doubled, unlocking
from app.opening import open_office
from app.papers import numbering
from app.problems import Problem
from app.session import Session
from storage import attachments as stored_attachments
from storage import certificates as stored_certificates
from storage import checks as stored
from storage import store as storage_store
from storage.problems import StorageProblem


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


def backup(session: Session, target: Path) -> Path:
    """Write a verified copy of the file; a folder gets a name with date and time. Returns where it is."""
    if target.is_dir():
        target = target / f"{session.path.stem}-备份-{session.now():%Y%m%d-%H%M%S}{session.path.suffix}"
    if target.exists():
        raise Problem(f"“{target.name}”已经存在。", "请换一个文件名，以免盖掉以前的备份。")
    storage_store.backup(session.store.conn, target, session.store.key)
    keys = session.path.with_name(session.path.name + ".key")
    if keys.exists():
        # Without its keys a restored file could exchange nothing.
        from app.exchange import files

        files.write(target.with_name(target.name + ".key"), files.read(keys, 1 << 20), private=True)
    _carry_purged(session.path, target)
    session.store.set_fact("last_backup", session.now().isoformat(timespec="seconds"))
    return target


def _replaced(source: Path, target: Path) -> dict[str, int] | None:
    """The certificate numbers used up by the file about to be replaced, None where there is no such file to tell;
    refuses the backup of another office."""
    if not target.exists():
        return None
    try:
        with storage_store.open_store(target, unlocking.key_of(target)) as now:
            site, numbers = now.fact("site"), numbering.used_up(now)
    except (StorageProblem, unlocking.Locked):
        # It is replaced because it is damaged.
        return None
    with storage_store.open_store(source, unlocking.key_of(source)) as backed_up:
        if backed_up.fact("site") != site:
            raise Problem(
                f"“{source.name}”是{backed_up.fact('name')}的备份，不是本单位的。",
                "请选择本单位的备份。现在的数据没有改动。",
            )
    return numbers


def restore(source: Path, target: Path) -> Path | None:
    """Put a verified copy of a backup in the place of an office's file; returns where the old one was kept."""
    before = _replaced(source, target)
    key = unlocking.key_of(source)
    kept = storage_store.restore(source, target, key)
    with storage_store.open_store(target, key) as store:
        stored_certificates.never_below(store, before or {})
        if before is None:
            numbering.close_own_blocks(store)
    keys, place = source.with_name(source.name + ".key"), target.with_name(target.name + ".key")
    if keys.exists() and not place.exists():
        from app.exchange import files

        files.write(place, files.read(keys, 1 << 20), private=True)
    _carry_purged(source, target)
    # Opening it erases what was purged since the backup was made: nobody must find it there before that.
    open_office(target).close()
    return kept


def _carry_purged(source: Path, target: Path) -> None:
    from app import purging

    purging.carry(source, target)
