"""Lays one paper: a design and facts become sheets of things that draw themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from exports.paper import MM
from exports.papers.design import AnyElement, Code, Design, Form, Frame, Picture, Rule, Seal, Table, Text
from exports.papers.drawing import Draw, Pen, draw_shape, seal_words
from exports.papers.facts import Facts, Texts
from exports.papers.filling import named
from exports.papers.flowing import Band, Body, flow
from exports.papers.frames import Box
from exports.papers.sound import sound
from exports.papers.tables import Grid, form, table
from exports.papers.texts import fitted, flowing, slack
from exports.papers.wording import NoRoom, called
from exports.paragraphs import Block, TooLong

SHEET, SHEETS = "页码", "页数"
"""Facts that every text outside the flow may name: which sheet of the paper it stands on, of how many."""

_ROUNDING = 0.01
_KEPT = 1024
_FORM_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)


@dataclass(frozen=True)
class _Layer:
    """Elements drawn together; `still` ones are the same on every paper and are drawn once a document."""

    elements: tuple[AnyElement, ...]
    every: bool
    still: bool


@dataclass(frozen=True)
class Plan:
    """A design made ready for many papers: its size in points, its layers from below, what flows."""

    design: Design
    size: tuple[float, float]
    layers: tuple[_Layer, ...]
    bands: tuple[tuple[float, float, tuple[tuple[float, AnyElement], ...]], ...]
    still: dict[int, Draw] = field(default_factory=dict)
    """Layers that are the same on every paper, by their place, once they have been laid."""
    blocks: dict[tuple[object, ...], Block] = field(default_factory=dict)
    """Texts by element and facts: issuer, day and title are those of the paper before."""


def planned(design: Design, *, preprinted: bool = False) -> Plan:
    """The design ready to be laid; `preprinted` leaves out what the paper has already."""
    design = sound(design)
    elements = [element for element in design.elements if not (preprinted and element.printed)]
    fixed = [element for element in elements if element.place != "flow"]
    flows = sorted((element for element in elements if element.place == "flow"), key=lambda element: element.y)
    size = (design.width * MM, design.height * MM)
    return Plan(design, size, tuple(_layers(fixed)), tuple(_bands(flows)))


def lay(plan: Plan, facts: Facts) -> list[list[Draw]]:
    """What is drawn on each sheet of a paper; raises `NoRoom`. `facts` are normalised."""
    bands = [band for gap, least, parts in plan.bands if (band := _band(plan, facts, gap, least, parts))]
    margins = (plan.design.top * MM, plan.design.bottom * MM)
    flows = flow(bands, plan.size[1], margins) if bands else [[]]
    sheets = []
    for number, flowing_draws in enumerate(flows, 1):
        texts = {**facts.texts, SHEET: str(number), SHEETS: str(len(flows))}
        sheet: list[Draw] = []
        for index, layer in enumerate(plan.layers):
            if number == 1 or layer.every:
                sheet += _layer_draws(plan, index, layer, facts, texts)
        sheets.append(sheet + flowing_draws)
    return sheets


def _layers(elements: Sequence[AnyElement]) -> list[_Layer]:
    """Still elements go together as far as nothing that covers them comes between."""
    layers: list[_Layer] = []
    covering = 0
    for element in elements:
        every = element.place == "every"
        covers = isinstance(element, Picture | Table | Form)
        if not _still(element):
            layers.append(_Layer((element,), every, still=False))
        else:
            joined = next(
                (
                    index
                    for index in range(len(layers) - 1, covering - 1, -1)
                    if layers[index].still and layers[index].every == every
                ),
                None,
            )
            if joined is None or (covers and joined != len(layers) - 1):
                layers.append(_Layer((element,), every, still=True))
            else:
                layers[joined] = replace(layers[joined], elements=(*layers[joined].elements, element))
        if covers:
            covering = len(layers) - 1
    return layers


def _still(element: AnyElement) -> bool:
    """Whether it looks the same on every paper."""
    match element:
        case Text():
            return not named(element.text)
        case Picture():
            return bool(element.data)
        case Rule() | Frame() | Seal():
            return True
        case _:
            return False


def _bands(flows: Sequence[AnyElement]) -> list[tuple[float, float, tuple[tuple[float, AnyElement], ...]]]:
    """Flowing elements, those that stand beside each other together: gap above, least height, parts, in points."""
    groups: list[list[AnyElement]] = []
    bottoms: list[float] = []
    for element in flows:
        if groups and element.y < bottoms[-1] - _ROUNDING:
            groups[-1].append(element)
            bottoms[-1] = max(bottoms[-1], element.y + element.height)
        else:
            groups.append([element])
            bottoms.append(element.y + element.height)
    found = []
    above = 0.0
    for group, bottom in zip(groups, bottoms, strict=True):
        top = group[0].y
        parts = tuple(((element.y - top) * MM, element) for element in group)
        found.append(((top - above) * MM, (bottom - top) * MM, parts))
        above = bottom
    return found


def _band(plan: Plan, facts: Facts, gap: float, least: float, parts: Sequence[tuple[float, AnyElement]]) -> Band | None:
    """A band with its facts; None when they leave nothing of it."""
    bodies = [(below, body) for below, element in parts if (body := body_of(element, facts)) is not None]
    return Band(tuple(bodies), gap, least) if bodies else None


@dataclass(frozen=True)
class _Lines:
    """A flowing text, its lines the strips."""

    label: str
    block: Block
    element: Text
    head: float = 0.0

    @property
    def heights(self) -> list[float]:
        block, spare = self.block, slack(self.element) * self.block.size / 2
        heights = [block.leading] * len(block.lines)
        heights[0] -= spare
        heights[-1] -= spare
        return heights

    def words(self, index: int) -> str:
        return "".join(text for text, _ in self.block.lines[index].pieces)

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        element = self.element
        block = replace(self.block, lines=self.block.lines[first:last])
        top += slack(element) * block.size / 2 if first == 0 else 0.0
        pen.block(block, element.x * MM, top, element.width * MM, element.align, element.colour)


@dataclass(frozen=True)
class _Solid:
    """A flowing element that stays as high as its box."""

    label: str
    element: AnyElement
    facts: Facts
    head: float = 0.0

    @property
    def heights(self) -> list[float]:
        return [self.element.height * MM]

    def words(self, index: int) -> str:
        return ""

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        element = self.element
        height = element.height * MM
        draw_shape(pen, element, self.facts, (element.x * MM, top - height, element.width * MM, height))


def body_of(element: AnyElement, facts: Facts) -> Body | None:
    """A flowing element with its facts; None when they leave nothing of it. Raises `NoRoom`."""
    try:
        match element:
            case Text():
                block = flowing(element, facts.texts, facts.names)
                return _Lines(called(element), block, element) if block.lines else None
            case Table():
                return table(element, facts)
            case Form():
                return form(element, facts, facts.texts)
            case Code() if not facts.code:
                return None
            case _:
                _check_seal(element)
                return _Solid(called(element), element, facts)
    except TooLong as cause:
        raise NoRoom(called(element), cause.text) from cause


def _layer_draws(plan: Plan, index: int, layer: _Layer, facts: Facts, texts: Texts) -> list[Draw]:
    if not layer.still:
        return [_fixed(plan, layer.elements[0], facts, texts)]
    if index not in plan.still:
        draws = [_fixed(plan, element, facts, texts) for element in layer.elements]
        plan.still[index] = partial(_repeat, key=(id(plan), index), size=plan.size, draws=draws)
    return [plan.still[index]]


def _repeat(pen: Pen, *, key: object, size: tuple[float, float], draws: Sequence[Draw]) -> None:
    def draw(pen: Pen) -> None:
        for part in draws:
            part(pen)

    pen.repeated(key, size, draw)


def _fixed(plan: Plan, element: AnyElement, facts: Facts, texts: Texts) -> Draw:
    """How an element is drawn at its place."""
    height = element.height * MM
    box = (element.x * MM, plan.size[1] - element.y * MM - height, element.width * MM, height)
    try:
        match element:
            case Text():
                return partial(_draw_text, element=element, block=_block(plan, element, facts, texts), box=box)
            case Table():
                return _grid_draw(table(element, facts), box)
            case Form():
                return _grid_draw(_fitting_form(element, facts, texts), box)
            case _:
                _check_seal(element)
                return partial(draw_shape, element=element, facts=facts, box=box)
    except TooLong as cause:
        raise NoRoom(called(element), cause.text) from cause


def _check_seal(element: AnyElement) -> None:
    """Raises `TooLong` for the words of a seal's place that its box cannot hold."""
    if isinstance(element, Seal) and element.label:
        seal_words(element)


def _block(plan: Plan, element: Text, facts: Facts, texts: Texts) -> Block:
    key = (id(element), facts.names, *map(texts.get, named(element.text)))
    found = plan.blocks.get(key)
    if found is None:
        if len(plan.blocks) >= _KEPT:
            plan.blocks.clear()
        found = plan.blocks[key] = fitted(element, texts, facts.names)
    return found


def _fitting_form(element: Form, facts: Facts, texts: Texts) -> Grid:
    """The form in letters small enough for its box."""
    grid = form(element, facts, texts)
    for scale in _FORM_SCALES[1:]:
        if sum(grid.heights) <= element.height * MM + _ROUNDING:
            break
        grid = form(element, facts, texts, scale)
    return grid


def _grid_draw(grid: Grid, box: Box) -> Draw:
    """A table or form that does not flow: all of it in its box, or not at all."""
    if grid.head + sum(grid.heights) > box[3] + _ROUNDING * MM:
        fullest = max(range(len(grid.rows)), key=lambda index: grid.heights[index], default=0)
        raise NoRoom(grid.label, grid.words(fullest))
    return partial(_draw_grid, grid=grid, top=box[1] + box[3])


def _draw_grid(pen: Pen, *, grid: Grid, top: float) -> None:
    grid.draw(pen, top, 0, len(grid.rows))


def _draw_text(pen: Pen, *, element: Text, block: Block, box: Box) -> None:
    left, bottom, width, height = box
    spare = slack(element) * block.size
    used = block.height - spare
    top = bottom + height
    if element.valign == "middle":
        top -= (height - used) / 2
    elif element.valign == "bottom":
        top -= height - used
    pen.block(block, left, top + spare / 2, width, element.align, element.colour)
