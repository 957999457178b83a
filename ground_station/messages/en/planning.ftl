## What planning over HTTP refuses

bad-wind = The wind cannot be used
    .detail = { $given }
    .remedy = Give the wind by hand, or choose without wind.
bad-drawing = The file cannot be used
    .detail = { $given }
    .remedy = Choose another file, or draw on the map.
area-drawing = This cannot be planned on
    .detail = What was drawn is neither an area, a line nor points.
    .remedy = Draw an area, a line or points, as the template wants it.
plan-two-fences = Two fences
    .detail = The plan has both a drawn fence and a distance for one.
    .remedy = Choose one of them.
bad-catalogue = The catalogue cannot be used
    .detail = { $given }
    .remedy = Nothing was changed. What is kept here can be used on.
bad-own-value = The value cannot be set
    .detail = { $given }
    .remedy = Nothing was changed.

## No wind to plan with

plan-wind-by-hand = Wind by hand needs both a direction and a speed. Fill in both, or choose without wind.
plan-weather-no-contact = The station cannot fetch a forecast: MET Norway wants to know who asks. Whoever runs the station sets weather.contact in varde.toml.
plan-weather-unreachable = The forecast cannot be fetched ({ $reason }).
plan-weather-refused = MET Norway refuses the question ({ $reason }). Whoever runs the station looks at weather.contact in varde.toml.
plan-weather-unreadable = The forecast cannot be read ({ $reason }).
plan-weather-out-of-reach = The forecast reaches only until { $until }.

## Templates at the console, where the same refusal names a command at the keyboard

shelf-unknown = The station keeps no template { $name }. Open the templates again.
shelf-catalogue-unknown = Nobody here has decided to trust that catalogue. Add it with the fingerprint from its keeper.
shelf-other-version = { $name } is another one in the catalogue now ({ $version }). Read the changes again.
shelf-catalogue-untrusted = Nobody here has decided to trust the catalogue at { $name } yet. Its fingerprint is { $fingerprint }. Compare it with what its keeper says on the telephone, and type it in.
shelf-override-misfit = The station’s own value for { $place } does not fit { $name }: { $reason } Set another, or take the publisher’s.

## What a station may set for itself in a template

own-value-place = { $place } is the publisher’s and cannot be set here. Choose one of the values in the list.
own-safety-max-height-agl-m = Greatest height above ground
own-safety-min-height-agl-m = Least height above ground
own-safety-take-off-height-m = Height after take-off
own-safety-battery-reserve-fraction = Battery reserve
own-safety-separation-m = Distance between aircraft
own-safety-max-distance-m = Greatest distance from take-off
own-safety-keep-out-m = Distance to what is kept out of
own-parameter-default = { $title }: usual value
own-parameter-minimum = { $title }: least
own-parameter-maximum = { $title }: most
own-sensor-width-px = Thermal camera: width of the picture
own-sensor-height-px = Thermal camera: height of the picture
own-sensor-pixel-pitch-um = Thermal camera: size of a pixel
own-sensor-focal-length-mm = Thermal camera: focal length
own-sensor-time-constant-ms = Thermal camera: time constant
own-aircraft-battery-wh = Aircraft: battery
own-aircraft-hover-power-w = Aircraft: power to hover
own-aircraft-mass-kg = Aircraft: mass
own-aircraft-drag-area-m2 = Aircraft: drag area
own-aircraft-battery-health = Aircraft: battery health
own-aircraft-max-airspeed-ms = Aircraft: greatest airspeed
