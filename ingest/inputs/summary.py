"""Whether what a feed gives of an entry is the article or only its beginning. Pure."""

from __future__ import annotations

import re

SHORT = 300  # characters; a content element shorter than this is a teaser, or costs one page more
LONG = 1_500  # characters from which a description is taken for the article: some 250 words

_FOOTER = re.compile(r"\n\s*The post .{1,300} appeared first on .{1,200}\Z", re.DOTALL)
_ENDS = re.compile(
    r"(?:\u2026|\.\.\.|\[\s*(?:\u2026|\.{3})\s*\])[\s\"'\u201d\u2019)]*\Z"
    r"|(?:\bread (?:more|on|the (?:full|whole|rest)[^.\n]{0,40})|\bcontinue reading\b[^.\n]{0,120}"
    r"|\bfull (?:story|article)|\bweiterlesen|\bmehr lesen|\blire la suite|\blire plus"
    r"|\bleer m\u00e1s|\bseguir leyendo|\bleggi tutto|\bleia mais|\blees (?:meer|verder)"
    r"|\bl\u00e4s mer|\bles mer|\bl\u00e6s mere|\blue lis\u00e4\u00e4|\bloe (?:edasi|l\u00e4hemalt)"
    r"|\bczytaj (?:dalej|wi\u0119cej)"
    r"|\b\u0447\u0438\u0442\u0430\u0442\u044c \u0434\u0430\u043b\u0435\u0435)"
    r"[\s.\u2026>\u00bb\u203a\u2192:\])]*\Z",
    re.IGNORECASE,
)
_FULL = tuple(f"{stop}{close}" for stop in ".!?" for close in ("", '"', "\u201d", "\u2019", ")"))


def is_summary(text: str, *, content: bool) -> bool:
    """Say whether an entry's text is only a summary of its page.

    ``content``: it stood in the element for the whole (content:encoded, Atom's content), not in
    the description. Blank text, and text that breaks off or ends in "Read more", is a summary
    wherever it stood.
    """
    words = _FOOTER.sub("", text.strip())[-2_000:].strip()
    if not words or _ENDS.search(words):
        return True
    return len(text.strip()) < (SHORT if content else LONG)


def is_complete(text: str, *, content: bool) -> bool:
    """Say whether what ``is_summary`` takes for a summary may as well be all of a short article.

    It breaks off nowhere, and it stood in the element for the whole, or is of some paragraphs.
    """
    words = _FOOTER.sub("", text.strip()).strip()
    enough = content or len(words) >= SHORT
    return enough and words.endswith(_FULL) and not _ENDS.search(words[-2_000:])
