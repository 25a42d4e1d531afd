"""All reports by their names, group by group; what makes one is read when it is first asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from app.reports.shapes import Choices, Facts, Only, Report
from app.session import Session

ROLLS, LADDER, CONDUCT, TRAINING, PAIRS, RESEARCH, STAFFING, YEARS = GROUPS = (
    "教师和单位", "梯队、荣誉和目标", "师德和考核", "培训和学时", "师徒结对和工作室", "教研听课", "编制、交流和退休", "年度数字",
)  # fmt: skip
"""The groups in their order."""


def _from(module: str, name: str) -> Callable[..., Any]:
    def made(*given: Any) -> Any:
        return getattr(import_module(f"app.reports.{module}"), name)(*given)

    return made


def _report(
    name: str, label: str, about: str, group: str, made: str, *, yearly: bool = False, of_school_year: bool = False
) -> Report:
    """A report that `module.function` of this folder makes."""
    module, _, function = made.partition(".")
    return Report(
        name,
        label,
        about,
        _from(module, function),
        yearly or of_school_year,
        group=group,
        of_school_year=of_school_year,
    )


def _of_hours(name: str, label: str, about: str) -> Report:
    """A report over the ledger of hours, made for a regime and a period."""
    facts = _from("hours", "facts")

    def choices(session: Session) -> Choices:
        found: Choices = _from("hours", "choices")(session, name)
        return found

    def chosen(session: Session, period: str | None, only: Only) -> Facts:
        made: Facts = facts(session, name, period, only)
        return made

    def make(session: Session, _year: int, only: Only) -> Facts:
        return chosen(session, None, only)

    return Report(name, label, about, make, choices=choices, chosen=chosen, group=TRAINING)


def _gaps(session: Session, _year: int, only: Only) -> Facts:
    from app.gaps import papers

    return papers.facts(session, only)


_ALL = (
    _report("teachers", "教师花名册", "每人一行：学校、学科、职称、电话；证号遮住中间几位", ROLLS, "rolls.roster"),
    _report("organisations", "单位一览表", "每个单位一行，附任教人数", ROLLS, "rolls.units"),
    _report(
        "structure",
        "教师队伍结构统计表",
        "按学段、职称、性别、年龄、聘用形式、城乡统计人数和占比，附年龄结构图",
        ROLLS,
        "rolls.structure",
    ),
    _report(
        "newcomers",
        "新参加工作教师名单",
        "这一年参加工作的，每人一行，按聘用形式合计",
        ROLLS,
        "rolls.newcomers",
        yearly=True,
    ),
    _report("special", "特岗教师和公费师范生名单", "每人一行，两样都是的只列一次", ROLLS, "rolls.special"),
    _report("ladder", "分层次培养统计表", "称号、级别对学科，人次和人分开，人选另列", LADDER, "ladder.by_subject"),
    Report(
        "pyramid",
        "梯队金字塔",
        "每人只按最高称号，按学校、学科或学段，附金字塔图",
        _from("ladder", "pyramid"),
        choices=_from("ladder", "pyramid_choices"),
        chosen=_from("ladder", "pyramid_by"),
        group=LADDER,
    ),
    _report(
        "masters", "名师骨干覆盖率表", "每校一行：有没有名师，名师、骨干、骨干班主任各多少人", LADDER, "ladder.coverage"
    ),
    _report(
        "honours",
        "荣誉名录",
        "这一年的荣誉每项一行，人选另外标明，人次和人分开",
        LADDER,
        "ladder.roll_of_honour",
        yearly=True,
    ),
    _report("class_masters", "名班主任名册", "每个称号一行，县级以上多少人", LADDER, "ladder.class_masters"),
    _report("targets", "目标完成进度表", "每项目标一行：目标数、现在、还差多少，附进度图", LADDER, "targets.progress"),
    _report(
        "ethics_results",
        "师德考核结果汇总",
        "每校一行：各等次多少人，没有考核的多少人",
        CONDUCT,
        "conduct.results",
        yearly=True,
    ),
    _report("conflicts", "考核冲突名单", "同一年师德考核不合格、年度考核却合格以上的", CONDUCT, "conduct.conflicts"),
    _report("barred", "受限人员名单", "师德考核不合格、还在限制期内的，到哪一天为止", CONDUCT, "conduct.barred"),
    _report("to_leave", "应当调离人员名单", "连续几年考核不合格、现在仍任教的", CONDUCT, "conduct.to_leave"),
    _report("classes", "培训班次统计表", "每个班次一行，附参训人次、合格人次", TRAINING, "training.classes"),
    _report(
        "training",
        "培训情况统计表",
        "按层级、类别、主题、假期、当时职务统计班次、人次、人数、学校数和学时",
        TRAINING,
        "training.figures",
        yearly=True,
    ),
    _report("hours", "年度学时统计表", "每人一行，按类别合计当年合格的学时", TRAINING, "training.hours", yearly=True),
    _of_hours("ethics", "师德学时达标表", "每人一行：这一学期的师德学时计了多少、是否达标"),
    _of_hours("cycle", "五年周期学时台账", "每人一行：这一周期计了多少、还缺什么、什么时候以前"),
    _of_hours("year_hours", "年度学时达标表", "每人一行：这一年计了多少、还缺什么"),
    _of_hours("coverage", "全员培训覆盖率", "每校一行：多少人有学时、多少人没有，覆盖率和达标率"),
    Report("gaps", "培训核对表", "县里的培训规则逐条核对：做到多少、没做到的是谁、还缺什么", _gaps, group=TRAINING),
    _report("pairs", "师徒结对一览表", "每对师徒一行，附活动次数、得分和还差什么", PAIRS, "mentoring.pairs"),
    _report("plans", "个人发展规划表", "每份规划一行：目标、措施、导师和意见", PAIRS, "mentoring.plan_list"),
    _report("mentoring", "师徒结对统计", "按类别、学校、学科统计对数和人数", PAIRS, "mentoring.counted"),
    _report("studios", "工作室一览表", "每个工作室一行，附成员人数", PAIRS, "studios.rooms"),
    _report("members", "工作室成员名册", "每个成员一行，附角色和加入日期", PAIRS, "studios.members"),
    _report(
        "studio_assessments",
        "工作室年度考核表",
        "每个工作室一行：活动、成果、等次、得分和依据文件",
        PAIRS,
        "studios.assessments",
        yearly=True,
    ),
    _report(
        "studio_activities",
        "工作室活动统计表",
        "每类活动一行：次数、人次、人、发放学时",
        PAIRS,
        "studios.activities",
        yearly=True,
    ),
    _report(
        "studio_plans",
        "工作室计划完成情况",
        "每项计划一行：计划几次、开展几次；没有计划的活动列在后面",
        PAIRS,
        "studios.plans",
        yearly=True,
    ),
    _report(
        "links",
        "名师联系学校帮扶台账",
        "每所学校一行：名师、四类活动次数；没有名师的学校列在后面",
        PAIRS,
        "studios.school_links",
    ),
    _report(
        "observers",
        "教研员听课统计",
        "每位专职教研员一行：各月听课节数，还差多少，附进度图",
        RESEARCH,
        "research.observers",
        of_school_year=True,
    ),
    _report("observed", "听评课覆盖表", "每校一行：规定年限内多少人被听过课，附覆盖率图", RESEARCH, "research.covered"),
    _report(
        "moves",
        "教师调动台账",
        "每次调动、轮岗、借调、离开一行，注明城乡方向和依据文件",
        STAFFING,
        "staffing.moves",
        yearly=True,
    ),
    _report(
        "exchanges",
        "交流轮岗台账",
        "交流轮岗、借调、返回每次一行，按城乡方向合计",
        STAFFING,
        "staffing.exchanges",
        yearly=True,
    ),
    _report(
        "mismatched",
        "人编不一致名单",
        "编制和任教不在一处的：没有登记借调的、超期的、期限内的",
        STAFFING,
        "staffing.apart",
    ),
    _report("higher", "可任教高学段名单", "有更高学段教师资格证的，每人一行", STAFFING, "staffing.higher"),
    _report(
        "retiring",
        "退休预测表",
        "从这一年起十年，每年到龄多少人，按学段、性别，附图",
        STAFFING,
        "staffing.retiring",
        yearly=True,
    ),
    _report(
        "personnel",
        "年度人事与表彰统计",
        "五年的新教师、职称评聘、表彰、调动、退休，人次和人分开，附图",
        YEARS,
        "yearly.personnel",
        yearly=True,
    ),
    _report(
        "year_figures",
        "案例用的年度数字",
        "程序里能数的全部数字，附上一年的和怎么算的",
        YEARS,
        "yearly.year_figures",
        yearly=True,
    ),
)
REPORTS: dict[str, Report] = {one.name: one for one in _ALL}
