from pathlib import Path

from bench.rounds import Goal, Ratio, Report, each, in_turn, judged, options, ratio, table

TIMES = {"ours": [3.0, 1.0, 2.0], "theirs": [4.0, 8.0, 2.0]}


def test_a_ratio_is_of_medians_and_of_minima() -> None:
    assert ratio(TIMES, "ours", "theirs") == Ratio(2 / 4, 1 / 2)
    assert ratio(TIMES, "theirs", "ours") == Ratio(2.0, 2.0)


def test_one_run_is_judged_by_its_medians() -> None:
    slow = {"ours": [9.0, 1.0, 9.0], "theirs": [4.0, 4.0, 4.0]}
    assert judged(Goal("G", "ours", "theirs", 0.5), [TIMES]).met
    assert not judged(Goal("G", "ours", "theirs", 0.5), [slow]).met


def test_of_two_runs_the_better_ratio_counts() -> None:
    slow = {"ours": [9.0, 8.0, 9.0], "theirs": [4.0, 4.0, 4.0]}
    verdict = judged(Goal("G", "ours", "theirs", 0.5), [slow, TIMES])
    assert (verdict.met, verdict.runs, verdict.ratio) == (True, 2, Ratio(0.5, 0.5))
    assert not judged(Goal("G", "ours", "theirs", 0.5), [slow, slow]).met


def test_ways_run_in_turn_and_warm_rounds_do_not_count() -> None:
    order: list[str] = []

    def way(name: str, seconds: float) -> float:
        order.append(name)
        return seconds

    times = in_turn({"a": lambda: way("a", 1.0), "b": lambda: way("b", 2.0)}, rounds=2, warm=1)
    assert order == ["a", "b"] * 3
    assert times == {"a": [1.0, 1.0], "b": [2.0, 2.0]}


def test_phases_of_one_way_are_kept_apart() -> None:
    times = in_turn({"a": lambda: {"make": 1.0, "open": 2.0}}, rounds=2, warm=0)
    assert times == {"a/make": [1.0, 1.0], "a/open": [2.0, 2.0]}


def test_a_short_call_is_timed_as_the_mean_of_many() -> None:
    calls: list[int] = []
    seconds = each(4, lambda: calls.append(1))()
    assert len(calls) == 4
    assert isinstance(seconds, float)
    assert seconds >= 0


def test_the_table_has_a_line_a_way_and_ratios_to_the_first() -> None:
    lines = table("Title", TIMES).splitlines()
    assert len(lines) == 3
    assert "×2 " in lines[2]


def test_a_report_leaves_out_goals_without_their_peer_and_writes_only_where_told(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    report = Report("x", options("", ["--quick", "--out", str(out)]))
    goals = [Goal("G", "a", "b", 1), Goal("H", "a", "absent", 1)]
    report.run("T", {"a": lambda: 1.0, "b": lambda: 2.0}, rounds=5, goals=goals)
    assert [one.goal.name for one in report.verdicts] == ["G"]
    assert report.finish() == 0
    assert out.exists()
    assert list(tmp_path.iterdir()) == [out]


def test_sizes_are_judged_like_times() -> None:
    report = Report("x", options("", ["--quick"]))
    report.weigh(
        "bytes", {"ours": 60, "theirs": 100}, [Goal("S", "ours", "theirs", 0.5), Goal("T", "ours", "absent", 1)]
    )
    assert [(one.goal.name, one.met, one.ratio.median) for one in report.verdicts] == [("S", False, 0.6)]
    assert report.facts == {"bytes": {"ours": 60, "theirs": 100}}
