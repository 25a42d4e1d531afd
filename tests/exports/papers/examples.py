"""Designs and facts that the tests of the paper engine share: a framed certificate and a proof of hours."""

from collections.abc import Sequence
from dataclasses import replace

from exports.papers.design import Cell, Code, Column, Design, Form, Frame, Seal, Table, Text
from exports.papers.facts import Facts, Texts

CERTIFICATE = Design(
    kind="completion",
    width=297,
    height=210,
    elements=(
        Frame(x=10.6, y=10.6, width=275.8, height=188.8, printed=True),
        Text(
            x=43,
            y=35,
            width=211,
            height=20,
            text="结业证书",
            role="title",
            size=46,
            colour="#a8171a",
            align="center",
            tracking=0.55,
            valign="middle",
            leading=1.2,
            printed=True,
        ),
        Text(
            x=43,
            y=62,
            width=211,
            height=66,
            text="{姓名}同志[（{单位}）]参加“{项目}”，修完规定课程，[共{学时}，]考核合格，准予结业。\n特此发证。",
            size=22.5,
            smallest=12,
            leading=1.85,
            indent=2,
            align="justify",
            valign="middle",
        ),
        Text(x=43, y=165, width=90, height=8, text="证书编号：{证书编号}", role="song", size=12, valign="bottom"),
        Text(x=150, y=150, width=86, height=9, text="{发证单位}", size=17, align="center", valign="bottom"),
        Text(x=150, y=161, width=86, height=8, text="{发证日期}", size=16, align="center"),
        Seal(x=238, y=150, width=20, height=8),
        Code(x=43, y=132, width=26, height=26),
    ),
)

HOURS = Design(
    kind="hours",
    top=45,
    elements=(
        Text(x=18, y=18, width=174, height=12, text="学时证明", role="title", size=23, align="center", place="every"),
        Text(
            x=18, y=33, width=174, height=5, text="编号：{证书编号}", role="song", size=10, align="right", place="every"
        ),
        Form(
            x=18,
            y=40,
            width=174,
            height=18,
            shares=(1, 2.5, 1, 2),
            row=9,
            lines=(
                (
                    Cell(text="姓名", label=True),
                    Cell(text="{姓名}"),
                    Cell(text="学时", label=True),
                    Cell(text="{学时}"),
                ),
                (Cell(text="工作单位", label=True), Cell(text="{单位}", columns=3, align="left")),
            ),
        ),
        Table(
            x=18,
            y=62,
            width=174,
            height=20,
            place="flow",
            rows="学时明细",
            sums="合计",
            columns=(
                Column(heading="序号", text="{序号}", share=0.6, align="center"),
                Column(heading="项目名称", text="{项目}", share=3.5),
                Column(heading="学时", text="{学时}", share=0.8, align="right"),
            ),
        ),
        Text(x=18, y=86, width=174, height=6, place="flow", text="[{备注}　]特此证明。", role="song", size=10.5),
        Text(x=110, y=110, width=70, height=6, place="flow", text="{发证单位}", role="song", size=13, align="center"),
        Seal(x=120, y=104, width=50, height=42, place="flow", label="（盖章）"),
        Text(
            x=18,
            y=284,
            width=174,
            height=5,
            place="every",
            text="第{页码}页共{页数}页",
            role="song",
            size=9,
            align="center",
        ),
    ),
)

TEXTS: Texts = {
    "姓名": "张𬭎",
    "单位": "城关镇中心小学",
    "项目": "2025年小学语文骨干教师研修班",
    "学时": "",
    "备注": "",
    "证书编号": "XJ-JY-2025-000123",
    "发证单位": "某某县教师进修学校",
    "发证日期": "2025年7月15日",
}


def facts(code: str = "", lists: dict[str, Sequence[Texts]] | None = None, **texts: str) -> Facts:
    """The example's facts with some of them changed."""
    whole = {**TEXTS, **texts}
    return Facts(
        who=f"{whole['姓名']}（证书编号 {whole['证书编号']}）",
        title=f"{whole['证书编号']} {whole['姓名']}",
        texts=whole,
        lists=lists if lists is not None else {"学时明细": [{"项目": "示范培训", "学时": "72"}], "合计": []},
        code=code,
    )


def rows(count: int, text: str = "义务教育课程标准国家级示范培训") -> dict[str, Sequence[Texts]]:
    """Lists with so many rows, each told from the others by ⟨number⟩, and one sum."""
    return {
        "学时明细": [{"项目": f"<{number}>{text}", "学时": "7.5"} for number in range(1, count + 1)],
        "合计": [{"项目": "累计（应修360学时）", "数": "108.5"}],
    }


def with_element(design: Design, index: int, **changes: object) -> Design:
    """The design with one element changed."""
    from msgspec.structs import replace as replaced

    elements = list(design.elements)
    elements[index] = replaced(elements[index], **changes)
    return replaced(design, elements=tuple(elements))


__all__ = ["CERTIFICATE", "HOURS", "TEXTS", "facts", "replace", "rows", "with_element"]
