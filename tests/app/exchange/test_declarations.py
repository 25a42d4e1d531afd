"""Declared items between school and county: passed on, returned with a reason, passed on again with the same papers, granted."""

from app import declarations, granting, records
from app.exchange import receiving
from storage import checks
from storage import training as ledger
from tests.app.exchange.conftest import District
from tests.app.exchange.offices import Two
from tests.app.test_declarations import enter, granted, rule


def test_an_item_goes_up_comes_back_with_a_reason_and_is_granted_the_second_time(two: Two) -> None:
    by = rule(two.county)
    two.answer()
    pk = enter(two.school, two.zhang)
    assert declarations.get(two.school, pk)["hours"] == 100
    granting.review(two.school, [pk], "passed")
    two.round()
    granting.review(two.county, [pk], "returned", "缺获奖证书扫描件")
    two.answer()
    row = declarations.get(two.school, pk)
    assert (row["state"], row["comment"]) == ("returned", "缺获奖证书扫描件")
    # Only a scan is added: the row is as it was, and passing it on again is what makes it new to the county.
    granting.review(two.school, [pk], "passed")
    assert granted(two.school, pk)[0] == "county"
    two.round()
    row = declarations.get(two.county, pk)
    assert (row["state"], row["version"], row["doubt"]) == ("county", 2, "退回以后改过")
    assert granting.review(two.county, [pk], "passed").done == 1
    two.answer()
    row = declarations.get(two.school, pk)
    assert (row["state"], row["granted"], row["rule_id"], row["comment"]) == ("granted", 100, by, None)
    two.same()
    assert ledger.kept(two.school.store) == ledger.recounted(two.school.store) != []


def test_what_a_school_changed_while_the_county_granted_is_looked_at_again(two: Two) -> None:
    pk = enter(two.school, two.zhang, hours=100)
    granting.review(two.school, [pk], "passed")
    two.round()
    declarations.save(two.school, pk, {"level": "33"})
    granting.review(two.school, [pk], "passed")
    granting.review(two.county, [pk], "passed")
    two.round()
    row = declarations.get(two.county, pk)
    assert (row["state"], row["doubt"], row["level"], row["version"]) == ("county", "县里审核以后又改过", "33", 2)
    assert declarations.get(two.school, pk)["state"] == "county"
    granting.review(two.county, [pk], "passed")
    two.answer()
    assert granted(two.school, pk) == granted(two.county, pk) == ("granted", 100)
    assert checks.dangling(two.county.store) == []


def test_what_a_school_did_not_pass_on_again_waits_for_it(two: Two) -> None:
    pk = enter(two.school, two.zhang, hours=100)
    granting.review(two.school, [pk], "passed")
    two.round()
    granting.review(two.county, [pk], "passed")
    declarations.save(two.school, pk, {"hours": 40})
    two.round()
    assert granted(two.county, pk)[0] == granted(two.school, pk)[0] == "school"


def test_another_schools_items_are_not_sent_and_go_along_when_the_teacher_moves(district: District) -> None:
    county, city, town = district.county, district.city, district.town
    from app import moving, teachers

    pk = str(teachers.every(town)[0]["id"])
    item = enter(town, pk, hours=40)
    granting.review(town, [item], "passed")
    district.round(town)
    receiving.take(city, district.down(city))
    assert declarations.listed(city) == []
    moving.move(county, [pk], {"kind": "1", "to": city.organisation, "since": "2026-09-01", "document": "1号"})
    receiving.take(town, district.down(town), removal_agreed=True)
    receiving.take(city, district.down(city))
    assert declarations.listed(town) == []
    assert declarations.get(city, item)["state"] == "county"


def test_what_comes_is_told_in_words_a_clerk_reads(two: Two) -> None:
    rule(two.county)
    told = [line for entry in two.answer().report.entries for line in entry.lines]
    (meaning,) = [line.new for line in told if line.column == "parameters"]
    assert meaning.endswith("。") and "{" not in meaning
    pk = enter(two.school, two.zhang)
    granting.review(two.school, [pk], "passed")
    two.round()
    granting.review(two.county, [pk], "passed")
    labels = {line.label for entry in two.answer().report.entries for line in entry.lines}
    assert "认定学时" in labels
    assert not labels & {"认定时的内容", "依据的折算办法"}
    assert not {"认定时的内容", "依据的折算办法"} & {
        one.field for one in records.history(two.county, declarations.ENTITY, pk)
    }
