# Masts and wires, and the choice of where to search.
problem-obstacle = Aircraft { $vehicle } comes within { $aside_m } m of { $name }, and not { $above_m } m above it. Plan higher, or keep out of there.
problem-obstacle-way-home = A straight way home of aircraft { $vehicle } comes within { $aside_m } m of { $name }, and not { $above_m } m above it. Raise the return height, or start where the way is free.
problem-obstacles-unreadable = { $file } cannot be used as obstacles ({ $reason }). Give GeoJSON points, lines and polygons with their heights.
problem-lost-person-unknown = Nothing is known of { $value }. Choose among { $known }.
problem-detection-limits = A probability of detection is no number from 0 to 1. Give the seen ground as the station says it.
problem-probability-exhausted = Everything on the map was searched with certainty and nobody was found. Draw a larger map.
problem-probability-map-form = The map of chances has no polygons, or its elsewhere is no number from 0 to 1. Give polygons with a weight each.
problem-probability-weight = Polygon { $n } of the map of chances has no weight above 0. Give it one.
problem-search-choice-none = No area with any chance can be flown within { $minutes } minutes. Start closer, allow more time, or use more aircraft.
