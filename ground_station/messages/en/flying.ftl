# Flying: who is in command, what is checked before a flight, why an order is not sent.

control-in-command = Somebody else is in command
    .detail = { $pilot } is in command of this aircraft.
    .remedy = Ask for the command: it is yours when { $pilot } grants it, or does not answer for 30 seconds.
control-not-yours = Not yours to decide
    .detail = Only the pilot in command ({ $pilot }) can do this; a take-over is for the incident commander.
    .remedy = Ask for the command.
control-already-asked = Somebody asks already
    .detail = Somebody has asked { $pilot } for the command already.
    .remedy = Wait for the answer; it comes within 30 seconds.
control-nobody-asks = Nobody asks
    .detail = Nobody asks for the command, so there is nothing to answer.
    .remedy = Name who shall have it.
control-takeover-stands = A take-over cannot be refused
    .detail = The incident commander has announced a take-over from { $pilot }.
    .remedy = Talk to the incident commander.
control-needs-reason = A reason is missing
    .detail = A take-over from { $pilot } needs a reason for the journal.
    .remedy = Write in `why` what has happened.
control-not-a-pilot = Not a pilot
    .detail = No user of that name may fly.
    .remedy = Name somebody with the role pilot or administrator.

air-kept-clear = The air is being kept clear by { $by }. Say that it is free first.
plan-fence-corners = The fence has { $corners } corners; an aircraft holds at most { $most }. Draw it more simply.
plan-fence-route = The plan leaves the fence that was drawn for it. Draw the fence wider, or leave it out.
plan-fence-home = The start lies outside the fence that was drawn. Draw the fence around it.
plan-rally-outside = A rally point lies outside the fence. Move it inside.
plan-rally-ground = The height of the ground at a rally point is not known. Add its elevation model, or move the point.
plan-zone-place = A corner of the fence or a rally point is no place on earth. Draw it again.
way-too-high = The place is above the height limit of { $limit } m. Choose a lower height.
way-outside-fence = The place is outside the fence on the aircraft. Choose a place inside.
way-leaves-fence = The straight way there leaves the fence. Fly around in two steps.
way-no-terrain = Without an elevation model the aircraft is not sent lower. Add one, or choose the height at which it is.
way-unknown-ground = The way leads over ground of unknown height. Add its elevation model, or choose a place on the map's terrain.
way-too-low = The straight way there comes within { $clearance } m of the ground. Choose at least { $higher } m above home.
tick-people = Nobody stands below the take-off and the way out.
tick-weather = Wind, rain and icing are within what the aircraft can take.

check-link = Link to the aircraft
    .remedy = Wait until it is heard, or look at radio and network.
check-satellites = { $satellites } satellites, at least { $least } wanted
    .remedy = Wait in open sky, away from walls and metal.
check-home = Home position
    .remedy = Wait: the aircraft sets it when it knows where it is.
check-arming = { $reason }
    .remedy = Mend this; the aircraft does not arm before.
check-not-ready = The aircraft is not ready and does not say why
    .remedy = Wait half a minute; then read its messages in the log.
check-battery = Battery { $percent } %, { $needed } % wanted for the plan with its reserve
    .remedy = Put in a fuller battery, or plan a shorter flight.
check-wind = Wind { $speed } m/s, limit { $limit } m/s
    .remedy = Wait for less wind.
check-plan-none = No plan from this station is on the aircraft
    .remedy = Send the plan, if you mean to fly one.
check-plan = The plan on the aircraft is the one that was sent
    .remedy = Somebody has put another plan on it. Send yours again.
check-fence-none = There is no fence on the aircraft from this station
    .remedy = Send a plan: a fence goes with it.
check-fence-refused = The aircraft does not keep its fence
    .remedy = Home or the aircraft lies outside. Send the plan again from here.
check-fence-home = Home lies { $margin } m inside the fence
    .remedy = Home lies outside: send a fence that holds it.
check-storage = { $gigabytes } GB free on the station
    .remedy = Delete old recordings.
check-aircraft-storage = { $megabytes } MB free on the aircraft
    .remedy = Take old flight logs off its card.
check-tick = Checklist
    .remedy = Look, and tick it.
check-nav-dll-act = Link lost: NAV_DLL_ACT is { $value }
    .remedy = 0 flies on and 1 waits until the battery is empty. Set { $wanted }: return home.
check-com-dl-loss-t = Link counts as lost after COM_DL_LOSS_T = { $value } s
    .remedy = Set { $wanted } s.
check-nav-rcl-act = Hand controller lost: NAV_RCL_ACT is { $value }
    .remedy = 0 flies on. Set { $wanted }: return home.
check-gf-action = Fence reached: GF_ACTION is { $value }
    .remedy = 0 and 1 fly on, 4 stops the motors in the air. Set { $wanted }: return home.
check-com-low-bat-act = Battery empty: COM_LOW_BAT_ACT is { $value }
    .remedy = 0 only warns. Set { $wanted }: return, then land.
check-mpc-z-v-auto-up = Climbs with MPC_Z_V_AUTO_UP = { $value } m/s
    .remedy = The plan climbs up to { $wanted }: slower, it passes points too low and flies on past them. Set { $wanted }.
check-mpc-z-v-auto-dn = Sinks with MPC_Z_V_AUTO_DN = { $value } m/s
    .remedy = The plan sinks up to { $wanted }: slower, it passes points too high and flies on past them. Set { $wanted }.
check-nav-mc-alt-rad = Height of a point reached within NAV_MC_ALT_RAD = { $value } m
    .remedy = The plan reckons with { $wanted }: with less it may fly past points without reaching them. Set { $wanted }.
check-mpc-jerk-auto = Changes its speed with MPC_JERK_AUTO = { $value } m/s³
    .remedy = The plan reckons with { $wanted }: with less it lags behind in height after each bend. Set { $wanted }.
check-mpc-acc-up-max = Begins to climb with MPC_ACC_UP_MAX = { $value } m/s²
    .remedy = The plan reckons with { $wanted }: with less it lags behind in height. Set { $wanted }.
check-mpc-acc-down-max = Begins to sink with MPC_ACC_DOWN_MAX = { $value } m/s²
    .remedy = The plan reckons with { $wanted }: with less it lags behind in height. Set { $wanted }.
check-mpc-xy-vel-max = Flies at most MPC_XY_VEL_MAX = { $value } m/s
    .remedy = The plan flies { $wanted }: slower, the flight takes longer than the battery was reckoned for. Set { $wanted }.
check-mpc-xy-cruise = Cruises with MPC_XY_CRUISE = { $value } m/s
    .remedy = The plan reckons with { $wanted } from the start: slower, the flight takes longer. Set { $wanted }.
check-nav-acc-rad = A point counts as reached within NAV_ACC_RAD = { $value } m
    .remedy = The plan reckons with { $wanted }: with more it cuts corners and leaves ground unseen. Set { $wanted }.
check-bat-low-thr = Battery low at BAT_LOW_THR = { $value }
    .remedy = Set { $wanted }: there must be time to think.
check-bat-crit-thr = Returns by itself at BAT_CRIT_THR = { $value }
    .remedy = Set { $wanted }: with less it does not get home against the wind.
check-bat-emergen-thr = Lands by itself at BAT_EMERGEN_THR = { $value }
    .remedy = Set { $wanted }.
check-rtl-return-alt = Return height: RTL_RETURN_ALT is { $value } m
    .remedy = The ways home need { $wanted } m to clear the ground. Set { $wanted }.

# Why an aircraft does not arm; the ids are made from the English words.

blocker-the-turning-rate-is-not-measured-well-enough = The turning rate is not measured well enough.
blocker-the-attitude-is-not-known = The attitude is not known.
blocker-the-position-is-not-known-wait-for-satellites-away-from-wall = The position is not known: wait for satellites, away from walls and metal.
blocker-the-position-on-the-map-is-not-known-wait-for-satellites-in = The position on the map is not known: wait for satellites, in open sky.
blocker-the-height-is-not-known = The height is not known.
blocker-there-is-no-plan-on-board-that-can-be-flown = There is no plan on board that can be flown.
blocker-the-home-position-is-not-set = The home position is not set.
blocker-the-hand-controller-is-not-heard = The hand controller is not heard.
blocker-one-cannot-take-off-in-this-flight-mode = One cannot take off in this flight mode.
blocker-the-aircraft-does-not-hear-this-ground-station = The aircraft does not hear this ground station.
blocker-too-little-satellite-reception-for-a-position = Too little satellite reception for a position.
blocker-too-few-satellites = Too few satellites.
blocker-the-satellite-position-is-too-uncertain = The satellite position is too uncertain.
blocker-the-satellite-height-is-too-uncertain = The satellite height is too uncertain.
blocker-the-satellite-position-drifts = The satellite position drifts.
blocker-the-satellites-stand-badly-in-the-sky = The satellites stand badly in the sky.
blocker-satellite-reception-is-poor = Satellite reception is poor.
blocker-the-satellite-position-is-not-used-yet = The satellite position is not used yet.
blocker-satellite-reception-is-jammed = Satellite reception is jammed.
blocker-somebody-sends-false-satellite-signals = Somebody sends false satellite signals.
blocker-the-heading-is-not-steady-yet-keep-it-still-away-from-metal = The heading is not steady yet: keep it still, away from metal.
blocker-something-magnetic-disturbs-the-compass-move-the-aircraft = Something magnetic disturbs the compass: move the aircraft.
blocker-the-height-is-not-steady-yet = The height is not steady yet.
blocker-the-position-is-not-steady-yet = The position is not steady yet.
blocker-the-speed-estimate-is-not-steady-yet-keep-the-aircraft-still = The speed estimate is not steady yet: keep the aircraft still.
blocker-the-climb-estimate-is-not-steady-yet-keep-the-aircraft-still = The climb estimate is not steady yet: keep the aircraft still.
blocker-the-accelerometer-is-off-calibrate-it = The accelerometer is off: calibrate it.
blocker-the-gyroscope-is-off-keep-the-aircraft-still-or-calibrate-it = The gyroscope is off: keep the aircraft still, or calibrate it.
blocker-the-aircraft-is-still-starting = The aircraft is still starting.
blocker-an-accelerometer-is-missing = An accelerometer is missing.
blocker-the-accelerometer-is-not-calibrated = The accelerometer is not calibrated.
blocker-a-gyroscope-is-missing = A gyroscope is missing.
blocker-the-gyroscope-is-not-calibrated = The gyroscope is not calibrated.
blocker-the-compass-is-missing = The compass is missing.
blocker-the-compass-is-not-calibrated = The compass is not calibrated.
blocker-the-compasses-disagree-move-away-from-metal-or-calibrate-the = The compasses disagree: move away from metal, or calibrate them.
blocker-the-battery-is-low = The battery is low.
blocker-the-battery-is-nearly-empty = The battery is nearly empty.
blocker-the-battery-is-empty = The battery is empty.
blocker-the-battery-is-not-seen = The battery is not seen.
blocker-the-battery-is-not-connected = The battery is not connected.
blocker-the-battery-reports-a-fault = The battery reports a fault.
blocker-the-aircraft-is-at-the-fence-or-outside-it = The aircraft is at the fence or outside it.
blocker-the-aircraft-is-farther-from-home-than-it-may-be = The aircraft is farther from home than it may be.
blocker-the-aircraft-is-higher-above-home-than-it-may-be = The aircraft is higher above home than it may be.
blocker-the-fence-needs-a-home-position = The fence needs a home position.
blocker-the-wind-is-stronger-than-the-aircraft-s-limit = The wind is stronger than the aircraft's limit.
blocker-the-kill-switch-is-on = The kill switch is on.
blocker-the-return-switch-is-on = The return switch is on.
blocker-the-memory-card-is-missing = The memory card is missing.
blocker-the-autopilot-s-supply-voltage-is-low = The autopilot's supply voltage is low.
blocker-the-remote-identification-sender-is-missing = The remote-identification sender is missing.
blocker-the-parachute-is-missing = The parachute is missing.
blocker-the-parachute-is-not-ready = The parachute is not ready.
blocker-a-motor-controller-does-not-answer = A motor controller does not answer.
blocker-the-longest-allowed-flight-time-is-reached = The longest allowed flight time is reached.
blocker-a-motor-has-failed = A motor has failed.

# Why an upload, an order or going on with a plan failed; the ids are made from the English words.

reason-the-plan-begins-with-a-landing = The plan begins with a landing.
reason-the-take-off-is-not-the-first-place-of-the-plan = The take-off is not the first place of the plan.
reason-the-take-off-height-is-at-or-below-the-ground = The take-off height is at or below the ground.
reason-this-aircraft-wants-a-take-off-in-every-plan = This aircraft wants a take-off in every plan.
reason-this-aircraft-wants-a-landing-in-every-plan = This aircraft wants a landing in every plan.
reason-this-aircraft-wants-both-a-take-off-and-a-landing-in-every-p = This aircraft wants both a take-off and a landing in every plan.
reason-the-plan-takes-off-but-does-not-land-add-a-landing = The plan takes off but does not land: add a landing.
reason-the-plan-lands-but-does-not-take-off-add-a-take-off = The plan lands but does not take off: add a take-off.
reason-the-plan-has-steps-for-a-vertical-take-off-aeroplane-which-t = The plan has steps for a vertical-take-off aeroplane, which this aircraft is not.
reason-the-aircraft-does-not-know-its-position-yet = The aircraft does not know its position yet.
reason-item-counts-its-height-from-home-and-the-aircraft-has-no-hom = Item { $number } counts its height from home, and the aircraft has no home yet.
reason-item-is-a-command-this-aircraft-cannot-do-in-a-plan = Item { $number } is a command this aircraft cannot do in a plan.
reason-the-fence-needs-a-home-position-which-the-aircraft-does-not = The fence needs a home position, which the aircraft does not have yet.
reason-the-last-place-before-the-landing-lies-below-it = The last place before the landing lies below it.
reason-the-plan-has-more-than-one-beginning-of-a-landing = The plan has more than one beginning of a landing.
reason-the-plan-begins-a-landing-before-it-returns-home = The plan begins a landing before it returns home.
reason-the-plan-s-landing-is-not-complete = The plan's landing is not complete.
reason-the-first-place-is-farther-from-home-than-the-aircraft-allow = The first place is farther from home than the aircraft allows.
reason-two-places-of-the-plan-lie-too-close-together = Two places of the plan lie too close together.
reason-the-aircraft-has-not-told-yet-where-it-is-and-where-its-home = The aircraft has not told yet where it is and where its home is. Wait for its position.
reason-the-aircraft-is-flying-a-plan-pause-it-first-a-new-one-would = The aircraft is flying a plan. Pause it first: a new one would take effect at once.
reason-without-an-elevation-model-the-way-to-where-it-stopped-canno = Without an elevation model the way to where it stopped cannot be checked. Add one.
reason-the-way-to-where-it-stopped-leads-over-ground-of-unknown-hei = The way to where it stopped leads over ground of unknown height. Add its elevation model.
reason-the-plan-has-jumps-there-is-no-one-place-where-it-was-left = The plan has jumps: there is no one place where it was left.
reason-the-plan-was-flown-to-its-end = The plan was flown to its end.
reason-nothing-of-the-plan-is-left-to-fly = Nothing of the plan is left to fly.
reason-the-plan-has-no-items = The plan has no items.
reason-the-plan-is-on-the-aircraft-but-it-judges-that-the-plan-cann = The plan is on the aircraft, but it judges that the plan cannot be flown.
reason-the-plan-is-whole-but-the-aircraft-did-not-say-whether-it-ca = The plan is whole, but the aircraft did not say whether it can fly it.
reason-the-plan-could-not-be-read-back-so-it-is-not-known-to-be-who = The plan could not be read back, so it is not known to be whole.
reason-the-aircraft-does-not-tell-whether-it-can-fly-the-plan = The aircraft does not tell whether it can fly the plan.
reason-the-fence-is-on-the-aircraft-but-is-not-enforced-draw-it-aro = The fence is on the aircraft but is NOT enforced. Draw it around the aircraft and its home.
reason-the-aircraft-did-not-answer-the-offer-of-a-plan = The aircraft did not answer the offer of a plan.
reason-the-aircraft-fell-silent-after-item-of-it-keeps-the-plan-it = The aircraft fell silent after item { $number } of { $count }. It keeps the plan it had.
reason-the-aircraft-asked-for-item-again-and-again = The aircraft asked for item { $number } again and again.
reason-the-has-items-this-aircraft-holds-at-most = The { $name } has { $count } items; this aircraft holds at most { $most }.
reason-simplify-or-split-it-the-aircraft-keeps-what-it-had = Simplify or split it. The aircraft keeps what it had.
reason-the-aircraft-holds-another-plan-than-was-sent = The aircraft holds another plan ({ $stored }) than was sent ({ $sent }).
reason-the-transfer-was-broken-off = The transfer was broken off.
reason-the-aircraft-did-not-answer = The aircraft did not answer.
reason-no-aircraft-with-this-number-is-heard = No aircraft with this number is heard.
reason-a-later-order-took-its-place = A later order took its place.
reason-two-aircraft-have-the-number-give-one-another-number-mav-sys = Two aircraft have the number { $number }: { $how }. Give one another number (MAV_SYS_ID) and restart it.
reason-no-answer-came-read-the-aircraft-s-state-before-you-ask-agai = No answer came. Read the aircraft's state before you ask again.
reason-the-aircraft-is-heard-but-gave-no-answer-it-may-not-know-thi = The aircraft is heard but gave no answer: it may not know this command.
reason-the-aircraft-is-not-flying-take-off-first = The aircraft is not flying. Take off first.
reason-the-aircraft-is-not-armed-arm-it-first = The aircraft is not armed. Arm it first.
reason-there-is-no-plan-on-the-aircraft-upload-one-first = There is no plan on the aircraft. Upload one first.
reason-the-place-is-outside-the-fence-on-the-aircraft = The place is outside the fence on the aircraft.
reason-the-aircraft-cannot-do-this-now = The aircraft cannot do this now.
reason-the-aircraft-refuses-this-with-these-values = The aircraft refuses this with these values.
reason-the-aircraft-does-not-sign-with-the-key-its-firmware-may-not = The aircraft does not sign with the key: its firmware may not know how.
reason-the-link-that-this-aircraft-is-heard-on-has-no-signing-key = The link that this aircraft is heard on has no signing key.

# What lies on an aircraft.

log-not-fetched = The flight log was not fetched
    .detail = { $reasons }
    .remedy = List the logs with GET …/logs, and try again with the aircraft disarmed on the ground.
log-not-armed = A flight log takes the whole link: it is fetched only from a disarmed aircraft.
log-one-at-a-time = Another log of this aircraft is being fetched. Wait for it.
log-unknown = There is no log { $number } on the aircraft; there are: { $known }.
parameter-whole = { $name } takes whole numbers only.
signing-not-armed = A signing key is sent only to a disarmed aircraft.
