"""Charts for the window: laid out by what lays them out for paper, handed on as the same shapes."""

from exports.charts import COLOURS, Box, Chart, Drawing, Line, Polygon, Role, Series, Shape, Text, lay

__all__ = ["COLOURS", "Box", "Chart", "Drawing", "Line", "Polygon", "Role", "Series", "Shape", "Text", "lay"]
