"""Bytes -> text: who is believed, what is guessed, and that a guess says so."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.inputs.charset import UnreadableError, decode

CZECH = "Vláda v úterý schválila nový zákon o daních. Předseda řekl, že změny začnou platit. "
RUSSIAN = "Правительство приняло новый закон о налогах, сказал министр во вторник."
JAPANESE = "政府は火曜日に新しい法律を承認した。大臣は来年から施行されると述べた。"


def seen(data: bytes, declared: str | None = None) -> tuple[str, list[str]]:
    decoded = decode(data, declared)
    return decoded.text, [warning.code for warning in decoded.warnings]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_utf8_comes_through(text: str) -> None:
    if not text.encode().startswith(b"+/v"):
        assert seen(text.encode()) == (text, [])


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_believed_and_is_no_text(mark: bytes, name: str) -> None:
    assert seen(mark + RUSSIAN.encode(name), "cp1252") == (RUSSIAN, [])


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(name: str) -> None:
    assert seen("It is “over”, he said.".encode(name)) == ("It is “over”, he said.", [])


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        ("Café “naïf”", "cp1252", "ISO-8859-1"),
        ("Café", "cp1252", "us-ascii"),
        (CZECH, "cp1250", "windows-1250"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (JAPANESE, "cp932", "Shift_JIS"),
        ("新税法", "gb18030", "gb2312"),
    ],
)
def test_a_declared_charset_is_believed(text: str, charset: str, declared: str) -> None:
    assert seen(text.encode(charset), declared) == (text, [])


def test_utf8_declared_western_is_utf8_with_a_warning() -> None:
    assert seen("Café".encode(), "iso-8859-1") == ("Café", ["W_CHARSET"])
    assert seen(b"Cafe", "iso-8859-1") == ("Cafe", [])


def test_western_bytes_declared_utf8_are_read_as_western() -> None:
    assert seen("Le café naïf est fermé.".encode("cp1252"), "utf-8")[0] == "Le café naïf est fermé."


@pytest.mark.parametrize("declared", ["", "nonsense", "hex", "utf-16", "\0", "x-user-defined"])
def test_a_declaration_that_means_nothing_is_passed_over(declared: str) -> None:
    assert seen("Café".encode(), declared)[0] == "Café"


@pytest.mark.parametrize("declared", ["utf-7", "UTF_7", "utf7"])
def test_utf7_is_refused(declared: str) -> None:
    with pytest.raises(UnreadableError):
        decode(b"abc", declared)
    with pytest.raises(UnreadableError):
        decode(b"+/v8-abc")


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Le café naïf est fermé.", "cp1252"),
        ("He said “it’s over” — the naïve Café closed.", "cp1252"),
        ("The price rose to £40 million on Tuesday.", "cp1252"),
        ("Die Länder beraten über die Änderung, größte Fraktion. " * 5, "cp1252"),
        (CZECH * 3, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("Η κυβέρνηση ενέκρινε την Τρίτη τον νέο νόμο για τους φόρους.", "cp1253"),
        ("הממשלה אישרה ביום שלישי את החוק החדש. " * 3, "cp1255"),
        (JAPANESE, "cp932"),
        ("政府周二批准了新的税法。部长表示，这些变化将于明年生效。", "gb18030"),
        ("政府週二批准了新的稅法。部長表示，這些變化將於明年生效。", "big5"),
    ],
)
def test_undeclared_charsets_are_guessed_rightly(text: str, charset: str) -> None:
    assert decode(text.encode(charset)).text == text


def test_a_guess_that_is_not_sure_says_so() -> None:
    assert seen("Salý günü".encode("cp1252"))[1] == ["W_CHARSET"]
    assert seen(bytes(range(0x80, 0xA0)))[1] == ["W_CHARSET", "W_ENCODING"]


def test_a_little_damage_in_utf8_is_replaced_and_counted() -> None:
    good = "Õhtul tõusis äkki öötuul, ütles jõeäärne mõisnik. "

    cut = decode((good + "õ").encode()[:-1])
    overlong = decode(good.encode() + b"\xc0\xaf" + good.encode())

    assert cut.text == good + "\ufffd"
    assert cut.warnings[0].code == "W_ENCODING"
    assert overlong.text == f"{good}\ufffd\ufffd{good}"
    assert overlong.charset == "utf-8"
    assert (cut.bad_line, overlong.bad_line, decode(good.encode()).bad_line) == (1, 1, None)


def test_a_little_damage_in_a_declared_charset_is_replaced_and_counted() -> None:
    damaged = JAPANESE.encode("euc-jp") + b"\xff" + JAPANESE.encode("euc-jp")

    assert seen(damaged, "euc-jp") == (f"{JAPANESE}\ufffd{JAPANESE}", ["W_ENCODING"])


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_the_line_of_the_first_bad_byte_is_known(end: str) -> None:
    lines = [RUSSIAN.encode(), b"a", b"\xff", b"\xff"]

    assert decode(end.encode().join(lines)).bad_line == 3


def test_a_declared_charset_that_fits_nowhere_is_passed_over() -> None:
    assert seen("Été à Évian, déjà!".encode("cp1252"), "euc-jp")[0] == "Été à Évian, déjà!"


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    if not data.startswith(b"+/v"):
        assert isinstance(decode(data).text, str)
