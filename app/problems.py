"""Everything the program says to a person when it cannot do what was asked; anything else is our bug."""

from exports.problems import ExportProblem
from exports.problems import PasswordNeeded as PasswordNeeded
from storage.problems import StorageProblem


class Problem(Exception):
    """A refusal to show as it is: what happened, and what to do next (both Chinese sentences)."""

    def __init__(self, title: str, advice: str) -> None:
        super().__init__(f"{title} {advice}")
        self.title = title
        self.advice = advice


class Question(Problem):
    """A refusal that a person's word may lift: a window can ask and go on, many files at once leave it to a person."""


class Cancelled(Problem):
    """A person stopped long work; nothing was half done."""

    def __init__(self) -> None:
        super().__init__("已停止。", "没有写入任何内容，可以重新开始。")


SHOWN = (Problem, StorageProblem, ExportProblem)
"""The exceptions whose title and advice are shown as they are."""
