"""What a workbook or a paper can refuse, worded for the person who asked."""


class ExportProblem(Exception):
    """A refusal to show as it is: what happened, and what to do next (both Chinese sentences)."""

    def __init__(self, title: str, advice: str) -> None:
        super().__init__(f"{title} {advice}")
        self.title = title
        self.advice = advice


class PasswordNeeded(ExportProblem):
    """A workbook has a password: none was given, or `wrong`, another one. Asked for it, a person may go on."""

    def __init__(self, *, wrong: bool = False) -> None:
        super().__init__(
            "这个密码打不开这个工作簿。" if wrong else "这个工作簿加了密码。",
            "请核对大小写和全角半角，再输入一次。" if wrong else "请输入打开它的密码；不知道的，请问发来文件的人。",
        )
        self.wrong = wrong
