"""What a page sends to this room; anything else is refused before it is looked at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
Lines = Annotated[str, Field(max_length=20_000)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Which(_Body):
    """A conversation; ``current`` is the one on the page."""

    id: Id
    current: str = Field("", max_length=16)


class Named(Which):
    """A conversation and the title it is to have."""

    title: str = Field(max_length=2_000)


class Rated(_Body):
    """A turn and what is thought of it; a verdict of None takes back what was said."""

    id: Id
    turn: Number
    verdict: Literal["like", "dislike"] | None
    reason: Lines = ""


class Asked(_Body):
    """A turn that becomes a question of the eval set; texts hold an item a line."""

    id: Id
    turn: Number
    accepted: Lines = ""
    articles: Lines = ""
    nothing: bool = False
