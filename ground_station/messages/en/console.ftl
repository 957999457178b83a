# The page as a whole
app-loading = Opening the map …
app-unreachable = The station cannot be reached
app-unreachable-remedy = Check that you are on the station's network and that the station is running. It is tried again by itself.
app-failed = The station answered with an error
app-no-incident = No open incident
app-no-incident-remedy = The map opens by itself as soon as an incident is opened at the station.
try-again = Try again
try-now = Try now
cancel = Cancel
clock = Time
problem-unreachable = The station did not answer.
problem-unreachable-remedy = Check the network and try again.

# Signing in
signin-intro = Sign in to see the incident.
signin-again = You are signed out. Sign in again to go on.
signin-name = Name
signin-password = Password
signin-do = Sign in
signin-busy = Signing in …
sign-out = Sign out

# Settings
settings = Settings
language = Language
language-nb = Bokmål
language-nn = Nynorsk
language-en = English
theme = Light in the room
theme-auto = As the system
theme-day = Day
theme-night = Night
role-viewer = Viewer
role-commander = Incident commander
role-pilot = Pilot
role-administrator = Administrator
workspace = Workspace
workspace-command = Command
workspace-flight = Flight
sound-on = Sound on
sound-off = Sound off
sound-locked = Press for sound
sound-missing = No sound

# The picture and its age
picture-none = Waiting for the picture
picture-age = Picture { $age } s old
picture-is-old = The picture is { $age } old
picture-loading = Fetching the incident …
picture-loading-detail = Map, findings and log are on their way.
link-strip-lost = The link to the station is lost.
link-strip-last = The map shows how it was at { $time }.
link-strip-remedy = Check the network; use the radio meanwhile.
link-strip-again = Trying again in { $seconds } s
link-strip-trying = Trying to connect …
age-seconds = { $n } s
age-minutes = { $n } min
age-hours = { $h } h { $m } min
ago = { $age } ago

# Alerts
alert-new = New finding { $number }
alert-show = Show
alert-acknowledge = Acknowledge
alert-acknowledge-all = All { $count }

# Findings
findings = Findings
findings-none = No findings yet
findings-none-searching = The drones are searching. You are told here and with a tone when something hot or a person is seen.
findings-none-waiting = No aircraft is in the air. Findings come when the search has begun.
finding-number = Finding { $number }:
finding-kind-hotspot = Hotspot
finding-kind-person = Person
finding-kind-person-or-animal = Person or animal
looks = { $count ->
        [one] { $count } look
       *[other] { $count } looks
    }
passes = { $count ->
        [one] { $count } pass
       *[other] { $count } passes
    }
status-new = New
status-found = Not judged
status-confirmed = Confirmed
status-dismissed = Dismissed
status-extinguished = Extinguished
order = Order
order-newest = Newest
order-hottest = Hottest
dismissed-show = Show dismissed ({ $count })
dismissed-hide = Hide dismissed ({ $count })
detail-position = Position
detail-uncertainty = Uncertainty (95 %)
detail-ellipse = ± { $major } × { $minor } m
detail-temperature = Temperature
detail-last-celsius = last { $degrees } °C
detail-size = Size
detail-length = Length
detail-metres = { $metres } m, as far as seen
detail-moves = Moves
detail-moves-words = walked while seen; the position is the last
detail-confidence = Confidence
detail-seen-by = Seen by
detail-first = First seen
detail-last = Last seen
detail-reviewed = Judged
detail-height = Height
detail-altitude = { $metres } m above sea level
copy-position = Copy the position { $position }
copy-copied = Copied
copy-failed = Copying was refused. Read the position from the screen.
position-form = Position as { $form }. Change to { $next }
position-utm = UTM
position-mgrs = MGRS
position-degrees = Degrees
place = Pointed out on the map
place-close = Close the position
place-middle = Position in the middle of the map
review-of = Judge finding { $number }
review-confirmed = Confirm
review-dismissed = Dismiss
review-extinguished = Extinguished
review-busy = Sending …
review-not-allowed = Your role may not judge findings. Ask the incident commander.

# Aircraft
aircraft = Aircraft
aircraft-none = No aircraft
aircraft-none-detail = Switch on the drone and its radio. It appears here by itself when it is heard.
aircraft-name = Aircraft { $letter }: { $mode }, { $link }
aircraft-on-ground = On the ground
aircraft-armed = Armed
height-ground = { $metres } m above ground
height-home = { $metres } m above take-off
link-live = link
link-stale = silent for { $age }
link-lost = lost, { $age }
seen-fraction = Seen { $percent }
satellites = { $count } satellites
mode-unknown = Unknown mode
mode-hold = Holding
mode-takeoff = Taking off
mode-mission = Mission
mode-return = Returning
mode-land = Landing
mode-position = Position mode
mode-altitude = Altitude mode
mode-manual = Manual
mode-stabilized = Stabilised
mode-acro = Acro
mode-offboard = Offboard
mode-descend = Descending
mode-orbit = Orbiting
mode-follow = Following
mode-termination = Flight terminated
mode-disarmed = Disarmed

# The thermal picture
thermal = Thermal picture
thermal-of = Thermal picture from
thermal-none = No aircraft with a camera yet.
thermal-connecting = Connecting to the camera …
thermal-waiting = Waiting for the first picture …
thermal-larger = Larger thermal picture
thermal-smaller = Smaller thermal picture
thermal-describe = Thermal picture from { $letter }. { $count } in the picture; findings: { $numbers }
thermal-frozen = The camera sends the same picture again.
thermal-no-temperatures = The camera gives no temperature: marked is what is hotter than its surroundings.
thermal-coarse = So much is hot that not all of it is marked, or only roughly.
thermal-saturated = Hottest in the picture: { $degrees }. The camera measures no higher.

# The map
map = Map
map-plain = The map has no terrain: the station has no elevation data. Add it with "varde terrain add".
map-tools = Map tools
zoom-in = Zoom in
zoom-out = Zoom out
fit-all = Show everything
show-seen = Show seen ground
seen-legend = Seen ground
seen-class-fresh = under { $fresh } min ago
seen-class-older = { $fresh }–{ $old } min ago
seen-class-old = over { $old } min ago
seen-class-coarse = coarse: over { $coarse } cm per pixel, or at a slant
seen-never = not seen
mark-add = Mark on the map
mark-hint = Touch the map where the mark shall be.
mark-placed = Choose what it is, and save.
mark-kind = Kind of mark
mark-text = Text (optional)
mark-save = Save the mark
mark-command_post = Command post
mark-water = Water
mark-danger = Danger
mark-note = Note
mark-sector = Sector
mark-area = Area
mark-short-command_post = CP
mark-short-water = W
mark-short-danger = !
mark-short-note = N
mark-short-sector = S
mark-short-area = A

# Tabs on a tablet
sheets = Sheets
tab-map = Map
tab-findings = Findings
tab-aircraft = Aircraft
tab-thermal = Thermal
tab-log = Log
tab-flight = Flight

# Flight
flight = Flight
fly-not-allowed = Your role may not command aircraft. Ask the pilot.
not-ready = Not ready to arm
hold-to = Hold to: { $action }
hold-on = Hold …
hold-longer = Hold longer
command-arm = Arm
command-disarm = Disarm
command-takeoff = Take off
command-start_mission = Start mission
command-pause = Pause
command-resume = Resume
command-goto = Go to
command-return = Return
command-land = Land
command-busy = { $command } { $letter }: waiting for the aircraft's answer …
command-answer = { $command } { $letter }: { $outcome }
unanswered-remedy = It is unknown whether it was done. Look at the aircraft's mode before trying again.
outcome-accepted = accepted
outcome-denied = denied
outcome-temporarily_rejected = rejected for the moment
outcome-unsupported = not supported by the aircraft
outcome-failed = failed
outcome-unanswered = unanswered
outcome-cancelled = cancelled
upload = Upload
upload-to = Upload the plan to { $letter }
uploaded = The plan is on board
plan-none = No plan yet. Make one below.
plan-part = Part of the plan
plan-part-n = Part { $n }
plan-new = New plan
area-draw = Draw search area
area-undo = Undo point
area-hint = Touch the map at each corner ({ $count } of at least 3).
area-ready = The area has { $count } corners. Add more, or make the plan.
template = Template
parameter-height_agl_m = Height above ground
parameter-overlap = Overlap
parameter-speed_ms = Speed
parameter-limits = { $from } to { $to }
checklist = Checklist ({ $done } of { $count })
plan-vehicles = Aircraft in the plan
plan-make = Make the plan
plan-busy = Making the plan …
plan-needs-area = Draw the search area first.
plan-made = The plan is ready to upload
plan-refused = The plan is refused
plan-figures = { $minutes } min · covers { $covered } · { $gsd } cm per pixel

# The log
log = Log
log-none = The log is empty
log-none-detail = Everything that happens in the incident comes here.
log-filter = Selection
log-all = All
log-important = Important
note-text = Write in the log
note-write = Enter
log-incident_opened = The incident "{ $title }" was opened
log-incident_closed = The incident was closed
log-finding_found = Finding { $number }: { $what }
log-finding_merged = Two findings were one; it is now number { $number }
log-finding_reviewed = Finding { $number }: { $verdict }
log-mark_added = Mark on the map: { $kind } { $text }
log-plan_made = Plan made from { $template } for { $count } aircraft
log-mission_uploaded = { $letter }: plan uploaded, { $outcome }
log-command_issued = { $letter }: { $command } – { $outcome }
log-vehicle_connected = { $letter }: link up
log-vehicle_lost = { $letter }: link lost
log-vehicle_mode_changed = { $letter }: { $mode }
log-vehicle_said = { $letter }: { $text }
log-vehicle_said-own = { $letter } says in its own words: “{ $text }”

# Safety alerts in the banner and the lists
severity-critical = Danger
severity-warning = Warning
alert-acknowledged = acknowledged
alert-behind = { $count } more waiting
alert-warnings-behind = { $count ->
        [one] { $count } warning waiting
       *[other] { $count } warnings waiting
    }

# Manned traffic
traffic = Manned aircraft
traffic-height = { $metres } m above sea level
traffic-no-height = height unknown
traffic-in = nearest in { $seconds } s
traffic-above = { $metres } m above
traffic-below = { $metres } m below
traffic-approach = { $name } is nearest in { $seconds } s: { $metres } m from { $letter }, { $height }
traffic-leaves = { $name } is { $metres } m from { $letter }, { $height }, and comes no nearer
traffic-alone = { $name }: none of ours is flying

# Clear the air
air-clear = Clear the air
air-hold = Hold the button for a second.
air-promise = Every drone goes at once down to a safe layer of its own, home or to the ground, whoever is in command of it. They are clear after 10 s and the way down: 35 s from 60 m.
air-clearing = The air is being cleared
air-some-clear = Clearing the air: { $clear } of { $count } clear
air-all-clear = The air is clear: { $count } of { $count } clear
air-empty = The air is kept clear: no drone was flying
air-kept = Nobody takes off or flies on until the air is free
air-free = The air is free
air-not-asked = The station did not get the order. Hold the button again, or call the pilots.
air-unsure = It is not known whether the station got the order. Hold the button again, and call the pilots.
air-why-traffic = Manned aircraft: { $name }
air-why-button = The button on the map
air-why-free = Said to be free on the map
air-status-ordered = Ordered:
air-status-on_its_way = On its way:
air-status-clear = Clear
air-status-unanswered = Not answering:
air-status-refused = Refuses:
air-how-layer = to its layer, { $metres } m above take-off
air-how-land = landing
air-how-return = flying home
air-how-leave = going on home or down
air-how-disarm = stopping the motors on the ground
air-took = after { $seconds } s
air-was-clear = was out of the way already
air-left = clear within { $seconds } s
air-late = LATE, { $age } since the button

# Who is in command
pilot-none = Nobody in command
pilot-is = In command: { $name }
pilot-you = In command: { $name } (you)
pilot-asks = · { $name } asks, gets it in { $seconds } s
pilot-takes-over = · { $name } takes over in { $seconds } s
control-take = Take command of { $letter }
control-ask = Ask for command of { $letter }
control-withdraw = Ask no more
control-grant = Hand over to { $name }
control-grant-now = Hand over now
control-refuse = Keep command
control-hand-over = Hand over …
control-hand-over-do = Hand { $letter } over to { $name }
control-release = Release
control-take-over = Take over …
control-take-over-hint = { $pilot } is told at once and cannot refuse. It takes effect after 10 s and is written into the log.
control-take-over-do = Take over { $letter }: { $name } will be in command
control-to = Who shall be in command
control-why = What has happened
control-needs-both = Write a name and what has happened.
control-needs-name = Write a name.
ask-asks = { $name } asks for command of { $letter }.
ask-take-over = { $name } takes over command of { $letter }.
ask-passes = Without an answer it passes in { $seconds } s.
fly-not-in-command = { $name } is in command of { $letter }. Ask for command to fly.

# Checks before the flight
preflight = Before flying { $letter }:
preflight-reading = reading from the aircraft …
preflight-unknown = not read
preflight-good = all is well
preflight-mostly = nothing blocks, { $count } to look at
preflight-blocks = { $count } block the flight
preflight-more = { $count } more
check-status-ok = OK:
check-status-warning = Look at:
check-status-blocking = Blocks:
check-status-unknown = Unknown:
checklist-hint = Look, and tick it. All must be ticked before the flight.
safe-set = { $count ->
        [one] Set the safe value on { $letter } ({ $count })
       *[other] Set the safe values on { $letter } ({ $count })
    }
safe-busy = Setting and reading back …
safe-done = All safe values are set and read back.
safe-answer = Safe values: { $outcome }
override-open = Fly all the same …
override-why = { $count ->
        [one] Why fly although { $count } check blocks?
       *[other] Why fly although { $count } checks block?
    }
override-hint = At least { $least } characters. Your name, the reason and the checks are written into the log when you arm or take off.
override-give = Fly with this reason
override-given = The next order goes although the checks say no: { $why }
override-withdraw = Withdraw

# Going on with a plan
resume-name = Go on with the plan
resume-stopped = { $letter } has flown the plan. The station knows where the seeing stopped, or whether all is done.
resume-stopped-at = { $letter } stopped on leg { $leg }, { $percent } of it.
resume-same = Go on with { $letter } where the seeing stopped
resume-other = Let { $letter } go on where { $from } stopped
resume-busy = Sending the rest of the plan to { $letter } …
resume-done = The rest is on board { $letter }: from leg { $leg } ({ $percent }), { $metres } m left. Arm, take off and start the mission.

# More in the log
command-orbit = Orbit
command-look = Look here
command-look_ahead = Look ahead
command-speed = Change speed
log-control-taken = { $letter }: { $pilot } is in command
log-control-asked = { $letter }: { $next } asks { $pilot } for command
log-control-granted = { $letter }: command was handed over to { $pilot }
log-control-refused = { $letter }: { $pilot } keeps command
log-control-withdrawn = { $letter }: command is no longer asked for
log-control-released = { $letter }: command was released; in command: { $pilot }
log-control-announced = { $letter }: { $next } takes over from { $pilot }{ $why }
log-control-passed = { $letter }: command passed to { $pilot }
log-alert_raised = { $letter }: { $alert }
log-alert_cleared = { $letter }: no longer: { $alert }
log-ticked = { $letter }: checked: { $item }
log-unticked = { $letter }: unticked: { $item }
log-preflight_overridden = { $letter }: flies although { $count } checks block: { $why }
log-parameters_set = { $letter }: { $names } set, { $outcome }
log-air_clearing_ordered = The air is being cleared ({ $letters }): { $why }
log-air_cleared = { $letter } is out of the way after { $seconds } s (promised { $promised } s)
log-air_not_cleared = { $letter } is NOT out of the way after { $seconds } s (promised { $promised } s)
log-air_freed = The air is free: { $why }

# Said on this screen and not yet sent
unsent = Not sent
unsent-count = { $count ->
        [one] { $count } thing is not sent yet.
       *[other] { $count } things are not sent yet.
    }
unsent-later = It is sent by itself when the station is heard.
unsent-review = { $verdict }: waits to be sent
unsent-conflict = Meanwhile somebody has said: { $status }, by { $name }.
unsent-gone = The finding is now one with another.
unsent-insist = Send mine all the same: { $what }
unsent-keep-theirs = Keep: { $status }
unsent-drop = Discard
mark-unsent = not sent
replay-no-changes = This is a look back. Go to now to judge findings.

# Looking back
replay = REPLAY
replay-at = As it was at { $time }, { $age } ago. Not now.
replay-fetching = Fetching the journal …
replay-play = Play
replay-pause = Stop
replay-end = To now
time-slider = Time: the whole incident. The right edge is now.
time-now = NOW
replay-not-kept = This is shown for now only, not in replay.

# Orders about a place
place-hint = Touch the map to point out what the drone shall look at, circle or fly to.
place-aircraft = Aircraft
place-height = { $letter } keeps its height, { $metres } m above start. The circle is { $radius } m.
place-asking = { $what }: waiting for the answer …
