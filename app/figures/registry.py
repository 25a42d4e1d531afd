"""All figures by their keys, group by group."""

from app.figures import conduct, ladder, people, research, staffing, work
from app.figures.shapes import Figure

FIGURES: dict[str, Figure] = {
    one.key: one for some in (people, ladder, conduct, work, research, staffing) for one in some.FIGURES
}
