"""Pixels to detections to directions and ground points; knows no latitude.

``frames`` and ``camera`` are the nouns; ``hotspots`` and ``people`` detect; ``geolocate`` and ``footprint``
put pixels on the ground in the local north-east-down frame; ``sources`` holds one file per camera source.
"""
