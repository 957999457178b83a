import math

import numpy as np
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon

from missions.area import area_of
from missions.area_reading import read_area
from missions.errors import AreaError
from missions.patterns.parallel_sweep import parallel_sweep
from missions.strips import Picture, cut_into_strips

WIDTH_M, SPACING_M, KEEP_OUT_M = 50.0, 40.0, 5.0


def star(radii, middle=(0.0, 0.0)):
    """A ring whose corners lie at these distances from its middle: convex, or with as many bays as corners."""
    angles = np.arange(len(radii)) * 2 * math.pi / len(radii)
    return [(middle[0] + r * math.sin(a), middle[1] + r * math.cos(a)) for r, a in zip(radii, angles, strict=True)]


FEW = settings(max_examples=40, deadline=None)
stars = st.lists(st.floats(40.0, 500.0), min_size=3, max_size=11).map(star)
headings = st.floats(0.0, math.pi)


def strips(cells):
    lines = [LineString(line[:, ::-1]) for cell in cells for line in cell.lines]
    return shapely.union_all([line.buffer(WIDTH_M / 2, cap_style="flat") for line in lines])


@FEW
@given(stars, headings)
def test_every_area_is_covered_by_strips_of_the_picture_s_width(draw, ring, heading):
    area = read_area_or_assume(draw, ring)

    cells = parallel_sweep(area, SPACING_M, KEEP_OUT_M, heading)

    missed = area.polygon.difference(strips(cells).buffer(0.01)).area
    assert missed / area.size_m2 < 1e-4


@FEW
@given(stars, headings)
def test_no_line_ends_further_from_the_area_than_half_a_spacing(draw, ring, heading):
    area = read_area_or_assume(draw, ring)

    cells = parallel_sweep(area, SPACING_M, KEEP_OUT_M, heading)

    around = area.polygon.buffer(SPACING_M / 2 + 0.01)
    assert all(shapely.contains_xy(around, *point[::-1]) for cell in cells for line in cell.lines for point in line)


@FEW
@given(stars, headings)
def test_lines_of_a_cell_lie_at_most_one_spacing_apart_and_point_the_same_way(draw, ring, heading):
    area = read_area_or_assume(draw, ring)
    across = np.array([-math.sin(heading), math.cos(heading)])

    cells = parallel_sweep(area, SPACING_M, KEEP_OUT_M, heading)

    for cell in cells:
        steps = np.diff(cell.lines[:, 0] @ across)
        assert (steps > 0).all()
        assert (steps <= SPACING_M + 1e-6).all()
        directions = cell.lines[:, 1] - cell.lines[:, 0]
        assert (directions @ np.array([math.cos(heading), math.sin(heading)]) > 0).all()


@FEW
@given(st.lists(st.floats(30.0, 120.0), min_size=3, max_size=7), headings)
def test_no_line_comes_closer_to_a_hole_than_it_may(draw, radii, heading):
    area = read_area(draw.polygon([(-300, -300), (300, -300), (300, 300), (-300, 300)], star(radii)))
    hole = Polygon(area.polygon.interiors[0])

    cells = parallel_sweep(area, SPACING_M, KEEP_OUT_M, heading)

    closest = min(LineString(line[:, ::-1]).distance(hole) for cell in cells for line in cell.lines)
    assert closest >= KEEP_OUT_M - 0.01


@FEW
@given(st.lists(st.floats(30.0, 120.0), min_size=3, max_size=7), headings)
def test_round_a_hole_what_is_missed_is_next_to_the_hole_only(draw, radii, heading):
    area = read_area(draw.polygon([(-300, -300), (300, -300), (300, 300), (-300, 300)], star(radii)))
    hole = Polygon(area.polygon.interiors[0])

    cells = parallel_sweep(area, SPACING_M, KEEP_OUT_M, heading)

    missed = area.polygon.difference(strips(cells).buffer(0.01))
    far_from_hole = missed.difference(hole.convex_hull.buffer(2 * SPACING_M))
    assert far_from_hole.area < 1.0


def shown(strips, picture):
    """What the pictures along the lines show: in the strips' own axes, so that nothing is borrowed from the planner."""
    boxes = [
        shapely.box(start - picture.ahead_m, middle - picture.aside_m, end + picture.ahead_m, middle + picture.aside_m)
        for (strip, _, _), (start, end) in zip(strips.stretches, strips.flown, strict=True)
        for middle in [strips.middles_m[strip]]
    ]
    return shapely.union_all(boxes)


@settings(max_examples=20, deadline=None)
@given(stars, st.sampled_from([0.0, 0.4, 1.1, 2.5]), st.booleans())
def test_lines_that_are_flown_no_further_than_they_must_show_all_and_are_no_longer(draw, ring, heading, has_hole):
    area = read_area_or_assume(draw, ring)
    if has_hole:
        hole = Polygon(star([15.0] * 6)).intersection(area.polygon.buffer(-10.0))
        assume(not hole.is_empty and area.polygon.buffer(-10.0).contains(hole) and hole.geom_type == "Polygon")
        area = area_of(area.frame, area.polygon.difference(hole))
    picture = Picture(aside_m=WIDTH_M / 2 - 1.0, ahead_m=17.0)

    rough = cut_into_strips(area, heading, SPACING_M, KEEP_OUT_M, picture, is_rough=True)
    fitted = cut_into_strips(area, heading, SPACING_M, KEEP_OUT_M, picture)

    turn = np.array([[math.sin(heading), math.cos(heading)], [math.cos(heading), -math.sin(heading)]])
    ground = shapely.transform(area.polygon, lambda xy: xy @ turn.T)
    lost = ground.intersection(shown(rough, picture)).difference(shown(fitted, picture).buffer(0.01)).area
    assert lost <= 1.0 * len(rough.stretches)
    lengths = [sum(end - start for start, end in strips.flown) for strips in (fitted, rough)]
    assert lengths[0] <= lengths[1] + 1e-6
    assert (np.diff(fitted.middles_m) <= SPACING_M + 1e-6).all()


def test_a_bay_across_the_lines_makes_cells_that_are_each_flown_through(draw):
    bay = [(0, 0), (700, 0), (700, 600), (450, 600), (450, 250), (250, 250), (250, 600), (0, 600)]
    area = read_area(draw.polygon(bay))

    across_the_bay = parallel_sweep(area, SPACING_M, KEEP_OUT_M, math.pi / 2)
    along_the_bay = parallel_sweep(area, SPACING_M, KEEP_OUT_M, 0.0)

    assert len(across_the_bay) == 3
    lines = [LineString(line[:, ::-1]) for cell in along_the_bay for line in cell.lines]
    gap = area.polygon.convex_hull.difference(area.polygon).buffer(-SPACING_M / 2)
    assert not any(line.intersects(gap) for line in lines)


def read_area_or_assume(draw, ring):
    try:
        return read_area(draw.polygon(ring))
    except AreaError:
        assume(False)
