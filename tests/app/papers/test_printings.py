from app.papers import printings


def test_numbers_that_follow_each_other_are_told_as_a_range():
    numbers = [
        "清水结业〔2026〕000013号",
        "清水结业〔2026〕000012号",
        "清水结业〔2026〕000014号",
        "清水结业〔2026〕000007号",
    ]
    assert (
        printings.in_words(numbers) == "清水结业〔2026〕000007号、清水结业〔2026〕000012号 至 清水结业〔2026〕000014号"
    )


def test_one_number_and_no_number_are_told_as_they_are():
    assert printings.in_words(["A-3"]) == "A-3"
    assert printings.in_words([]) == ""


def test_scattered_numbers_are_counted_where_they_are_too_many_to_tell():
    assert printings.in_words([f"A-{n}" for n in range(1, 20, 2)]) == "A-1、A-3、A-5、A-7等 10 个"


def test_years_do_not_follow_each_other():
    assert printings.in_words(["〔2025〕000001号", "〔2026〕000002号"]) == "〔2025〕000001号、〔2026〕000002号"
