"""This office itself (本单位): its name, the word its certificates are numbered with, and its last backup."""

from app import organisations
from app.problems import Problem
from app.session import Session


def rename(session: Session, name: str) -> None:
    """Give the office another name, as it stands on papers and files; its row among the organisations follows.

    A school is named by the county: there it is refused.
    """
    clean = name.strip()
    if not session.is_county:
        raise Problem("学校的名称由县里登记。", "请联系县局经办人修改，下次接收县里的文件后会更新。")
    if not clean:
        raise Problem("请填写单位名称。", "它会出现在证书和报表上。")
    if clean == session.name:
        return
    own = session.organisation
    if own and session.store.row(organisations.ENTITY.table, own):
        organisations.save(session, own, {"name": clean})
    session.store.set_fact("name", clean)


def number_word(session: Session) -> str:
    """The word before the kind in a certificate's number (“示教” in 示教结业字〔2026〕000001号); "" where none was set."""
    return session.store.fact("number_word") or ""


def set_number_word(session: Session, word: str) -> None:
    """Number certificates with another word from now on; those issued keep their numbers."""
    clean = word.strip()
    if len(clean) > 12:
        raise Problem("证书编号的字头太长了。", "请用几个字的简称，例如“示教”。")
    session.store.set_fact("number_word", clean or None)
