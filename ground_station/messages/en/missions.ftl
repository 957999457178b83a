## What planning finds wrong: `problem-` and the problem's code. Arguments are Problem.details.

# Rules over a finished plan
problem-terrain-missing = No ground height is known at { $places } places under the route or the way home of aircraft { $vehicle }. Add an elevation model that covers the area and the start, or state by hand a height above the sea that no ground there passes.
problem-too-high = Aircraft { $vehicle } would fly { $height_m } m above ground; { $limit_m } m is the limit. Plan lower, or move the area’s edge away from the cliff.
problem-too-low = Aircraft { $vehicle } would fly { $height_m } m above ground; { $limit_m } m is the least. Plan higher.
problem-return-below-terrain = With a return height of { $set_m } m, aircraft { $vehicle } comes within { $clearance_m } m of the ground on a way home. Set RTL_RETURN_ALT and the return height to { $needed_m } m, or start from higher ground.
problem-return-unsure = On a straight way home aircraft { $vehicle } comes within { $clearance_m } m of the ground. Its return height may not help: nobody knows how high the start lies. Start where the elevation model knows the ground.
problem-floor-by-hand = At { $places } places under the route or the ways home of aircraft { $vehicle } no ground height is known. The plan goes by { $floor_m } m above the sea, stated by hand. Nothing was checked against the ground there, neither the room above it nor the height limit. Make sure that no ground there, nor the start, is higher.
problem-floor-below-start = Aircraft { $vehicle } stands { $start_m } m above the sea, higher than the { $floor_m } m that were stated by hand. State the highest ground there, the start included.
problem-crosses-hole = Legs across ground that is kept out of: { $legs }. Move the start, or the hole.
problem-out-of-reach = Aircraft { $vehicle } cannot reach the area and come home on { $usable_wh } Wh. Start closer.
problem-too-many-items = The plan for aircraft { $vehicle } has { $items } items; an autopilot may hold only { $limit }. Divide the area or use more aircraft.
problem-too-steep = Aircraft { $vehicle } cannot follow a leg that climbs or sinks by { $slope_deg } degrees, not even at its slowest: it might fly past the next point. Plan higher, or move the area's edge away from the cliff.
problem-battery = Aircraft { $vehicle } needs { $energy_wh } Wh and may use { $usable_wh } Wh a battery: { $sorties } flights. Have charged batteries ready, or use more aircraft.
problem-far-from-home = Aircraft { $vehicle } flies { $distance_m } m from home; the template allows { $limit_m } m. Start closer, or have an observer out there.
problem-motion-blur = At { $speed_ms } m/s the ground smears over { $blur_px } pixels. Fly { $sharp_speed_ms } m/s or slower, or higher.
problem-wind = Against { $wind_ms } m/s of wind the aircraft, made for { $airspeed_ms } m/s, hardly gets forward. Wait for less wind.
problem-sees-nothing = Only { $percent } % of what is to be seen would be seen: it is too large to be looked at from so far outside of it. Draw a smaller area or a point, or choose a template that flies over the ground.
problem-gaps = Only { $percent } % of the area is seen: the ground rises into the picture or a hole is in the way. Plan with more overlap.
problem-separation = Aircraft { $vehicle } and { $other } come within { $distance_m } m of each other after { $after_s } s; { $limit_m } m is the least. Start them apart, in place or in time.
problem-leaves-allowed = A leg leaves the area that is allowed. Draw what is to be done, or the start, inside of it.
problem-return-crosses = From { $places } places on the route the straight way home crosses ground that is kept out of, or leaves the area that is allowed. Start where the ways home are free, or come back along the route.
problem-unwatched = With { $vehicles } aircraft the place is left unwatched for { $gap_s } s at every change. Use more aircraft, or start closer.

# The drawn area
problem-area-not-geojson = The area is not GeoJSON. Give a GeoJSON polygon.
problem-area-not-polygon = The area is a { $kind }, not a polygon. Draw one closed polygon.
problem-area-not-one = The file has { $n } features. Give exactly one area; plan several areas one at a time.
problem-area-too-few-points = The polygon has { $n } different corners. Draw at least three.
problem-area-coordinate-invalid = Point { $n } is not a longitude and a latitude in degrees. Draw the area again or repair the file.
problem-area-swapped = At point { $n }, latitude and longitude look swapped. GeoJSON writes longitude first.
problem-area-out-of-range = Point { $n } lies at longitude { $longitude }, latitude { $latitude }, which is not on the map. Move it.
problem-area-crosses-itself = The area’s edge crosses itself at { $latitude }, { $longitude }. Move the corners there.
problem-area-hole-outside = A hole lies outside the area at { $latitude }, { $longitude }. Move it inside or remove it.
problem-area-in-pieces = Holes cut the area into pieces at { $latitude }, { $longitude }. Plan each piece as its own area.
problem-area-without-surface = The area has no surface. Draw a polygon with room inside.
problem-area-across-180 = What is drawn lies across the 180th meridian. Plan each side by itself.
problem-area-too-large = The area is { $size_km2 } km²; at most { $limit_km2 } km² can be planned at once. Draw a smaller area or divide it.
problem-pattern-unknown = There is no pattern { $name }. Known are { $known }.
problem-pattern-needs = The template’s pattern { $name } needs the parameters { $lacking }. Add them to the template.
problem-drawing-kind = This task cannot be drawn as a { $kind }. Draw a { $wanted }.
problem-drawing-points = The drawing has { $n } points. Draw from 1 to { $limit }.
problem-drawing-too-long = The drawing reaches over more than { $limit_km } km. Draw a shorter one, or divide it.
problem-drawing-short = The line has no length. Draw at least two points apart from each other.
problem-drawing-allowed = { $n } polygons are said to be the allowed area. Give one.
problem-building-height = The flight would be { $spare_m } m above the roof; { $least_m } m is the least. Fly higher, or correct the building’s height.

# Elevation models
problem-terrain-unreadable = { $file } cannot be read as an elevation model. Give a GeoTIFF or an SRTM .hgt file.
problem-terrain-unplaced = { $file } does not say where on the earth it lies. Give a file with a coordinate reference system.
problem-terrain-ellipsoidal = { $file } has heights above the ellipsoid. Give a model with heights above sea level.

# Templates and their parameters
problem-template-unknown = There is no template { $name }. Known are { $known }.
problem-template-ambiguous = Several templates are called { $name }. Say which: { $known }.
problem-template-unreadable = The template { $file } cannot be read. Repair the file.
problem-template-invalid = The template { $file } is wrong at { $place }: { $reason }
problem-parameter-unknown = The template has no parameter { $name }. It has { $known }.
problem-parameter-type = { $name } cannot be { $value }. Give a value of the right kind.
problem-parameter-limits = { $name } is { $value } { $unit }, outside { $minimum } to { $maximum } { $unit }. Choose a value inside the limits.

# Plan files
problem-plan-file-unreadable = The plan file cannot be read. Save it again in the program it came from.
problem-plan-file-item = Item or line { $n } of the plan file cannot be used. Turn patterns into waypoints and save again.
problem-plan-file-ending = No plan format has the ending { $ending }. Known are { $known }.
problem-plan-format-unknown = { $file } cannot be written in the format { $name }. Known are { $known }.
problem-plan-format-lacks = DJI’s format cannot say all of this plan ({ $what }). Fly it over MAVLink, or choose another template.
problem-area-file-ending = No drawing has the ending { $ending }. Known are { $known }.
problem-area-file-unreadable = The drawing cannot be read ({ $reason }). Save it again as GeoJSON, KML or GPX.
problem-plan-file-unwritable = { $file } cannot be written. Choose another place.
problem-plan-not-flyable = The plan has errors and must not be flown. Mend the problems that are listed with it.
