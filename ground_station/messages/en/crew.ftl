# Drawing what a plan is made on
draw-middle = Point in the middle
draw-done = Done
draw-as = Drawn as
draw-line = Draw line
draw-point = Point out the place
draw-points = Point out places
draw-what-polygon = The template needs an area.
draw-what-line = The template needs a line: along the road, river, shore or fire front.
draw-what-point = The template needs one place.
draw-what-points = The template needs one place or several.
kind-polygon = area
kind-line = line
kind-point = place
kind-points = places
line-hint = Touch the map where the line begins and at each bend ({ $count } of at least 2).
line-ready = The line has { $count } points. Add more, or press Done.
points-hint = Touch the map at each place.
points-ready = { $count ->
        [one] One place is pointed out. Add more, or press Done.
       *[other] { $count } places are pointed out. Add more, or press Done.
    }
point-hint = Touch the map at the place.
point-ready = The place is pointed out. Touch elsewhere to move it.
drawn-whole = Drawn: { $what }, { $count } points.
drawn-part = Not yet whole: { $what }, { $count } points.
drawn-clear = Remove
file-open = Open a file
file-busy = Reading the file …
file-read = From { $name }: { $what }, { $count } points.
file-keeps-out = Some of it is to be kept out of.
file-misfit = The template needs: { $what }. Choose another template or another file.
plan-needs-line = Draw the line first.
plan-needs-point = Point out the place first.
plan-needs-points = Point out at least one place first.

# The wind of a plan
wind = Wind
wind-none = Without
wind-hand = By hand
wind-forecast = Forecast
wind-forecast-hint = The strongest wind of the next two hours from MET Norway, where the plan is flown.
wind-from = The wind comes from
wind-from-degrees = From (degrees)
wind-speed = Speed (m/s)
compass-0 = N
compass-45 = NE
compass-90 = E
compass-135 = SE
compass-180 = S
compass-225 = SW
compass-270 = W
compass-315 = NW
wind-direction = { $name } ({ $degrees }°)
wind-used-none = Planned without wind. When it blows, it takes longer.
wind-used-hand = Wind by hand: { $speed } m/s from { $from }.
wind-used-template = The template’s own wind: { $speed } m/s from { $from }.
wind-used-forecast = Forecast wind: { $speed } m/s from { $from } at { $hour }. The forecast is { $age } old.
wind-gusts = Gusts up to { $speed } m/s near the ground.
plan-needs-wind = Fill in where the wind comes from and how strong it is.

# Fence and rally points of a plan
zones = Fence and rally points
fence-own = Set the fence now
fence-usual = Otherwise the station draws a fence around the plan when it is sent.
fence-margin = Distance around area, route and start (m)
rally-add = Set rally points
rally-hint = Touch the map where the aircraft can land safely when home is farther away ({ $count } of at most { $most }).
rally-remove = Remove rally point { $n }
plan-zones = { $fence ->
        [yes] With its own fence (red on the map)
       *[no] With the fence that the station draws
    } and { $rally ->
        [0] no rally points
        [one] one rally point
       *[other] { $rally } rally points
    }.

# What a plan comes to
plan-vehicle = { $minutes } min, { $kilometres } km, up to { $height } m above ground, { $batteries ->
        [one] one battery
       *[other] { $batteries } batteries
    }
plan-no-problems = No problems found.
problem-error = Must be mended:
problem-warning = Look at:
problem-show = { $count ->
        [one] Show on the map
       *[other] Show { $count } places on the map
    }
airspace-permitted = We have the permission for { $name }
airspace-again = Make the plan again.
catalogue-open = Look at all templates

# The templates that the station keeps, and where others come from
catalogue = Templates
catalogue-close = Close
catalogue-here = At the station
catalogue-away = From catalogues
catalogue-search = Search title, purpose and municipality
catalogue-found = { $count } of { $all } templates
catalogue-waits-shelf = Fetching the templates …
catalogue-waits-catalogue = Looking into the catalogue and checking its signatures …
catalogue-waits-change = Reading the changes …
catalogue-waits-take = Trying the template’s own cases and taking it into use …
catalogue-waits-adapt = Setting the values …
maturity-draft = draft
maturity-exercise-tested = tested in exercises
maturity-operational = operational
shelf-by = { $who }, version { $version }
shelf-pulled = taken from { $from } { $date }
shelf-withdrawn = Withdrawn { $date }:
shelf-instead = Use { $name } instead.
shelf-use = Use this one
used-never = Not used here yet.
used-here = { $count ->
        [one] One plan here, last { $when }.
       *[other] { $count } plans here, last { $when }.
    }
used-elsewhere = Others have made their own of it: { $names }.
own-count = { $count ->
        [one] One value is the station’s own.
       *[other] { $count } values are the station’s own.
    }
own-change = Adapt to the station’s aircraft and terrain
own-show = The station’s own values
own-hint = The values count for every plan from here, and stay when the template is updated. An empty field takes the publisher’s. A limit of safety can only become stricter.
own-theirs = The publisher’s: { $value }.
own-stricter-lower = Can only become lower.
own-stricter-higher = Can only become higher.
own-yes = yes
own-no = no
own-save = Set the values
source-none = The station trusts no catalogue yet. An administrator adds it.
source-open = See what it has now
source-checked = Last looked at { $date }. Counts until { $until }.
source-stale = Nobody vouches for it any longer. The templates here can be used on. Get a fresh copy.
source-add = Add a catalogue
source-address = Address, or folder on a memory stick in the station
source-fingerprint = Fingerprint
source-fingerprint-hint = Get it on the telephone from its keeper. Without it the station says which one it found, and does not trust it.
source-trust = Trust the catalogue
source-back = To the catalogues
source-empty = The catalogue is empty.
offer-new = New here
offer-update = Update. Here it is { $kept }.
offer-current = Same as here
offer-older = Older than here ({ $kept })
offer-withdrawn = Withdrawn
offer-read = Read what changes
offer-take = Take { $version } into use
offer-ask = An administrator can take it into use.
change-new = Wholly new at the station.
change-from = From { $kept } to { $version }:

search-title = Missing: where to search first
search-about = Set the last known point. The map shows where the missing person is most likely to be, and what the aircraft should search first.
search-kind = How
search-kind-distance = On land
search-kind-drift = In the water
search-kind-drawn = Drawn areas
search-place = Last known point
search-place-none = not set
search-pick = Point on the map
search-middle = Middle of the map
search-picking = Touch the map where the missing person was last seen.
search-who = Who
search-who-hiker = Hiker
search-who-hunter = Hunter
search-who-dementia = Person with dementia
search-who-despondent = Despondent person
search-who-child-1-3 = Child aged 1–3
search-who-child-4-6 = Child aged 4–6
search-who-child-7-9 = Child aged 7–9
search-who-child-10-12 = Child aged 10–12
search-who-skier = Skier
search-who-angler = Angler
search-ground = Ground
search-ground-mountain = Mountains
search-ground-flat = Flat
search-floats = How the person floats
search-floats-unknown = Unknown
search-floats-vest = Buoyancy vest, upright
search-floats-vest-sitting = Life jacket, sitting
search-floats-survival-suit = Survival suit
search-floats-diving-suit = Diving suit
search-floats-lifeless = Lifeless, face down
search-floats-kayak = On a kayak
search-lost-at = Missing since (what was seen before does not count)
search-lost-at-water = In the water since
search-current-towards = Current towards (degrees)
search-current = Current (m/s)
search-wind-from = Wind from (degrees)
search-wind = Wind (m/s)
search-water-hint = A current is said by where it goes, a wind by where it comes from. Without either the area still grows with time.
search-make = Make the search map
search-busy = Reckoning …
search-needs-where = Set the last known point first.
search-needs-when = Say when the person went into the water.
search-left = Not covered by what was seen
search-elsewhere = Outside the map
search-made = Made
search-made-by = { $name }, { $time }
percent = { $share } %
search-minutes = Longest flight (minutes)
search-tasks = Propose where the aircraft search
search-tasks-busy = Trying plans …
search-tasks-hint = A person in the open is noticed with { $share } % probability from the template's height. Each area is reckoned as if those before it had found nobody.
search-task = { $place }.
search-task-gain = { $share } % in { $minutes } min
search-task-rate = { $share } % a minute
search-task-plan = Plan area { $place }
search-legend = Search map
search-legend-line = At least { $level } % of the map (holds { $share } %)
search-legend-elsewhere = Outside the map: { $share } %
search-legend-left = Not covered by what was seen: { $share } %
log-search_map_made = Search map made: { $kind }
guest-layer-search = Search map

# Areas with weights, drawn by hand
weighted-about = Draw areas where the missing person may be, and say how likely each is. The map divides the chance between them.
weighted-draw = Draw an area
weighted-draw-more = Draw another area
weighted-undo = Undo
weighted-hint = Touch the map around the area ({ $count } corners, at least 3).
weighted-ready = The area has { $count } corners. Add more, or press Done.
weighted-too-small = Not an area yet: { $count } corners, at least 3. Add more, or undo the points.
weighted-finish = Press Done when the area is drawn.
weighted-none = Draw at least one area first.
weighted-area = Area { $place }
weighted-how = How likely is area { $place }
weighted-word-likely = Likely
weighted-word-possible = Possible
weighted-word-unlikely = Unlikely
weighted-percent = Per cent in area { $place }
weighted-show = Show area { $place } on the map
weighted-edit = Move the corners of area { $place }
weighted-remove = Remove area { $place }
weighted-elsewhere = Somewhere else than in the areas (per cent)
