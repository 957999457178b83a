"""Airspace that others have set aside: read from four formats into one kind of volume, and held against plans.

What is not understood is taken for the worst: a height without a known reference is every height, a time without a
known meaning is always, a class without a known rule needs a permission. A file with a zone that cannot be placed on
the map is refused whole.
"""
