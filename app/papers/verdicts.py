"""What is said of a paper that was checked: how it stands, in one sentence, with what to do, and what it should say."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app import codes
from app.papers.paper_keys import PaperKey
from app.papers.statement_lines import Statement
from storage.store import Row


class State(StrEnum):
    """How a paper stands."""

    GENUINE = "genuine"  # signature fits, and the register has it as valid
    ELSEWHERE = "elsewhere"  # signature fits; the register of those papers is not here
    FORMER_KEY = "former key"  # the same, and the key has ended since: whoever has it can write an earlier day
    UNLISTED = "unlisted"  # signature fits, and the register here should have it and does not
    LISTED = "listed"  # looked up by number: valid in the register
    EXPIRED = "expired"
    REPLACED = "replaced"
    VOID = "void"
    DIFFERS = "differs"  # signature fits, the register says otherwise
    ENDED_KEY = "ended key"  # signed for a day after the key's end
    ALTERED = "altered"  # names a known key, and its signature does not fit
    UNKNOWN_KEY = "unknown key"
    BROKEN = "broken"  # begins like a statement, and is not a whole one
    TOO_NEW = "too new"
    NOT_OURS = "not ours"
    NOT_FOUND = "not found"  # looked up by number


GOOD, UNSURE, BAD = "good", "unsure", "bad"

_WEIGHTS = {
    State.GENUINE: GOOD,
    State.ELSEWHERE: GOOD,
    State.FORMER_KEY: UNSURE,
    State.UNLISTED: UNSURE,
    State.LISTED: UNSURE,
    State.UNKNOWN_KEY: UNSURE,
    State.BROKEN: UNSURE,
    State.TOO_NEW: UNSURE,
    State.NOT_OURS: UNSURE,
    State.NOT_FOUND: UNSURE,
}

_COMPARE = "请与纸上的内容逐项核对：纸上有一处不同，这张纸就不是原来的证书。"
_ASK = "请不要采信，并向证书上写的发证单位核实。"
_FORMER = "停用以前发的证书本来有效；但停用的密钥如果落在别人手里，发证日期可以往前写。"
_WORDS = {
    State.GENUINE: ("查验通过：签名属实，登记簿里是有效证书。", _COMPARE),
    State.ELSEWHERE: (
        "查验通过：签名属实，内容没有改过。",
        f"这份证书不在本机的登记簿里，有没有作废、补发，要问发证单位。{_COMPARE}",
    ),
    State.FORMER_KEY: (
        "签名属实，但签名的密钥后来停用了。",
        f"{_FORMER}这份证书不在本机的登记簿里，请向发证单位核实以后再采信。{_COMPARE}",
    ),
    State.UNLISTED: (
        "签名属实，但登记簿里没有这份证书。",
        "登记簿里本来应当有它：可能还没有收到学校的上报文件，教师已经调走，或者数据从旧备份恢复过。请先查清楚，再采信。",
    ),
    State.LISTED: (
        "登记簿里有这个编号，是有效证书。",
        f"编号谁都可以照抄，只凭编号不能证明这张纸是真的。{_COMPARE}",
    ),
    State.EXPIRED: ("这份证书已经过了有效期。", "证书是真的，但已经失效。请持证人到发证单位办理。"),
    State.REPLACED: ("这份证书已经补发，这张是旧的，不再有效。", "请持证人出示补发的那一张。"),
    State.VOID: ("这份证书已经作废。", "内容是真的，但发证单位已经作废，不能再用。"),
    State.DIFFERS: (
        "签名属实，但内容与登记簿里的不一致。",
        "同一个编号登记的是另外的内容，请向发证单位核实以后再采信。",
    ),
    State.ENDED_KEY: (
        "签这份证书的密钥，在发证日期以前就已停用。",
        f"停用的密钥可能落在别人手里。{_ASK}",
    ),
    State.ALTERED: (
        "查验不通过：内容与签名不符。",
        f"二维码里的内容被改过，或者签名是伪造的。{_ASK}下面是二维码里现在的说法。",
    ),
    State.UNKNOWN_KEY: (
        "本机不认识签名的单位，不能判断真假。",
        "可能是外县的证书，也可能是伪造的。下面只是它自己的说法。外县的证书，请向发证的县要公钥，核对指纹后由县里添加，再来查验。",
    ),
    State.BROKEN: ("二维码的内容不完整，查不了。", "可能没有扫全，或者被改过。请重新扫描；再不行，请按证书编号查。"),
    State.TOO_NEW: ("这份证书是更新版本的程序签发的。", "请先更新本机的薪火，再来查验。"),
    State.NOT_OURS: ("这不是薪火证书的二维码。", "请扫描证书上的查验二维码；没有二维码的，请按证书编号查。"),
    State.NOT_FOUND: (
        "本机的登记簿里没有这个编号。",
        "请核对编号有没有输错。学校的登记簿里只有本校教师的证书，别的请到县里查。",
    ),
}


_ON_PAGE = {
    State.ELSEWHERE: f"有没有作废、补发，网页上查不到，要问发证单位。{_COMPARE}",
    State.FORMER_KEY: f"{_FORMER}网页上没有登记簿，请向发证单位核实以后再采信。{_COMPARE}",
    State.UNKNOWN_KEY: (
        "可能是外县的证书，也可能是伪造的。下面只是它自己的说法。外县的证书，请用那个县的查验网页；"
        "县里新换过密钥的，请重新要一份本网页。"
    ),
    State.BROKEN: "可能没有扫全，或者被改过。请重新扫描；再不行，请向发证单位核实。",
    State.TOO_NEW: "请向发证单位要一份新的查验网页。",
    State.NOT_OURS: "请扫描证书上的查验二维码；没有二维码的，请向发证单位核实。",
}
"""What is advised otherwise where there is no register and no program: on the page for a browser."""


def page_words() -> dict[str, dict[str, str]]:
    """Title, advice and weight of every state that the page for a browser can come to."""
    states = (*_ON_PAGE, State.EXPIRED, State.ENDED_KEY, State.ALTERED)
    return {
        one.value: {
            "title": _WORDS[one][0],
            "advice": _ON_PAGE.get(one, _WORDS[one][1]),
            "weight": _WEIGHTS.get(one, BAD),
        }
        for one in states
    }


@dataclass(frozen=True)
class Verdict:
    """How a paper stands: `title` says it, `advice` what to do; `facts` (label, value) are what it should say."""

    state: State
    title: str
    advice: str
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def weight(self) -> str:
        """`good`, `unsure` or `bad`."""
        return _WEIGHTS.get(self.state, BAD)


def verdict(
    state: State,
    said: Statement | None = None,
    key: PaperKey | None = None,
    row: Row | None = None,
    today: date | None = None,
) -> Verdict:
    """The verdict in words: `said` is the statement, `key` whose signature it is, `row` what the register has."""
    title, advice = _WORDS[state]
    if state is State.REPLACED and row and row["successor"]:
        advice = f"补发的证书编号是 {row['successor']}，请持证人出示那一张。"
    elif state in (State.VOID, State.REPLACED) and row and row["remark"]:
        advice = f"{advice}登记的原因：{row['remark']}。"
    if state is State.EXPIRED and today is not None:
        advice = f"{advice}今天按本机的日期是 {today.isoformat()}。"
    return Verdict(state, title, advice + _cautions(state, said, key, today), _facts(state, said, key, row))


_FITTING = (State.GENUINE, State.ELSEWHERE, State.FORMER_KEY, State.UNLISTED)


def _cautions(state: State, said: Statement | None, key: PaperKey | None, today: date | None) -> str:
    """What a person should look at twice although the signature fits."""
    if said is None or key is None or state not in _FITTING:
        return ""
    found = ""
    if today is not None and said.issued_on > today:
        found += f"注意：发证日期在今天（{today.isoformat()}）以后，请先核对本机的日期对不对。"
    if said.issuer != key.name:
        found += f"注意：证书上的发证单位是“{said.issuer}”，签名的是“{key.name}”。"
    if key.end is not None and state is State.UNLISTED:
        found += f"注意：签名的密钥已在 {key.end.isoformat()} 停用，请一定向发证单位核实。"
    return found


def _facts(state: State, said: Statement | None, key: PaperKey | None, row: Row | None) -> tuple[tuple[str, str], ...]:
    if said is not None:
        found = [
            ("证书种类", said.kind), ("证书编号", said.number), ("姓名", said.name), ("事项", said.about),
            ("发证单位", said.issuer), ("发证日期", said.issued_on.isoformat()),
            ("有效期至", said.valid_until.isoformat() if said.valid_until else ""),
        ]  # fmt: skip
        if key is not None and state is not State.ALTERED:
            until = f"，{key.end.isoformat()} 停用" if key.end else ""
            found.append(("签名单位", f"{key.name}（公钥 {key.start.isoformat()} 启用{until}）"))
        if state is State.DIFFERS and row is not None:
            found.append(("登记簿里的", f"{row['name']}，{row['issued_on']} 发证"))
    elif row is not None:
        found = [
            ("证书种类", codes.table("paper_kind").label_of(row["kind"])), ("证书编号", row["number"]),
            ("姓名", row["name"]), ("发证单位", row["issuer"]), ("发证日期", row["issued_on"]),
            ("有效期至", row["valid_until"] or ""),
        ]  # fmt: skip
    else:
        found = []
    return tuple((label, value) for label, value in found if value and value != "—")
