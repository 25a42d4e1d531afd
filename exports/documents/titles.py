"""Breaks a title at word sense into lines that stand as a trapezium or a diamond (GB/T 9704-2012, 7.3.1)."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from exports.documents.grid import SIZE_2, WIDTH
from exports.documents.lines import NEVER_FIRST, NEVER_LAST

WIDEST = int(WIDTH / SIZE_2)
"""How many characters of 2号 a line of the type area takes: 20."""

_COMFORTABLE = 18
_MOST_LINES = 4
_OPENED = 5

# What a title is made of and what must not be torn apart; the longest is tried first.
_KNOWN = """
财政局 人力资源和社会保障局 人社局 编制委员会办公室 领导小组办公室 委员会
教育家精神 名师工作室 名校长工作室 名班主任工作室 师徒结对 继续教育 学科带头人 骨干教师 班主任 中小学 幼儿园 义务教育
教育体育局 教育局 教体局 人民政府 教师进修学校 实施方案 实施意见 管理办法 指导意见 工作方案 工作要点 年度报告 工作报告
情况报告 工作总结 队伍建设 教师队伍 专业发展 专业能力 能力提升 高质量 信息化 数字化 交流轮岗 集团化 一体化 职业道德
师德师风 学时认定 培训计划 表彰决定 先进集体 先进个人 优秀教师 基本情况 有关事项 有关问题 若干意见 全县 全市 全区 全省
教师 学校 学生 校长 教育 教学 教研 培训 学时 工作 情况 通知 报告 请示 批复 决定 意见 办法 方案 计划 总结 规划 建设
发展 管理 提升 推进 加强 开展 做好 印发 转发 上报 报送 表彰 公布 认定 核对 填报 学年 年度 学期 暑期 寒假 全员 活动
项目 数据 名单 结果 考核 评选 推荐 申报 审核 聘任 结对 工作室 主持人 成员 师父 徒弟 关于 进一步 深入 全面
"""
_WORDS = sorted(_KNOWN.split(), key=len, reverse=True)
_PIECES = re.compile(
    "|".join([r"《[^》]{1,12}》", r"“[^”]{1,10}”", r"[0-9A-Za-z]+[年月日届期—\-]*[度]?", *_WORDS, "."]), re.DOTALL
)

# A line may well end after these, or begin with those.
_GOOD_END = ("的", "、", "和", "与", "及", "关于", "》", "印发", "转发", "年", "年度", "学年")
_GOOD_START = ("关于", "《", "的通知", "的报告", "的决定", "的函", "的意见", "的请示", "暨", "和", "与", "及")
_BAD_START = ("的", "、", "了", "等")


def title_lines(title: Sequence[str]) -> list[str]:
    """The lines of a title: as given where there are several and each has room, else broken at word sense."""
    given = [one.strip() for one in title if one.strip()]
    if len(given) > 1 and all(_width(one) <= WIDEST for one in given):
        return given
    return _broken("".join(given))


def _broken(text: str) -> list[str]:
    if _width(text) <= _COMFORTABLE or not text:
        return [text]
    pieces = list(_pieces(text))
    for count in range(2, _MOST_LINES + 1):
        if _width(text) > count * WIDEST:
            continue
        ways = [lines for lines in _ways(pieces, count) if max(map(_width, lines)) <= WIDEST]
        if ways:
            return min(ways, key=_badness)
    return _cut(text)


def _pieces(text: str) -> Iterator[str]:
    """The words of a title; a mark that may not begin or end a line stays with its neighbour."""
    held = ""
    for piece in _PIECES.findall(text):
        if held and piece[0] not in NEVER_FIRST and held[-1] not in NEVER_LAST:
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _ways(pieces: Sequence[str], count: int) -> Iterator[list[str]]:
    for cuts in combinations(range(1, len(pieces)), count - 1):
        edges = (0, *cuts, len(pieces))
        yield ["".join(pieces[start:end]) for start, end in pairwise(edges)]


def _badness(lines: list[str]) -> float:
    """Lower is better: shape first, then where the lines break."""
    widths = [_width(line) for line in lines]
    bad = sum(max(width - _COMFORTABLE, 0) * 2.0 for width in widths) + max(widths) - min(widths)
    if len(widths) == 2:
        # 梯形: one line plainly longer than the other.
        bad += 4.0 if abs(widths[0] - widths[1]) < 2 else 0.0
    else:
        steps = [after - before for before, after in pairwise(widths)]
        waist = any(first < 0 < later for first, later in pairwise(steps))
        bad += 12.0 if waist else 0.0
        bad += 4.0 if all(abs(step) < 1 for step in steps) else 0.0
    for before, after in pairwise(lines):
        bad += 10.0 if after.startswith(_BAD_START) and not after.startswith(_GOOD_START) else 0.0
        bad -= 3.0 if before.endswith(_GOOD_END) or after.startswith(_GOOD_START) else 0.0
        bad += 5.0 if before.endswith("关于") else 0.0
        # A name in 《》 is not left after its first characters.
        opened = before.rpartition("《")[2] if before.count("《") > before.count("》") else ""
        bad += 8.0 if opened and _width(opened) < _OPENED else 0.0
    return bad


def _cut(text: str) -> list[str]:
    """A title beyond all measure, simply cut; a page is not refused for it."""
    lines, held = [], ""
    for character in text:
        if held and _width(held + character) > WIDEST:
            lines.append(held)
            held = ""
        held += character
    return [*lines, held]


def _width(text: str) -> float:
    """In characters of 2号: figures and Latin letters count for little more than half."""
    return sum(0.6 if character.isascii() else 1.0 for character in text)
