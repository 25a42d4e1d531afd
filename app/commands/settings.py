"""`settings`: what 设置 → 本单位 holds, shown and changed."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

from app import office
from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem
from app.session import Session

_Setting = tuple[str, Callable[[Session], str], Callable[[Session, str], None]]

_SETTINGS: dict[str, _Setting] = {
    "name": ("单位名称", lambda session: session.name, office.rename),
    "operator": ("经办人", lambda session: session.operator, Session.set_operator),
    "number_word": ("证书编号字头", office.number_word, office.set_number_word),
    "file_limit": ("文件大小上限（MB）", lambda session: str(office.file_limit(session)), office.set_file_limit),
    **{
        fact: (
            f"一{unit}算多少学时",
            partial(office.worth_text, unit=unit),
            partial(office.set_worth, unit=unit),
        )
        for unit, fact in office.WORTH
    },
}


def add(commands: Any) -> None:
    """Add the command."""
    made = command(commands, "settings", "显示本单位的设置；写上 项目=值 的，改为那个值", _settings)
    made.add_argument("changes", nargs="*", metavar="项目=值", help="项目：" + "、".join(_SETTINGS))


def _settings(options: argparse.Namespace, output: Output) -> int:
    changes = dict(_change(one) for one in options.changes)
    with opened(options) as session:
        for name, text in changes.items():
            _SETTINGS[name][2](session, text)
        found = {name: shown(session) for name, (_, shown, _) in _SETTINGS.items()}
    words = [f"{label}（{name}）：{found[name] or '没有填写'}" for name, (label, _, _) in _SETTINGS.items()]
    output.result(found, "\n".join(words))
    return 0


def _change(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or name not in _SETTINGS:
        known = "、".join(f"{name}（{label}）" for name, (label, _, _) in _SETTINGS.items())
        raise Problem(f"没有“{name}”这一项设置。", f"写成 项目=值，例如 hours_per_day=8。可用的有：{known}。")
    return name, value
