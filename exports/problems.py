"""What a workbook or a paper can refuse, worded for the person who asked."""


class ExportProblem(Exception):
    """A refusal to show as it is: what happened, and what to do next (both Chinese sentences)."""

    def __init__(self, title: str, advice: str) -> None:
        super().__init__(f"{title} {advice}")
        self.title = title
        self.advice = advice
