"""The code tables of the product: what a stored code means, and which code a written word stands for."""

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("data") / "codes"

_OWN = "本程序自定"

_TABLES: dict[str, tuple[str, str]] = {
    "sex": ("性别", "GB/T 2261.1-2003"),
    "ethnic": ("民族", "GB/T 3304-1991"),
    "political": ("政治面貌", "GB/T 4762-1984"),
    "education": ("学历", "GB/T 4658-2006"),
    "degree": ("学位", "GB/T 6864-2003"),
    "title": ("职称", "人社部发〔2015〕79号；代码由本程序自定"),
    "post_grade": ("岗位等级", "国人部发〔2006〕70号；代码由本程序自定"),
    "stage": ("任课学段", "JY/T 1001-2012 RKXD"),
    "subject": ("任教学科", "JY/T 1001-2012 ZXXKC，另有本程序补充"),
    "school_kind": ("办学类型", "JY/T 1001-2012 BXLX"),
    "urban_rural": ("城乡类型", "GB/T 33782-2017 表5"),
    "employment": ("用人方式", _OWN),
    "staff_kind": ("教职工类别", "JY/T 1001-2012 ZXXBZLB"),
    "staff_status": ("在岗状态", _OWN),
    "level": ("级别", "JY/T 1001-2012 JB"),
    "training_level": ("培训层级", _OWN),
    "training_category": ("培训类别", _OWN),
    "training_form": ("培训形式", _OWN),
    "result": ("考核结果", _OWN),
    "mandarin": ("普通话水平等级", "JY/T 1001-2012 PTHSPDJ"),
    "pair_kind": ("结对类型", _OWN),
    "pair_status": ("结对状态", _OWN),
    "activity_kind": ("指导活动类型", _OWN),
    "studio_kind": ("工作室类型", _OWN),
    "member_role": ("工作室角色", _OWN),
    "organisation_kind": ("机构类型", _OWN),
    "posting_kind": ("任职类型", _OWN),
    "move_kind": ("调动方式", _OWN),
    "paper_kind": ("证书类型", _OWN),
    "text_kind": ("文稿种类", _OWN),
    "head_style": ("红头", _OWN),
    "print_way": ("打印方式", _OWN),
    "certificate_status": ("证书状态", _OWN),
    "proposal_kind": ("申请种类", _OWN),
    "verdict": ("审核结论", _OWN),
    "attachment_kind": ("附件种类", _OWN),
    "assessment_kind": ("考核种类", _OWN),
    "assessment_grade": ("考核等次", "人社部发〔2023〕6号；代码由本程序自定"),
    "term": ("学期", _OWN),
    "rule_kind": ("规则种类", _OWN),
    "training_topic": ("培训主题", _OWN),
    "audience": ("培训对象", _OWN),
    "training_module": ("必修内容", _OWN),
    "declared_kind": ("申报项目", _OWN),
    "award_grade": ("奖次", _OWN),
    "declared_role": ("本人作用", _OWN),
    "base_kind": ("基地种类", _OWN),
    "studio_state": ("工作室状态", _OWN),
    "studio_activity_kind": ("工作室活动类别", _OWN),
    "output_kind": ("成果类别", _OWN),
    "studio_assessment_kind": ("工作室考核种类", _OWN),
    "three_grades": ("三等考核等次", _OWN),
    "pair_review_kind": ("结对考核种类", _OWN),
    "link_kind": ("帮扶活动类别", _OWN),
}

_STEPPED = frozenset({"education", "degree"})

NAMES: tuple[str, ...] = tuple(_TABLES)
"""The names of all tables; each is also the name of its file under `app/data/codes`."""


@dataclass(frozen=True)
class Code:
    """One line of a table.

    `maybe` are words that may mean this line as well as another. `source` is filled only where a line comes from
    elsewhere than its table; `now` names the code that has taken the place of an older one (titles before 2015).
    """

    code: str
    label: str
    note: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""
    now: str = ""
    maybe: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeTable:
    """One code table with its Chinese label and the document it comes from."""

    name: str
    label: str
    source: str
    codes: tuple[Code, ...]
    _labels: dict[str, str] = field(init=False, repr=False, compare=False)
    _words: dict[str, str | None] = field(init=False, repr=False, compare=False)
    _maybe: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_labels", {one.code: one.label for one in self.codes})
        object.__setattr__(self, "_words", _words(self.name, self.codes))
        object.__setattr__(self, "_maybe", _maybe(self.name, self.codes))

    def label_of(self, code: str | None) -> str:
        """The label to show; a code this table does not know is shown as it is, None as nothing."""
        if code is None:
            return ""
        return self._labels.get(code, code)

    def find(self, text: str) -> str | None:
        """The code that `text` stands for: a code, a label or a known other word; None when not sure."""
        stripped = text.strip()
        if stripped in self._labels:
            return stripped
        plain = _plain(self.name, text)
        found = self._words.get(plain)
        if found is not None or plain in self._maybe:
            return found
        if self.name in _AROUND:
            found = self._words.get(_AROUND[self.name].sub("", plain))
        return found or self._of_both(plain)

    def _of_both(self, plain: str) -> str | None:
        """The code of "01-汉族", as other systems write code and label together; they must agree."""
        both = _BOTH.fullmatch(plain)
        found = self._words.get(_plain(self.name, both[2])) if both else None
        return found if both and found and self._words.get(both[1]) == found else None

    def may_mean(self, text: str) -> tuple[str, ...]:
        """The codes between which `text` leaves the choice open (中专: 毕业, 结业 or 肄业), in the order of the table."""
        return self._maybe.get(_plain(self.name, text), ())

    def covers(self, wide: str, narrow: str) -> bool:
        """Whether `wide` says the same as `narrow`, only less exactly (大学本科教育 20, 大学本科毕业 21; 博士 2, 理学博士 207):
        GB/T 4658 and GB/T 6864 number what belongs together so."""
        stem = wide.rstrip("0") if self.name == "education" else wide
        return self.name in _STEPPED and wide != narrow and bool(stem) and narrow.startswith(stem)

    def labels(self) -> tuple[str, ...]:
        """All labels, in the order of the table."""
        return tuple(one.label for one in self.codes)

    def current(self, code: str) -> str:
        """The code that has taken the place of an older one (中学一级教师 → 一级教师), else `code` itself."""
        return next((one.now for one in self.codes if one.code == code and one.now), code)


@cache
def table(name: str) -> CodeTable:
    """The table called `name` (one of `NAMES`, else KeyError), read from its file once."""
    label, source = _TABLES[name]
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        codes = tuple(_code(row) for row in csv.DictReader(file))
    return CodeTable(name, label, source, codes)


def _code(row: dict[str, str]) -> Code:
    aliases = tuple(filter(None, row["aliases"].split("|")))
    maybe = tuple(filter(None, row.get("maybe", "").split("|")))
    return Code(row["code"], row["label"], row["note"], aliases, row.get("source", ""), row.get("now", ""), maybe)


def _words(name: str, codes: tuple[Code, ...]) -> dict[str, str | None]:
    """Every way to write each code; a word that could mean two codes means none."""
    words: dict[str, str | None] = {}
    for one in codes:
        for word in {_plain(name, text) for text in (one.code, one.label, *one.aliases)}:
            words[word] = None if word in words else one.code
    return words


def _maybe(name: str, codes: tuple[Code, ...]) -> dict[str, tuple[str, ...]]:
    """The words that could mean several codes, each with those."""
    found: dict[str, tuple[str, ...]] = {}
    for one in codes:
        for word in {_plain(name, text) for text in one.maybe}:
            found[word] = (*found.get(word, ()), one.code)
    return found


_BOTH = re.compile(r"[\[(]?([a-z]?[0-9]{1,3}|[a-z]+(?=-)|[a-z])[\])]?[-_.:、—–]*([^0-9].*)")

_AROUND = {"subject": re.compile("^(?:小学|初中|高中|中学|普通初中|普通高中)|(?:学科|教师|老师|课|科)$")}
"""What stands around a word and says nothing of it: 小学语文教师 teaches 语文."""


def _plain(name: str, text: str) -> str:
    """`text` without what people write differently: width, case, spaces, and 族 after an ethnic group."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    if name == "ethnic" and len(plain) > 1:
        plain = plain.removesuffix("族")
    return plain
