"""Simulated aircraft that speak MAVLink as PX4 does, with thermal cameras over a burning hillside.

Shares no code with the station; meets it only as MAVLink bytes and camera frames.
"""
