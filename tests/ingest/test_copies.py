from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.copies import EDITION, WINDOW, Copies
from rag.archive.stories import Current
from tests.rag.archive.stories import at

NOON = at(2024, 10, 14, 12)
PARAGRAPHS = (
    "Fishermen in Sorrel landed the largest catch of herring since the quota was cut, the harbour"
    " office said on Monday, and sold most of it before the boats were made fast.",
    "The trawler Perpetua alone brought in 41 tonnes. Her skipper, Ilse Brandvold, said that the"
    " shoal had come closer to the skerries than anyone aboard had seen it.",
    "Prices at the morning auction fell to 9.20 crowns a kilo, from 14 crowns a week earlier. The"
    " cannery took on thirty people for the season and is looking for as many again.",
    "The ministry will decide in November whether the quota is raised. Biologists want to see one"
    " more good year before they believe that the stock has recovered.",
)
WIRE = "\n\n".join(PARAGRAPHS)
ELSEWHERE = (
    "A lorry with a load of pianos tipped over on the ring road at breakfast time, and until it"
    " was righted drivers heard, the police said, every note that there is and some that are not."
)
SEVEN_LINES = (
    "Power failed in {town} at {time} on Tuesday and came back after {n} minutes, the company said."
    " About {homes} homes were dark. The fault lay in a substation on the edge of town, where a"
    " bird had got between two lines. Nobody was hurt. The company asks customers whose lights"
    " have not come back to look at their own fuses first and then to ring the usual number,"
    " which is answered at every hour of the day and the night."
)
GOLDEN = [120475865294394, 48655369398682, 28329971016726]
words = st.lists(st.sampled_from(WIRE.split()), max_size=80).map(" ".join)


@pytest.fixture
def copies() -> Copies:
    return Copies()


def printed(
    text: str = WIRE,
    *,
    article: int = 2,
    publisher: str | None = "Harbour Post",
    published: int | None = NOON,
) -> Current:
    return Current(article, text, publisher, published)


def wire(text: str = WIRE, *, published: int | None = NOON) -> Current:
    return printed(text, article=1, publisher="Meridian Wire", published=published)


def share_a_band(copies: Copies, one: str, other: str) -> bool:
    return bool(set(copies.bands(one)) & set(copies.bands(other)))


@pytest.mark.parametrize(
    "text",
    [
        WIRE,
        "\n\n".join(PARAGRAPHS[:2]),
        PARAGRAPHS[0],
        f"SORREL, Norvale, Oct 14 (Meridian Wire) - {WIRE}\n\nReporting by Meridian Wire",
        WIRE.replace("'", "’").replace("-", "–").upper(),
        WIRE.replace("41 tonnes", "31 tonnes"),
        f"{PARAGRAPHS[0]}\n\n{ELSEWHERE}\n\n" + "\n\n".join(PARAGRAPHS[1:]),
        "\n\n".join(reversed(PARAGRAPHS)),
        f"{WIRE}\n\n{ELSEWHERE}",
    ],
    ids=[
        *("whole", "half", "first paragraph", "credit", "typography", "a correction"),
        *("added to", "reordered", "two stories in one"),
    ],
)
def test_what_an_editor_does_to_a_wire_leaves_a_copy(copies: Copies, text: str) -> None:
    assert copies.same(wire(), printed(text))
    assert share_a_band(copies, WIRE, text)


@pytest.mark.parametrize(
    "text",
    [
        ELSEWHERE,
        f"{ELSEWHERE}\n\n{ELSEWHERE.upper().replace('A', 'E')}\n\nBackground: {PARAGRAPHS[0]}",
        "Herring is cheap in Sorrel this week: the boats came home full, said the harbour office.",
        "This story has been updated.",
        "",
    ],
    ids=["another", "a follow-up that quotes", "the same news, own words", "a note", "nothing"],
)
def test_what_others_wrote_themselves_is_no_copy(copies: Copies, text: str) -> None:
    assert not copies.same(wire(), printed(text))


def test_a_brief_inside_a_day_s_round_up_is_no_copy(copies: Copies) -> None:
    day = "\n\n".join(" ".join(f"matter{n}{m}" for m in range(90)) for n in range(6))

    assert not copies.same(wire(PARAGRAPHS[0]), printed(f"{PARAGRAPHS[0]}\n\n{day}"))


def form(town: str, time: str, n: int, homes: int) -> str:
    return SEVEN_LINES.format(town=town, time=time, n=n, homes=homes)


def test_a_form_with_other_figures_is_no_copy(copies: Copies) -> None:
    one, other = form("Dunmoor", "4.15", 35, 2_300), form("Sorrel", "9.40", 50, 700)

    assert not copies.same(wire(one), printed(other))


def test_a_short_form_with_one_other_figure_is_no_copy(copies: Copies) -> None:
    text = "The jackpot of {} million crowns was not won on Saturday and will be drawn for again"
    text += " next week, the state lottery said, as it has said every week since the spring."

    assert copies.same(wire(text.format(12)), printed(text.format(12)))
    assert not copies.same(wire(text.format(12)), printed(text.format(14)))


@pytest.mark.parametrize(("apart", "expected"), [(WINDOW, True), (WINDOW + 1, False)])
def test_copies_of_two_publishers_are_printed_within_a_week(
    copies: Copies, apart: int, expected: bool
) -> None:
    assert copies.same(wire(), printed(published=NOON + apart)) is expected
    assert copies.same(printed(published=NOON + apart), wire()) is expected


@pytest.mark.parametrize(("apart", "expected"), [(EDITION, True), (EDITION + 1, False)])
def test_one_publisher_s_page_and_next_day_s_paper_are_copies_and_a_later_one_is_not(
    copies: Copies, apart: int, expected: bool
) -> None:
    first = printed(article=1, publisher="HARBOUR  POST")

    assert copies.same(first, printed(published=NOON + apart)) is expected


def test_one_publisher_s_forms_are_no_copies_though_one_figure_alone_differs(
    copies: Copies,
) -> None:
    one, other = form("Dunmoor", "4.15", 35, 2_300), form("Dunmoor", "4.15", 36, 2_300)

    assert copies.same(wire(one), printed(other))
    assert not copies.same(printed(one, article=1), printed(other))


def test_nobody_s_articles_are_one_nobody_s(copies: Copies) -> None:
    cut = "\n\n".join(PARAGRAPHS[:2])
    one, other = (printed(text, publisher=None) for text in (form("A", "1.10", 3, 4), cut))

    assert not copies.same(one, other)


@pytest.mark.parametrize("published", [None, NOON + 90 * 86_400])
def test_an_undated_copy_may_be_of_any_time(copies: Copies, published: int | None) -> None:
    assert copies.same(wire(published=None), printed(published=published))


def test_scripts_without_spaces_have_copies_too(copies: Copies) -> None:
    text = "".join(chr(0x4E00 + n * 37 % 900) for n in range(120))
    cut, other = text[:80], "".join(chr(0x4E00 + n * 53 % 900) for n in range(120))

    assert copies.same(wire(text), printed(cut))
    assert share_a_band(copies, text, cut)
    assert not copies.same(wire(text), printed(other))


def test_a_few_words_have_no_bands() -> None:
    assert list(Copies().bands("This story has been updated.")) == []


def test_bands_are_the_same_on_every_machine_and_with_every_version(copies: Copies) -> None:
    """They are kept: if these change, a migration must make every article due again."""
    assert len(copies.bands(WIRE)) == 32
    assert copies.bands(WIRE)[:3] == GOLDEN


@given(words, words)
def test_copying_is_mutual(one: str, other: str) -> None:
    copies = Copies()
    pair = wire(one), printed(other)

    assert copies.same(*pair) == copies.same(*reversed(pair))


@given(words)
def test_an_article_of_some_length_is_a_copy_of_itself(text: str) -> None:
    copies = Copies()

    assert copies.same(wire(text), printed(text)) == bool(copies.bands(text))
