from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from storage import training
from storage.store import Act, Rows, Store

ACT = Act("王芳", "测试")
CATEGORIES, RESULTS, YEARS = ("1", "2", "3"), ("0", "1", "2", "3"), (2024, 2025, 2026)
NUMBER = st.integers(0, 2)


def kept_is_right(store: Store) -> None:
    assert training.kept(store) == training.recounted(store)


def set_up(store: Store, mode: Any = "local") -> None:
    with store.writing(Act("王芳", "准备", mode=mode)) as rows:
        for number in range(3):
            rows.insert("teachers", {"id": f"t{number}", "name": "李梅"})
            rows.insert("programmes", {"id": f"g{number}", "title": "师德", "category": CATEGORIES[number]})
            rows.insert(
                "classes",
                {"id": f"k{number}", "programme_id": f"g{number}", "name": "一班", "year": 2026, "hours": 100},
            )


def test_only_passed_hours_count_in_the_year_of_the_class(store: Store) -> None:
    set_up(store)
    with store.writing(ACT) as rows:
        for number, result in enumerate(RESULTS):
            rows.insert(
                "attendance",
                {"id": f"h{number}", "teacher_id": "t0", "class_id": "k0", "hours": 10 + number, "result": result},
            )
    assert training.hours_of_teacher(store, "t0") == [{"year": 2026, "category": "1", "hours": 23}]
    kept_is_right(store)


def test_a_class_takes_its_hours_to_another_year_and_a_programme_to_another_category(store: Store) -> None:
    set_up(store)
    with store.writing(ACT) as rows:
        rows.insert("attendance", {"teacher_id": "t0", "class_id": "k0", "hours": 50, "result": "1"})
        rows.update("classes", "k0", {"year": 2025})
        rows.update("programmes", "g0", {"category": "2"})
    assert training.hours_of_teacher(store, "t0") == [{"year": 2025, "category": "2", "hours": 50}]
    with store.writing(ACT) as rows:
        rows.update("classes", "k0", {"programme_id": "g2", "year": 2024})
    assert training.hours_of_teacher(store, "t0") == [{"year": 2024, "category": "3", "hours": 50}]
    kept_is_right(store)


def test_nothing_is_left_when_the_rows_are_gone(store: Store) -> None:
    set_up(store)
    with store.writing(ACT) as rows:
        pk = rows.insert("attendance", {"teacher_id": "t0", "class_id": "k0", "hours": 50, "result": "2"})
    with store.writing(ACT) as rows:
        rows.delete("attendance", pk)
        rows.delete("classes", "k0")
        rows.delete("programmes", "g0")
    assert training.hours_of_teacher(store, "t0") == []
    kept_is_right(store)


EDIT = st.one_of(
    st.tuples(st.just("attend"), st.integers(0, 5), NUMBER, NUMBER, st.sampled_from(RESULTS), st.integers(0, 300)),
    st.tuples(st.just("result"), st.integers(0, 5), st.sampled_from(RESULTS)),
    st.tuples(st.just("hours"), st.integers(0, 5), st.integers(0, 300)),
    st.tuples(st.just("class of"), st.integers(0, 5), NUMBER),
    st.tuples(st.just("leave"), st.integers(0, 5)),
    st.tuples(st.just("year"), NUMBER, st.sampled_from(YEARS)),
    st.tuples(st.just("programme of"), NUMBER, NUMBER),
    st.tuples(st.just("category"), NUMBER, st.sampled_from(CATEGORIES)),
    st.tuples(st.just("all results"), st.sampled_from(RESULTS)),
    st.tuples(st.just("all years"), st.sampled_from(YEARS)),
)


def edit(rows: Rows, how: str, *given: Any) -> None:
    attend = (
        "INSERT INTO attendance (id, teacher_id, class_id, result, hours) VALUES ('h' || ?, 't' || ?, 'k' || ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET result = excluded.result, hours = excluded.hours"
    )
    statements = {
        "attend": attend,
        "result": "UPDATE attendance SET result = ?2 WHERE id = 'h' || ?1",
        "hours": "UPDATE attendance SET hours = ?2 WHERE id = 'h' || ?1",
        "class of": "UPDATE attendance SET class_id = 'k' || ?2 WHERE id = 'h' || ?1",
        "leave": "DELETE FROM attendance WHERE id = 'h' || ?1",
        "year": "UPDATE classes SET year = ?2 WHERE id = 'k' || ?1",
        "programme of": "UPDATE classes SET programme_id = 'g' || ?2 WHERE id = 'k' || ?1",
        "category": "UPDATE programmes SET category = ?2 WHERE id = 'g' || ?1",
        "all results": "UPDATE attendance SET result = ?1",
        "all years": "UPDATE classes SET year = ?1",
    }
    rows.execute(statements[how], given)


@settings(max_examples=60, deadline=None)
@given(edits=st.lists(EDIT, max_size=25))
def test_the_kept_summary_is_what_a_recount_gives(fresh: Callable[[], Store], edits: list[Any]) -> None:
    with fresh() as store:
        # In mode import, so that the same rows may go and come again.
        set_up(store, "import")
        for one in edits:
            with store.writing(Act("县", "接收", mode="import")) as rows:
                edit(rows, *one)
            kept_is_right(store)


ROWS: list[tuple[str, dict[str, Any]]] = [
    *[("programmes", {"id": f"g{one}", "title": "师德", "category": CATEGORIES[one]}) for one in range(2)],
    *[
        ("classes", {"id": f"k{one}", "programme_id": f"g{one % 2}", "name": "班", "year": YEARS[one], "hours": 99})
        for one in range(3)
    ],
    *[
        ("attendance", {"id": f"h{one}", "teacher_id": f"t{one % 2}", "class_id": f"k{one % 3}", "hours": one + 1,
                        "result": RESULTS[1 + one % 3]})
        for one in range(6)
    ],
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(coming=st.permutations(ROWS), going=st.permutations(ROWS), many=st.integers(0, len(ROWS)))
def test_rows_may_come_and_go_in_any_order(
    fresh: Callable[[], Store], coming: list[Any], going: list[Any], many: int
) -> None:
    with fresh() as store:
        with store.writing(Act("县", "接收", mode="import")) as rows:
            for table, values in coming:
                rows.insert(table, values)
        kept_is_right(store)
        assert len(training.kept(store)) > 0
        with store.writing(Act("县", "接收", mode="import")) as rows:
            for table, values in going[:many]:
                rows.delete(table, values["id"])
        kept_is_right(store)
        with store.writing(Act("县", "接收", mode="import")) as rows:
            for table, values in going[:many]:
                rows.insert(table, values)
        kept_is_right(store)
