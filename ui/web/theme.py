"""Gradio's own parts in our colours and fonts; the rest of the look is in ``page.css``."""

from __future__ import annotations

from gradio.themes import Base
from gradio.themes.utils import colors, fonts, sizes

ACCENT = colors.Color(
    name="oxblood",
    c50="#fbf3f1",
    c100="#f5e1dd",
    c200="#ebc3bc",
    c300="#dc9b90",
    c400="#c96f61",
    c500="#ab4234",
    c600="#8f2a1e",
    c700="#772118",
    c800="#621d16",
    c900="#521b16",
    c950="#2d0b08",
)
INK = colors.Color(
    name="ink",
    c50="#faf8f4",
    c100="#f3f0e9",
    c200="#e4dfd4",
    c300="#cfc8ba",
    c400="#a39c8e",
    c500="#79736a",
    c600="#5b564f",
    c700="#44403b",
    c800="#2a2825",
    c900="#1d1c1a",
    c950="#141312",
)


def theme() -> Base:
    """Return the theme. Its sans comes with Gradio's package; nothing is fetched.

    Of Gradio 6.31's own fonts many lack Latin letters (Lora, Source Sans 3, every SemiBold):
    Source Sans Pro is whole in Regular and Bold.
    """
    return Base(
        primary_hue=ACCENT,
        secondary_hue=ACCENT,
        neutral_hue=INK,
        text_size=sizes.text_md,
        radius_size=sizes.radius_sm,
        font=(
            fonts.LocalFont("Source Sans Pro", weights=(400, 700)),
            "system-ui",
            "sans-serif",
        ),
        font_mono=("ui-monospace", "Consolas", "monospace"),
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="#ece8e1",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        block_background_fill="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_label_text_color="*neutral_600",
        block_title_text_weight="600",
        block_title_text_size="*text_sm",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_300",
        block_info_text_size="*text_sm",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_900",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_300",
        input_shadow_focus="0 0 0 3px rgb(143 42 30 / 15%)",
        input_placeholder_color="*neutral_500",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_hover_dark="*primary_500",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_700",
        button_large_padding="10px 20px",
    )
