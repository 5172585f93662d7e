"""Templates: RenderScript documents with named slots, and the solver that decides everything before rendering.

    template = load_template("signature")
    wish = clip_wish(template)                      # have the clip made
    solved = solve(template, order, photo=photo, footage=clip_picture)
    render(solved.script, ...)

`model` says what a template is; `slots`, `ladder`, `markup`, `place`, `stack`, `arrange` decide the words and their
places; `palette`, `color`, `scrim`, `backdrop` the colours; `tempo` the times; `solve` puts it together.
"""

from sajangpick.template.backdrop import Footage
from sajangpick.template.model import TEMPLATE_IDS, Template, list_templates, load_template
from sajangpick.template.solve import ClipWish, MusicWish, Solved, clip_wish, solve

__all__ = [
    "TEMPLATE_IDS",
    "ClipWish",
    "Footage",
    "MusicWish",
    "Solved",
    "Template",
    "clip_wish",
    "list_templates",
    "load_template",
    "solve",
]
