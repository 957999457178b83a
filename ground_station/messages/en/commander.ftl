# The commander's console: guests, where aircraft have been, how a finding cools, maps

# Guests
guests = Guests
guests-open = Guest links …
guests-about = A link shows this incident to people without an account. They can look but change nothing. Each opening is in the log.
guests-close = Close
guests-for = For whom
guests-for-hint = The police, the land owner, the next fire service …
guests-shows = What the link shows
guests-lasts = How long
guests-hours = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
guests-make = Make link
guests-making = Making …
guests-made = The link for { $name }. It is shown only now:
guests-copy = Copy the link
guests-copied = Copied
guests-copy-failed = Select the link and copy it yourself
guests-local = This address works on this machine only. Open the console by the station's network address and make the link there.
guests-none = No links have been made for this incident.
guests-list = Links
guests-state-open = stands until { $time }
guests-state-expired = expired { $time }
guests-state-revoked = taken back { $time }
guests-opened = { $count ->
        [0] never opened
        [one] opened { $count } time, last { $time }
       *[other] opened { $count } times, last { $time }
    }
guests-revoke = Take back
guests-revoke-of = Take back the link for { $name }
guest-layer-findings = Findings
guest-layer-aircraft = Aircraft
guest-layer-plans = Plans
guest-layer-seen = Seen ground
guest-layer-marks = Marks
guest-layer-thermal = Thermal picture
guest-layer-log = Log, with names
guest-strip = Guest: you look but change nothing. The link stands until { $time }.
guest-refused = The guest link cannot be opened
log-guest_link_made = Guest link for { $name } made, stands until { $time }
log-guest_link_opened = Guest link for { $name } opened (time { $opening })
log-guest_link_revoked = Guest link for { $name } taken back

# How a finding cools
cooling = Temperature over time
cooling-falling = { $kelvin } °C lower per hour
cooling-rising = { $kelvin } °C higher per hour
cooling-steady = Unchanged
cooling-too-few = Too few measurements to say whether it cools.
cooling-describe = From { $first } °C at { $begin } to { $last } °C at { $end }, { $count } measurements

# Light
theme-contrast = High contrast

# Alerts
vibration = Vibration with alerts
vibration-on = On
vibration-off = Off

# Maps
map-base = Map
map-base-relief = Relief

# Corners of a drawing
corner-name = Corner { $number } of { $count }. Drag it or use the arrow keys; Delete removes it.
corner-remove = Remove corner { $number }

# Who is sent to a finding
log-finding_assigned = Finding { $number } assigned to { $name }
assigned-to = Assigned to { $name }
detail-assigned = Assigned to
assign-finding = Assign finding { $number }
assign-known = Crews and units used before
assign-to = Crew or unit
assign-save = Assign
status-assigned = Assigned
review-assigned = Assign …

# The picture of a finding
best-look = Best look at { $time }, { $metres } m away, by { $letter }
best-look-cut = not all of it is in the picture
best-look-replaced = A better picture was taken later; go back to now to see it.
best-look-missing = The picture cannot be fetched now.

# What an aircraft was told not to leave
fence-of = Fence of { $letter }
fence-of-not-kept = Fence of { $letter }, NOT kept

# Files of the crew's own
own-layers = Own layers
own-layer-facts = { $count } features · { $who }, { $time }
own-layer-show = Show all of { $name }
own-layer-remove = Take { $name } off the map
own-layer-remove-sure = Take off for all
own-layer-add = Add GeoJSON or KML
log-layer_added = Layer { $name } laid over the map
log-layer_removed = A layer was taken off the map

# Everything on the map that is no finding, in a list
on-map = Also on the map
on-map-corners = { $count } corners
on-map-plan = Plan
on-map-plan-facts =
    { $count ->
        [one] one aircraft
       *[other] { $count } aircraft
    } · { $minutes } min
on-map-rally = Rally point R{ $place }
on-map-fence-stations = drawn by the station around the plan
on-map-fence-drawn = drawn with the plan
